import type { BenchView, QueueRow } from '../../../shared/contract/index.ts';
import { currentBase, foldShipment, handlingOf } from '../../../shared/domain/index.ts';
import { isClaimed, type ShipmentDoc, type ShipmentLane } from '../../../shared/schema/index.ts';
import { nameOf, type Context } from './context.ts';
import { benchLabel } from './parcels.ts';
import { createExceptionList, type ExceptionList } from './exception-list.ts';
import { mayTake } from '../../../shared/domain/allocation/index.ts';
import type { SettingsService } from './settings.ts';

export interface QueueService {
  /**
   * First of the queue: what this station has claimed, then what nobody has; in each urgent, then ship-by, then age.
   * What another station has claimed is passed over, and what is for other groups of benches.
   */
  next(limit: number, bench?: string): Promise<ShipmentDoc[]>;
  /**
   * Where it is asked which groups' parcels a bench takes (ALC-04), or this station where no bench is named; undefined: all.
   */
  useGroups(groups: (bench: string | undefined) => ReadonlySet<string> | undefined): void;
  /** First of what no station has claimed. */
  unclaimed(limit: number): Promise<ShipmentDoc[]>;
  /** Where the claims of this station are asked for. */
  useClaims(held: () => Promise<readonly ShipmentDoc[]>): void;
  /** As counted last. The bench's view shows it and never waits for counting. */
  summary(): BenchView['queue'];
  /** Counts again where something changed since, or where deadlines may have passed. */
  fresh(): Promise<BenchView['queue']>;
  list(input: {
    status: QueueFilter;
    search: string;
    offset: number;
    limit: number;
  }): Promise<{ total: number; rows: QueueRow[] }>;
  /** This shipment cannot be opened until something is brought; it is passed over and listed with the reason. */
  notReady(shipment: string, code: string): void;
  /** Orders with an open exception, of their own, a parcel or a number, that are not in lane `blocked`. */
  readonly exceptions: ExceptionList;
  /** It was opened, blocked or closed: it waits for nothing any more. */
  notWaiting(shipment: string): void;
  /** Shipments that wait for something, with the reason. */
  waiting(): ReadonlyMap<string, string>;
  /** Something was brought (waybills, carriers): look at all of them again. */
  clearWaiting(): void;
  /** Something in the queue changed: it is counted anew a little later, and pages are told. */
  touch(): void;
  /** Told when a new count is there. */
  onTouched(listener: () => void): void;
  /** Counts no more. */
  close(): Promise<void>;
}
export type QueueFilter = 'open' | 'queued' | 'in_work' | 'staged' | 'handed_over';

const LANES: Readonly<Record<QueueFilter, readonly ShipmentLane[]>> = {
  open: ['queue', 'held', 'work', 'staged'],
  queued: ['queue', 'held'],
  in_work: ['work'],
  staged: ['staged'],
  handed_over: ['gone'],
};

const PREVIEW = 3;
const PAGE = 50;
/** For the preview, which is read after every parcel. */
const SMALL_PAGE = 8;
const SPARSE_PAGE = 200;
/** Many changes come at once (import, wave): they are counted, and told, once. */
const TOUCH_MS = 100;
/** An act on thousands of orders touches it all the time: so long between two counts, ms. */
const REST_MS = 300;
/** Orders become overdue without anybody's doing. */
const STALE_MS = 30_000;
const NOTHING: BenchView['queue'] = {
  ready: 0,
  urgent: 0,
  overdue: 0,
  blocked: 0,
  staged: 0,
  next: [],
};

