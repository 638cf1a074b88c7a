import { formatHlc } from '../../../../shared/base/index.ts';
import { foldOrder } from '../../../../shared/domain/index.ts';
import type {
  Actor,
  MergeCandidate,
  OrderBase,
  OrderEvent,
  OrderEventDraft,
  OrderFacts,
  OrderState,
  OrderStatus,
  Role,
} from '../../../../shared/domain/index.ts';

export const BASE: OrderBase = {
  channel: 'taobao',
  channelOrderNo: '4011',
  orderedAt: 1000,
  receivedAt: 2000,
  intake: 'platform',
  author: 'SYS',
  kind: 'goods',
  lines: [
    { no: 1, sku: 'A', name: 'Cup', qty: 2, kind: 'goods' },
    { no: 2, sku: 'B', name: 'Plate', qty: 1, kind: 'goods' },
    { no: 3, sku: 'F', name: 'Freight', qty: 1, kind: 'charge' },
  ],
  total: { minor: 5900, currency: 'CNY' },
  payment: 'PAID',
  flags: [],
  receiverHash: 'h1',
  receiverMasked: false,
};

export const actor = (...roles: Role[]): Actor => ({ id: `op:${roles.join('+')}`, roles });

/** Events one after the other, one millisecond apart, as one station writes them. */
export function history(drafts: readonly OrderEventDraft[], from = 0): OrderEvent[] {
  return drafts.map((draft, index) => ({
    ...draft,
    id: `e${String(from + index).padStart(3, '0')}`,
    at: formatHlc({ ms: 10_000 + from + index, counter: 0, station: 's1' }),
    by: 'op:1',
    station: 's1',
  }));
}

const submitted: OrderEventDraft = { type: 'submitted', data: {} };
const approved: OrderEventDraft = { type: 'approved', data: { rule: 'auto-clean-v1' } };
const released: OrderEventDraft = { type: 'released', data: { stock: 'not_tracked' } };
export const shippedDraft: OrderEventDraft = {
  type: 'shipped',
  data: { parcels: [{ shipment: 'p1', carrier: 'sf', number: 'SF1', at: 9 }] },
};
const delivered: OrderEventDraft = { type: 'delivered', data: { source: 'carrier' } };
const completed: OrderEventDraft = { type: 'completed', data: { cause: 'confirmed' } };

/** How an order comes to each status. */
export const PATHS: Record<OrderStatus, readonly OrderEventDraft[]> = {
  DRAFT: [],
  RECEIVED: [],
  IN_REVIEW: [submitted],
  NEEDS_FIX: [submitted, { type: 'needs_fix', data: { reason: 'phone' } }],
  APPROVED: [submitted, approved],
  REJECTED: [submitted, { type: 'rejected', data: { reason: 'fraud' } }],
  AWAITING_PAYMENT: [submitted, approved, { type: 'payment_awaited', data: {} }],
  BACKORDERED: [submitted, approved, { type: 'backordered', data: { reason: 'short' } }],
  READY_TO_SHIP: [submitted, approved, released],
  SHIPPED: [submitted, approved, released, shippedDraft],
  DELIVERED: [submitted, approved, released, shippedDraft, delivered],
  COMPLETED: [submitted, approved, released, shippedDraft, delivered, completed],
  ARCHIVED: [
    submitted,
    approved,
    released,
    shippedDraft,
    delivered,
    completed,
    { type: 'archived', data: {} },
  ],
  CANCELLED: [{ type: 'cancelled', data: { reason: 'r', side: 'customer' } }],
};

export interface Case {
  readonly base: OrderBase;
  readonly events: OrderEvent[];
  readonly state: OrderState;
}

/** An order in the given status, with more events after that. */
export function orderIn(
  status: OrderStatus,
  options: { base?: Partial<OrderBase>; more?: readonly OrderEventDraft[] } = {},
): Case {
  const base: OrderBase = {
    ...BASE,
    ...(status === 'DRAFT' ? { intake: 'manual' as const, author: 'op:author' } : {}),
    ...(status === 'AWAITING_PAYMENT' ? { payment: 'UNPAID' as const } : {}),
    ...options.base,
  };
  const events = history([...PATHS[status], ...(options.more ?? [])]);
  return { base, events, state: foldOrder({ base, events }) };
}

export const candidate = (id: string, over: Partial<MergeCandidate> = {}): MergeCandidate => ({
  id,
  base: { receiverHash: 'h1', receiverMasked: false, carrier: 'sf' },
  state: orderIn('READY_TO_SHIP').state,
  site: 'main',
  shipments: ['QUEUED'],
  ...over,
});

/** Facts with which every guard passes. */
export const GOOD_FACTS: OrderFacts = {
  parcels: [{ shipment: 'p1', status: 'HANDED_OVER', carrier: 'sf', number: 'SF1' }],
  labelsOut: 0,
  stock: 'not_tracked',
  refundStarted: true,
  settleBeforeComplete: false,
  papersComplete: true,
  insideAfterSalesLimit: true,
  merge: [candidate('o1'), candidate('o2')],
  packerMayMerge: true,
};

export const CHILDREN = [
  { id: 'c1', lines: [{ no: 1, qty: 1 }] },
  {
    id: 'c2',
    lines: [
      { no: 1, qty: 1 },
      { no: 2, qty: 1 },
    ],
  },
];
