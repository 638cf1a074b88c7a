import { describe, expect, it } from 'vitest';
import {
  ORDER_STATUSES,
  ORDER_TRANSITIONS,
  ROLES,
  decideNewOrder,
  decideOrder,
  foldOrder,
} from '../../../../shared/domain/index.ts';
import type {
  OrderBase,
  OrderEventDraft,
  OrderEventMap,
  OrderStatus,
  Role,
} from '../../../../shared/domain/index.ts';
import { BASE, CHILDREN, GOOD_FACTS, actor, history, orderIn, shippedDraft } from './fixtures.ts';

interface Row {
  readonly row: string;
  readonly from: readonly OrderStatus[];
  readonly to: OrderStatus | 'stays';
  readonly roles: readonly Role[];
  readonly draft: (role: Role) => OrderEventDraft;
  readonly base?: Partial<OrderBase>;
  readonly more?: readonly OrderEventDraft[];
}

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
const logistics = (status: OrderEventMap['logistics']['status']): OrderEventDraft => ({
  type: 'logistics',
  data: { status },
});
const opened = (cause: OrderEventMap['after_sales_opened']['cause']): OrderEventDraft => ({
  type: 'after_sales_opened',
  data: { caseId: 'c9', cause },
});

/** Requirements 3, written down a second time on purpose: the code's table must say the same. */
const ROWS: readonly Row[] = [
  {
    row: 'O2',
    from: ['DRAFT'],
    to: 'RECEIVED',
    roles: ['CLK', 'REV'],
    draft: () => ({ type: 'received', data: { author: 'op:author' } }),
  },
  {
    row: 'O4',
    from: ['RECEIVED'],
    to: 'IN_REVIEW',
    roles: ['SYS', 'CLK'],
    draft: () => ({ type: 'submitted', data: {} }),
  },
  {
    row: 'O5',
    from: ['IN_REVIEW'],
    to: 'APPROVED',
    roles: ['REV', 'SYS'],
    draft: (role) => ({ type: 'approved', data: role === 'SYS' ? { rule: 'auto-clean-v1' } : {} }),
  },
  {
    row: 'O6',
    from: ['IN_REVIEW'],
    to: 'NEEDS_FIX',
    roles: ['REV'],
    draft: () => ({ type: 'needs_fix', data: { reason: 'phone' } }),
  },
  {
    row: 'O7',
    from: ['NEEDS_FIX'],
    to: 'IN_REVIEW',
    roles: ['CS', 'CLK'],
    draft: () => ({ type: 'fixed', data: { contact: 'called 10:30' } }),
  },
  {
    row: 'O8',
    from: ['IN_REVIEW', 'NEEDS_FIX'],
    to: 'REJECTED',
    roles: ['REV'],
    draft: () => ({ type: 'rejected', data: { reason: 'fraud' } }),
  },
  {
    row: 'O9',
    from: ['APPROVED'],
    to: 'AWAITING_PAYMENT',
    roles: ['SYS'],
    base: { payment: 'UNPAID' },
    draft: () => ({ type: 'payment_awaited', data: {} }),
  },
  {
    row: 'O10',
    from: ['AWAITING_PAYMENT'],
    to: 'APPROVED',
    roles: ['SYS', 'FIN'],
    draft: () => ({ type: 'paid', data: { amount: { minor: 5900, currency: 'CNY' } } }),
  },
  {
    row: 'O11',
    from: ['APPROVED'],
    to: 'READY_TO_SHIP',
    roles: ['SYS', 'REV', 'WHL'],
    draft: () => ({ type: 'released', data: { stock: 'not_tracked' } }),
  },
  {
    row: 'O12',
    from: ['IN_REVIEW', 'APPROVED', 'READY_TO_SHIP'],
    to: 'BACKORDERED',
    // And the system, where the stock ledger has nothing to reserve.
    roles: ['REV', 'CS', 'SYS'],
    draft: () => ({ type: 'backordered', data: { reason: 'short', sku: 'A', qty: 1 } }),
  },
  {
    row: 'O13',
    from: ['BACKORDERED'],
    to: 'READY_TO_SHIP',
    roles: ['CS', 'WHL'],
    draft: () => ({ type: 'restocked', data: { consent: 'waits' } }),
  },
  {
    row: 'O14',
    from: ['BACKORDERED'],
    to: 'stays',
    roles: ['CS', 'REV'],
    draft: () => ({ type: 'split', data: { children: CHILDREN, consent: 'chat 12' } }),
  },
  { row: 'O15', from: ['READY_TO_SHIP'], to: 'SHIPPED', roles: ['SHP', 'SYS'], draft: () => shippedDraft },
  {
    row: 'O16',
    from: ['SHIPPED'],
    to: 'DELIVERED',
    roles: ['CAR', 'SYS', 'LOG'],
    more: [logistics('SIGNED')],
    draft: (role) => ({ type: 'delivered', data: { source: role === 'LOG' ? 'manual' : 'carrier' } }),
  },
  {
    row: 'O17',
    from: ['DELIVERED', 'SHIPPED'],
    to: 'COMPLETED',
    roles: ['SYS', 'CS'],
    draft: (role) => ({ type: 'completed', data: { cause: role === 'SYS' ? 'time_out' : 'confirmed' } }),
  },
  {
    row: 'O18',
    from: ['COMPLETED'],
    to: 'ARCHIVED',
    roles: ['REV', 'SYS'],
    more: [{ type: 'settled', data: {} }],
    draft: () => ({ type: 'archived', data: {} }),
  },
  {
    row: 'O19',
    from: BEFORE_SHIPPED,
    to: 'CANCELLED',
    roles: ['CS', 'REV', 'MGR', 'SYS'],
    draft: (role) => ({
      type: 'cancelled',
      data: { reason: 'r', side: role === 'CS' ? 'customer' : role === 'SYS' ? 'channel' : 'merchant' },
    }),
  },
  {
    row: 'O20',
    from: ['REJECTED'],
    to: 'CANCELLED',
    roles: ['REV'],
    draft: () => ({ type: 'closed', data: {} }),
  },
  {
    row: 'O21',
    from: ['SHIPPED'],
    to: 'stays',
    roles: ['LOG', 'CS'],
    more: [logistics('REFUSED')],
    draft: () => opened('refused'),
  },
  {
    row: 'O22',
    from: ['DELIVERED', 'COMPLETED'],
    to: 'stays',
    roles: ['CS'],
    draft: () => opened('requested'),
  },
  {
    row: 'O23',
    from: ['READY_TO_SHIP'],
    to: 'stays',
    roles: ['WHL', 'PKR'],
    draft: () => ({ type: 'merged', data: { shipment: 'm1' } }),
  },
  {
    row: 'O24',
    from: ['READY_TO_SHIP'],
    to: 'stays',
    roles: ['REV', 'CS', 'PKR'],
    draft: (role) => ({
      type: 'split',
      data: { children: CHILDREN, ...(role === 'PKR' ? { into: 'parcels' as const } : {}) },
    }),
  },
];