export function createQueue(ctx: Context, settings: SettingsService): QueueService {
  const { shipments, orders } = ctx.db;
  let counted = NOTHING;
  let countedAt = -STALE_MS;
  let changes = 1;
  let changesCounted = 0;
  let counting: Promise<void> | undefined;
  let endedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let touched: () => void = () => undefined;
  const waiting = new Map<string, string>();
  let held: () => Promise<readonly ShipmentDoc[]> = () => Promise.resolve([]);
  let groupsOf: (bench: string | undefined) => ReadonlySet<string> | undefined = () => undefined;
  const exceptions = createExceptionList(ctx, () => touch());

  const range = (lane: ShipmentLane, from: string, to: string) =>
    shipments.count({ lane, priority: { $gte: from, $lt: to } });

  async function count(): Promise<BenchView['queue']> {
    const now = String(ctx.clock.now()).padStart(15, '0');
    const [ready, urgent, overdueUrgent, overdue, blocked, staged, first, odd] = await Promise.all([
      shipments.tally('lane', 'queue'),
      range('queue', '0-', '1-'),
      range('queue', '0-', `0-${now}`),
      range('queue', '1-', `1-${now}`),
      orders.tally('lane', 'blocked'),
      shipments.tally('lane', 'staged'),
      next(PREVIEW),
      exceptions.orders(),
    ]);
    return {
      ready: Math.max(0, ready - waiting.size),
      urgent,
      overdue: overdue + overdueUrgent,
      blocked: blocked + waiting.size + odd.length,
      staged,
      next: await rows(first),
    };
  }

  function touch(): void {
    changes += 1;
    if (closed) return;
    timer ??= setTimeout(
      () => {
        timer = undefined;
        void recount().then(() => {
          if (closed) return;
          ctx.push.emit({ event: 'changed', value: { what: 'queue' } });
          touched();
        });
        // From the end of the last count on, by a clock that nobody sets.
      },
      Math.max(TOUCH_MS, endedAt + REST_MS - performance.now()),
    ).unref();
  }

  /** One count at a time; never rejects: a queue that cannot be counted shows the last count. */
  async function recount(): Promise<void> {
    while (counting) await counting;
    if (closed || changesCounted === changes) return;
    const now = changes;
    counting = count()
      .then(
        (view) => {
          counted = view;
          countedAt = ctx.clock.now();
          changesCounted = now;
        },
        (error: unknown) => ctx.log(`queue not counted: ${nameOf(error)}`),
      )
      .finally(() => {
        counting = undefined;
        endedAt = performance.now();
      });
    await counting;
  }

  async function next(limit: number, bench?: string): Promise<ShipmentDoc[]> {
    const groups = groupsOf(bench);
    const ours = (doc: ShipmentDoc): boolean => groups === undefined || mayTake(groups, groupOf(doc));
    const own = (await held()).filter((doc) => !waiting.has(doc.id) && ours(doc)).slice(0, limit);
    if (own.length === limit) return own;
    const known = new Set(own.map((doc) => doc.id));
    const suits = (doc: ShipmentDoc): boolean => !known.has(doc.id) && ours(doc);
    const rest = await unclaimed(limit - own.length, suits, groups !== undefined);
    return [...own, ...rest];
  }

  async function unclaimed(
    limit: number,
    suits: (doc: ShipmentDoc) => boolean = () => true,
    sparse = false,
  ): Promise<ShipmentDoc[]> {
    const found: ShipmentDoc[] = [];
    // Where others' parcels stand in between, many are read for a few.
    const page = sparse ? SPARSE_PAGE : Math.max(SMALL_PAGE, Math.min(limit, PAGE));
    for (let skip = 0; found.length < limit; skip += page) {
      const docs = await shipments.find({
        selector: { lane: 'queue' },
        sort: [{ lane: 'asc' }, { priority: 'asc' }],
        skip,
        limit: page,
      });
      found.push(...docs.filter((doc) => !waiting.has(doc.id) && !isClaimed(doc) && suits(doc)));
      if (docs.length < page) break;
    }
    return found.slice(0, limit);
  }

  async function rows(docs: readonly ShipmentDoc[]): Promise<QueueRow[]> {
    const found = await orders.getMany(docs.map((doc) => doc.order));
    return docs.map((doc) => {
      const state = foldShipment(doc);
      const { lines } = currentBase(doc);
      const { code, zh, en } = settings.carrier(doc.carrier);
      return {
        shipment: doc.id,
        order: doc.order,
        channelOrderNo: found.get(doc.order)?.channelOrderNo ?? doc.order,
        carrier: { code, zh, en },
        status: state.status,
        urgent: handlingOf(doc).urgent,
        marks: [...handlingOf(doc).marks],
        custom: found.get(doc.order)?.base.flags.includes('custom') === true,
        cod: doc.base.cod !== undefined,
        shipBy: state.shipBy ?? null,
        group: state.group ?? null,
        units: lines.reduce((sum, line) => sum + line.qty, 0),
        lines: lines.length,
        location: firstLocation(doc),
        waybill: state.waybill?.number ?? null,
        labelPrinted: state.printedJobs.length > 0,
        bench: benchLabel(state.bench === undefined ? state.claim : state, ctx.station) ?? null,
      };
    });
  }

  async function search(text: string): Promise<ShipmentDoc[]> {
    const byOrder = await orders.find({
      selector: { $or: [{ channelOrderNo: text }, { code: text.toUpperCase() }] },
      limit: 50,
    });
    const byNumber = await ctx.db.waybills.find({ selector: { number: text.toUpperCase() }, limit: 50 });
    const ofOrders = await Promise.all(
      byOrder.map((order) => shipments.find({ selector: { order: order.id } })),
    );
    const ofNumbers = await shipments.getMany(byNumber.map((doc) => doc.shipment).filter((id) => id !== ''));
    return [...new Map([...ofOrders.flat(), ...ofNumbers.values()].map((doc) => [doc.id, doc])).values()];
  }

  return {
    next,
    unclaimed(limit) {
      const groups = groupsOf(undefined);
      const ours = (doc: ShipmentDoc): boolean => mayTake(groups, groupOf(doc));
      return groups === undefined ? unclaimed(limit) : unclaimed(limit, ours, true);
    },
    useGroups: (from) => void (groupsOf = from),
    useClaims: (from) => void (held = from),
    notReady: (shipment, code) => void waiting.set(shipment, code),
    exceptions,
    notWaiting: (shipment) => void waiting.delete(shipment),
    waiting: () => waiting,
    clearWaiting: () => waiting.clear(),
    summary() {
      if (ctx.clock.now() - countedAt >= STALE_MS) touch();
      return counted;
    },
    async fresh() {
      if (ctx.clock.now() - countedAt >= STALE_MS) changes += 1;
      await recount();
      return counted;
    },
    async list({ status, search: text, offset, limit }) {
      if (text.trim() !== '') {
        const found = await search(text.trim());
        return { total: found.length, rows: await rows(found.slice(offset, offset + limit)) };
      }
      const lanes = LANES[status];
      const total = (await Promise.all(lanes.map((lane) => shipments.count({ lane })))).reduce(
        (sum, n) => sum + n,
        0,
      );
      const docs: ShipmentDoc[] = [];
      let skip = offset;
      for (const lane of lanes) {
        if (docs.length === limit) break;
        const here = await shipments.count({ lane });
        if (skip >= here) {
          skip -= here;
          continue;
        }
        docs.push(
          ...(await shipments.find({
            selector: { lane },
            sort: [{ lane: 'asc' }, { priority: 'asc' }],
            skip,
            limit: limit - docs.length,
          })),
        );
        skip = 0;
      }
      return { total, rows: await rows(docs) };
    },
    touch,
    onTouched: (listener) => void (touched = listener),
    async close() {
      closed = true;
      clearTimeout(timer);
      await counting;
      await exceptions.close();
    },
  };
}

/** Group of benches that it is for, as `foldShipment` says it, without folding every parcel of the queue. */
function groupOf({ base, events }: ShipmentDoc): string | undefined {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event?.type === 'allocated' && event.data.group !== undefined) return event.data.group;
  }
  return base.group;
}

/** Where the picker starts. */
export function firstLocation(doc: ShipmentDoc): string | null {
  const places = currentBase(doc)
    .lines.flatMap((line) => (line.location === undefined ? [] : [line.location]))
    .sort();
  return places[0] ?? null;
}
