import { z } from 'zod';
import { WORK_LISTS } from '../domain/work-lists/index.ts';
import * as w from './work-views.ts';
import { done, id, method, none, outcome, page } from './method.ts';

/** Work lists, search, saved filters, acts on many orders. */
export const workMethods = {
  /** The lists of whoever is signed in, the posts' own first; `first` opens. */
  'work.lists': method(
    none,
    z.object({ index: w.workState, first: z.enum(WORK_LISTS).nullable(), lists: z.array(w.workListView) }),
  ),
  /** Refused: `role_not_allowed`, `work_not_ready`. */
  'work.rows': method(
    w.workQuery.extend(page),
    outcome(z.object({ total: z.number().int(), index: w.workState, rows: z.array(w.workRow) })),
  ),
  /** As somebody types; the best first. */
  'work.search': method(
    z.object({ text: z.string().max(100), limit: z.number().int().min(1).max(50).default(20) }),
    outcome(z.object({ hits: z.array(w.workHit), more: z.boolean(), index: w.workState })),
  ),
  /** Saved filters of whoever is signed in. */
  'work.filters': method(none, z.array(w.savedFilter)),
  /** Without an id a new one. */
  'work.saveFilter': method(
    w.savedFilter.partial({ id: true }).extend({ operator: id }),
    outcome(w.savedFilter),
  ),
  'work.removeFilter': method(z.object({ id, operator: id }), done),
  /** What `work.bulk` would do, and what it would refuse; nothing is written. */
  'work.preview': method(w.bulkRequest.extend({ operator: id }), outcome(w.bulkPreview)),
  /**
   * Does one thing to many orders, one after the other, beside the scans; how it goes on is told by the event `bulk`.
   * One at a time for each person (`bulk_running`). What was done already is refused, not done twice.
   */
  'work.bulk': method(w.bulkRequest.extend({ operator: id }), outcome(w.bulkReport)),
  'work.cancelBulk': method(z.object({ id, operator: id }), done),
  /** The last acts on many orders of this run of the station, newest first. */
  'work.bulks': method(none, z.array(w.bulkReport)),
};
