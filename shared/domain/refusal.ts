import { err } from '../base/index.ts';
import type { Actor, Refusal, Role } from './event.ts';

/** Why a command on an order, a shipment or a waybill is refused. Stable: translations and tests hang on them. */
export const REFUSAL_CODES = [
  // who and when
  'role_not_allowed',
  'wrong_status',
  'no_back_step_after_handover',
  'fact_missing',
  // what must be said
  'reason_required',
  'contact_required',
  'consent_required',
  'note_required',
  'rule_required',
  'amount_required',
  // order
  'order_incomplete',
  'order_already_there',
  'same_person',
  'author_differs',
  'draft_differs',
  'nothing_changed',
  'change_not_open',
  'already_paid',
  'not_paid',
  'amount_differs',
  'amount_invalid',
  'unpaid',
  'cod_order',
  'payment_known',
  'on_hold',
  'cancel_requested',
  'address_changed',
  'not_blocked',
  'stock_not_reserved',
  'stock_tracked',
  'service_order',
  'lines_do_not_sum',
  'divided_already',
  'parcel_merged',
  'box_empty',
  'box_has_all',
  'split_already',
  'packer_splits_parcels_only',
  'parcels_open',
  'parcels_differ',
  'no_parcels',
  'not_signed',
  'carrier_has_not_reported',
  'after_sales_open',
  'after_sales_time_over',
  'case_already_open',
  'case_not_open',
  'not_settled',
  'papers_incomplete',
  'labels_out',
  'stock_still_reserved',
  'refund_not_started',
  'hold_exists',
  'hold_not_open',
  'no_cancel_request',
  'no_address_change',
  'exception_exists',
  'exception_not_open',
  'nothing_to_erase',
  'deadline_invalid',
  'rating_invalid',
  // cases
  'department_required',
  'outcome_required',
  'case_linked',
  'line_differs',
  'nothing_left',
  'not_merged',
  'merge_currency_differs',
  'due_in_the_past',
  // merging of orders
  'merge_too_few',
  'merge_rule_forbids',
  'merge_receiver_differs',
  'merge_warehouse_differs',
  'merge_carrier_differs',
  'merge_packed',
  'merge_not_ready',
  'already_merged',
  // shipment
  'order_unknown',
  'order_not_ready',
  'allocated_to_other_bench',
  'claim_not_open',
  'picked_short',
  'picked_elsewhere',
  'line_unknown',
  'quantity_invalid',
  'carrier_required',
  'units_incomplete',
  'material_required',
  'weight_required',
  'weight_invalid',
  'weight_unstable',
  'weight_out_of_tolerance',
  'no_waybill',
  'waybill_already_bound',
  'waybill_taken',
  'receiver_masked',
  'label_not_printed',
  'label_other_number',
  'label_voided',
  'other_carrier',
  'recall_without_cause',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A refusal by the state machines of this folder. */
export interface DomainRefusal extends Refusal {
  readonly code: RefusalCode;
}

/** The refusal itself, for guards: `undefined` means "not refused". */
export const refusal = (code: RefusalCode, data?: Refusal['data']): DomainRefusal =>
  data === undefined ? { code } : { code, data };

/** The refusal as a `Result`. */
export const refuse = (code: RefusalCode, data?: Refusal['data']) => err(refusal(code, data));

export const hasRole = (actor: Actor, roles: readonly Role[]): boolean =>
  actor.roles.some((role) => roles.includes(role));

export const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';
