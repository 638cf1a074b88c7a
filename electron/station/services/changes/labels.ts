import { ACTION_RIGHTS } from '../../../../shared/contract/rights.ts';
import { hasRole, type Actor } from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { DONE, type Outcome } from '../context.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { SYSTEM } from '../people.ts';
import type { ChangesDeps } from './types.ts';

type Deps = Pick<ChangesDeps, 'ctx' | 'parcels' | 'shipments' | 'prints' | 'waybills' | 'orders'>;

/**
 * Whoever may cancel an order or settle its address need not be one who voids labels: then the label is voided as an effect of
 * that step, which bears the name.
 */
export const ofLabels = (actor: Actor): Actor => (hasRole(actor, ACTION_RIGHTS.void_label) ? actor : SYSTEM);

/** The numbers of an order's parcels are never used again, and what waits for a printer does not come out. */
export async function voidLabels(
  deps: Deps,
  order: OrderDoc,
  reason: string,
  actor: Actor,
): Promise<Outcome<null>> {
  for (const doc of await parcelsOfOrder(deps.ctx.db, order)) {
    const parcel = await deps.parcels.from(doc);
    const bound = parcel.state.waybill;
    if (!bound || doc.lane === 'gone' || doc.lane === 'void') continue;
    const back =
      parcel.state.status === 'HANDOVER_PENDING' ? [{ type: 'recalled' as const, data: { reason } }] : [];
    const voided = await deps.shipments.command(
      parcel,
      [...back, { type: 'label_voided', data: { number: bound.number, reason } }],
      actor,
    );
    if (!voided.ok) return voided;
    await deps.prints.voidLabels(parcel, actor, reason);
    const id = `voided:${bound.carrier}:${bound.number}`;
    await deps.waybills.note(bound.carrier, bound.number, { type: 'voided', data: { reason }, id }, actor);
  }
  await deps.ctx.db.barrier();
  deps.orders.touch(order.id);
  return DONE;
}
