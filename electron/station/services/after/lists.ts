import { AFTER_LISTS, type AfterList } from '../../../../shared/contract/after-views.ts';
import type { MethodInput, MethodOutput } from '../../../../shared/contract/index.ts';
import { createPace } from '../../pace.ts';
import type { Context } from '../context.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { AfterRow, Anomaly, Board } from './board.ts';

type Rows = MethodOutput<'after.rows'>;
type Services = MethodOutput<'after.board'>['carriers'];

/** The lists of the page "After shipping" and their counts, from the rows in memory. */
export interface AfterLists {
  counts(): Promise<{ ready: boolean; counts: Record<AfterList, number>; carriers: Services }>;
  rows(input: MethodInput<'after.rows'>): Promise<Rows>;
}

interface Entry {
  readonly row: AfterRow;
  readonly wrong: readonly Anomaly[];
}
interface Snapshot {
  readonly lists: Readonly<Record<AfterList, readonly Entry[]>>;
  readonly carriers: Services;
}

/** From so many rows on, what was counted stays for a while: a page asks again with every parcel that is packed. */
const MANY = 3_000;
const KEPT_MS = 3_000;
/** Rows looked at between two looks at the clock. */
const FEW = 200;

/** Id of the case that the sweep opens for it: never a second one. */
export const caseOf = ({ shipment, code }: Anomaly): string => `delivery:${shipment}:${code}`;

export const lastAt = (row: AfterRow): number | null => {
  const times = row.tracks.flatMap((track) => track.lastAt ?? []);
  return times.length === 0 ? null : Math.max(...times);
};

export function createLists(deps: {
  readonly ctx: Pick<Context, 'clock'>;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly board: Board;
}): AfterLists {
  const { board, siteRules } = deps;
  let kept: { readonly made: number; readonly snapshot: Promise<Snapshot> } | undefined;

  function startOfDay(): number {
    const day = new Date(deps.ctx.clock.now());
    day.setHours(0, 0, 0, 0);
    return day.getTime();
  }

  /** Lists that an order stands in; it may stand in several. */
  function listsOf({ row, wrong }: Entry, today: number): AfterList[] {
    const { status } = row;
    const settled = row.settled || !siteRules.get('completion.settled');
    const could = status === 'DELIVERED' && !row.open && settled;
    const inLists: readonly (readonly [AfterList, boolean])[] = [
      ['today', row.shippedAt >= today],
      ['transit', status === 'SHIPPED'],
      ['anomaly', wrong.length > 0],
      ['delivered', status === 'DELIVERED'],
      ['to_complete', could],
      ['to_archive', status === 'COMPLETED'],
    ];
    return inLists.flatMap(([list, on]) => (on ? [list] : []));
  }

  async function take(): Promise<Snapshot> {
    const lists = Object.fromEntries(AFTER_LISTS.map((list) => [list, [] as Entry[]])) as Record<
      AfterList,
      Entry[]
    >;
    const sums = new Map<string, Sum>();
    const today = startOfDay();
    const pace = createPace();
    let seen = 0;
    for (const row of board.rows().values()) {
      const entry = { row, wrong: board.anomalies(row) };
      for (const list of listsOf(entry, today)) lists[list].push(entry);
      count(sums, entry);
      seen += 1;
      if (seen % FEW === 0) await pace.step();
    }
    return { lists, carriers: servicesOf(sums) };
  }

  async function snapshot(): Promise<Snapshot> {
    await board.refresh();
    const now = performance.now();
    if (kept && board.rows().size > MANY && now - kept.made < KEPT_MS) return kept.snapshot;
    kept = { made: now, snapshot: take() };
    return kept.snapshot;
  }

  return {
    async counts() {
      const { lists, carriers } = await snapshot();
      const counts = Object.fromEntries(AFTER_LISTS.map((list) => [list, lists[list].length])) as Record<
        AfterList,
        number
      >;
      return { ready: board.ready(), counts, carriers };
    },

    async rows({ list, search = '', carrier, offset = 0, limit = 100 }) {
      const { lists } = await snapshot();
      const text = search.trim().toLowerCase();
      const fits = ({ row }: Entry): boolean =>
        (carrier === undefined || row.tracks.some((track) => track.carrier === carrier)) &&
        (text === '' ||
          row.channelOrderNo.toLowerCase().includes(text) ||
          row.tracks.some((track) => track.number.toLowerCase().includes(text)));
      const { total, first } = await firstOf(lists[list], list, fits, offset + limit);
      return { ready: board.ready(), total, rows: first.slice(offset).map(viewOf) };
    },
  };
}

