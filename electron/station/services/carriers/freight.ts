import type { FreightRow } from '../../../../shared/contract/index.ts';
import { hlcMs } from '../../../../shared/base/index.ts';
import { freightOf, scoreOf, type Carried } from '../../../../shared/domain/carriers/index.ts';
import {
  currentBase,
  foldOrder,
  foldShipment,
  type Actor,
  type ShipmentEvent,
  type ShipmentState,
} from '../../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import { shipmentDoc } from '../../database/index.ts';
import { csvBytes } from '../../files/index.ts';
import { createPace } from '../../pace.ts';
import type { CatalogueService } from '../catalogue.ts';
import { accepted, refused, type Outcome } from '../context.ts';
import { appending, stamp } from '../events.ts';
import type { ExchangeService } from '../exchange.ts';
import { SYSTEM } from '../people.ts';
import { toSend, type Choosing, type ChoosingDeps } from './choosing.ts';

export interface FreightService {
  /** What parcels that were handed over will cost; again changes nothing. */
  reckon(shipments: readonly string[]): Promise<void>;
  summary(from: number, to: number): Promise<{ rows: FreightRow[]; more: boolean }>;
  export(
    from: number,
    to: number,
    actor: Actor,
  ): Promise<Outcome<{ token: string; fileName: string; rows: number }>>;
}

interface Deps extends ChoosingDeps {
  readonly catalogue: CatalogueService;
  readonly choosing: Choosing;
  readonly exchange: ExchangeService;
}

/** Parcels of a period that are looked at; more are said to be there. */
const MOST = 50_000;
const PAGE = 200;
const HOUR_MS = 3_600_000;

/** Reported states that are the carrier's, or the receiver's, trouble. */
const PROBLEMS: ReadonlySet<string> = new Set(['PROBLEM', 'REFUSED', 'RETURNING', 'RETURN_SIGNED']);

