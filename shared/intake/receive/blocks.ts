import { handlingOf, type OrderState, type ShipmentAggregate } from '../../domain/index.ts';
import type { EventDraft } from './order.ts';

const CAUSES = ['hold', 'cancel_requested', 'address_changed', 'short'] as const;

/**
 * What a parcel must be told of its order: which causes block it from now on, and which no longer do; its deadline, its
 * marks and its group of benches, where these are others now. Nothing where it has been told.
 * @param cause id of the event that changed the order; the parcel's events derive theirs from it
 */
export function blockDrafts(
  parcel: Pick<ShipmentAggregate, 'id' | 'events' | 'base'>,
  order: string,
  state: Pick<OrderState, 'status' | 'flags' | 'current' | 'allocation'>,
  cause: string,
): EventDraft[] {
  const standing = new Set<string>();
  for (const event of parcel.events) {
    if (event.type === 'order_blocked' && event.data.order === order) standing.add(event.data.cause);
    if (event.type === 'order_unblocked' && event.data.order === order) standing.delete(event.data.cause);
  }
  const blocks = CAUSES.flatMap((name): EventDraft[] => {
    const now = name === 'short' ? state.status === 'BACKORDERED' : state.flags.some((flag) => flag === name);
    if (now === standing.has(name)) return [];
    const type = now ? 'order_blocked' : 'order_unblocked';
    return [{ type, data: { order, cause: name }, id: `${type}:${name}:${cause}:${parcel.id}` }];
  });
  return [
    ...blocks,
    ...promiseDrafts(parcel, state, cause),
    ...markDrafts(parcel, state, cause),
    ...groupDrafts(parcel, state, cause),
  ];
}

type Told = Pick<ShipmentAggregate, 'id' | 'events' | 'base'>;

/** A parcel of several orders keeps the earliest of their deadlines. */
function promiseDrafts(parcel: Told, { current }: Pick<OrderState, 'current'>, cause: string): EventDraft[] {
  const { shipBy } = current;
  let known = parcel.base.shipBy;
  for (const event of parcel.events) if (event.type === 'promised') known = event.data.shipBy;
  if (shipBy === undefined || shipBy === known) return [];
  if (parcel.base.orders.length > 1 && known !== undefined && known <= shipBy) return [];
  return [{ type: 'promised', data: { shipBy }, id: `promised:${cause}:${parcel.id}` }];
}

/** A mark that came with a product stays; a parcel of several orders is urgent if one of them is. */
function markDrafts(parcel: Told, { current }: Pick<OrderState, 'current'>, cause: string): EventDraft[] {
  const known = handlingOf(parcel);
  const flagged = current.flags.filter((flag) => flag === 'fragile' || flag === 'cold_chain');
  const marks = [...new Set([...parcel.base.marks, ...known.marks, ...flagged])];
  const urgent = current.flags.includes('urgent') || (parcel.base.orders.length > 1 && known.urgent);
  if (urgent === known.urgent && marks.length === known.marks.length) return [];
  return [{ type: 'marked', data: { urgent, marks }, id: `marked:${cause}:${parcel.id}` }];
}

function groupDrafts(
  parcel: Told,
  { allocation }: Pick<OrderState, 'allocation'>,
  cause: string,
): EventDraft[] {
  let known = parcel.base.group ?? '';
  for (const event of parcel.events) if (event.type === 'allocated') known = event.data.group ?? known;
  const group = allocation?.group ?? '';
  return group === known
    ? []
    : [{ type: 'allocated', data: { group }, id: `allocated:${cause}:${parcel.id}` }];
}