describe.each(ROWS)('$row', ({ row, from, to, roles, draft, base, more }) => {
  const options = { ...(base ? { base } : {}), ...(more ? { more } : {}) };
  const cases = from.map((status) => ({ status, ...orderIn(status, options) }));

  it('is possible from each status it names, for each role it names, and leads where it says', () => {
    for (const order of cases) {
      expect(order.state.status).toBe(order.status);
      for (const role of roles) {
        const decided = decideOrder(order.state, order.base, draft(role), {
          actor: actor(role),
          facts: GOOD_FACTS,
        });
        expect(decided, `${order.status} ${role}`).toMatchObject({ ok: true });
        if (!decided.ok) continue;
        const after = foldOrder({
          base: order.base,
          events: [...order.events, ...history(decided.value, order.events.length)],
        });
        expect(after.status).toBe(to === 'stays' ? order.status : to);
        expect(after.exceptions).toEqual([]);
      }
    }
  });

  it('is refused to every other role', () => {
    const first = cases[0];
    if (!first) throw new Error('no case');
    for (const role of ROLES.filter((one) => !roles.includes(one))) {
      const decided = decideOrder(first.state, first.base, draft(role), {
        actor: actor(role),
        facts: GOOD_FACTS,
      });
      expect(decided, role).toMatchObject({ ok: false, error: { code: 'role_not_allowed' } });
    }
    const nobody = decideOrder(first.state, first.base, draft('SYS'), { actor: actor(), facts: GOOD_FACTS });
    expect(nobody).toMatchObject({ ok: false, error: { code: 'role_not_allowed' } });
  });

  it('stands in the table as it stands in the requirements', () => {
    const found = ORDER_TRANSITIONS.find((one) => one.row === row);
    expect(found).toMatchObject({ from, to, roles, event: draft('REV').type });
  });
});

