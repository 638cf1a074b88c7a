import { LEFT } from './fold-work.ts';
import type { OrderEvent, OrderState } from './types.ts';

/** A hold that the system puts on because two desks did what cannot both be; whoever has looked at it lifts it. */
export interface ConflictHold {
  readonly order: string;
  readonly reason: 'split_twice' | 'merged_twice' | 'split_lines_differ' | 'parent_shipped';
  /** Derived, so that whoever sees it writes the same one, and what was lifted stays lifted. */
  readonly id: string;
}

const hold = (order: string, reason: ConflictHold['reason']): ConflictHold => ({
  order,
  reason,
  id: `held:${reason}:${order}`,
});

/**
 * Orders that must not be packed before somebody has looked: goods of theirs may be in two parcels, because two stations
 * split, merged or packed the order without knowing of each other. The exceptions of the fold say what happened.
 */
export function conflictHolds(
  order: { readonly id: string; readonly events: readonly OrderEvent[] },
  state: Pick<OrderState, 'status' | 'split' | 'children' | 'exceptions'>,
): ConflictHold[] {
  const found: ConflictHold[] = [];
  const has = (code: string): boolean => state.exceptions.some((one) => one.code === code);
  if (has('merged_twice')) found.push(hold(order.id, 'merged_twice'));
  if (state.split !== 'orders') return found;
  if (has('split_twice'))
    for (const event of order.events)
      if (event.type === 'split')
        for (const { id } of event.data.children)
          if (!state.children.includes(id)) found.push(hold(id, 'split_twice'));
  if (has('split_lines_differ') || has('split_while_merged'))
    for (const id of state.children) found.push(hold(id, 'split_lines_differ'));
  // It left as a whole at a station that did not know of the split. (All sub-orders shipped is told by their parcels.)
  const own = order.events.some(
    (event) =>
      event.type === 'shipped' &&
      event.data.parcels.some(({ shipment }) => shipment.startsWith(`${order.id}.`)),
  );
  if (LEFT.includes(state.status) && own)
    for (const id of state.children) found.push(hold(id, 'parent_shipped'));
  return found;
}
