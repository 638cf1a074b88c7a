import type { Work } from './fold-work.ts';
import { LEFT } from './fold-work.ts';
import type { OrderEvent } from './types.ts';

/** Facts of the world outside: money that came or went, goods that left. They count in every state. */
type Of<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;

export function applyPaid(work: Work, event: Of<'paid'>, conflict: (code: string) => void): void {
  const reference = event.data.reference;
  if (work.payment === 'UNPAID') {
    work.payment = 'PAID';
    if (reference !== undefined) work.paidBy = reference;
    if (work.status === 'AWAITING_PAYMENT') work.status = 'APPROVED';
    if (work.status === 'CANCELLED') conflict('paid_after_cancel');
    return;
  }
  if (work.payment === 'COD') {
    // Nothing may be collected at the door any more, and the label may say otherwise.
    work.payment = 'PAID';
    return conflict('cod_already_paid');
  }
  if (reference !== undefined && reference !== work.paidBy) conflict('paid_twice');
}

export function applyRefund(
  work: Work,
  event: Of<'refunded'> | Of<'partly_refunded'>,
  conflict: (code: string) => void,
): void {
  if (work.payment === 'REFUNDED') return conflict('refunded_twice');
  if (work.payment === 'UNPAID') return conflict('refunded_unpaid');
  work.payment = event.type === 'refunded' ? 'REFUNDED' : 'PARTLY_REFUNDED';
}

export function applyShipped(work: Work, event: Of<'shipped'>, conflict: (code: string) => void): void {
  for (const parcel of event.data.parcels) {
    const known = work.parcels.find((other) => other.shipment === parcel.shipment);
    if (known === undefined) work.parcels.push(parcel);
    else if (known.number !== parcel.number || known.carrier !== parcel.carrier) conflict('shipped_twice');
  }
  const byChannel = event.data.source === 'channel';
  const before = work.status;
  if (LEFT.includes(before)) {
    if (byChannel !== work.shippedByChannel) conflict('shipped_twice');
    return;
  }
  work.status = 'SHIPPED';
  work.shippedByChannel = byChannel;
  if (before === 'CANCELLED') conflict('shipped_after_cancel');
  if (byChannel) {
    work.cancelRequests = [];
    work.addressChanges = [];
    return;
  }
  const released = before === 'READY_TO_SHIP' || (before === 'BACKORDERED' && work.split === 'orders');
  if (!released && before !== 'CANCELLED') conflict('shipped_unreleased');
  if (work.payment === 'UNPAID') conflict('shipped_unpaid');
  if (work.cancelRequests.length > 0) conflict('shipped_despite_cancel_request');
  if (work.holds.length > 0) conflict('shipped_on_hold');
  if (work.addressChanges.length > 0) conflict('shipped_to_old_address');
}
