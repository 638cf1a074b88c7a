import Fastify, { type FastifyInstance } from 'fastify';
import { createHlc } from '../../../../shared/base/index.ts';
import type { ReplicatedName } from '../../../../shared/contract/hub/index.ts';
import { foldOrder, type ShipmentEvent } from '../../../../shared/domain/index.ts';
import {
  orderDoc,
  shipmentDoc,
  waybillDoc,
  type OrderDoc,
  type ShipmentDoc,
} from '../../../../shared/schema/index.ts';
import { intakeRoutes, makeKey, type ChannelSettings, type UnitDeps } from '../../../../hub/intake/index.ts';
import { storedRow } from '../../../../hub/replication/documents.ts';
import { openSqliteStore, type HubStore } from '../../../../hub/store/index.ts';

export const SITE = 'east';
export const START = Date.UTC(2026, 10, 22, 8);

/** What the API answers, in all its forms. */
export interface Answer {
  readonly [key: string]: unknown;
  readonly code?: string;
  readonly outcome?: string;
  readonly status?: string;
  readonly accepted: number;
  readonly receiver?: unknown;
  readonly products: readonly object[];
  readonly orders: readonly {
    readonly no?: string;
    readonly outcome: string;
    readonly faults?: readonly object[];
  }[];
}

export interface Hub {
  readonly app: FastifyInstance;
  readonly deps: UnitDeps;
  readonly store: HubStore;
  readonly clock: { now(): number; at: number };
  key(settings?: Partial<ChannelSettings>): Promise<string>;
  call(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    options?: { key?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; body: Answer }>;
  document<T>(collection: ReplicatedName, id: string): Promise<T | undefined>;
  order(no: string, channel?: string): Promise<OrderDoc>;
  /** What a station pushes when the order's parcel leaves: the waybill used, the parcel and the order gone. */
  ship(no: string, number: string, station?: string): Promise<void>;
  close(): Promise<void>;
}

export async function openHub(hooks: UnitDeps['hooks'] = []): Promise<Hub> {
  const clock = { at: START, now: () => clock.at };
  const store = await openSqliteStore({ path: ':memory:', key: new Uint8Array(32).fill(7), clock });
  await store.createSite(SITE);
  let id = 0;
  const deps: UnitDeps = {
    store,
    clock,
    hlc: createHlc({ clock, station: 'HUB' }),
    ids: { next: () => `id${(id += 1)}` },
    hooks,
  };
  const app = Fastify();
  // As the hub's own app has it: schemas are for its OpenAPI document.
  app.setValidatorCompiler(() => () => true);
  intakeRoutes(app, deps);
  await app.ready();

  const hub: Hub = {
    app,
    deps,
    store,
    clock,
    async key(settings = {}) {
      const made = await makeKey(deps, {
        site: SITE,
        channel: 'shop',
        name: 'Shop',
        scopes: ['orders', 'products', 'tracking'],
        carrier: 'ZTO',
        tzOffset: 480,
        ...settings,
      });
      return made.key;
    },
    async call(method, url, { key, body, headers } = {}) {
      const answer = await app.inject({
        method,
        url,
        headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      return { status: answer.statusCode, body: answer.json<Answer>() };
    },
    async document<T>(collection: ReplicatedName, key: string) {
      return (await store.documents(SITE, collection, [key])).get(key)?.document as T | undefined;
    },
    async order(no, channel = 'shop') {
      const doc = await hub.document<OrderDoc>('orders', `${channel}:${no}`);
      if (!doc) throw new Error(`no order ${no}`);
      return doc;
    },
    async ship(no, number, station = 'S1') {
      const order = await hub.order(no);
      const shipment = await hub.document<ShipmentDoc>('shipments', `${order.id}.1`);
      if (!shipment) throw new Error(`order ${no} has no shipment`);
      const hlc = createHlc({ clock: { now: () => clock.at + 1_000 }, station });
      const event = (type: string, data: object, key = `${type}:${shipment.id}`) =>
        ({ id: key, type, at: hlc.next(), by: 'op:S1-001', station, data }) as ShipmentEvent;
      const carrier = shipment.carrier;
      const gone = shipmentDoc({
        ...shipment,
        events: [
          ...shipment.events,
          event('opened', { bench: 'B1', mode: 'label_last' }),
          event('checked', { units: 1 }),
          event('packed', {}),
          event('weighed', { grams: 500 }),
          event('waybill_bound', { carrier, number, source: 'own' }),
          event('labelled', { number }),
          event('staged', {}),
          event('handed_over', { manifest: 'm1', courier: 'c', at: clock.at }),
        ],
      });
      const parcels = [{ shipment: shipment.id, carrier, number, at: clock.at }];
      const shipped = event('shipped', { parcels }, `shipped:${order.id}`) as never;
      const left = orderDoc({ ...order, events: [...order.events, shipped] });
      if (foldOrder(left).status !== 'SHIPPED') throw new Error('the order is not shipped');
      const bound = { ...event('bound', { shipment: shipment.id }), id: `bound:${number}` } as never;
      const waybill = waybillDoc({
        id: `${carrier}:${number}`,
        site: SITE,
        base: { carrier, number, source: 'own' },
        events: [bound],
      });
      await store.transaction(SITE, async (tx) => {
        const rows = [
          storedRow('shipments', { ...gone }, station),
          storedRow('waybills', { ...waybill }, station),
          storedRow('orders', { ...left }, station),
        ];
        await tx.putDocuments(rows);
        const changes = [
          { collection: 'shipments', id: gone.id, before: { ...shipment }, after: { ...gone } },
          { collection: 'waybills', id: waybill.id, before: undefined, after: { ...waybill } },
          { collection: 'orders', id: left.id, before: { ...order }, after: { ...left } },
        ] as const;
        for (const hook of hooks) await hook(tx, SITE, changes);
      });
    },
    async close() {
      await app.close();
      await store.close();
    },
  };
  return hub;
}

/** An order as a shop sends it; nobody in it exists. */
export const order = (no: string, change: Record<string, unknown> = {}) => ({
  no,
  orderedAt: '2026-11-22T09:30:00+08:00',
  amounts: { total: 12_800, paid: 12_800 },
  payment: { status: 'PAID', method: 'card' },
  receiver: {
    name: '欧阳测试',
    phone: '13812345678',
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    detail: '文一西路969号3幢2单元1502室',
  },
  lines: [{ sku: 'MUG-1', name: 'Mug', qty: 1, unitPrice: 12_800 }],
  ...change,
});

export const MUG = { sku: 'MUG-1', name: 'Mug', codes: [{ code: '6901234567892' }] };
