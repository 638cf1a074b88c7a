import { isCovered } from './blocks.ts';
import type { ChannelStatus, ReviewReason, ReviewResult } from './auto-review.ts';
import type { OrderBase, OrderEventDraft, OrderState } from './types.ts';

/** Rule named in `approved` and `released` when the system takes the steps. */
const RULE = 'auto-clean-v1';

/** Doubts that only the customer can clear up. */
const UNCLEAR: ReadonlySet<ReviewReason> = new Set<ReviewReason>([
  'no_goods',
  'quantity_invalid',
  'unknown_sku',
  'receiver_missing',
  'name_missing',
  'phone_missing',
  'phone_implausible',
  'address_incomplete',
  'channel_unknown_status',
]);

export interface IntakeFacts {
  readonly review: ReviewResult;
  /** What the channel says; missing = `open`. */
  readonly channel?: ChannelStatus;
  /** What is unclear waits as RECEIVED for a clerk, who asks and then submits it (INT-11 to INT-13). */
  readonly unclearWaits?: boolean;
  /** `free` = stock is tracked and not reserved yet: the order stops at APPROVED. */
  readonly stock: 'reserved' | 'free' | 'not_tracked';
}

/**
 * What SYS writes for an order just received (O3), in this order:
 *
 * - by hand: nothing, a second person confirms the draft first (O2);
 * - the channel has cancelled or refunded it: `refunded` where it was paid and refunded, `cancelled` by the channel;
 * - the channel has shipped it all: `shipped` with `source: 'channel'` and no parcels, so that it is on record as
 *   SHIPPED, never queued and never exported;
 * - clean (automatic review passed): submitted, approved and released by the rule's name (O4, O5, O11);
 * - clean but unpaid: submitted, approved, payment awaited (O9); `followUpEvents` goes on when the money is there;
 * - all others, partly shipped or partly refunded ones too: submitted, they wait for a reviewer.
 */
export function intakeEvents(base: OrderBase, facts: IntakeFacts): OrderEventDraft[] {
  if (base.intake === 'manual') return [];
  const channel = facts.channel ?? 'open';
  const submitted: OrderEventDraft = { type: 'submitted', data: {} };
  const unclear = !facts.review.ok && facts.review.reasons.some(({ code }) => UNCLEAR.has(code));
  if (channel === 'cancelled' || channel === 'refunded') {
    const refunded: OrderEventDraft[] =
      channel === 'refunded' && base.payment === 'PAID' ? [{ type: 'refunded', data: {} }] : [];
    return [...refunded, { type: 'cancelled', data: { reason: `channel_${channel}`, side: 'channel' } }];
  }
  if (channel === 'shipped') return [{ type: 'shipped', data: { parcels: [], source: 'channel' } }];
  if (facts.unclearWaits === true && unclear) return [];
  const approved: OrderEventDraft = { type: 'approved', data: { rule: RULE } };
  if (facts.review.ok) {
    if (facts.stock === 'free') return [submitted, approved];
    return [submitted, approved, { type: 'released', data: { stock: facts.stock, rule: RULE } }];
  }
  const onlyUnpaid = facts.review.reasons.every((reason) => reason.code === 'unpaid');
  return onlyUnpaid ? [submitted, approved, { type: 'payment_awaited', data: {} }] : [submitted];
}

/**
 * The next step that SYS takes by itself after somebody else's: a confirmed draft is submitted (O4), an approved order waits
 * for payment (O9) or is released (O11). Nothing where a person has to act. Ask again after each step.
 */
export function followUpEvents(
  base: OrderBase,
  state: OrderState,
  facts: Pick<IntakeFacts, 'stock' | 'unclearWaits'>,
): OrderEventDraft[] {
  if (state.status === 'RECEIVED')
    return facts.unclearWaits === true && base.intake !== 'manual' ? [] : [{ type: 'submitted', data: {} }];
  if (state.status !== 'APPROVED') return [];
  if (state.payment === 'UNPAID') return [{ type: 'payment_awaited', data: {} }];
  const stopped = state.holds.length > 0 || state.cancelRequests.length > 0 || !isCovered(state.payment);
  if (base.kind === 'service' || stopped || facts.stock === 'free') return [];
  const rule = state.approvedByRule;
  return [
    { type: 'released', data: rule === undefined ? { stock: facts.stock } : { stock: facts.stock, rule } },
  ];
}