describe('a packer, picker or shipper', () => {
  it.each(['PKR', 'PIK', 'SHP'] as const)(
    '%s never reviews, cancels, lifts a hold or closes an exception',
    (role) => {
      const never: (keyof OrderEventMap)[] = [
        'approved',
        'rejected',
        'needs_fix',
        'cancelled',
        'closed',
        'hold_lifted',
        'cancel_request_denied',
        'exception_closed',
        'address_changed',
        'paid',
        'refunded',
        'backordered',
        'released',
      ];
      for (const row of ORDER_TRANSITIONS.filter((one) => never.includes(one.event)))
        expect(row.roles, row.row).not.toContain(role);
    },
  );
});

/** Event → statuses in which it may be written at all; everything else is `wrong_status`. */
const ANY = ORDER_STATUSES;
const LEFT: readonly OrderStatus[] = ['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED'];
const NOT_ARCHIVED = ANY.filter((status) => status !== 'ARCHIVED');
/** Goods may still be changed with the customer's word. */
const LINES_OPEN: readonly OrderStatus[] = [
  'IN_REVIEW',
  'NEEDS_FIX',
  'APPROVED',
  'AWAITING_PAYMENT',
  'BACKORDERED',
];
const TERMS: OrderEventMap['draft_changed']['terms'] = BASE;
const ALLOWED: Record<
  keyof OrderEventMap,
  { from: readonly OrderStatus[]; draft: OrderEventDraft; role: Role }
