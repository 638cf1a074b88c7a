import type { Actor } from '../event.ts';
import type { DomainRefusal } from '../refusal.ts';
import { hasRole, isBlank, refusal } from '../refusal.ts';
import type { FulfilmentStatus } from '../shipment/types.ts';
import { AUTO_REVIEW_RULES } from './auto-review.ts';
import { isCovered } from './blocks.ts';
import type { MergeCandidate } from './can-merge.ts';
import { canMerge } from './can-merge.ts';
import { linesSum } from './fold-lines.ts';
import { linesCancellable, substitutable, unmergeable } from './guards-lines.ts';
import type { OrderGuardName } from './transitions.ts';
import type { OrderBase, OrderEventDraft, OrderEventMap, OrderState } from './types.ts';

/** What a guard must know beyond the order. A fact that is needed and missing refuses (`fact_missing`). */
export interface OrderFacts {
  /** Every parcel of the order (of its sub-orders, where it was split into orders). */
  readonly parcels?: readonly {
    readonly shipment: string;
    readonly status: FulfilmentStatus;
    readonly carrier?: string;
    readonly number?: string;
  }[];
  /** Labels of the order that are printed or stuck and not voided. */
  readonly labelsOut?: number;
  /** `reserved`, `free` = tracked and not reserved, `not_tracked` = the site keeps no stock. */
  readonly stock?: 'reserved' | 'free' | 'not_tracked';
  /** The refund of a paid order has been set going (by FIN, or by the channel itself). */
  readonly refundStarted?: boolean;
  /** The site's rule asks for settlement already at O17. */
  readonly settleBeforeComplete?: boolean;
  readonly papersComplete?: boolean;
  readonly insideAfterSalesLimit?: boolean;
  /** The orders of a merge, this one among them. */
  readonly merge?: readonly MergeCandidate[];
  /** The site's rule lets packers merge. */
  readonly packerMayMerge?: boolean;
}

export interface GuardInput {
  readonly base: OrderBase;
  readonly state: OrderState;
  readonly actor: Actor;
  readonly facts: OrderFacts;
  readonly draft: OrderEventDraft;
}

type Guard = (input: GuardInput) => DomainRefusal | undefined;
type DataOf<T extends keyof OrderEventMap> = OrderEventMap[T];

const missing = (fact: keyof OrderFacts): DomainRefusal => refusal('fact_missing', { fact });

const reason: Guard = ({ draft }) =>
  isBlank((draft.data as { reason?: string }).reason) ? refusal('reason_required') : undefined;

/** O11 and O13: paid or COD, not held, stock as the event says. */
function readyToShip({ base, state, facts }: GuardInput): DomainRefusal | undefined {
  if (base.kind === 'service') return refusal('service_order');
  if (!isCovered(state.payment)) return refusal('unpaid');
  if (state.cancelRequests.length > 0) return refusal('cancel_requested');
  if (state.holds.length > 0) return refusal('on_hold');
  if (facts.stock === undefined) return missing('stock');
  return facts.stock === 'free' ? refusal('stock_not_reserved') : undefined;
}

const splitSum: Guard = ({ base, state, actor, draft }) => {
  const data = draft.data as DataOf<'split'>;
  const into = data.into ?? 'orders';
  if (into === 'orders' && !hasRole(actor, ['REV', 'CS'])) return refusal('packer_splits_parcels_only');
  if (state.split === 'orders') return refusal('split_already');
  if (state.mergedInto !== undefined) return refusal('already_merged');
  // Sub-orders take the payment of their order with them.
  if (into === 'orders' && !isCovered(state.payment)) return refusal('unpaid');
  const ids = new Set(data.children.map((child) => child.id));
  const whole = ids.size >= 2 && ids.size === data.children.length;
  const filled = data.children.every((child) => child.lines.length > 0);
  // Boxes hold units of a parcel, with kits taken apart: the parcel's own step counts them.
  const sums = into === 'parcels' || linesSum(base, data.children);
  return whole && filled && sums ? undefined : refusal('lines_do_not_sum');
};

