import {
  decideOrder,
  followUpEvents,
  intakeEvents,
  orderId,
  type OrderBase,
  type OrderEventDraft,
  type OrderFacts,
} from '../../shared/domain/index.ts';
import { orderDoc, shipmentDoc } from '../../shared/schema/derive.ts';
import type { OrderDoc, ShipmentDoc } from '../../shared/schema/index.ts';
import { orderState, shipmentState, SYS, type Desk, type EventDraft } from './desk.ts';

/** The office: orders come in, are held, cancelled, changed, erased. Ids of effects are made as the station makes them. */

export const CHANNEL = 'sim';

/** The same file is taken at more than one station: each makes the document by itself. */
export async function takeOrder(desk: Desk, number: string): Promise<void> {
  const id = orderId(CHANNEL, number);
  const known = desk.get('orders', id);
  if (known) return takeAgain(desk, known);
  // What the file says hangs on the number alone; what the station adds (when, who) does not.
  const unpaid = Number(number) % 5 === 4;
  const base: OrderBase = {
    channel: CHANNEL,
    channelOrderNo: number,
    orderedAt: 1_793_400_000_000,
    receivedAt: desk.now(),
    intake: 'file',
    author: desk.person.id,
    kind: 'goods',
    lines: [
      { no: 1, sku: `S${Number(number) % 3}`, name: 'Cup', qty: 1 + (Number(number) % 3), kind: 'goods' },
    ],
    total: { minor: 1_000, currency: 'CNY' },
    payment: unpaid ? 'UNPAID' : 'PAID',
    flags: [],
    receiverMasked: false,
  };
  const review = unpaid
    ? { ok: false as const, reasons: [{ code: 'unpaid' as const }] }
    : { ok: true as const, rule: 'auto-clean-v1' };
  const drafts = intakeEvents(base, {
    review: review as Parameters<typeof intakeEvents>[1]['review'],
    stock: 'not_tracked',
  });
  const events = drafts.map((draft) => ({
    ...draft,
    id: `${draft.type}:auto:${id}`,
    at: desk.hlc.next(),
    by: SYS.id,
    station: desk.station,
  }));
  const receiver = { name: `Receiver ${number}`, phone: '13800000000', detail: 'Road 1' };
  const made = { id, site: desk.site, base, events, private: { base: { receiver }, events: {} } };
  await desk.insert('orders', orderDoc(made as unknown as OrderDoc));
  await makeParcel(desk, id);
}

/** A later file: money came, or the channel has cancelled. */
async function takeAgain(desk: Desk, doc: OrderDoc): Promise<void> {
  const state = orderState(doc);
  if (state.payment === 'UNPAID') {
    const amount = { minor: 1_000, currency: 'CNY' };
    await desk.append(
      'orders',
      doc.id,
      [{ type: 'paid', data: { amount }, id: `paid:channel:${doc.id}` }],
      SYS,
    );
    return followUp(desk, doc.id);
  }
  const id = `cancel_requested:channel:${doc.id}`;
  if (doc.events.some((event) => event.id === id) || !desk.random.chance(0.3)) return;
  const reason = desk.random.pick(['channel_cancelled', 'channel_refunded']);
  await desk.append('orders', doc.id, [{ type: 'cancel_requested', data: { reason }, id }], SYS);
  await followBlocks(desk, doc.id, id);
}

export async function followUp(desk: Desk, id: string): Promise<void> {
  for (let n = 0; n < 4; n += 1) {
    const doc = desk.get('orders', id);
    if (!doc) return;
    const drafts = followUpEvents(doc.base, orderState(doc), { stock: 'not_tracked' });
    if (drafts.length === 0) return makeParcel(desk, id);
    await desk.append('orders', id, drafts, SYS);
  }
}

async function makeParcel(desk: Desk, order: string): Promise<void> {
  const doc = desk.get('orders', order);
  if (!doc || doc.status !== 'READY_TO_SHIP') return;
  const base: ShipmentDoc['base'] = {
    orders: [order],
    lines: doc.base.lines.map(({ no, sku, name, qty }) => ({ no, sku, name, qty })),
    carrier: 'sf',
    createdAt: doc.base.receivedAt,
    urgent: false,
    marks: [],
    parcel: { n: 1, m: 1 },
    receiverMasked: false,
  };
  await desk.insert('shipments', shipmentDoc({ id: `${order}.1`, site: desk.site, base, events: [] }));
}

