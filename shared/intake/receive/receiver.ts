import type { OrderAggregate, OrderPrivate, Party } from '../../domain/index.ts';

/** What two orders of one receiver have in common, as one text to be hashed with the site's key. Private. */
export const receiverText = (receiver: Party): string =>
  [receiver.name, receiver.phone, receiver.province, receiver.city, receiver.district, receiver.detail]
    .map((part) => (part ?? '').normalize('NFKC').replace(/\s+/g, '').toLowerCase())
    .join('|');

/** The receiver as it is now: the last address change, else what the order came with. Private: mask before showing. */
export function receiverOf(
  order: Pick<OrderAggregate, 'events'> & { readonly private: OrderPrivate },
): Party | undefined {
  let receiver = order.private.base?.receiver;
  for (const event of order.events) {
    if (event.type !== 'address_changed' && event.type !== 'fixed') continue;
    receiver = order.private.events[event.id]?.receiver ?? receiver;
  }
  return receiver;
}