> = {
  received: { from: ['DRAFT'], draft: { type: 'received', data: { author: 'op:author' } }, role: 'CLK' },
  submitted: { from: ['RECEIVED'], draft: { type: 'submitted', data: {} }, role: 'SYS' },
  approved: { from: ['IN_REVIEW'], draft: { type: 'approved', data: {} }, role: 'REV' },
  needs_fix: { from: ['IN_REVIEW'], draft: { type: 'needs_fix', data: { reason: 'r' } }, role: 'REV' },
  fixed: { from: ['NEEDS_FIX'], draft: { type: 'fixed', data: { contact: 'c' } }, role: 'CS' },
  rejected: {
    from: ['IN_REVIEW', 'NEEDS_FIX'],
    draft: { type: 'rejected', data: { reason: 'r' } },
    role: 'REV',
  },
  carrier_chosen: {
    from: ['APPROVED', 'AWAITING_PAYMENT', 'BACKORDERED', 'READY_TO_SHIP'],
    draft: { type: 'carrier_chosen', data: { carrier: 'SF', reason: 'by_hand', fits: true } },
    role: 'LOG',
  },
  payment_awaited: { from: ['APPROVED'], draft: { type: 'payment_awaited', data: {} }, role: 'SYS' },
  paid: { from: ANY, draft: { type: 'paid', data: {} }, role: 'FIN' },
  released: { from: ['APPROVED'], draft: { type: 'released', data: { stock: 'not_tracked' } }, role: 'WHL' },
  backordered: {
    from: ['IN_REVIEW', 'APPROVED', 'READY_TO_SHIP'],
    draft: { type: 'backordered', data: { reason: 'r' } },
    role: 'CS',
  },
  restocked: { from: ['BACKORDERED'], draft: { type: 'restocked', data: { consent: 'c' } }, role: 'WHL' },
  split: {
    from: ['BACKORDERED', 'READY_TO_SHIP'],
    draft: { type: 'split', data: { children: CHILDREN, consent: 'c' } },
    role: 'REV',
  },
  merged: { from: ['READY_TO_SHIP'], draft: { type: 'merged', data: { shipment: 'm' } }, role: 'WHL' },
  // BACKORDERED only as the parent of sub-orders: its own test below.
  shipped: { from: ['READY_TO_SHIP'], draft: shippedDraft, role: 'SHP' },
  delivered: { from: ['SHIPPED'], draft: { type: 'delivered', data: { source: 'manual' } }, role: 'LOG' },
  completed: {
    from: ['SHIPPED', 'DELIVERED'],
    draft: { type: 'completed', data: { cause: 'confirmed' } },
    role: 'CS',
  },
  archived: { from: ['COMPLETED'], draft: { type: 'archived', data: {} }, role: 'REV' },
  cancelled: {
    from: BEFORE_SHIPPED,
    draft: { type: 'cancelled', data: { reason: 'r', side: 'customer' } },
    role: 'CS',
  },
  closed: { from: ['REJECTED'], draft: { type: 'closed', data: {} }, role: 'REV' },
  after_sales_opened: { from: ['SHIPPED', 'DELIVERED', 'COMPLETED'], draft: opened('requested'), role: 'CS' },
  after_sales_closed: {
    from: ANY,
    draft: { type: 'after_sales_closed', data: { caseId: 'c9' } },
    role: 'CS',
  },
  held: { from: BEFORE_SHIPPED, draft: { type: 'held', data: { hold: 'h', reason: 'r' } }, role: 'PKR' },
  hold_lifted: { from: ANY, draft: { type: 'hold_lifted', data: { hold: 'h' } }, role: 'WHL' },
  cancel_requested: {
    from: BEFORE_SHIPPED,
    draft: { type: 'cancel_requested', data: { reason: 'r' } },
    role: 'CS',
  },
  cancel_request_denied: {
    from: ANY,
    draft: { type: 'cancel_request_denied', data: { reason: 'r' } },
    role: 'CS',
  },
  address_changed: { from: BEFORE_SHIPPED, draft: { type: 'address_changed', data: {} }, role: 'CS' },
  address_change_settled: {
    from: ANY,
    draft: { type: 'address_change_settled', data: { event: 'e' } },
    role: 'CS',
  },
  partly_refunded: {
    from: NOT_ARCHIVED,
    draft: { type: 'partly_refunded', data: { amount: { minor: 1, currency: 'CNY' } } },
    role: 'FIN',
  },
  refunded: { from: NOT_ARCHIVED, draft: { type: 'refunded', data: {} }, role: 'FIN' },
  settled: { from: NOT_ARCHIVED, draft: { type: 'settled', data: {} }, role: 'FIN' },
  logistics: { from: LEFT, draft: logistics('IN_TRANSIT'), role: 'CAR' },
  exception_raised: {
    from: ANY,
    draft: { type: 'exception_raised', data: { exception: 'x', code: 'c' } },
    role: 'PKR',
  },
  exception_closed: {
    from: ANY,
    draft: { type: 'exception_closed', data: { exception: 'x', note: 'n' } },
    role: 'CS',
  },
  allocated: { from: BEFORE_SHIPPED, draft: { type: 'allocated', data: { group: 'A' } }, role: 'WHL' },
  assigned: {
    from: NOT_ARCHIVED,
    draft: { type: 'assigned', data: { assignment: 'a', department: 'warehouse', task: 'custom' } },
    role: 'CS',
  },
  promised: {
    from: BEFORE_SHIPPED,
    draft: { type: 'promised', data: { shipBy: 4_000_000_000_000 } },
    role: 'CS',
  },
  draft_changed: {
    from: ['DRAFT'],
    draft: { type: 'draft_changed', data: { terms: TERMS } },
    role: 'CLK',
  },
  draft_returned: { from: ['DRAFT'], draft: { type: 'draft_returned', data: { reason: 'r' } }, role: 'REV' },
  unmerged: { from: BEFORE_SHIPPED, draft: { type: 'unmerged', data: { shipment: 'm' } }, role: 'WHL' },
  substituted: {
    from: LINES_OPEN,
    draft: {
      type: 'substituted',
      data: { line: 1, from: 'A', sku: 'B', name: 'B', qty: 1, consent: 'phone' },
    },
    role: 'CS',
  },
  lines_cancelled: {
    from: LINES_OPEN,
    draft: { type: 'lines_cancelled', data: { lines: [{ no: 1, sku: 'A', qty: 1 }], consent: 'phone' } },
    role: 'CS',
  },
  feedback_recorded: {
    from: LEFT,
    draft: { type: 'feedback_recorded', data: { rating: 5, about: 'all' } },
    role: 'CS',
  },
  contacted: {
    from: ANY,
    draft: { type: 'contacted', data: { way: 'phone', outcome: 'confirmed' } },
    role: 'CS',
  },
  noted: { from: ANY, draft: { type: 'noted', data: { to: 'all' } }, role: 'PKR' },
  linked: { from: ANY, draft: { type: 'linked', data: { kind: 'chat' } }, role: 'CS' },
  change_requested: {
    from: BEFORE_SHIPPED.filter((status) => status !== 'DRAFT'),
    draft: { type: 'change_requested', data: { fields: ['remark'] } },
    role: 'CLK',
  },
  change_decided: {
    from: ANY,
    draft: { type: 'change_decided', data: { request: 'e', approved: false } },
    role: 'CS',
  },
  review_checked: {
    from: ['IN_REVIEW', 'NEEDS_FIX'],
    draft: { type: 'review_checked', data: { rules: 'r', found: [] } },
    role: 'REV',
  },
  confirmation_sent: {
    from: ANY,
    draft: { type: 'confirmation_sent', data: { notice: 'n', template: 't', way: 'sms' } },
    role: 'CS',
  },
  confirmation_noted: {
    from: NOT_ARCHIVED,
    draft: { type: 'confirmation_noted', data: { way: 'phone', about: 'order', objection: false } },
    role: 'CS',
  },
  payment_recorded: {
    from: NOT_ARCHIVED,
    draft: {
      type: 'payment_recorded',
      data: { amount: { minor: 1, currency: 'CNY' }, method: 'transfer', receivedAt: 1, source: 'desk' },
    },
    role: 'FIN',
  },
  payment_reminded: {
    from: BEFORE_SHIPPED,
    draft: { type: 'payment_reminded', data: { way: 'sms' } },
    role: 'CS',
  },
  private_erased: { from: ANY, draft: { type: 'private_erased', data: { events: ['base'] } }, role: 'ADM' },
};

