import { bringsPrivate, type OrderAggregate, type OrderPrivate, type Party } from '../../domain/index.ts';

/** What two orders of one receiver have in common, as one text to be hashed with the site's key. Private. */
export const receiverText = (receiver: Party): string =>
  [receiver.name, receiver.phone, receiver.province, receiver.city, receiver.district, receiver.detail]
    .map((part) => (part ?? '').normalize('NFKC').replace(/\s+/g, '').toLowerCase())
    .join('|');

type WithPrivate = Pick<OrderAggregate, 'events'> & { readonly private: OrderPrivate };
type PrivateBase = NonNullable<OrderPrivate['base']>;

/**
 * What is private of the order as it is now: what it came with, and what its events have changed of that (an address change,
 * its author's new draft, a change that was approved). Mask before showing.
 */
export function privateOf(order: WithPrivate): PrivateBase {
  let now: PrivateBase = order.private.base ?? {};
  let received = false;
  for (const event of order.events) {
    if (event.type === 'received') received = true;
    const brought = bringsPrivate(event, received) ? order.private.events[event.id] : undefined;
    if (brought === undefined) continue;
    const { receiver, remark, sellerNote, invoice, source } = brought;
    if (event.type === 'draft_changed') now = {};
    now = {
      ...now,
      ...(receiver === undefined ? {} : { receiver }),
      ...(remark === undefined ? {} : { remark }),
      ...(sellerNote === undefined ? {} : { sellerNote }),
      ...(invoice === undefined ? {} : { invoice }),
      ...(source === undefined ? {} : { source }),
    };
  }
  return now;
}

/** The receiver as it was before the last address change; undefined where there was none. Private: mask before showing. */
export function receiverBefore(order: WithPrivate): Party | undefined {
  const at = order.events.findLastIndex((event) => event.type === 'address_changed');
  return at < 0 ? undefined : receiverOf({ ...order, events: order.events.slice(0, at) });
}

/** The receiver as it is now. Private: mask before showing. */
export const receiverOf = (order: WithPrivate): Party | undefined => privateOf(order).receiver;
