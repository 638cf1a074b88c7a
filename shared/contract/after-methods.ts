import { z } from 'zod';
import * as a from './after-views.ts';
import { done, id, method, none, outcome, page } from './method.ts';

/** After the handover: papers, tracking, completion, archive. */
export const afterMethods = {
  /** After the handover: how many stand in which list, and how carriers do. */
  'after.board': method(none, a.afterBoard),
  'after.rows': method(
    z.object({
      list: z.enum(a.AFTER_LISTS),
      search: z.string().max(100).default(''),
      carrier: id.optional(),
      ...page,
    }),
    z.object({ ready: z.boolean(), total: z.number().int(), rows: z.array(a.afterRow) }),
  ),
  /** Which step a person may make is decided by the transition tables. */
  'after.act': method(a.afterAct, done),
  'after.bulk': method(a.afterBulk, outcome(a.afterBulkDone)),
  /** Looks now for what went wrong on the way and for what is due. */
  'after.sweep': method(none, outcome(z.object({ cases: z.number().int(), steps: z.number().int() }))),
  'tracking.of': method(z.object({ order: id }), outcome(a.orderTracking)),
  /** What a carrier has said on the phone or its page, typed by hand. */
  'tracking.add': method(a.trackingAdd, done),
  'tracking.find': method(z.object({ search: z.string().trim().min(1).max(100) }), z.array(a.trackingFound)),
  /** The logistics record of a span as a CSV file. */
  'tracking.export': method(
    z.object({ from: z.number(), to: z.number(), operator: id }),
    outcome(z.object({ token: z.string(), fileName: z.string(), parcels: z.number().int() })),
  ),
  'completion.of': method(z.object({ order: id }), outcome(a.orderCompletion)),
  'archive.search': method(
    a.archiveQuery.extend({ sort: z.enum(['time', 'number']).default('time'), ...page }),
    z.object({ rows: z.array(a.archiveRow), more: z.boolean() }),
  ),
  'archive.ask': method(
    z.object({ order: id, operator: id, reason: z.string().trim().min(1).max(500) }),
    outcome(z.object({ case: z.string() })),
  ),
  'archive.requests': method(none, z.array(a.archiveRequest)),
  /** By somebody else than whoever asked. */
  'archive.decide': method(
    z.object({
      case: id,
      granted: z.boolean(),
      note: z.string().trim().max(500).default(''),
      operator: id,
    }),
    done,
  ),
  /** Everything of an order as a ZIP; audited. @param clear with receivers and texts in clear; needs a reason */
  'archive.export': method(
    z.object({
      order: id,
      operator: id,
      clear: z.boolean().default(false),
      reason: z.string().trim().max(200).default(''),
    }),
    outcome(z.object({ token: z.string(), fileName: z.string(), left: z.array(z.string()) })),
  ),
  'handover.get': method(z.object({ id }), outcome(a.manifestView)),
  'handover.sign': method(a.signManifest, done),
  'handover.pdf': method(z.object({ id }), outcome(z.object({ token: z.string(), fileName: z.string() }))),
  /** 发货凭证 of a parcel, on paper and as a file. */
  'voucher.print': method(z.object({ shipment: id, operator: id }), done),
  'voucher.pdf': method(
    z.object({ shipment: id }),
    outcome(z.object({ token: z.string(), fileName: z.string() })),
  ),
};
