import { ROLES, type Role } from '../event.ts';
import type { OrderEventMap, OrderStatus } from './types.ts';
import { ORDER_STATUSES } from './types.ts';

/** Guard of a row; `guards.ts` holds the function of the same name. */
export type OrderGuardName =
  | 'none'
  | 'secondPerson'
  | 'namedRule'
  | 'reason'
  | 'contact'
  | 'unpaidNotCod'
  | 'amountEqual'
  | 'paidStockedFree'
  | 'consentAndReady'
  | 'splitWithConsent'
  | 'splitSum'
  | 'allHandedOver'
  | 'channelShipped'
  | 'signed'
  | 'acceptedAndSettled'
  | 'settledPapers'
  | 'cancellable'
  | 'carrierReturn'
  | 'insideTimeLimit'
  | 'mergeable'
  | 'unmergeable'
  | 'substitutable'
  | 'linesCancellable'
  | 'holdNew'
  | 'holdOpen'
  | 'cancelRequestOpen'
  | 'addressChangeOpen'
  | 'refundable'
  | 'settleable'
  | 'exceptionNew'
  | 'exceptionOpen'
  | 'paymentNew'
  | 'reviewNamed'
  | 'caseOpen'
  | 'draftAuthor'
  | 'draftReader'
  | 'changeAsked'
  | 'changeOpen'
  | 'assignment'
  | 'promise'
  | 'erasable'
  | 'carrierNamed'
  | 'rated';

export interface OrderTransition {
  /** O2–O24 of the requirements (O1 and O3 make the document: `decideNewOrder`), X… for the other axes and flags. */
  readonly row: string;
  readonly from: readonly OrderStatus[];
  /** Status after it; `stays` where another axis or a flag changes. */
  readonly to: OrderStatus | 'stays';
  readonly event: keyof OrderEventMap;
  readonly roles: readonly Role[];
  readonly guard: OrderGuardName;
}

const ANY: readonly OrderStatus[] = ORDER_STATUSES;
const BEFORE_SHIPPED: readonly OrderStatus[] = [
  'DRAFT',
  'RECEIVED',
  'IN_REVIEW',
  'NEEDS_FIX',
  'APPROVED',
  'REJECTED',
  'AWAITING_PAYMENT',
  'BACKORDERED',
  'READY_TO_SHIP',
];
const LINES_OPEN: readonly OrderStatus[] = [
  'IN_REVIEW',
  'NEEDS_FIX',
  'APPROVED',
  'AWAITING_PAYMENT',
  'BACKORDERED',
];
const LEFT: readonly OrderStatus[] = ['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED'];
const NOT_CLOSED = ANY.filter((status) => status !== 'ARCHIVED');
const EVERYBODY: readonly Role[] = ROLES.filter((role) => !['PUR', 'RPR', 'CAR'].includes(role));
/** Whoever may decide an exception; the station's posts may only raise one (ruling 5). */
export const DECIDERS: readonly Role[] = ['REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR', 'ADM'];

const row = (
  name: string,
  from: readonly OrderStatus[],
  to: OrderStatus | 'stays',
  event: keyof OrderEventMap,
  roles: readonly Role[],
  guard: OrderGuardName,
): OrderTransition => ({ row: name, from, to, event, roles, guard });

/**
 * The table of requirements 3 as data. Roles are those of its column "who", plus SYS in O15: the order's `shipped` is
 * the effect of the shipper's handover and is written again at start if a crash came between; and SYS in O12: where the
 * stock ledger says that there is nothing to reserve, that is no one's decision.
 */
