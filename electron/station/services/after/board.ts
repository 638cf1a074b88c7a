import { createEmitter, hlcMs } from '../../../../shared/base/index.ts';
import {
  anomalyOf,
  feedbackOf,
  foldOrder,
  parcelTracks,
  type LogisticsStatus,
  type OrderStatus,
  type ParcelTrack,
  type TrackingAnomaly,
} from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import { nameOf, type Context } from '../context.ts';
import { createInTurn } from '../mutex.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { TrackingService } from './tracking.ts';

/** An order between handover and archive, with what lists and the sweep ask of it. */
export interface AfterRow {
  readonly order: string;
  readonly channel: string;
  readonly channelOrderNo: string;
  readonly status: OrderStatus;
  readonly logistics: LogisticsStatus;
  readonly settled: boolean;
  readonly open: boolean;
  /** Parcels with reports cut to what anomalies are told by; none once delivered. */
  readonly tracks: readonly (ParcelTrack & { readonly expectedAt?: number | undefined })[];
  /** Last parcel's handover; 0 where somebody else shipped it. */
  readonly shippedAt: number;
  readonly deliveredAt: number | null;
  readonly completedAt: number | null;
  readonly rating: number | null;
}

export interface Anomaly {
  readonly shipment: string;
  readonly carrier: string;
  readonly number: string;
  readonly code: TrackingAnomaly;
  readonly since: number;
}

/** What lists of a page are made of: in memory, filled beside the work when it is first asked for. */
export interface Board {
  /** False while it is being filled: what is there is a part. */
  ready(): boolean;
  rows(): ReadonlyMap<string, AfterRow>;
  /** Takes in what changed since. Starts filling it the first time. */
  refresh(): Promise<void>;
  /** Resolves when all is read. */
  filled(): Promise<void>;
  anomalies(row: AfterRow): readonly Anomaly[];
  /** What is wrong with a parcel that is on its way, by the rules as they are now. */
  anomaly(track: AfterRow['tracks'][number]): TrackingAnomaly | undefined;
  touch(order: string): void;
  /** A rule changed that rows were made by. */
  forget(): void;
  onFilled(listener: () => void): void;
  close(): void;
}

/** Orders read between two scans, about 2 ms. */
const FEW = 25;
const HOUR_MS = 3_600_000;
const NONE: readonly Anomaly[] = [];

export function createBoard(deps: {
  readonly ctx: Context;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly tracking: Pick<TrackingService, 'expected'>;
}): Board {
  const { ctx, siteRules } = deps;
  const rows = new Map<string, AfterRow>();
  const tracked = new Set<string>();
  const dirty = new Set<string>();
  const pace = createPace();
  const done = createEmitter<null>();
  /** Two that ask at once both wait for what is written since. */
  const inTurn = createInTurn();
  let filling: Promise<void> | undefined;
  let ready = false;
  let closed = false;
  let round = 0;

  function take(doc: OrderDoc): void {
    const row = isAfter(doc) ? rowOf(doc, deps.tracking) : undefined;
    if (!row) return void rows.delete(doc.id);
    rows.set(doc.id, row);
    for (const track of row.tracks) if (track.lastAt !== undefined) tracked.add(track.carrier);
  }

  async function fill(): Promise<void> {
    const mine = ++round;
    // Those that are over come last: nobody waits for them.
    for (const lane of ['shipped', 'closed'] as const) {
      let from = 0;
      let seen = new Set<string>();
      for (;;) {
        const docs = await ctx.db.orders.find({
          selector: { lane, orderedAt: { $gte: from } },
          sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
          limit: FEW + seen.size,
        });
        if (closed || mine !== round) return;
        for (const doc of docs) if (!seen.has(doc.id)) take(doc);
        const last = docs.at(-1);
        if (!last || docs.length < FEW + seen.size) break;
        // Orders of one moment may be more than a page.
        seen = new Set(docs.filter((doc) => doc.orderedAt === last.orderedAt).map((doc) => doc.id));
        from = last.orderedAt;
        await pace.step();
      }
    }
    ready = true;
    done.emit(null);
  }

  const start = (): Promise<void> =>
    (filling ??= fill().catch((error: unknown) => {
      filling = undefined;
      if (!closed) ctx.log(`orders after shipping not read: ${nameOf(error)}`);
    }));

  const limits = () => ({
    idleMs: siteRules.get('tracking.idleHours') * HOUR_MS,
    pickupMs: siteRules.get('tracking.pickupHours') * HOUR_MS,
    lateMs: siteRules.get('tracking.lateHours') * HOUR_MS,
  });

  function anomaly(track: AfterRow['tracks'][number]): TrackingAnomaly | undefined {
    const { carrier, expectedAt } = track;
    return anomalyOf(track, limits(), {
      now: ctx.clock.now(),
      // Reports of this carrier reach the site: its silence says something.
      tracked: tracked.has(carrier),
      ...(expectedAt === undefined ? {} : { expectedAt }),
    });
  }

  async function takeWritten(): Promise<void> {
    const ids = [...dirty];
    dirty.clear();
    for (let at = 0; at < ids.length; at += FEW) {
      const some = ids.slice(at, at + FEW);
      const docs = await ctx.db.orders.getMany(some);
      for (const id of some) {
        const doc = docs.get(id);
        if (doc) take(doc);
        else rows.delete(id);
      }
      await pace.step();
    }
  }

  return {
    ready: () => ready,
    rows: () => rows,
    refresh() {
      void start();
      return inTurn(takeWritten);
    },
    filled: start,
    anomaly,
    anomalies(row) {
      if (row.status !== 'SHIPPED') return NONE;
      return row.tracks.flatMap((track) => {
        const code = anomaly(track);
        if (code === undefined) return [];
        const { shipment, carrier, number } = track;
        return [{ shipment, carrier, number, code, since: track.lastAt ?? track.shippedAt }];
      });
    },
    touch: (order) => void dirty.add(order),
    forget() {
      if (filling === undefined) return;
      ready = false;
      filling = undefined;
      void start();
    },
    onFilled: (listener) => void done.on(listener),
    close() {
      closed = true;
    },
  };
}

const isAfter = ({ status }: OrderDoc): boolean =>
  status === 'SHIPPED' || status === 'DELIVERED' || status === 'COMPLETED';

function rowOf(doc: OrderDoc, tracking: Pick<TrackingService, 'expected'>): AfterRow {
  const state = foldOrder(doc);
  const all = parcelTracks(state, doc.events);
  const delivered = doc.events.find((event) => event.type === 'delivered');
  const completed = doc.events.find((event) => event.type === 'completed');
  return {
    order: doc.id,
    channel: doc.channel,
    channelOrderNo: doc.channelOrderNo,
    status: state.status,
    logistics: state.logistics,
    settled: state.payment === 'SETTLED',
    open: state.openAfterSales.length > 0 || state.exceptions.length > 0,
    tracks: all.map((track) => ({
      ...track,
      reports: track.reports.filter((report) => report.status === 'PROBLEM').slice(-1),
      expectedAt: tracking.expected(doc, track),
    })),
    shippedAt: Math.max(0, ...all.map((track) => track.shippedAt)),
    deliveredAt: delivered ? (delivered.data.time ?? hlcMs(delivered.at)) : null,
    completedAt: completed ? hlcMs(completed.at) : null,
    rating: feedbackOf(doc.events)[0]?.data.rating ?? null,
  };
}
