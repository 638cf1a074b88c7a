import { forwardBlock, type StopKind } from '../../../../shared/domain/index.ts';
import { refused, type Refused } from '../context.ts';
import type { Parcel } from '../parcels.ts';
import type { Data, Live } from './types.ts';

const BLOCKING = new Set(['on_hold', 'cancel_requested', 'address_changed', 'unpaid']);
const NOT_RELEASED = new Set(['picked_short', 'order_not_ready', 'order_unknown', 'service_order']);
const NEVER = new Set(['wrong_status', 'no_back_step_after_handover']);
const DIRECT = new Set<string>([
  'no_waybill',
  'missing_routing',
  'receiver_masked',
  'number_used',
  'not_here',
  'printer_not_ready',
  'storage_failed',
  'busy_elsewhere',
  'already_done',
  'not_packable',
  'blocked',
]);

/** Which stop of the bench a refusal of the domain or a service is. The code itself goes along as `reason`. */
export function stopOf(refusal: Refused): { kind: StopKind; data: Data } {
  const data = { reason: refusal.code, ...refusal.data };
  if (DIRECT.has(refusal.code)) return { kind: refusal.code as StopKind, data };
  if (BLOCKING.has(refusal.code)) return { kind: 'blocked', data };
  if (NOT_RELEASED.has(refusal.code)) return { kind: 'not_packable', data };
  if (refusal.code === 'allocated_to_other_bench' || refusal.code === 'being_picked')
    return { kind: 'busy_elsewhere', data };
  if (refusal.code === 'waybill_taken' || refusal.code === 'waybill_already_bound')
    return { kind: 'number_used', data };
  if (refusal.code === 'label_other_number' || refusal.code === 'label_voided')
    return { kind: 'wrong_label', data };
  if (NEVER.has(refusal.code)) return { kind: 'already_done', data };
  return { kind: 'not_allowed', data };
}

/** Another bench has it open, here or at another station. */
export const busyElsewhere = ({ state }: Parcel): Refused =>
  refused('busy_elsewhere', { bench: state.bench ?? '', station: state.station ?? '' });

/** Another bench opened it first, as a merge told afterwards: its session is the one that runs. */
export const lostTo = ({ parcel, session }: Live): Refused | undefined =>
  parcel.state.session === undefined || parcel.state.session === session ? undefined : busyElsewhere(parcel);

/** Why the parcel must not go forward now: unpaid, hold, cancel requested, address changed, order not released. */
export function blockOf({ state, doc, orders }: Parcel): Refused | undefined {
  const block = forwardBlock(
    state,
    doc.base,
    orders.map((order) => ({ id: order.doc.id, state: order.state })),
  );
  return block && refused(block.code, { ...block.data });
}