const BLOCKS = ['hold', 'cancel_requested', 'address_changed'] as const;

/** The parcels' own record of what their order blocks; any station that sees the change may write it. */
export async function followBlocks(desk: Desk, order: string, cause: string): Promise<void> {
  const doc = desk.get('orders', order);
  if (!doc) return;
  const { flags } = orderState(doc);
  for (const parcel of desk.all('shipments').filter((each) => each.order === order)) {
    if (parcel.lane === 'gone' || parcel.lane === 'void') continue;
    const standing = new Set<string>();
    for (const event of parcel.events) {
      if (event.type === 'order_blocked') standing.add(event.data.cause);
      if (event.type === 'order_unblocked') standing.delete(event.data.cause);
    }
    const drafts: EventDraft[] = [];
    for (const name of BLOCKS) {
      const now = flags.some((flag) => flag === name);
      if (now === standing.has(name)) continue;
      const type = now ? 'order_blocked' : 'order_unblocked';
      drafts.push({ type, data: { order, cause: name }, id: `${type}:${name}:${cause}:${parcel.id}` });
    }
    if (drafts.length > 0) await desk.append('shipments', parcel.id, drafts, SYS);
  }
}

/** What a clerk does to an order, if the domain allows it. */
export async function clerk(desk: Desk): Promise<void> {
  const orders = desk.all('orders');
  if (orders.length === 0) return;
  const doc = desk.random.pick(orders);
  const state = orderState(doc);
  const parcels = desk.all('shipments').filter((each) => each.order === doc.id);
  const labelsOut = parcels.filter((each) => each.waybill !== '' && each.lane !== 'void').length;
  const wish = desk.random.pick<() => [OrderEventDraft, unknown?]>([
    () => [{ type: 'held', data: { hold: `h${desk.id()}`, reason: 'look' } }],
    () => [{ type: 'hold_lifted', data: { hold: state.holds[0]?.id ?? '' } }],
    () => [{ type: 'cancel_requested', data: { reason: 'customer' } }],
    () => [{ type: 'cancel_request_denied', data: { reason: 'too late' } }],
    () => [{ type: 'cancelled', data: { reason: 'wish', side: 'customer', refundStarted: true } }],
    () => [
      { type: 'address_changed', data: {} },
      { receiver: { name: 'New', phone: '1', detail: 'Road 2' } },
    ],
    () => [{ type: 'address_change_settled', data: { event: state.addressChange ?? '' } }],
    () => [{ type: 'exception_closed', data: { exception: state.exceptions[0]?.id ?? '', note: 'seen' } }],
    () => [{ type: 'private_erased', data: { events: ['base', ...Object.keys(doc.private.events)] } }],
    () => [{ type: 'needs_fix', data: { reason: 'phone' } }],
    () => [{ type: 'backordered', data: { reason: 'short' } }],
    () => [{ type: 'restocked', data: { consent: 'yes' } }],
  ])();
  const facts: OrderFacts = { labelsOut, stock: 'not_tracked', refundStarted: true };
  const actor = wish[0].type === 'private_erased' ? SYS : desk.person;
  const decided = decideOrder(state, doc.base, wish[0], { actor, facts });
  if (!decided.ok) return;
  const cause = desk.id();
  const drafts = decided.value.map((draft, at) => ({
    ...draft,
    ...(at === 0 ? { id: cause } : {}),
    ...(at === 0 && wish[1] !== undefined ? { private: wish[1] } : {}),
  }));
  await desk.append('orders', doc.id, drafts, actor);
  await followBlocks(desk, doc.id, cause);
  const after = desk.get('orders', doc.id);
  if (after?.status !== 'CANCELLED') return;
  for (const parcel of parcels) {
    if (shipmentState(parcel).status === 'VOIDED' || parcel.lane === 'gone') continue;
    const id = `voided:${doc.id}:${parcel.id}`;
    await desk.append('shipments', parcel.id, [{ type: 'voided', data: { reason: 'cancelled' }, id }], SYS);
  }
}
