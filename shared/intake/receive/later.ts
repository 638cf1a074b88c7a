import { autoReview, type ChannelStatus, type OrderState, type ReviewResult } from '../../domain/index.ts';
import type { OrderDraft } from '../draft.ts';
import type { EventDraft, ReceivedOrder } from './order.ts';
import { receiverOf } from './receiver.ts';

/** A later report changes nothing in these. */
const ENDED = new Set<string>(['CANCELLED', 'SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED']);

export interface Later {
  readonly draft: EventDraft & { readonly id: string };
  /** `flag`: it blocks or unblocks the order's parcels too. `money`: what follows by itself is to be asked for. */
  readonly kind: 'flag' | 'money';
}

/**
 * What a later report says of an order that is here: money came, or the channel closed or shipped it. The step of the
 * system that follows, or undefined where nothing is new; its id is derived, so that taking the report again repeats it.
 */
export function laterReport(order: ReceivedOrder, state: OrderState, draft: OrderDraft): Later | undefined {
  if (ENDED.has(state.status)) return undefined;
  const { channelState } = draft;
  const reason = `channel_${channelState}`;
  const has = (id: string): boolean => order.events.some((event) => event.id === id);
  // The parcel may be on the bench or stuck already: a person decides; until then nothing moves forward. What was
  // decided stays decided, however often the report comes.
  if (channelState === 'cancelled' || channelState === 'refunded') {
    const id = `cancel_requested:channel:${order.id}`;
    if (state.cancelRequests.length > 0 || has(id)) return undefined;
    return { kind: 'flag', draft: { type: 'cancel_requested', data: { reason }, id } };
  }
  if (channelState !== 'open' && channelState !== 'unknown_status' && order.base.channelState === undefined) {
    const id = `held:${reason}:${order.id}`;
    return has(id) ? undefined : { kind: 'flag', draft: { type: 'held', data: { hold: id, reason }, id } };
  }
  if (draft.base.payment === 'PAID' && state.payment === 'UNPAID' && channelState === 'open') {
    const amount = draft.base.paid ?? draft.base.total;
    const data = amount ? { amount } : {};
    return { kind: 'money', draft: { type: 'paid', data, id: `paid:channel:${order.id}` } };
  }
  return undefined;
}

/**
 * Name of the rule that releases an order in review now that products or addresses came; undefined where it still asks for
 * a person. One that only lacks money passes: it waits for the payment afterwards.
 */
export function passesReview(
  order: ReceivedOrder,
  state: OrderState,
  unknownSkus: readonly string[],
): string | undefined {
  const receiver = receiverOf(order);
  const payment = state.payment === 'PAID' || state.payment === 'COD' ? state.payment : 'UNPAID';
  const { channelState } = order.base;
  const review: ReviewResult = autoReview({ ...state.current, payment }, receiver ? { receiver } : {}, {
    unknownSkus,
    ...(channelState === undefined ? {} : { channel: channelState as ChannelStatus }),
  });
  if (review.ok) return review.rule;
  return review.reasons.every((reason) => reason.code === 'unpaid') ? 'auto-clean-v1' : undefined;
}
