import { classifyScan, INTERNAL_PREFIXES } from '../../../shared/codec/index.ts';
import type { Lookup } from './bench/lookup.ts';
import type { ParcelsService } from './parcels.ts';
import { SYSTEM } from './people.ts';
import type { QueueService } from './queue.ts';
import type { ShipmentsService } from './shipments.ts';
import type { WaybillsService } from './waybills.ts';

/** Does what the first scans do, and writes nothing: they would compile statements and code for 15 ms. */
export async function warmUp(deps: {
  readonly lookup: Lookup;
  readonly queue: QueueService;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly waybills: WaybillsService;
}): Promise<void> {
  const nothing = classifyScan({ text: 'WARM-UP', source: 'manual' });
  if (nothing.kind === 'text') {
    await deps.lookup.target(nothing);
    await deps.lookup.product(nothing);
  }
  const [head] = await deps.queue.next(1);
  if (!head) return;
  const text = INTERNAL_PREFIXES.order + head.order.toUpperCase();
  const order = classifyScan({ text, source: 'manual' });
  if (order.kind !== 'order') return;
  const target = await deps.lookup.target(order);
  const parcel = target?.kind === 'shipment' && (await deps.parcels.load(target.id, target.found));
  if (!parcel) return;
  await deps.shipments.plan(parcel, [{ type: 'opened', data: { bench: '', mode: 'label_last' } }], SYSTEM);
  await deps.waybills.ofOrder(parcel.doc.order);
}
