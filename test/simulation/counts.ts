import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../shared/schema/index.ts';
import type { Site } from './check.ts';
import { orderState, shipmentState, waybillState } from './desk.ts';

/** How often what cannot both be true has happened: a simulation in which it never does shows nothing. */
export function conflictCount({ hub }: Site): number {
  let count = 0;
  for (const doc of hub.get('orders')?.values() ?? [])
    count += orderState(doc as unknown as OrderDoc).exceptions.length;
  for (const doc of hub.get('shipments')?.values() ?? [])
    count += shipmentState(doc as unknown as ShipmentDoc).exceptions.length;
  for (const doc of hub.get('waybills')?.values() ?? [])
    count += waybillState(doc as unknown as WaybillDoc).exceptions.length;
  return count;
}
