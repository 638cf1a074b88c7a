import type { EpochMs } from '../../base/index.ts';
import {
  autoReview,
  intakeEvents,
  type OrderAggregate,
  type OrderBase,
  type OrderEvent,
  type OrderPrivate,
} from '../../domain/index.ts';
import type { OrderDraft } from '../draft.ts';
import { receiverText } from './receiver.ts';

/** Where a site keeps no stock, what is ordered counts as there. */
export const STOCK = 'not_tracked' as const;

/** An event before it has a time, a person and a station; without an `id` it gets a new one. */
export interface EventDraft {
  readonly type: string;
  readonly data: unknown;
  /** Effects of other events have an id derived from them, so that a retry repeats it. */
  readonly id?: string;
  /** What this event brings that must lie encrypted. */
  readonly private?: unknown;
}

export interface ReceiptFacts {
  readonly site: string;
  readonly receivedAt: number;
  /** Actor id of whoever brings it. */
  readonly author: string;
  readonly intake?: OrderBase['intake'];
  /** `free`: the site keeps stock, and nothing is released before it is reserved. Missing: it keeps none. */
  readonly stock?: 'free' | 'not_tracked';
  /** Until when the house's rules want it shipped that was paid then; missing: no rule. */
  readonly shipBy?: (paidAt: EpochMs) => EpochMs | undefined;
  /** An unclear order waits for a clerk (see `IntakeFacts`). */
  readonly unclearWaits?: boolean;
  /** SKUs, of those in the order at least, that no product is known of. */
  readonly unknownSkus: ReadonlySet<string>;
  /** HMAC with the site's key, hex. */
  readonly hash: (text: string) => string;
  /** `later`: the site's review wants more than can be known here, or a person; missing = `automatic`. */
  readonly review?: 'automatic' | 'later';
  /** Gives events of the system their stamps and station, in this order. */
  readonly stamp: (drafts: readonly EventDraft[]) => readonly OrderEvent[];
}

/** Steps that the system takes only of what it has approved. */
const AFTER_REVIEW: ReadonlySet<string> = new Set(['approved', 'payment_awaited', 'released']);

export type ReceivedOrder = OrderAggregate & { readonly private: OrderPrivate };

export const goodsOf = (base: Pick<OrderBase, 'lines'>): string[] =>
  base.lines.filter((line) => line.kind === 'goods').map((line) => line.sku);

/**
 * The document of an order as it comes in, with the steps that the system takes by itself at once. Event ids are derived
 * from the order, so that two who take in the same order write the same events. Index fields are the caller's.
 */
export function receivedOrder(draft: OrderDraft, facts: ReceiptFacts): ReceivedOrder {
  const { receiver } = draft.private;
  const { payment, paidAt, kind } = draft.base;
  const due =
    draft.base.shipBy === undefined &&
    payment !== 'UNPAID' &&
    kind === 'goods' &&
    draft.channelState === 'open'
      ? facts.shipBy?.(paidAt ?? facts.receivedAt)
      : undefined;
  const base: OrderBase = {
    ...draft.base,
    ...(due === undefined ? {} : { shipBy: due }),
    ...(facts.intake === undefined ? {} : { intake: facts.intake }),
    receivedAt: facts.receivedAt,
    author: facts.author,
    ...(draft.channelState === 'open' ? {} : { channelState: draft.channelState }),
    ...(receiver === undefined ? {} : { receiverHash: facts.hash(receiverText(receiver)).slice(0, 32) }),
  };
  const unknownSkus = [...new Set(goodsOf(base))].filter((sku) => facts.unknownSkus.has(sku));
  const review = autoReview(base, draft.private, { unknownSkus, channel: draft.channelState });
  const { unclearWaits = false } = facts;
  const steps = intakeEvents(base, {
    review,
    unclearWaits,
    channel: draft.channelState,
    stock: facts.stock ?? STOCK,
  });
  const drafts = facts.review === 'later' ? steps.filter(({ type }) => !AFTER_REVIEW.has(type)) : steps;
  return {
    id: draft.id,
    site: facts.site,
    base,
    events: facts.stamp(drafts.map((each) => ({ ...each, id: `${each.type}:auto:${draft.id}` }))),
    private: { base: draft.private, events: {} },
  };
}
