import { hlcMs } from '../../../../shared/base/index.ts';
import type { PickingOfOrder } from '../../../../shared/contract/index.ts';
import { currentBase, foldShipment } from '../../../../shared/domain/index.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import type { PickDeps } from './picking.ts';

/** Who fetched what of an order, when, and what was not there (PIC-05): for the page of the order. */
export async function ofOrder(deps: Pick<PickDeps, 'ctx'>, order: string): Promise<PickingOfOrder> {
  const { db } = deps.ctx;
  const found = await db.orders.get(order);
  const docs = found ? await parcelsOfOrder(db, found) : [];
  return docs.map((doc) => {
    const state = foldShipment(doc);
    const picked = new Map(state.pickedLines.map(({ no, qty }) => [no, qty]));
    const started = doc.events.findLast((event) => event.type === 'picking_started');
    const ended = doc.events.findLast((event) => event.type === 'picked');
    const byList = doc.events.some((event) => event.type === 'picked' && event.data.lines !== undefined);
    return {
      shipment: doc.id,
      status: state.status,
      wave: state.wave ?? null,
      tote: state.tote ?? null,
      picker: state.picking?.by ?? state.people.picked ?? null,
      startedAt: started ? hlcMs(started.at) : null,
      endedAt: ended ? hlcMs(ended.at) : null,
      lines: currentBase(doc).lines.map(({ no, sku, name, qty, location }) => ({
        no,
        sku,
        name,
        qty,
        picked: byList ? (picked.get(no) ?? 0) : null,
        location: location ?? null,
      })),
      found: doc.events.flatMap((event) => {
        if (event.type !== 'pick_short' && event.type !== 'pick_damaged') return [];
        const { sku, qty, location } = event.data;
        return [
          {
            kind: event.type === 'pick_short' ? ('short' as const) : ('damaged' as const),
            sku,
            qty,
            replaced: event.type === 'pick_damaged' && event.data.replaced,
            location: location ?? null,
            at: hlcMs(event.at),
            by: event.by,
          },
        ];
      }),
      short: state.status === 'PICKED' && state.shorts.length > 0,
    };
  });
}
