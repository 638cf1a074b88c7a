import { decideOrder, type Actor, type OrderEventDraft } from '../../../../shared/domain/index.ts';
import type { ChangesAct } from '../../../../shared/contract/change-views.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { DONE, refused, type Outcome } from '../context.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { withState } from '../parcels.ts';
import { cancelRefusal } from './cancel.ts';
import { ofLabels, voidLabels } from './labels.ts';
import { unmergeOrders } from './merge.ts';
import type { ChangesDeps } from './types.ts';

/**
 * ADR-01, ADR-02: another receiver before it leaves. Labels with the old one are void at once, so that whoever has the parcel
 * in hand is stopped and gets a new one; a parcel with others' goods in it is taken apart first.
 */
export async function changeAddress(
  deps: ChangesDeps,
  doc: OrderDoc,
  { receiver, reason }: Omit<Extract<ChangesAct['act'], { type: 'address' }>, 'type'>,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  const { ctx, orders } = deps;
  const { state } = withState(doc);
  const parcels = await parcelsOfOrder(ctx.db, doc);
  if (cancelRefusal(state, parcels)) return refused('address_after_shipped', { status: state.status });
  const draft: OrderEventDraft = { type: 'address_changed', data: { reason } };
  const allowed = decideOrder(state, doc.base, draft, { actor });
  if (!allowed.ok) return refused(allowed.error.code, { ...allowed.error.data });
  if (state.split === 'orders') return refused('split_into_orders');
  if (state.mergedInto !== undefined) {
    const apart = await unmergeOrders(deps, doc, 'address_changed', actor);
    if (!apart.ok) return apart;
  }
  const said = note?.trim() ?? '';
  const changed = await orders.command(doc.id, draft, actor, undefined, {
    receiver: receiver as never,
    ...(said === '' ? {} : { note: said }),
  });
  if (!changed.ok) return changed;
  const event = withState(changed.value).state.addressChange;
  if (event === undefined) return DONE;
  const voided = await voidLabels(deps, changed.value, 'address_changed', ofLabels(actor));
  if (!voided.ok) return voided;
  const settled = await orders.command(doc.id, { type: 'address_change_settled', data: { event } }, actor, {
    labelsOut: 0,
  });
  return settled.ok ? DONE : settled;
}