const cancellable: Guard = (input) => {
  const { state, facts, actor, draft } = input;
  const { side } = draft.data as DataOf<'cancelled'>;
  const allowed = side === 'customer' ? ['CS' as const] : side === 'channel' ? ['SYS' as const] : [];
  if (!hasRole(actor, side === 'merchant' ? ['REV', 'MGR'] : allowed))
    return refusal('role_not_allowed', { side });
  const unsaid = reason(input);
  if (unsaid) return unsaid;
  if (facts.labelsOut === undefined) return missing('labelsOut');
  if (facts.labelsOut > 0) return refusal('labels_out', { labels: facts.labelsOut });
  if (facts.stock === undefined) return missing('stock');
  if (facts.stock === 'reserved') return refusal('stock_still_reserved');
  const paid = state.payment === 'PAID' || state.payment === 'PARTLY_REFUNDED' || state.payment === 'SETTLED';
  return paid && facts.refundStarted !== true ? refusal('refund_not_started') : undefined;
};

/**
 * O15. Only an open cancel request waits for a decision. A hold or address change does not: the parcels are gone (they
 * stopped every step before that), and the fold tells it as an exception.
 */
const allHandedOver: Guard = ({ state, facts, draft }) => {
  const data = draft.data as DataOf<'shipped'>;
  if (state.status === 'BACKORDERED' && state.split !== 'orders')
    return refusal('wrong_status', { status: state.status });
  if (state.cancelRequests.length > 0) return refusal('cancel_requested');
  if (facts.parcels === undefined) return missing('parcels');
  const live = facts.parcels.filter((parcel) => parcel.status !== 'VOIDED');
  if (live.length === 0) return refusal('no_parcels');
  const open = live.filter((parcel) => parcel.status !== 'HANDED_OVER').length;
  if (open > 0) return refusal('parcels_open', { parcels: open });
  const told = new Map(data.parcels.map((parcel) => [parcel.shipment, parcel]));
  const same = live.every((parcel) => {
    const one = told.get(parcel.shipment);
    if (one === undefined || isBlank(one.number) || !(one.at > 0)) return false;
    return parcel.number === one.number && (parcel.carrier === undefined || parcel.carrier === one.carrier);
  });
  return same && told.size === live.length && data.parcels.length === live.length
    ? undefined
    : refusal('parcels_differ');
};

const amountEqual: Guard = ({ base, state, draft }) => {
  const { amount } = draft.data as DataOf<'paid'>;
  if (state.payment === 'COD') return refusal('cod_order');
  if (state.payment !== 'UNPAID') return refusal('already_paid');
  if (base.total === undefined) return undefined;
  if (amount === undefined) return refusal('amount_required');
  const equal = amount.minor === base.total.minor && amount.currency === base.total.currency;
  return equal ? undefined : refusal('amount_differs', { due: base.total.minor, got: amount.minor });
};

/** Begins the id of a hold that a clerk puts on an order until the customer has said what was meant (INT-12). */
export const UNCLEAR_HOLD = 'unclear:';

const isOpenException = (state: OrderState, id: string): boolean =>
  state.exceptions.some((exception) => exception.id === id);

