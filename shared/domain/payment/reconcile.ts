import type { EpochMs } from '../../base/index.ts';
import type { Money, OrderState } from '../order/types.ts';

/** What became of a row of a payment file (对账). */
export const PAYMENT_ROW_RESULTS = [
  /** The order's total, or what was missing of it. */
  'matched',
  'wrong_amount',
  'unknown_order',
  /** This payment is known already: an earlier file, or further up in this one. */
  'twice',
  /** Nothing is to be paid any more: cancelled or refunded, or paid at the door. */
  'not_due',
  'faulty',
] as const;
export type PaymentRowResult = (typeof PAYMENT_ROW_RESULTS)[number];

/** One payment as a bank or a platform reports it. */
export interface ReportedPayment {
  /** The channel's order number. */
  readonly no: string;
  readonly reference: string;
  readonly amount: Money;
  readonly fee?: Money;
  readonly at?: EpochMs;
  readonly method?: string;
}

/** Sum of what was recorded of an order in the currency of its total. */
export function receivedOf(state: Pick<OrderState, 'payments' | 'current'>): Money | undefined {
  const currency = state.current.total?.currency ?? state.payments[0]?.amount.currency;
  if (currency === undefined) return undefined;
  const minor = state.payments.reduce(
    (sum, { amount }) => (amount.currency === currency ? sum + amount.minor : sum),
    0,
  );
  return { minor, currency };
}

/** How the recorded sum stands to the total: `open` where there is no total to compare with. */
export function balanceOf(state: Pick<OrderState, 'payments' | 'current'>): {
  readonly state: 'none' | 'open' | 'short' | 'equal' | 'over';
  /** Received minus total, minor units. */
  readonly difference: number;
} {
  if (state.payments.length === 0) return { state: 'none', difference: 0 };
  const { total } = state.current;
  const received = receivedOf(state);
  if (total === undefined || received === undefined) return { state: 'open', difference: 0 };
  const difference = received.minor - total.minor;
  return { state: difference === 0 ? 'equal' : difference < 0 ? 'short' : 'over', difference };
}

/**
 * What a reported payment means for its order, before anything is written. A reference that is recorded already is `twice`
 * whatever its amount: the bank gives it once.
 */
export function reconcile(
  payment: ReportedPayment,
  state: OrderState | undefined,
  method: string,
): { readonly result: PaymentRowResult; readonly code?: string; readonly difference?: number } {
  if (state === undefined) return { result: 'unknown_order' };
  if (state.payments.some((one) => one.reference === payment.reference && one.method === method))
    return { result: 'twice' };
  const { total } = state.current;
  if (payment.amount.minor <= 0) return { result: 'faulty', code: 'amount_invalid' };
  if (total !== undefined && total.currency !== payment.amount.currency)
    return { result: 'wrong_amount', code: 'currency_differs' };
  if (state.payment === 'REFUNDED') return { result: 'not_due', code: 'refunded' };
  if (state.status === 'CANCELLED' && state.payment === 'UNPAID')
    return { result: 'not_due', code: 'cancelled' };
  const sum = (receivedOf(state)?.minor ?? 0) + payment.amount.minor;
  if (total === undefined) return { result: 'matched' };
  const difference = sum - total.minor;
  if (difference === 0) return { result: 'matched' };
  return { result: 'wrong_amount', code: difference < 0 ? 'too_little' : 'too_much', difference };
}

/** What is still to be paid: the total without what was recorded; undefined where it has no total or is paid. */
export function dueOf(state: Pick<OrderState, 'current' | 'payment' | 'payments'>): Money | undefined {
  const { total } = state.current;
  if (total === undefined || state.payment !== 'UNPAID') return undefined;
  const got = state.payments.reduce(
    (sum, { amount }) => (amount.currency === total.currency ? sum + amount.minor : sum),
    0,
  );
  return { minor: Math.max(0, total.minor - got), currency: total.currency };
}

/** What is still to be collected at the door; undefined where nothing is, or the order is not paid there. */
export function toCollect(state: Pick<OrderState, 'current' | 'payment' | 'payments'>): Money | undefined {
  const { codAmount, total } = state.current;
  const sum = codAmount ?? total;
  if (sum === undefined || state.payment !== 'COD') return undefined;
  const minor = sum.minor - (receivedOf(state)?.minor ?? 0);
  return minor > 0 ? { minor, currency: sum.currency } : undefined;
}
