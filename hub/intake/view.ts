import { foldOrder, foldShipment, orderId, visibleStatus } from '../../shared/domain/index.ts';
import { maskReceiver } from '../../shared/domain/masking/index.ts';
import { ownShipmentId, receiverOf } from '../../shared/intake/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../shared/schema/index.ts';
import type { HubStore } from '../store/port.ts';
import type { Channel } from './channels.ts';

/** The order as its shop may see it: where it stands and its parcels; the receiver masked. Undefined where there is none. */
export async function orderView(store: HubStore, channel: Channel, no: string): Promise<object | undefined> {
  const id = orderId(channel.channel, no);
  const stored = (await store.documents(channel.site, 'orders', [id])).get(id);
  if (!stored) return undefined;
  const order = stored.document as unknown as OrderDoc;
  const state = foldOrder(order);
  const split = state.split === 'parcels' ? state.children : [];
  const merged = state.mergedInto === undefined ? [] : [state.mergedInto];
  const ids = [ownShipmentId(order), ...split, ...merged];
  const shipments = [...(await store.documents(channel.site, 'shipments', ids)).values()].map(
    (each) => each.document as unknown as ShipmentDoc,
  );
  const visible = visibleStatus(state, shipments.map(foldShipment));
  const receiver = receiverOf(order);
  return {
    no,
    status: visible.code,
    order: state.status,
    payment: state.payment,
    logistics: state.logistics,
    flags: visible.flags,
    parcels: state.parcels.map(({ carrier, number, at }) => ({ carrier, number, shippedAt: at })),
    ...(receiver === undefined ? {} : { receiver: maskedReceiver(receiver) }),
    updatedAt: stored.writtenAt,
  };
}

/** Name, phone and address, hidden as on a label. */
export function maskedReceiver(receiver: NonNullable<ReturnType<typeof receiverOf>>) {
  const { name, phone, province, city, district, detail } = receiver;
  const address = [province, city, district, detail].filter((part) => part !== undefined && part !== '');
  return maskReceiver({ name, phone, address: address.join('') });
}