/**
 * The first of a list in its order, in turns: sorting 70,000 rows at once takes a tenth of a second, which a scan would wait for.
 * @param most so many are sorted; the rest is counted
 */
async function firstOf(
  entries: readonly Entry[],
  list: AfterList,
  fits: (entry: Entry) => boolean,
  most: number,
): Promise<{ readonly total: number; readonly first: readonly Entry[] }> {
  const pace = createPace();
  let best: { readonly entry: Entry; readonly age: number }[] = [];
  let total = 0;
  let seen = 0;
  const settle = (): void => {
    best.sort((a, b) => a.age - b.age || (a.entry.row.order < b.entry.row.order ? -1 : 1));
    best = best.slice(0, most);
  };
  for (const entry of entries) {
    seen += 1;
    if (seen % FEW === 0) await pace.step();
    if (!fits(entry)) continue;
    total += 1;
    best.push({ entry, age: ageOf(entry, list) });
    if (best.length >= 2 * most + FEW) settle();
  }
  settle();
  return { total, first: best.map(({ entry }) => entry) };
}

/** Lists sort by what is most urgent in them: the longest silence, the oldest, in `today` the latest. */
function ageOf({ row, wrong }: Entry, list: AfterList): number {
  switch (list) {
    case 'today':
      return -row.shippedAt;
    case 'transit':
      return lastAt(row) ?? row.shippedAt;
    case 'anomaly':
      return Math.min(...wrong.map((each) => each.since));
    case 'delivered':
    case 'to_complete':
      return row.deliveredAt ?? row.shippedAt;
    case 'to_archive':
      return row.completedAt ?? 0;
  }
}

function viewOf({ row, wrong }: Entry): Rows['rows'][number] {
  const { order, channel, channelOrderNo, status, logistics, shippedAt, deliveredAt, completedAt } = row;
  return {
    ...{ order, channel, channelOrderNo, status, logistics, shippedAt, deliveredAt, completedAt },
    parcels: row.tracks.map((track) => ({
      carrier: track.carrier,
      number: track.number,
      status: track.status,
      expectedAt: track.expectedAt ?? null,
    })),
    lastAt: lastAt(row),
    settled: row.settled,
    rating: row.rating,
    anomalies: wrong.map((each) => ({ ...each, case: caseOf(each) })),
  };
}

interface Sum {
  parcels: number;
  signed: number;
  anomalies: number;
  hours: number;
  timed: number;
  rating: number;
  ratings: number;
}
const nothing = (): Sum => ({
  ...{ parcels: 0, signed: 0, anomalies: 0, hours: 0 },
  ...{ timed: 0, rating: 0, ratings: 0 },
});
const HOUR_MS = 3_600_000;

function count(sums: Map<string, Sum>, { row, wrong }: Entry): void {
  for (const track of row.tracks) {
    const sum = sums.get(track.carrier) ?? nothing();
    sums.set(track.carrier, sum);
    sum.parcels += 1;
    if (track.status === 'SIGNED') sum.signed += 1;
    if (wrong.some((each) => each.shipment === track.shipment)) sum.anomalies += 1;
    if (track.receivedAt !== undefined && track.receivedAt > track.shippedAt) {
      sum.hours += (track.receivedAt - track.shippedAt) / HOUR_MS;
      sum.timed += 1;
    }
    if (row.rating !== null) {
      sum.rating += row.rating;
      sum.ratings += 1;
    }
  }
}

/** TRK-07: means of each carrier, the one with most parcels first. */
const servicesOf = (sums: ReadonlyMap<string, Sum>): Services =>
  [...sums]
    .map(([carrier, { parcels, signed, anomalies, hours, timed, rating, ratings }]) => ({
      ...{ carrier, parcels, signed, anomalies, ratings },
      hours: timed === 0 ? null : hours / timed,
      rating: ratings === 0 ? null : rating / ratings,
    }))
    .sort((a, b) => b.parcels - a.parcels);
