import type { ShipmentAggregate, ShipmentBase } from './types.ts';

/** How a parcel is to be handled as it stands: its order may have been marked otherwise since it was made. */
export function handlingOf(
  parcel: Pick<ShipmentAggregate, 'base' | 'events'>,
): Pick<ShipmentBase, 'urgent' | 'marks'> {
  const last = parcel.events.findLast((event) => event.type === 'marked');
  return last?.data ?? parcel.base;
}
