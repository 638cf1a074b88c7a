import type { ReviewReason } from './auto-review.ts';
import { isCovered } from './blocks.ts';
import type { OrderBase, OrderState, OrderStatus } from './types.ts';

/** Why an order cannot be packed, and what would change it. `none` = nothing to do, it is not for the bench. */
export const PACK_FIXES = {
  service_order: 'none',
  no_goods: 'review_order',
  order_cancelled: 'none',
  order_rejected: 'close_order',
  already_shipped: 'none',
  shipped_by_channel: 'none',
  unconfirmed_draft: 'confirm_by_second_person',
  not_submitted: 'submit_order',
  needs_review: 'review_order',
  needs_fix: 'correct_order',
  unpaid: 'record_payment',
  not_released: 'release_order',
  backordered: 'restock_or_split',
  split_into_orders: 'pack_sub_orders',
  receiver_missing: 'enter_receiver',
  name_missing: 'enter_receiver',
  phone_missing: 'enter_receiver',
  phone_implausible: 'enter_receiver',
  address_incomplete: 'enter_receiver',
  receiver_masked: 'import_or_scan_waybill',
  unknown_sku: 'add_product',
  quantity_invalid: 'correct_order',
  cod_amount_missing: 'correct_order',
  on_hold: 'lift_hold',
  cancel_requested: 'decide_cancel_request',
  address_changed: 'settle_address_change',
} as const;
export type PackBlock = keyof typeof PACK_FIXES;
export type PackFix = (typeof PACK_FIXES)[PackBlock];

export interface PackReason {
  readonly code: PackBlock;
  readonly fix: PackFix;
  readonly data?: Readonly<Record<string, string | number>>;
}

export type Packability =
  | { readonly packable: true }
  | { readonly packable: false; readonly reasons: readonly [PackReason, ...PackReason[]] };

export interface PackFacts {
  readonly unknownSkus: readonly string[];
  /** `receiverFaults` of the current receiver; `['receiver_missing']` also where it was erased. */
  readonly receiverFaults: readonly ReviewReason[];
  /** A label printed elsewhere is known for it (imported pair or scanned). */
  readonly hasExternalLabel: boolean;
}

const BY_STATUS: Partial<Record<OrderStatus, PackBlock>> = {
  DRAFT: 'unconfirmed_draft',
  RECEIVED: 'not_submitted',
  IN_REVIEW: 'needs_review',
  NEEDS_FIX: 'needs_fix',
  BACKORDERED: 'backordered',
};
const ENDED: Partial<Record<OrderStatus, PackBlock>> = {
  CANCELLED: 'order_cancelled',
  REJECTED: 'order_rejected',
  SHIPPED: 'already_shipped',
  DELIVERED: 'already_shipped',
  COMPLETED: 'already_shipped',
  ARCHIVED: 'already_shipped',
};
const UNREVIEWED: readonly OrderStatus[] = ['DRAFT', 'RECEIVED', 'IN_REVIEW', 'NEEDS_FIX'];

/**
 * Can this order be packed now, and if not, every reason with its fix, the status first. An order that has ended (or is
 * none for the bench) gives that one reason. Doubtful receiver data (a phone number that looks wrong) counts until a
 * review has passed; a missing receiver or an unknown SKU always counts, because no label and no check is possible.
 */
export function packability(base: OrderBase, state: OrderState, facts: PackFacts): Packability {
  const reasons: PackReason[] = [];
  const add = (code: PackBlock, data?: PackReason['data']): void => {
    reasons.push({ code, fix: PACK_FIXES[code], ...(data === undefined ? {} : { data }) });
  };
  const ended = ENDED[state.status];
  if (ended !== undefined) add(state.shippedByChannel ? 'shipped_by_channel' : ended);
  else if (base.kind === 'service') add('service_order');
  else if (state.split === 'orders') add('split_into_orders');
  else {
    const byStatus = BY_STATUS[state.status];
    if (byStatus !== undefined)
      add(byStatus, state.reason === undefined ? undefined : { reason: state.reason });
    if (!isCovered(state.payment)) add('unpaid');
    else if (state.status === 'APPROVED' || state.status === 'AWAITING_PAYMENT') add('not_released');
    if (state.cancelRequests.length > 0) add('cancel_requested');
    for (const hold of state.holds) add('on_hold', { reason: hold.reason });
    if (state.addressChange !== undefined) add('address_changed');
    for (const [code, data] of contentFaults(base, state, facts)) add(code, data);
  }
  const [first, ...rest] = reasons;
  return first === undefined ? { packable: true } : { packable: false, reasons: [first, ...rest] };
}

function contentFaults(
  base: OrderBase,
  state: OrderState,
  facts: PackFacts,
): [PackBlock, PackReason['data']?][] {
  const faults: [PackBlock, PackReason['data']?][] = [];
  const goods = base.lines.filter((line) => line.kind === 'goods');
  if (goods.length === 0) faults.push(['no_goods']);
  for (const line of goods) {
    if (!Number.isSafeInteger(line.qty) || line.qty < 1) faults.push(['quantity_invalid', { line: line.no }]);
  }
  for (const sku of facts.unknownSkus) faults.push(['unknown_sku', { sku }]);
  if (state.payment === 'COD' && !(base.codAmount && base.codAmount.minor > 0))
    faults.push(['cod_amount_missing']);
  if (facts.hasExternalLabel) return faults;
  if (base.receiverMasked) return [...faults, ['receiver_masked']];
  for (const fault of facts.receiverFaults) {
    const counts = fault === 'receiver_missing' || UNREVIEWED.includes(state.status);
    if (counts && fault in PACK_FIXES) faults.push([fault as PackBlock]);
  }
  return faults;
}
