import type { MethodInput, MethodOutput } from '../../../../shared/contract/index.ts';
import { AFTER_LISTS, type AfterList } from '../../../../shared/contract/after-views.ts';
import { hlcMs } from '../../../../shared/base/index.ts';
import {
  anomalyOf,
  foldOrder,
  foldShipment,
  parcelTracks,
  type Actor,
} from '../../../../shared/domain/index.ts';
import { createCarrierLookup, type CsvTable } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { csvBytes } from '../../files/index.ts';
import { createPace } from '../../pace.ts';
import type { CasesService } from '../cases/index.ts';
import { accepted, DONE, nameOf, refused, type Context, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import { lacksSignature, type Manifests } from '../manifests.ts';
import type { OrdersService } from '../orders.ts';
import { SYSTEM } from '../people.ts';
import type { SettingsService } from '../settings.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { createBoard, type AfterRow, type Anomaly } from './board.ts';
import { createCompletion, type Completion } from './completion.ts';
import { createSteps, type Steps } from './steps.ts';
import { createTracking, deliveredId, type TrackingService } from './tracking.ts';
import { shownText } from './words.ts';

export type OrderTracking = Extract<MethodOutput<'tracking.of'>, { ok: true }>['value'];

/** What happens between handover and archive. */
export interface AfterService extends Pick<TrackingService, 'record'>, Completion {
  board(): Promise<MethodOutput<'after.board'>>;
  rows(input: MethodInput<'after.rows'>): Promise<MethodOutput<'after.rows'>>;
  tracking(order: string): Promise<Outcome<OrderTracking>>;
  add(input: MethodInput<'tracking.add'>, actor: Actor): Promise<Outcome<null>>;
  /** By waybill number or order number (TRK-05). */
  find(search: string): Promise<MethodOutput<'tracking.find'>>;
  /** TRK-06: one line a parcel that was handed over in the span. */
  logisticsRecord(
    from: number,
    to: number,
  ): Promise<Outcome<{ token: string; fileName: string; parcels: number }>>;
  /** Opens cases for what went wrong, completes and archives what the rules say. @returns what was done */
  sweep(): Promise<{ cases: number; steps: number }>;
  readonly steps: Steps;
  close(): Promise<void>;
}

export interface AfterDeps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly siteRules: SiteRulesService;
  readonly orders: Pick<OrdersService, 'touch' | 'onChanged'>;
  readonly cases: CasesService;
  readonly manifests: Manifests;
  readonly exchange: ExchangeService;
}

/** The first look is not beside the start of a shift, ms. */
const FIRST_SWEEP_MS = 3 * 60_000;
const SWEEP_MS = 10 * 60_000;
const FOUND = 50;
const DAY_MS = 86_400_000;

