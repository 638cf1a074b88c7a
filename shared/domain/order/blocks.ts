import type { RefusalCode } from '../refusal.ts';
import type { BlockCause } from '../shipment/types.ts';
import type { OrderState, PaymentStatus } from './types.ts';

/** Money is there, or will be collected at the door. A part refund before shipping leaves the rest paid. */
export const isCovered = (payment: PaymentStatus): boolean =>
  payment === 'PAID' || payment === 'COD' || payment === 'PARTLY_REFUNDED' || payment === 'SETTLED';

/** What in the order stops every forward step of its parcels, most urgent first. */
export function blockCauses(state: OrderState): BlockCause[] {
  const causes: BlockCause[] = [];
  if (state.cancelRequests.length > 0) causes.push('cancel_requested');
  if (state.holds.length > 0) causes.push('hold');
  if (state.addressChange !== undefined) causes.push('address_changed');
  if (!isCovered(state.payment)) causes.push('unpaid');
  return causes;
}

/** The refusal that a block cause gives. */
export const blockRefusal = (cause: BlockCause): RefusalCode =>
  cause === 'hold' ? 'on_hold' : cause === 'short' ? 'order_not_ready' : cause;
