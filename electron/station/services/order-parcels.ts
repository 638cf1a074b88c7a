import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import type { Database } from '../database/index.ts';

/**
 * Every parcel that an order has or had: its own, and common ones with other orders, of which the index knows only the first.
 */
export async function parcelsOfOrder(
  db: Pick<Database, 'shipments'>,
  order: Pick<OrderDoc, 'id' | 'events'>,
): Promise<ShipmentDoc[]> {
  const own = await db.shipments.find({ selector: { order: order.id } });
  const common = commonParcels(order).filter((id) => own.every((doc) => doc.id !== id));
  if (common.length === 0) return own;
  return [...own, ...(await db.shipments.getMany(common)).values()];
}

const commonParcels = ({ events }: Pick<OrderDoc, 'events'>): string[] => [
  ...new Set(events.flatMap((event) => (event.type === 'merged' ? [event.data.shipment] : []))),
];
