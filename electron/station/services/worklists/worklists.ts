import type {
  BulkPreview,
  BulkReport,
  BulkRequest,
  MethodOutput,
  WorkQuery,
  WorkRow,
} from '../../../../shared/contract/index.ts';
import { bulkRequest } from '../../../../shared/contract/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import {
  firstList,
  seesList,
  WORK_LIST_DEFINITIONS,
  WORK_LISTS,
} from '../../../../shared/domain/work-lists/index.ts';
import type { DeskIndex, FoundRow, IndexStore, Limits, RowsQuery } from '../../projections/index.ts';
import { accepted, refused, type Outcome, type Refused } from '../context.ts';
import type { SiteKey } from '../site-key.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { askedOf } from './asked.ts';
import type { BulkService } from './bulk.ts';

/** Roles of whoever asks; undefined where nobody is asked who he is: then all lists are everybody's. */
export type Asker = readonly string[] | undefined;

export interface Worklists {
  lists(who: Asker): Promise<MethodOutput<'work.lists'>>;
  rows(
    query: WorkQuery & { readonly offset: number; readonly limit: number },
    who: Asker,
  ): Promise<MethodOutput<'work.rows'>>;
  search(input: { text: string; limit: number }, who: Asker): Promise<MethodOutput<'work.search'>>;
  preview(request: BulkRequest, actor: Actor, who: Asker): Promise<Outcome<BulkPreview>>;
  start(request: BulkRequest, actor: Actor, who: Asker): Promise<Outcome<BulkReport>>;
}

const HOUR_MS = 3_600_000;
/** Orders of one act. */
const MOST = 10_000;

export function createWorklists(deps: {
  readonly index: DeskIndex;
  readonly siteKey: Pick<SiteKey, 'hash'>;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly bulk: BulkService;
  readonly now: () => number;
}): Worklists {
  const { index, siteRules, bulk, now } = deps;
  const NOT_READY = refused('work_not_ready');

  const hoursOf = (list: (typeof WORK_LISTS)[number]): number =>
    siteRules.get(WORK_LIST_DEFINITIONS[list].limit) as number;
  /** No limit is one that no order reaches. */
  const msOf = (hours: number): number => (hours === 0 ? Number.MAX_SAFE_INTEGER : hours * HOUR_MS);
  const limits = (): Limits => Object.fromEntries(WORK_LISTS.map((list) => [list, msOf(hoursOf(list))]));
  const sees = (list: Parameters<typeof seesList>[0], who: Asker): boolean =>
    who === undefined || seesList(list, who);

  function questionOf({ list, filter, sort, reverse }: WorkQuery): RowsQuery | 'nothing' {
    const typed = filter.text?.trim() ?? '';
    const text = typed === '' ? undefined : askedOf(typed, deps.siteKey.hash);
    // Too little was typed to mean anything yet.
    if (typed !== '' && text === undefined) return 'nothing';
    return { list, filter, sort, reverse, text, now: now(), limits: limits() };
  }

  /** The orders that are meant, at most so many as one act takes. */
  async function selected({ selection }: BulkRequest, who: Asker): Promise<Outcome<string[]>> {
    if ('orders' in selection) return accepted([...new Set(selection.orders)]);
    const { query, except } = selection;
    if (!sees(query.list, who)) return refused('role_not_allowed');
    const question = questionOf(query);
    if (question === 'nothing') return accepted([]);
    // What it would not find yet is left out without a word.
    await index.ask((store: IndexStore) => store.count());
    if (index.state().state !== 'ready') return NOT_READY;
    // What was just done by somebody must not be offered again.
    await index.settled();
    const ids = await index.ask((store: IndexStore) => store.ids(question, MOST + except.length));
    if (!ids) return NOT_READY;
    const without = new Set(except);
    return accepted(ids.filter((id) => !without.has(id)).slice(0, MOST));
  }

  return {
    async lists(who) {
      const seen = WORK_LISTS.filter((list) => sees(list, who));
      const counts = (await index.ask((store) => store.lists(seen, now(), limits()))) ?? [];
      const first = who === undefined ? 'to_review' : firstList(who);
      return {
        index: index.state(),
        first: first ?? seen[0] ?? null,
        lists: seen.map((list) => {
          const found = counts.find((each) => each.list === list);
          const { count = 0, oldest = null, late = 0, urgent = 0 } = found ?? {};
          return { list, count, oldest, late, urgent, hours: hoursOf(list) };
        }),
      };
    },

    async rows({ offset, limit, ...query }, who) {
      if (!sees(query.list, who)) return refused('role_not_allowed');
      const question = questionOf(query);
      if (question === 'nothing') return accepted({ total: 0, index: index.state(), rows: [] });
      const found = await index.ask((store) => store.rows(question, offset, limit));
      if (!found) return NOT_READY;
      return accepted({ total: found.total, index: index.state(), rows: found.rows.map(workRowOf) });
    },

    async search({ text, limit }, who) {
      const asked = askedOf(text, deps.siteKey.hash);
      if (!asked) return accepted({ hits: [], more: false, index: index.state() });
      const options = { archived: sees('archived', who), now: now(), limits: limits(), limit };
      const found = await index.ask((store) => store.search(asked, options));
      if (!found) return NOT_READY;
      const hits = found.hits.map((hit) => ({ ...workRowOf(hit), by: hit.by }));
      return accepted({ hits, more: found.more, index: index.state() });
    },

    async preview(request, actor, who) {
      const ids = await selected(request, who);
      return ids.ok ? bulk.preview(request, ids.value, actor) : (ids satisfies Refused);
    },
    async start(request, actor, who) {
      const ids = await selected(request, who);
      return ids.ok ? bulk.start(request, ids.value, actor) : (ids satisfies Refused);
    },
  };
}

/** The request alone, without who asks. */
export const requestOf = (input: unknown): BulkRequest => bulkRequest.parse(input);

function workRowOf(row: FoundRow): WorkRow {
  const orNull = (text: string): string | null => (text === '' ? null : text);
  return {
    order: row.id,
    channelOrderNo: row.no,
    channel: row.channel,
    status: row.status as WorkRow['status'],
    payment: row.payment as WorkRow['payment'],
    logistics: row.logistics as WorkRow['logistics'],
    flags: [...row.flags] as WorkRow['flags'],
    orderedAt: row.orderedAt,
    shipBy: row.shipBy,
    since: row.listSince,
    late: row.late,
    cod: row.cod,
    total: row.total === null ? null : { minor: row.total, currency: row.currency },
    units: row.units,
    lines: row.lines,
    goods: row.goods,
    carrier: orNull(row.carrier),
    parcels: [...row.parcels],
    waybills: [...row.waybills],
    department: orNull(row.department),
    person: orNull(row.person),
  };
}
