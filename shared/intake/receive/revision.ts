import { revisionsOf, type OrderAggregate, type OrderEvent } from '../../domain/index.ts';

/** FNV-1a over UTF-16 units, 8 upper-case hex digits: names that everybody derives alike; no secret hangs on it. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

/**
 * Marks the parcel of an order whose lines were changed, or that was taken out of a common parcel: the parcel before it is
 * void, so the new one has a name of its own, the same for whoever makes it. '' where nothing has changed.
 */
export function revisionMark(order: Pick<OrderAggregate, 'events'>): string {
  const changes = revisionsOf(order.events as readonly OrderEvent[]);
  return changes.length === 0 ? '' : `R${shortHash(changes.join('\n'))}`;
}