export const ORDER_TRANSITIONS: readonly OrderTransition[] = [
  row('O2', ['DRAFT'], 'RECEIVED', 'received', ['CLK', 'REV'], 'secondPerson'),
  // Until then its author may still write it anew, and a second person may give it back.
  row('X-draft-change', ['DRAFT'], 'stays', 'draft_changed', ['CLK'], 'draftAuthor'),
  row('X-draft-return', ['DRAFT'], 'stays', 'draft_returned', ['CLK', 'REV'], 'draftReader'),
  row('O4', ['RECEIVED'], 'IN_REVIEW', 'submitted', ['SYS', 'CLK'], 'none'),
  row('O5', ['IN_REVIEW'], 'APPROVED', 'approved', ['REV', 'SYS'], 'namedRule'),
  row('O6', ['IN_REVIEW'], 'NEEDS_FIX', 'needs_fix', ['REV'], 'reason'),
  row('O7', ['NEEDS_FIX'], 'IN_REVIEW', 'fixed', ['CS', 'CLK'], 'contact'),
  row('O8', ['IN_REVIEW', 'NEEDS_FIX'], 'REJECTED', 'rejected', ['REV'], 'reason'),
  row('O9', ['APPROVED'], 'AWAITING_PAYMENT', 'payment_awaited', ['SYS'], 'unpaidNotCod'),
  row('O10', ['AWAITING_PAYMENT'], 'APPROVED', 'paid', ['SYS', 'FIN'], 'amountEqual'),
  row('O11', ['APPROVED'], 'READY_TO_SHIP', 'released', ['SYS', 'REV', 'WHL'], 'paidStockedFree'),
  row(
    'O12',
    ['IN_REVIEW', 'APPROVED', 'READY_TO_SHIP'],
    'BACKORDERED',
    'backordered',
    ['REV', 'CS', 'SYS'],
    'reason',
  ),
  row('O13', ['BACKORDERED'], 'READY_TO_SHIP', 'restocked', ['CS', 'WHL'], 'consentAndReady'),
  row('O14', ['BACKORDERED'], 'stays', 'split', ['CS', 'REV'], 'splitWithConsent'),
  row('O15', ['READY_TO_SHIP'], 'SHIPPED', 'shipped', ['SHP', 'SYS'], 'allHandedOver'),
  row('O16', ['SHIPPED'], 'DELIVERED', 'delivered', ['CAR', 'SYS', 'LOG'], 'signed'),
  row('O17', ['DELIVERED', 'SHIPPED'], 'COMPLETED', 'completed', ['SYS', 'CS'], 'acceptedAndSettled'),
  row('O18', ['COMPLETED'], 'ARCHIVED', 'archived', ['REV', 'SYS'], 'settledPapers'),
  row('O19', BEFORE_SHIPPED, 'CANCELLED', 'cancelled', ['CS', 'REV', 'MGR', 'SYS'], 'cancellable'),
  row('O20', ['REJECTED'], 'CANCELLED', 'closed', ['REV'], 'none'),
  row('O21', ['SHIPPED'], 'stays', 'after_sales_opened', ['LOG', 'CS'], 'carrierReturn'),
  row('O22', ['DELIVERED', 'COMPLETED'], 'stays', 'after_sales_opened', ['CS'], 'insideTimeLimit'),
  row('O23', ['READY_TO_SHIP'], 'stays', 'merged', ['WHL', 'PKR'], 'mergeable'),
  row('O24', ['READY_TO_SHIP'], 'stays', 'split', ['REV', 'CS', 'PKR'], 'splitSum'),

  // Of what was ordered something else is sent, or less, with the customer's word; never under a parcel that is on its way.
  row('X-substitute', LINES_OPEN, 'stays', 'substituted', ['CS', 'REV'], 'substitutable'),
  row('X-lines-cancel', LINES_OPEN, 'stays', 'lines_cancelled', ['CS', 'REV'], 'linesCancellable'),
  row('X-unmerge', BEFORE_SHIPPED, 'stays', 'unmerged', ['WHL', 'CS', 'REV'], 'unmergeable'),

  // The sub-orders of a split ship on their own; the parent follows when all of them have (SPL-02).
  row('X-split-shipped', ['BACKORDERED'], 'SHIPPED', 'shipped', ['SHP', 'SYS'], 'allHandedOver'),
  // The channel says that somebody else has shipped it. Never queued; no parcels of ours.
  row(
    'X-channel-shipped',
    BEFORE_SHIPPED.filter((status) => status !== 'DRAFT'),
    'SHIPPED',
    'shipped',
    ['SYS'],
    'channelShipped',
  ),

  // Payment axis: money comes whenever it comes (O10 is the row that also moves the status).
  row(
    'X-paid',
    ANY.filter((status) => status !== 'AWAITING_PAYMENT'),
    'stays',
    'paid',
    ['SYS', 'FIN'],
    'amountEqual',
  ),
  row('X-part-refund', NOT_CLOSED, 'stays', 'partly_refunded', ['FIN'], 'refundable'),
  row('X-refund', NOT_CLOSED, 'stays', 'refunded', ['FIN'], 'refundable'),
  row('X-settled', NOT_CLOSED, 'stays', 'settled', ['FIN'], 'settleable'),

  // Flags. A packer may stop an order, never let it go on.
  row('X-hold', BEFORE_SHIPPED, 'stays', 'held', EVERYBODY, 'holdNew'),
  // A clerk lifts what clerks have put on hold because it was unclear, nothing else (`holdOpen`).
  row('X-hold-lift', ANY, 'stays', 'hold_lifted', ['REV', 'CS', 'WHL', 'MGR', 'CLK'], 'holdOpen'),
  row(
    'X-cancel-ask',
    BEFORE_SHIPPED,
    'stays',
    'cancel_requested',
    ['CLK', 'CS', 'REV', 'MGR', 'SYS'],
    'reason',
  ),
  row(
    'X-cancel-deny',
    ANY,
    'stays',
    'cancel_request_denied',
    ['CS', 'REV', 'MGR', 'SYS'],
    'cancelRequestOpen',
  ),
  row('X-address', BEFORE_SHIPPED, 'stays', 'address_changed', ['CS', 'REV', 'SYS'], 'none'),
  row(
    'X-address-done',
    ANY,
    'stays',
    'address_change_settled',
    ['CS', 'REV', 'WHL', 'SYS'],
    'addressChangeOpen',
  ),

  // What is said of an order. The warehouse finds, the desk talks (ruling 5); everybody who sees the order may leave a note.
  row('X-contact', ANY, 'stays', 'contacted', ['CLK', 'REV', 'CS', 'LOG', 'FIN', 'MGR', 'SYS'], 'none'),
  row('X-note', ANY, 'stays', 'noted', EVERYBODY, 'none'),
  row('X-link', ANY, 'stays', 'linked', ['CLK', 'REV', 'CS', 'LOG', 'MGR', 'SYS'], 'none'),
  // Ruling 4: who may not change an order asks for it, and somebody else decides.
  row(
    'X-change-ask',
    BEFORE_SHIPPED.filter((status) => status !== 'DRAFT'),
    'stays',
    'change_requested',
    ['CLK', 'CS', 'REV', 'WHL', 'LOG', 'MGR'],
    'changeAsked',
  ),
  row('X-change-decide', ANY, 'stays', 'change_decided', ['REV', 'CS'], 'changeOpen'),

  // Review, confirmation and money as they are recorded; the steps that follow of them are rows of their own.
  row('X-checked', ['IN_REVIEW', 'NEEDS_FIX'], 'stays', 'review_checked', ['REV', 'SYS'], 'reviewNamed'),
  row('X-told', ANY, 'stays', 'confirmation_sent', ['CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR', 'SYS'], 'none'),
  row('X-asked', NOT_CLOSED, 'stays', 'confirmation_noted', ['CS', 'REV', 'CLK'], 'none'),
  row('X-money', NOT_CLOSED, 'stays', 'payment_recorded', ['FIN', 'SYS'], 'paymentNew'),
  row('X-remind', BEFORE_SHIPPED, 'stays', 'payment_reminded', ['CS', 'FIN', 'MGR', 'SYS'], 'unpaidNotCod'),

  // Who gets it, who does what for it, and until when.
  row('X-allocate', BEFORE_SHIPPED, 'stays', 'allocated', ['SYS', 'CLK', 'REV', 'WHL', 'MGR'], 'none'),
  row(
    'X-assign',
    NOT_CLOSED,
    'stays',
    'assigned',
    ['SYS', 'CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR'],
    'assignment',
  ),
  row('X-promise', BEFORE_SHIPPED, 'stays', 'promised', ['SYS', 'REV', 'CS', 'WHL', 'MGR'], 'promise'),
  row(
    'X-carrier',
    ['APPROVED', 'AWAITING_PAYMENT', 'BACKORDERED', 'READY_TO_SHIP'],
    'stays',
    'carrier_chosen',
    ['LOG', 'WHL', 'SYS'],
    'carrierNamed',
  ),

  // Logistics axis, exceptions, after-sales, erasure.
  row('X-logistics', LEFT, 'stays', 'logistics', ['CAR', 'SYS', 'LOG'], 'none'),
  row('X-feedback', LEFT, 'stays', 'feedback_recorded', ['CS', 'LOG', 'MGR'], 'rated'),
  row('X-raise', ANY, 'stays', 'exception_raised', EVERYBODY, 'exceptionNew'),
  row('X-close', ANY, 'stays', 'exception_closed', DECIDERS, 'exceptionOpen'),
  row('X-case-closed', ANY, 'stays', 'after_sales_closed', ['CS', 'SYS'], 'caseOpen'),
  row('X-erase', ANY, 'stays', 'private_erased', ['ADM', 'SYS'], 'erasable'),
];