export function createFreight(deps: Deps): FreightService {
  const { ctx, agreements, catalogue, choosing, siteRules } = deps;

  /** Parcels handed over in a period, by the lists that they left with: newest first, some at a time. */
  async function* gone(from: number, to: number): AsyncGenerator<ShipmentDoc[]> {
    for (let skip = 0; ; skip += PAGE) {
      const lists = await ctx.db.files.find({
        // A list is begun before it is signed, and signed within the day.
        selector: { kind: 'manifest', at: { $gte: from - 24 * HOUR_MS, $lt: to } },
        sort: [{ kind: 'desc' }, { at: 'desc' }],
        skip,
        limit: PAGE,
      });
      for (const { data } of lists) {
        const scanned = (data['scanned'] as readonly { readonly shipment: string }[] | undefined) ?? [];
        for (let at = 0; at < scanned.length; at += PAGE) {
          const ids = scanned.slice(at, at + PAGE).map(({ shipment }) => shipment);
          yield [...(await ctx.db.shipments.getMany(ids)).values()].filter((doc) => doc.lane === 'gone');
        }
      }
      if (lists.length < PAGE) return;
    }
  }

  interface Sent {
    readonly doc: ShipmentDoc;
    readonly state: ShipmentState;
    readonly at: number;
    readonly order: OrderDoc | undefined;
  }
  async function each(from: number, to: number, take: (sent: Sent) => void): Promise<boolean> {
    const pace = createPace();
    const seen = new Set<string>();
    for await (const docs of gone(from, to)) {
      const orders = await ctx.db.orders.getMany(docs.map((doc) => doc.order));
      for (const doc of docs) {
        if (seen.has(doc.id)) continue;
        seen.add(doc.id);
        const state = foldShipment(doc);
        const at = state.handover?.at ?? 0;
        if (at >= from && at < to) take({ doc, state, at, order: orders.get(doc.order) });
        await pace.step();
      }
      if (seen.size >= MOST) return true;
    }
    return false;
  }

  async function costOf(doc: ShipmentDoc, order: OrderDoc): Promise<ShipmentEvent[]> {
    const state = foldShipment(doc);
    if (state.freight !== undefined || state.status !== 'HANDED_OVER') return [];
    const carrier = state.waybill?.carrier ?? doc.carrier;
    const products = await catalogue.products(currentBase(doc).lines.map(({ sku }) => sku));
    const planned = toSend(order, doc.base, products, siteRules.get('carriers.packaging'), ctx.clock.now());
    const weighed = state.weightGrams;
    const grams = weighed ?? planned.grams;
    const { named: _named, grams: _grams, dueInMinutes: _due, ...rest } = planned;
    void [_named, _grams, _due];
    const found = freightOf(
      { ...rest, ...(grams === undefined ? {} : { grams }), carrier },
      agreements.all(),
      foldOrder(order).chosenCarrier?.agreement,
      choosing.now(),
    );
    if (!found) return [];
    const { agreement, price } = found;
    return stamp<ShipmentEvent>(ctx, SYSTEM, [
      {
        type: 'freight_costed',
        id: `freight:${doc.id}`,
        data: {
          carrier,
          agreement,
          ...price.cost,
          grams: price.chargedGrams,
          weight: weighed !== undefined ? 'weighed' : grams !== undefined ? 'goods' : 'unknown',
          zone: price.zone,
          ...(price.days === undefined ? {} : { days: price.days }),
        },
      },
    ]);
  }

  const hoursOf = (order: OrderDoc | undefined, from: number): number | undefined => {
    const delivered = order?.events.find(({ type }) => type === 'delivered');
    return delivered === undefined ? undefined : Math.max(0, (hlcMs(delivered.at) - from) / HOUR_MS);
  };
  const hadProblem = (order: OrderDoc | undefined): boolean =>
    order?.events.some((event) => event.type === 'logistics' && PROBLEMS.has(event.data.status)) ?? false;

  return {
    async reckon(ids) {
      if (agreements.all().length === 0) return;
      const docs = await ctx.db.shipments.getMany(ids);
      const orders = await ctx.db.orders.getMany([...docs.values()].map((doc) => doc.order));
      const changes = [];
      for (const doc of docs.values()) {
        const order = orders.get(doc.order);
        const events = order ? await costOf(doc, order) : [];
        if (events.length > 0)
          changes.push(appending(ctx.db.shipments, shipmentDoc, doc.id, events, { missing: 'skip' }));
      }
      if (changes.length > 0) await ctx.db.together(changes);
    },

    async summary(from, to) {
      const rows = new Map<string, FreightRow & { carried: Carried[] }>();
      const more = await each(from, to, ({ doc, state, at, order }) => {
        const { freight } = state;
        const carrier = state.waybill?.carrier ?? doc.carrier;
        // Sums of two currencies are no sums.
        const currency = freight?.currency ?? 'CNY';
        const key = `${carrier} ${currency}`;
        const row = rows.get(key) ?? { ...NOTHING, carrier, currency, carried: [] };
        const hours = hoursOf(order, at);
        row.carried.push({
          ...(hours === undefined ? {} : { hours }),
          ...(freight?.days === undefined ? {} : { promisedDays: freight.days }),
          problem: hadProblem(order),
        });
        rows.set(key, {
          ...row,
          parcels: row.parcels + 1,
          costed: row.costed + (freight ? 1 : 0),
          estimated: row.estimated + (freight && freight.weight !== 'weighed' ? 1 : 0),
          grams: row.grams + (freight?.grams ?? 0),
          minor: row.minor + (freight?.minor ?? 0),
        });
      });
      const shown = [...rows.values()].map(({ carried, ...row }) => {
        const score = scoreOf(carried);
        return {
          ...row,
          delivered: score.delivered,
          problems: carried.filter(({ problem }) => problem).length,
          score: score.score ?? null,
          onTime: score.onTime ?? null,
          medianHours: score.medianHours ?? null,
        };
      });
      return { rows: shown.sort((a, b) => b.parcels - a.parcels), more };
    },

    async export(from, to, actor) {
      const rows: string[][] = [];
      await each(from, to, ({ doc, state, at, order }) => {
        const { freight } = state;
        rows.push([
          new Date(at).toISOString(),
          state.waybill?.carrier ?? doc.carrier,
          doc.waybill,
          order?.channelOrderNo ?? doc.order,
          state.weightGrams === undefined ? '' : String(state.weightGrams),
          freight?.agreement ?? '',
          freight?.zone ?? '',
          freight ? String(freight.grams) : '',
          freight ? (freight.minor / 100).toFixed(2) : '',
          freight?.currency ?? '',
          freight?.weight ?? '',
        ]);
      });
      if (rows.length === 0) return refused('nothing_to_export');
      const header = [
        '交接时间',
        '快递',
        '运单号',
        '订单号',
        '称重(g)',
        '协议',
        '分区',
        '计费重量(g)',
        '运费',
        '币种',
        '重量来源',
      ];
      const fileName = `freight-${new Date(from).toISOString().slice(0, 10)}.csv`;
      const token = deps.exchange.offer(fileName, 'text/csv', csvBytes({ header, rows }));
      ctx.log(`freight of ${String(rows.length)} parcels exported by ${actor.id}`);
      return accepted({ token, fileName, rows: rows.length });
    },
  };
}

const NOTHING = {
  parcels: 0,
  costed: 0,
  estimated: 0,
  grams: 0,
  minor: 0,
  delivered: 0,
  problems: 0,
  score: null,
  onTime: null,
  medianHours: null,
};