export const ORDER_GUARDS: Readonly<Record<OrderGuardName, Guard>> = {
  none: () => undefined,
  reason,
  secondPerson: ({ base, state, actor, draft }) => {
    const { author, draft: seen } = draft.data as DataOf<'received'>;
    if (author !== base.author) return refusal('author_differs');
    if (actor.id === base.author) return refusal('same_person');
    return seen === state.draft ? undefined : refusal('draft_differs');
  },
  draftAuthor: ({ base, actor, draft }) => {
    if (actor.id !== base.author) return refusal('author_differs');
    const { lines } = (draft.data as DataOf<'draft_changed'>).terms;
    const numbers = new Set(lines.map((line) => line.no));
    const valid =
      lines.length > 0 &&
      numbers.size === lines.length &&
      lines.every((line) => Number.isSafeInteger(line.qty) && line.qty >= 1);
    return valid ? undefined : refusal('order_incomplete');
  },
  draftReader: (input) => (input.actor.id === input.base.author ? refusal('same_person') : reason(input)),
  changeAsked: ({ draft }) =>
    (draft.data as DataOf<'change_requested'>).fields.length > 0 ? undefined : refusal('nothing_changed'),
  changeOpen: ({ state, actor, draft }) => {
    const { request, approved } = draft.data as DataOf<'change_decided'>;
    const asked = state.changeRequests.find(({ id }) => id === request);
    if (asked === undefined) return refusal('change_not_open');
    if (asked.by === actor.id) return refusal('same_person');
    const late =
      approved && ['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED', 'CANCELLED'].includes(state.status);
    return late ? refusal('wrong_status', { status: state.status, event: 'change_decided' }) : undefined;
  },
  namedRule: ({ actor, draft }) => {
    const { rule } = draft.data as DataOf<'approved'>;
    if (hasRole(actor, ['REV']) && rule === undefined) return undefined;
    return rule !== undefined && AUTO_REVIEW_RULES.includes(rule) ? undefined : refusal('rule_required');
  },
  contact: ({ draft }) =>
    isBlank((draft.data as DataOf<'fixed'>).contact) ? refusal('contact_required') : undefined,
  unpaidNotCod: ({ state }) =>
    state.payment === 'UNPAID' ? undefined : refusal(state.payment === 'COD' ? 'cod_order' : 'already_paid'),
  amountEqual,
  paidStockedFree: (input) => {
    const refused = readyToShip(input);
    if (refused) return refused;
    const { stock } = input.draft.data as DataOf<'released'>;
    if (stock === input.facts.stock) return undefined;
    return refusal(stock === 'not_tracked' ? 'stock_tracked' : 'stock_not_reserved');
  },
  consentAndReady: (input) =>
    isBlank((input.draft.data as DataOf<'restocked'>).consent)
      ? refusal('consent_required')
      : readyToShip(input),
  splitWithConsent: (input) =>
    isBlank((input.draft.data as DataOf<'split'>).consent) ? refusal('consent_required') : splitSum(input),
  splitSum,
  substitutable,
  linesCancellable,
  unmergeable,
  allHandedOver,
  channelShipped: ({ facts, draft }) => {
    const data = draft.data as DataOf<'shipped'>;
    if (data.parcels.length > 0) return refusal('parcels_differ');
    if (facts.parcels === undefined) return missing('parcels');
    const open = facts.parcels.filter((parcel) => parcel.status !== 'VOIDED').length;
    return open > 0 ? refusal('parcels_open', { parcels: open }) : undefined;
  },
  signed: ({ state, actor, draft }) => {
    const { source } = draft.data as DataOf<'delivered'>;
    if (source === 'manual')
      return hasRole(actor, ['LOG']) ? undefined : refusal('role_not_allowed', { source });
    return state.logistics === 'SIGNED' ? undefined : refusal('not_signed');
  },
  acceptedAndSettled: ({ state, facts }) => {
    if (state.openAfterSales.length > 0) return refusal('after_sales_open');
    if (facts.settleBeforeComplete === undefined) return missing('settleBeforeComplete');
    return facts.settleBeforeComplete && state.payment !== 'SETTLED' ? refusal('not_settled') : undefined;
  },
  settledPapers: ({ state, facts }) => {
    if (state.payment !== 'SETTLED') return refusal('not_settled');
    if (facts.papersComplete === undefined) return missing('papersComplete');
    return facts.papersComplete ? undefined : refusal('papers_incomplete');
  },
  cancellable,
  carrierReturn: ({ state, draft }) => {
    const { cause, caseId } = draft.data as DataOf<'after_sales_opened'>;
    if (state.openAfterSales.includes(caseId)) return refusal('case_already_open');
    const told =
      (cause === 'refused' && state.logistics === 'REFUSED') ||
      (cause === 'returning' && (state.logistics === 'RETURNING' || state.logistics === 'RETURN_SIGNED'));
    return told ? undefined : refusal('carrier_has_not_reported');
  },
  insideTimeLimit: ({ state, facts, draft }) => {
    const { caseId } = draft.data as DataOf<'after_sales_opened'>;
    if (state.openAfterSales.includes(caseId)) return refusal('case_already_open');
    if (facts.insideAfterSalesLimit === undefined) return missing('insideAfterSalesLimit');
    return facts.insideAfterSalesLimit ? undefined : refusal('after_sales_time_over');
  },
  mergeable: ({ state, actor, facts }) => {
    if (state.mergedInto !== undefined) return refusal('already_merged');
    if (!hasRole(actor, ['WHL']) && facts.packerMayMerge !== true) return refusal('merge_rule_forbids');
    if (facts.merge === undefined) return missing('merge');
    const merge = canMerge(facts.merge);
    return merge.ok ? undefined : merge.error;
  },
  holdNew: (input) => {
    const { hold } = input.draft.data as DataOf<'held'>;
    return input.state.holds.some((one) => one.id === hold) ? refusal('hold_exists') : reason(input);
  },
  holdOpen: ({ state, actor, draft }) => {
    const { hold } = draft.data as DataOf<'hold_lifted'>;
    const mayAny = hasRole(actor, ['REV', 'CS', 'WHL', 'MGR']);
    if (!mayAny && !hold.startsWith(UNCLEAR_HOLD)) return refusal('role_not_allowed', { row: 'X-hold-lift' });
    return state.holds.some((one) => one.id === hold) ? undefined : refusal('hold_not_open');
  },
  cancelRequestOpen: (input) =>
    input.state.cancelRequests.length > 0 ? reason(input) : refusal('no_cancel_request'),
  addressChangeOpen: ({ state, facts, draft }) => {
    const { event } = draft.data as DataOf<'address_change_settled'>;
    if (state.addressChange !== event) return refusal('no_address_change');
    if (facts.labelsOut === undefined) return missing('labelsOut');
    return facts.labelsOut > 0 ? refusal('labels_out', { labels: facts.labelsOut }) : undefined;
  },
  refundable: ({ base, state, draft }) => {
    const { amount } = draft.data as DataOf<'refunded'>;
    if (state.payment === 'UNPAID' || state.payment === 'REFUNDED') return refusal('not_paid');
    if (amount === undefined)
      return draft.type === 'partly_refunded' ? refusal('amount_required') : undefined;
    const most = base.total?.minor ?? Number.MAX_SAFE_INTEGER;
    const valid = Number.isSafeInteger(amount.minor) && amount.minor > 0 && amount.minor <= most;
    return valid ? undefined : refusal('amount_invalid');
  },
  settleable: ({ state }) => {
    if (state.payment === 'SETTLED') return refusal('already_paid');
    return state.payment === 'UNPAID' ? refusal('not_paid') : undefined;
  },
  exceptionNew: ({ state, draft }) => {
    const { exception, code } = draft.data as DataOf<'exception_raised'>;
    if (isBlank(exception) || isBlank(code)) return refusal('reason_required');
    return isOpenException(state, exception) ? refusal('exception_exists') : undefined;
  },
  exceptionOpen: ({ state, draft }) => {
    const { exception, note } = draft.data as DataOf<'exception_closed'>;
    if (!isOpenException(state, exception)) return refusal('exception_not_open');
    return isBlank(note) ? refusal('note_required') : undefined;
  },
  caseOpen: ({ state, draft }) => {
    const { caseId } = draft.data as DataOf<'after_sales_closed'>;
    return state.openAfterSales.includes(caseId) ? undefined : refusal('case_not_open');
  },
  rated: ({ draft }) => {
    const { rating } = draft.data as DataOf<'feedback_recorded'>;
    return Number.isInteger(rating) && rating >= 1 && rating <= 5 ? undefined : refusal('rating_invalid');
  },
  reviewNamed: ({ draft }) =>
    isBlank((draft.data as DataOf<'review_checked'>).rules) ? refusal('rule_required') : undefined,
  paymentNew: ({ base, state, draft }) => {
    const { amount, method, reference } = draft.data as DataOf<'payment_recorded'>;
    const currency = base.total?.currency ?? amount.currency;
    if (!Number.isSafeInteger(amount.minor) || amount.minor <= 0 || amount.currency !== currency)
      return refusal('amount_invalid');
    if (isBlank(method)) return refusal('reason_required');
    const known = state.payments.some(
      (one) => reference !== undefined && one.reference === reference && one.method === method,
    );
    return known ? refusal('payment_known', { reference: reference ?? '' }) : undefined;
  },
  // The system chooses by rules; what a person chooses says that a person did.
  carrierNamed: ({ draft, actor }) => {
    const { carrier, reason: because } = draft.data as DataOf<'carrier_chosen'>;
    if (isBlank(carrier)) return refusal('carrier_required');
    return because !== 'by_hand' && !hasRole(actor, ['SYS']) ? refusal('rule_required') : undefined;
  },
  assignment: ({ draft }) => {
    const { assignment, task } = draft.data as DataOf<'assigned'>;
    return isBlank(assignment) || isBlank(task) ? refusal('reason_required') : undefined;
  },
  promise: ({ base, draft }) => {
    const { shipBy } = draft.data as DataOf<'promised'>;
    return Number.isSafeInteger(shipBy) && shipBy > base.orderedAt ? undefined : refusal('deadline_invalid');
  },
  erasable: ({ draft }) =>
    (draft.data as DataOf<'private_erased'>).events.length > 0 ? undefined : refusal('nothing_to_erase'),
};
