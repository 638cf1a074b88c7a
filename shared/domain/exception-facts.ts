import type { DomainEvent, FoldConflict } from './event.ts';
import { sortEvents } from './event.ts';

/**
 * What an exception is about: the fact that could not be applied, and the kinds of events that stand against it. Where the
 * fold names the other fact itself (`against`), that one counts.
 */
const AGAINST: Readonly<Record<string, readonly string[]>> = {
  review_conflict: ['approved', 'needs_fix', 'rejected'],
  shipped_after_cancel: ['cancelled', 'closed'],
  shipped_despite_cancel_request: ['cancel_requested'],
  shipped_on_hold: ['held'],
  shipped_to_old_address: ['address_changed'],
  shipped_twice: ['shipped'],
  cancelled_after_shipped: ['shipped'],
  cancel_requested_after_shipped: ['shipped'],
  address_changed_after_shipped: ['shipped'],
  backordered_after_shipped: ['shipped'],
  review_after_shipped: ['shipped'],
  released_after_cancel: ['cancelled', 'closed'],
  restocked_after_cancel: ['cancelled', 'closed'],
  paid_after_cancel: ['cancelled', 'closed'],
  paid_twice: ['paid'],
  refunded_twice: ['refunded', 'partly_refunded'],
  fixed_after_reject: ['rejected'],
  split_twice: ['split'],
  merged_twice: ['merged'],
  divided_twice: ['divided'],
  opened_at_two_benches: ['opened'],
  opened_after_checked: ['checked'],
  opened_after_handover: ['handed_over'],
  checked_at_two_benches: ['checked'],
  packed_at_two_benches: ['packed'],
  bound_twice: ['waybill_bound'],
  bound_voided_number: ['label_voided'],
  labelled_voided_number: ['label_voided'],
  labelled_twice: ['labelled'],
  handed_over_twice: ['handed_over'],
  handed_over_after_void: ['voided', 'label_voided'],
  handed_over_while_blocked: ['order_blocked'],
  work_after_void: ['voided'],
  voided_after_handover: ['handed_over'],
  recalled_after_handover: ['handed_over'],
  label_voided_after_handover: ['handed_over'],
  bound_to_two_shipments: ['bound'],
  bound_after_void: ['voided'],
  printed_after_void: ['voided'],
  used_twice: ['used'],
  used_after_void: ['voided'],
  voided_after_use: ['used'],
  returned_after_bound: ['bound'],
  leased_twice: ['leased'],
};

/**
 * Both facts of an exception: the one that stands, then the one that could not be applied. One alone where the other is
 * that something is missing (`packed_unchecked`), or is not known here.
 * @param events all of the document that the exception is of
 */
export function exceptionFacts<E extends DomainEvent>(
  events: readonly E[],
  exception: FoldConflict,
): readonly E[] {
  const sorted = sortEvents(events);
  const at = sorted.findIndex((event) => event.id === exception.eventId);
  const refused = sorted[at];
  if (refused === undefined) return [];
  const kinds = AGAINST[exception.code] ?? [];
  const stands =
    sorted.find((event) => event.id === exception.against) ??
    sorted.slice(0, at).findLast((event) => kinds.includes(event.type));
  return stands === undefined ? [refused] : [stands, refused];
}