describe('every status × every event', () => {
  const pairs = Object.values(ALLOWED).flatMap(({ from, draft, role }) =>
    ORDER_STATUSES.map((status) => ({
      status,
      draft,
      role,
      allowed: from.includes(status),
      event: draft.type,
    })),
  );
  it.each(pairs)('$status × $event: $allowed', ({ status, draft, role, allowed }) => {
    const order = orderIn(status);
    const decided = decideOrder(order.state, order.base, draft, { actor: actor(role), facts: GOOD_FACTS });
    const wrongStatus = !decided.ok && decided.error.code === 'wrong_status';
    expect(wrongStatus).toBe(!allowed);
    if (!decided.ok) expect(decided.error.code).not.toBe('role_not_allowed');
  });
});

describe('O1 and O3: new orders', () => {
  const manual: OrderBase = { ...BASE, intake: 'manual', author: 'op:CLK' };

  it('a clerk enters under their own name, the system takes in what platforms and files bring', () => {
    expect(decideNewOrder(manual, { actor: actor('CLK'), exists: false }).ok).toBe(true);
    expect(decideNewOrder(BASE, { actor: actor('SYS'), exists: false }).ok).toBe(true);
    expect(decideNewOrder({ ...BASE, intake: 'file' }, { actor: actor('CLK'), exists: false }).ok).toBe(true);
  });

  it('starts as DRAFT by hand and as RECEIVED otherwise', () => {
    expect(foldOrder({ base: manual, events: [] }).status).toBe('DRAFT');
    expect(foldOrder({ base: BASE, events: [] }).status).toBe('RECEIVED');
    expect(foldOrder({ base: { ...BASE, intake: 'file' }, events: [] }).status).toBe('RECEIVED');
  });

  it.each([
    ['role_not_allowed', manual, actor('PKR'), false],
    ['role_not_allowed', BASE, actor('CS'), false],
    ['author_differs', { ...manual, author: 'op:other' }, actor('CLK'), false],
    ['order_already_there', BASE, actor('SYS'), true],
    ['order_incomplete', { ...BASE, channelOrderNo: ' ' }, actor('SYS'), false],
    ['order_incomplete', { ...BASE, lines: [] }, actor('SYS'), false],
    [
      'order_incomplete',
      { ...BASE, lines: BASE.lines.map((line) => ({ ...line, no: 1 })) },
      actor('SYS'),
      false,
    ],
    [
      'order_incomplete',
      { ...BASE, lines: BASE.lines.map((line) => ({ ...line, qty: -1 })) },
      actor('SYS'),
      false,
    ],
  ] as const)('refuses with %s', (code, base, who, exists) => {
    expect(decideNewOrder(base, { actor: who, exists })).toMatchObject({ ok: false, error: { code } });
  });
});
