import type { OrderState, ShipmentAggregate } from '../../domain/index.ts';
import type { EventDraft } from './order.ts';

const CAUSES = ['hold', 'cancel_requested', 'address_changed'] as const;

/**
 * What a parcel must be told of its order: which causes block it from now on, and which no longer do. Nothing where it
 * has been told.
 * @param cause id of the event that changed the order; the parcel's events derive theirs from it
 */
export function blockDrafts(
  parcel: Pick<ShipmentAggregate, 'id' | 'events'>,
  order: string,
  state: Pick<OrderState, 'flags'>,
  cause: string,
): EventDraft[] {
  const standing = new Set<string>();
  for (const event of parcel.events) {
    if (event.type === 'order_blocked' && event.data.order === order) standing.add(event.data.cause);
    if (event.type === 'order_unblocked' && event.data.order === order) standing.delete(event.data.cause);
  }
  return CAUSES.flatMap((name) => {
    const now = state.flags.some((flag) => flag === name);
    if (now === standing.has(name)) return [];
    const type = now ? 'order_blocked' : 'order_unblocked';
    return [{ type, data: { order, cause: name }, id: `${type}:${name}:${cause}:${parcel.id}` }];
  });
}
