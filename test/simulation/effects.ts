import { listDeliveries, WEBHOOK_EVENTS, type Delivery } from '../../hub/outbox/index.ts';
import type { HubStore } from '../../hub/store/port.ts';
import type { Site } from './check.ts';
import { orderState, shipmentState, waybillState } from './desk.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../shared/schema/index.ts';
import { isAggregate } from './types.ts';

/** What others are told of: once, and of all that happened. */

/** Somebody who wants to hear of everything. */
export async function listenTo(store: HubStore, site: string): Promise<void> {
  const settings = {
    name: 'all',
    via: 'webhook',
    url: 'https://example.org/',
    to: '',
    events: WEBHOOK_EVENTS,
  };
  const rest = { channel: '', privacy: 'none', internal: false, language: 'zh', createdAt: 0, site };
  const body = { ...settings, ...rest, private: { secret: 'simulated' } };
  const record = { kind: 'endpoint', id: `all-${site}`, site, state: 'active', due: 0, body };
  await store.transaction(site, (tx) => tx.putRecord(record));
}

export async function effectsOf(store: HubStore, site: string): Promise<Delivery[]> {
  const all: Delivery[] = [];
  for (;;) {
    const after = all.at(-1)?.id;
    const page = await listDeliveries(store, { site, limit: 200, ...(after === undefined ? {} : { after }) });
    all.push(...page);
    if (page.length < 200) return all;
  }
}

/** Each order received, shipped and cancelled, each parcel packed is told once; each open exception is told. */
export function effectFaults({ site, hub }: Site, effects: readonly Delivery[]): string[] {
  const found: string[] = [];
  const ids = new Set(effects.map(({ event }) => event.id));
  if (ids.size !== effects.length) found.push(`${site}: an effect is there twice`);
  const count = (type: string, about?: string): number =>
    effects.filter(({ event }) => event.type === type && (about === undefined || event.order === about))
      .length;
  const expect = (what: string, is: number, due: number): void => {
    if (is !== due) found.push(`${site}: ${what} is told ${is} times and happened ${due} times`);
  };
  const has = (doc: object, type: string): number =>
    isAggregate(doc as never)
      ? (doc as { events: readonly { type: string }[] }).events.filter((event) => event.type === type).length
      : 0;

  const docs = <D>(name: 'orders' | 'shipments' | 'waybills'): D[] =>
    [...(hub.get(name)?.values() ?? [])] as unknown as D[];
  for (const order of docs<OrderDoc>('orders')) {
    expect(`receiving of ${order.id}`, count('order.received', order.id), 1);
    expect(`shipping of ${order.id}`, count('order.shipped', order.id), has(order, 'shipped'));
    expect(
      `cancelling of ${order.id}`,
      count('order.cancelled', order.id),
      has(order, 'cancelled') + has(order, 'closed'),
    );
  }
  const shipments = docs<ShipmentDoc>('shipments');
  expect(
    'packing',
    count('parcel.packed'),
    shipments.reduce((sum, doc) => sum + has(doc, 'packed'), 0),
  );

  const told = new Set(
    effects
      .filter(({ event }) => event.type === 'exception.opened')
      .map(({ event }) => `${String(event.data['id'])} ${String(event.data['code'])}`),
  );
  const open = [
    ...docs<OrderDoc>('orders').map((doc) => ({ doc, state: orderState(doc) })),
    ...shipments.map((doc) => ({ doc, state: shipmentState(doc) })),
    ...docs<WaybillDoc>('waybills').map((doc) => ({ doc, state: waybillState(doc) })),
  ];
  for (const { doc, state } of open)
    for (const { code } of state.exceptions)
      if (!told.has(`${doc.id} ${code}`)) found.push(`${site}: nobody is told of ${code} of ${doc.id}`);
  return found;
}