export function createAfter(deps: AfterDeps): AfterService {
  const { ctx, siteRules, cases } = deps;
  const steps = createSteps(ctx, (order) => {
    deps.orders.touch(order);
    ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
  });
  const tracking = createTracking({ ctx, siteRules, steps });
  const completion = createCompletion({ ctx, siteRules, cases, manifests: deps.manifests, steps });
  const board = createBoard({ ctx, siteRules, tracking });
  deps.orders.onChanged((order) => board.touch(order));
  board.onFilled(() => ctx.push.emit({ event: 'changed', value: { what: 'orders' } }));
  siteRules.onChanged((key) => {
    if (key === 'tracking.transitDays') board.forget();
  });

  const caseOf = ({ shipment, code }: Anomaly): string => `delivery:${shipment}:${code}`;
  const lastAt = (row: AfterRow): number | null => {
    const times = row.tracks.flatMap((track) => track.lastAt ?? []);
    return times.length === 0 ? null : Math.max(...times);
  };

  function startOfDay(): number {
    const day = new Date(ctx.clock.now());
    day.setHours(0, 0, 0, 0);
    return day.getTime();
  }

  /** Lists that an order stands in; it may stand in several. */
  function listsOf(row: AfterRow, today: number, anomalies: readonly Anomaly[]): AfterList[] {
    const { status } = row;
    const settled = row.settled || !siteRules.get('completion.settled');
    const could = status === 'DELIVERED' && !row.open && settled;
    const inLists: readonly (readonly [AfterList, boolean])[] = [
      ['today', row.shippedAt >= today],
      ['transit', status === 'SHIPPED'],
      ['anomaly', anomalies.length > 0],
      ['delivered', status === 'DELIVERED'],
      ['to_complete', could],
      ['to_archive', status === 'COMPLETED'],
    ];
    return inLists.flatMap(([list, on]) => (on ? [list] : []));
  }

  /** Lists sort by what is most urgent in them: the longest silence, the oldest, in `today` the latest. */
  const ageOf = (row: AfterRow, list: AfterList, anomalies: readonly Anomaly[]): number => {
    switch (list) {
      case 'today':
        return -row.shippedAt;
      case 'transit':
        return lastAt(row) ?? row.shippedAt;
      case 'anomaly':
        return Math.min(...anomalies.map((each) => each.since));
      case 'delivered':
      case 'to_complete':
        return row.deliveredAt ?? row.shippedAt;
      case 'to_archive':
        return row.completedAt ?? 0;
    }
  };

  function viewOf(row: AfterRow, anomalies: readonly Anomaly[]): MethodOutput<'after.rows'>['rows'][number] {
    const { order, channel, channelOrderNo, status, logistics, shippedAt, deliveredAt, completedAt } = row;
    return {
      order,
      channel,
      channelOrderNo,
      status,
      logistics,
      parcels: row.tracks.map((track) => ({
        carrier: track.carrier,
        number: track.number,
        status: track.status,
        expectedAt: track.expectedAt ?? null,
      })),
      shippedAt,
      lastAt: lastAt(row),
      deliveredAt,
      completedAt,
      settled: row.settled,
      rating: row.rating,
      anomalies: anomalies.map((each) => ({ ...each, case: caseOf(each) })),
    };
  }

  function carriersOf(): MethodOutput<'after.board'>['carriers'] {
    interface Sum {
      parcels: number;
      signed: number;
      anomalies: number;
      hours: number;
      timed: number;
      rating: number;
      ratings: number;
    }
    const sums = new Map<string, Sum>();
    for (const row of board.rows().values()) {
      const wrong = board.anomalies(row);
      for (const track of row.tracks) {
        const sum = sums.get(track.carrier) ?? {
          ...{ parcels: 0, signed: 0, anomalies: 0, hours: 0, timed: 0 },
          ...{ rating: 0, ratings: 0 },
        };
        sums.set(track.carrier, sum);
        sum.parcels += 1;
        if (track.status === 'SIGNED') sum.signed += 1;
        if (wrong.some((each) => each.shipment === track.shipment)) sum.anomalies += 1;
        if (track.receivedAt !== undefined && track.receivedAt > track.shippedAt) {
          sum.hours += (track.receivedAt - track.shippedAt) / 3_600_000;
          sum.timed += 1;
        }
        if (row.rating !== null) {
          sum.rating += row.rating;
          sum.ratings += 1;
        }
      }
    }
    return [...sums]
      .map(([carrier, { parcels, signed, anomalies, hours, timed, rating, ratings }]) => ({
        carrier,
        parcels,
        signed,
        anomalies,
        hours: timed === 0 ? null : hours / timed,
        rating: ratings === 0 ? null : rating / ratings,
        ratings,
      }))
      .sort((a, b) => b.parcels - a.parcels);
  }

  async function unsignedManifests(): Promise<number> {
    if (siteRules.get('handover.signatures') !== 'both') return 0;
    const { rows } = await deps.manifests.list(0, 200);
    return rows.filter(lacksSignature).length;
  }

  async function tracksOf(doc: OrderDoc): Promise<OrderTracking> {
    const state = foldOrder(doc);
    const tracks = parcelTracks(state, doc.events);
    const shipments = await ctx.db.shipments.getMany(tracks.map((track) => track.shipment));
    await board.refresh();
    const now = ctx.clock.now();
    const hours = (key: 'tracking.idleHours' | 'tracking.pickupHours' | 'tracking.lateHours'): number =>
      siteRules.get(key) * 3_600_000;
    const limits = {
      idleMs: hours('tracking.idleHours'),
      pickupMs: hours('tracking.pickupHours'),
      lateMs: hours('tracking.lateHours'),
    };
    const events = new Map(doc.events.map((event) => [event.id, event]));
    const delivered = doc.events.find((event) => event.type === 'delivered');
    const back = state.logistics === 'REFUSED' || ['RETURNING', 'RETURN_SIGNED'].includes(state.logistics);
    return {
      order: doc.id,
      status: state.status,
      logistics: state.logistics,
      parcels: tracks.map((track) => {
        const shipment = shipments.get(track.shipment);
        const freight = shipment && foldShipment(shipment).freight;
        const handed = shipment?.events.find((event) => event.type === 'handed_over');
        const expectedAt = tracking.expected(doc, track);
        const wrong =
          state.status === 'SHIPPED'
            ? anomalyOf(track, limits, {
                now,
                tracked: board.isTracked(track.carrier),
                ...(expectedAt === undefined ? {} : { expectedAt }),
              })
            : undefined;
        return {
          shipment: track.shipment,
          carrier: track.carrier,
          number: track.number,
          shippedAt: track.shippedAt,
          receivedAt: track.receivedAt ?? null,
          expectedAt: expectedAt ?? null,
          status: track.status,
          anomaly: wrong ?? null,
          freight: freight ? { minor: freight.minor, currency: freight.currency } : null,
          manifest: handed?.data.manifest ?? null,
          points: track.reports.map((report) => {
            const event = events.get(report.event);
            const hidden = doc.private.events[report.event];
            return {
              id: report.event,
              at: report.time,
              status: report.status,
              cause: report.cause ?? null,
              place: shownText(hidden?.place),
              text: shownText(hidden?.note, [track.number]),
              by: event?.by ?? '',
              toldAt: event ? hlcMs(event.at) : report.time,
            };
          }),
        };
      }),
      delivered: delivered
        ? {
            at: delivered.data.time ?? hlcMs(delivered.at),
            source: delivered.data.source,
            by: delivered.by,
            problem: delivered.data.problem ?? null,
            note: shownText(doc.private.events[delivered.id]?.note),
          }
        : null,
      needsAfterSales:
        back && state.status === 'SHIPPED' && state.openAfterSales.length === 0
          ? state.logistics === 'REFUSED'
            ? 'refused'
            : 'returning'
          : null,
    };
  }

  async function searched(search: string): Promise<OrderDoc[]> {
    const text = search.trim();
    const number = text.toUpperCase();
    const [numbers, named] = await Promise.all([
      ctx.db.waybills.find({ selector: { number }, limit: FOUND }),
      ctx.db.orders.find({ selector: { channelOrderNo: text }, limit: FOUND }),
    ]);
    const shipments = await ctx.db.shipments.getMany(
      numbers.map((doc) => doc.shipment).filter((id) => id !== ''),
    );
    const ids = [
      ...[...shipments.values()].flatMap((doc) => doc.base.orders),
      ...numbers.map((doc) => doc.order).filter((id) => id !== ''),
    ];
    const found = new Map(
      [...named, ...(await ctx.db.orders.getMany(ids)).values()].map((doc) => [doc.id, doc]),
    );
    return [...found.values()].slice(0, FOUND);
  }

  const iso = (ms: number | undefined): string =>
    ms === undefined ? '' : new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

  async function sweep(): Promise<{ cases: number; steps: number }> {
    await board.filled();
    await board.refresh();
    const pace = createPace();
    let opened = 0;
    let taken = 0;
    for (const row of [...board.rows().values()]) {
      if (closed || ctx.failed() || ctx.paused()) break;
      for (const wrong of board.anomalies(row)) {
        const id = caseOf(wrong);
        if (await ctx.db.cases.get(id)) continue;
        const { shipment, carrier, number, code, since } = wrong;
        const made = await cases.open({
          id,
          kind: 'delivery',
          code,
          order: row.order,
          shipment,
          data: { reason: code, carrier, number, since },
          actor: SYSTEM,
        });
        if (made.ok) opened += 1;
      }
      taken += await settleByRule(row);
      await pace.step();
    }
    return { cases: opened, steps: taken };
  }

  async function settleByRule(row: AfterRow): Promise<number> {
    if (row.status === 'SHIPPED' && row.logistics === 'SIGNED') {
      // A crash came between the last signature and what follows from it.
      const times = row.tracks.flatMap((track) => track.receivedAt ?? []);
      const time = times.length === 0 ? {} : { time: Math.max(...times) };
      const draft = { type: 'delivered', data: { source: 'carrier', ...time } } as const;
      const done = await steps.take(row.order, { id: deliveredId(row.order), draft }, SYSTEM);
      return done.ok && done.value.fresh ? 1 : 0;
    }
    // What cannot be due is not read: most of them.
    const days =
      row.status === 'DELIVERED'
        ? siteRules.get('completion.days')
        : row.status === 'SHIPPED'
          ? siteRules.get('completion.shippedDays')
          : siteRules.get('archive.days');
    const since = row.completedAt ?? row.deliveredAt ?? row.shippedAt;
    if (days === 0 || ctx.clock.now() - since < days * DAY_MS) return 0;
    return completion.byRule(row.order);
  }

  let closed = false;
  let sweeping: Promise<unknown> = Promise.resolve();
  const look = (): void => {
    if (closed || ctx.paused() || ctx.failed()) return;
    sweeping = sweeping.then(sweep).catch((error: unknown) => {
      if (!closed) ctx.log(`orders after shipping not looked at: ${nameOf(error)}`);
    });
  };
  const timers = [setTimeout(look, FIRST_SWEEP_MS).unref(), setInterval(look, SWEEP_MS).unref()];

  return {
    ...completion,
    record: tracking.record,
    steps,
    sweep,

    async board() {
      await board.refresh();
      const today = startOfDay();
      const counts = Object.fromEntries(AFTER_LISTS.map((list) => [list, 0])) as Record<AfterList, number>;
      for (const row of board.rows().values())
        for (const list of listsOf(row, today, board.anomalies(row))) counts[list] += 1;
      return { ready: board.ready(), counts, unsigned: await unsignedManifests(), carriers: carriersOf() };
    },

    async rows({ list, search = '', carrier, offset = 0, limit = 100 }) {
      await board.refresh();
      const today = startOfDay();
      const text = search.trim().toLowerCase();
      const found: { row: AfterRow; wrong: readonly Anomaly[]; age: number }[] = [];
      for (const row of board.rows().values()) {
        const wrong = board.anomalies(row);
        if (!listsOf(row, today, wrong).includes(list)) continue;
        if (carrier !== undefined && !row.tracks.some((track) => track.carrier === carrier)) continue;
        const fits =
          text === '' ||
          row.channelOrderNo.toLowerCase().includes(text) ||
          row.tracks.some((track) => track.number.toLowerCase().includes(text));
        if (fits) found.push({ row, wrong, age: ageOf(row, list, wrong) });
      }
      found.sort((a, b) => a.age - b.age || (a.row.order < b.row.order ? -1 : 1));
      return {
        ready: board.ready(),
        total: found.length,
        rows: found.slice(offset, offset + limit).map(({ row, wrong }) => viewOf(row, wrong)),
      };
    },

    async tracking(order) {
      const doc = await ctx.db.orders.get(order);
      return doc ? accepted(await tracksOf(doc)) : refused('not_here', { order });
    },

    async add({ order, number, carrier, status, cause, at, place, text }, actor) {
      if (at > ctx.clock.now() + siteRules.get('tracking.aheadMinutes') * 60_000)
        return refused('time_ahead');
      const doc = await ctx.db.orders.get(order);
      if (!doc) return refused('not_here', { order });
      const parcel = foldOrder(doc).parcels.find((each) => each.number === number.toUpperCase());
      if (!parcel) return refused('waybill_unknown', { number });
      const known =
        carrier === undefined ? undefined : createCarrierLookup(deps.settings.carriers())(carrier);
      const recorded = await tracking.record(
        {
          number: parcel.number,
          carrier: known ?? parcel.carrier,
          status,
          at,
          ...(cause === undefined ? {} : { cause }),
          ...(place === undefined || place === '' ? {} : { place }),
          ...(text === undefined || text === '' ? {} : { text }),
        },
        actor,
      );
      return typeof recorded === 'string' ? DONE : recorded;
    },

    async find(search) {
      const docs = await searched(search);
      return docs.flatMap((doc) => {
        const state = foldOrder(doc);
        return parcelTracks(state, doc.events).map((track) => ({
          order: doc.id,
          channelOrderNo: doc.channelOrderNo,
          status: state.status,
          carrier: track.carrier,
          number: track.number,
          logistics: track.status,
          shippedAt: track.shippedAt,
          lastAt: track.lastAt ?? null,
          expectedAt: tracking.expected(doc, track) ?? null,
          receivedAt: track.receivedAt ?? null,
        }));
      });
    },

    async logisticsRecord(from, to) {
      await board.filled();
      await board.refresh();
      const carriers = new Map(deps.settings.carriers().map((carrier) => [carrier.code, carrier.zh]));
      const rows: string[][] = [];
      const pace = createPace();
      for (const row of board.rows().values()) {
        for (const track of row.tracks) {
          if (track.shippedAt < from || track.shippedAt >= to) continue;
          const shipment = await ctx.db.shipments.get(track.shipment);
          const freight = shipment && foldShipment(shipment).freight;
          const money = freight ? (freight.minor / 100).toFixed(2) : '';
          rows.push([
            track.number,
            carriers.get(track.carrier) ?? track.carrier,
            row.channelOrderNo,
            iso(track.shippedAt),
            iso(track.receivedAt),
            track.status,
            money,
            freight?.currency ?? '',
          ]);
          await pace.step();
        }
      }
      if (rows.length === 0) return refused('nothing_to_export');
      const table: CsvTable = {
        header: ['运单号', '承运商', '订单号', '发货时间(UTC)', '签收时间(UTC)', '状态', '运费', '币种'],
        rows,
      };
      const fileName = `logistics-${iso(ctx.clock.now()).slice(0, 10)}.csv`;
      return accepted({
        token: deps.exchange.offer(fileName, 'text/csv', csvBytes(table)),
        fileName,
        parcels: rows.length,
      });
    },

    async close() {
      closed = true;
      board.close();
      for (const timer of timers) clearTimeout(timer);
      await sweeping;
    },
  };
}
