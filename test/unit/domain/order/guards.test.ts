import { describe, expect, it } from 'vitest';
import { canMerge, decideOrder, foldOrder, linesSum } from '../../../../shared/domain/index.ts';
import type {
  MergeCandidate,
  OrderBase,
  OrderEventDraft,
  OrderFacts,
  OrderStatus,
  RefusalCode,
  Role,
} from '../../../../shared/domain/index.ts';
import { BASE, CHILDREN, GOOD_FACTS, actor, candidate, history, orderIn, shippedDraft } from './fixtures.ts';

interface Refused {
  readonly name: string;
  readonly code: RefusalCode;
  readonly status: OrderStatus;
  readonly draft: OrderEventDraft;
  readonly role: Role;
  readonly base?: Partial<OrderBase>;
  readonly more?: readonly OrderEventDraft[];
  readonly facts?: Partial<OrderFacts>;
  /** Facts left out. */
  readonly without?: keyof OrderFacts;
}

const hold: OrderEventDraft = { type: 'held', data: { hold: 'h1', reason: 'DAMAGED' } };
const ask: OrderEventDraft = { type: 'cancel_requested', data: { reason: 'late' } };
const release: OrderEventDraft = { type: 'released', data: { stock: 'not_tracked' } };
const restock: OrderEventDraft = { type: 'restocked', data: { consent: 'waits' } };
const cancel: OrderEventDraft = { type: 'cancelled', data: { reason: 'r', side: 'customer' } };
const money = (minor: number, currency = 'CNY') => ({ minor, currency });
const paid = (minor: number, currency?: string): OrderEventDraft => ({
  type: 'paid',
  data: { amount: money(minor, currency) },
});
const complete: OrderEventDraft = { type: 'completed', data: { cause: 'confirmed' } };
const open = (caseId: string, cause: 'refused' | 'returning' | 'requested'): OrderEventDraft => ({
  type: 'after_sales_opened',
  data: { caseId, cause },
});
const split = (children: typeof CHILDREN, consent?: string): OrderEventDraft => ({
  type: 'split',
  data: { children, ...(consent === undefined ? {} : { consent }) },
});
const parcels = (...list: NonNullable<OrderFacts['parcels']>): Partial<OrderFacts> => ({ parcels: list });

const REFUSED: readonly Refused[] = [
  {
    name: 'O5 by SYS without a rule',
    code: 'rule_required',
    status: 'IN_REVIEW',
    draft: { type: 'approved', data: {} },
    role: 'SYS',
  },
  {
    name: 'O5 by SYS by an unknown rule',
    code: 'rule_required',
    status: 'IN_REVIEW',
    draft: { type: 'approved', data: { rule: 'mine' } },
    role: 'SYS',
  },
  {
    name: 'O6 without a reason',
    code: 'reason_required',
    status: 'IN_REVIEW',
    draft: { type: 'needs_fix', data: { reason: ' ' } },
    role: 'REV',
  },
  {
    name: 'O7 without contact',
    code: 'contact_required',
    status: 'NEEDS_FIX',
    draft: { type: 'fixed', data: { contact: '' } },
    role: 'CS',
  },
  {
    name: 'O8 without a reason',
    code: 'reason_required',
    status: 'NEEDS_FIX',
    draft: { type: 'rejected', data: { reason: '' } },
    role: 'REV',
  },
  {
    name: 'O9 of a paid order',
    code: 'already_paid',
    status: 'APPROVED',
    draft: { type: 'payment_awaited', data: {} },
    role: 'SYS',
  },
  {
    name: 'O9 of a COD order',
    code: 'cod_order',
    status: 'APPROVED',
    draft: { type: 'payment_awaited', data: {} },
    role: 'SYS',
    base: { payment: 'COD' },
  },
  {
    name: 'O10 with another amount',
    code: 'amount_differs',
    status: 'AWAITING_PAYMENT',
    draft: paid(5899),
    role: 'SYS',
  },
  {
    name: 'O10 in another currency',
    code: 'amount_differs',
    status: 'AWAITING_PAYMENT',
    draft: paid(5900, 'USD'),
    role: 'FIN',
  },
  {
    name: 'O10 without an amount',
    code: 'amount_required',
    status: 'AWAITING_PAYMENT',
    draft: { type: 'paid', data: {} },
    role: 'SYS',
  },
  { name: 'a second payment', code: 'already_paid', status: 'READY_TO_SHIP', draft: paid(5900), role: 'SYS' },
  {
    name: 'a payment of a COD order',
    code: 'cod_order',
    status: 'APPROVED',
    draft: paid(5900),
    role: 'SYS',
    base: { payment: 'COD' },
  },
  {
    name: 'O11 unpaid',
    code: 'unpaid',
    status: 'APPROVED',
    draft: release,
    role: 'WHL',
    base: { payment: 'UNPAID' },
  },
  {
    name: 'O11 refunded',
    code: 'unpaid',
    status: 'APPROVED',
    draft: release,
    role: 'WHL',
    more: [{ type: 'refunded', data: {} }],
  },
  { name: 'O11 on hold', code: 'on_hold', status: 'APPROVED', draft: release, role: 'WHL', more: [hold] },
  {
    name: 'O11 with a cancel request',
    code: 'cancel_requested',
    status: 'APPROVED',
    draft: release,
    role: 'WHL',
    more: [ask],
  },
  {
    name: 'O11 of a service order',
    code: 'service_order',
    status: 'APPROVED',
    draft: release,
    role: 'WHL',
    base: { kind: 'service' },
  },
  {
    name: 'O11 not reserved',
    code: 'stock_not_reserved',
    status: 'APPROVED',
    draft: release,
    role: 'WHL',
    facts: { stock: 'free' },
  },
  {
    name: 'O11 saying not tracked where it is',
    code: 'stock_tracked',
    status: 'APPROVED',
    draft: release,
    role: 'WHL',
    facts: { stock: 'reserved' },
  },
  {
    name: 'O11 saying reserved where it is not',
    code: 'stock_not_reserved',
    status: 'APPROVED',
    draft: { type: 'released', data: { stock: 'reserved' } },
    role: 'WHL',
  },
  {
    name: 'O11 without knowing',
    code: 'fact_missing',
    status: 'APPROVED',
    draft: release,
    role: 'WHL',
    without: 'stock',
  },
  {
    name: 'O12 without a reason',
    code: 'reason_required',
    status: 'READY_TO_SHIP',
    draft: { type: 'backordered', data: { reason: '' } },
    role: 'CS',
  },
  {
    name: 'O13 without consent',
    code: 'consent_required',
    status: 'BACKORDERED',
    draft: { type: 'restocked', data: { consent: '' } },
    role: 'CS',
  },
  {
    name: 'O13 unpaid',
    code: 'unpaid',
    status: 'BACKORDERED',
    draft: restock,
    role: 'CS',
    base: { payment: 'UNPAID' },
  },
  {
    name: 'O13 not reserved',
    code: 'stock_not_reserved',
    status: 'BACKORDERED',
    draft: restock,
    role: 'WHL',
    facts: { stock: 'free' },
  },
  {
    name: 'O14 without consent',
    code: 'consent_required',
    status: 'BACKORDERED',
    draft: split(CHILDREN),
    role: 'CS',
  },
  {
    name: 'O14 with lines that do not sum',
    code: 'lines_do_not_sum',
    status: 'BACKORDERED',
    draft: split(CHILDREN.slice(0, 1), 'ok'),
    role: 'CS',
  },
  {
    name: 'O14 twice',
    code: 'split_already',
    status: 'BACKORDERED',
    draft: split(CHILDREN, 'ok'),
    role: 'CS',
    more: [split(CHILDREN, 'ok')],
  },
  {
    name: 'O15 with a cancel request',
    code: 'cancel_requested',
    status: 'READY_TO_SHIP',
    draft: shippedDraft,
    role: 'SHP',
    more: [ask],
  },
  {
    name: 'O15 without knowing',
    code: 'fact_missing',
    status: 'READY_TO_SHIP',
    draft: shippedDraft,
    role: 'SHP',
    without: 'parcels',
  },
  {
    name: 'O15 without parcels',
    code: 'no_parcels',
    status: 'READY_TO_SHIP',
    draft: shippedDraft,
    role: 'SHP',
    facts: parcels(),
  },
  {
    name: 'O15 with voided parcels only',
    code: 'no_parcels',
    status: 'READY_TO_SHIP',
    draft: shippedDraft,
    role: 'SHP',
    facts: parcels({ shipment: 'p1', status: 'VOIDED' }),
  },
  {
    name: 'O15 with a parcel still here',
    code: 'parcels_open',
    status: 'READY_TO_SHIP',
    draft: shippedDraft,
    role: 'SHP',
    facts: parcels(
      { shipment: 'p1', status: 'HANDED_OVER', number: 'SF1' },
      { shipment: 'p2', status: 'HANDOVER_PENDING' },
    ),
  },
  {
    name: 'O15 with another number',
    code: 'parcels_differ',
    status: 'READY_TO_SHIP',
    draft: shippedDraft,
    role: 'SHP',
    facts: parcels({ shipment: 'p1', status: 'HANDED_OVER', number: 'SF2' }),
  },
  {
    name: 'O15 naming not all parcels',
    code: 'parcels_differ',
    status: 'READY_TO_SHIP',
    draft: shippedDraft,
    role: 'SHP',
    facts: parcels(
      { shipment: 'p1', status: 'HANDED_OVER', number: 'SF1' },
      { shipment: 'p2', status: 'HANDED_OVER', number: 'SF2' },
    ),
  },
  {
    name: 'O15 without a time',
    code: 'parcels_differ',
    status: 'READY_TO_SHIP',
    draft: { type: 'shipped', data: { parcels: [{ shipment: 'p1', carrier: 'sf', number: 'SF1', at: 0 }] } },
    role: 'SHP',
  },
  {
    name: 'O15 from BACKORDERED without sub-orders',
    code: 'wrong_status',
    status: 'BACKORDERED',
    draft: shippedDraft,
    role: 'SHP',
  },
  {
    name: 'shipped by the channel while our parcels are open',
    code: 'parcels_open',
    status: 'READY_TO_SHIP',
    draft: { type: 'shipped', data: { parcels: [], source: 'channel' } },
    role: 'SYS',
    facts: parcels({ shipment: 'p1', status: 'PACKED' }),
  },
  {
    name: 'O16 not signed',
    code: 'not_signed',
    status: 'SHIPPED',
    draft: { type: 'delivered', data: { source: 'carrier' } },
    role: 'SYS',
  },
  {
    name: 'O16 by hand by the system',
    code: 'role_not_allowed',
    status: 'SHIPPED',
    draft: { type: 'delivered', data: { source: 'manual' } },
    role: 'SYS',
  },
  {
    name: 'O17 with an open case',
    code: 'after_sales_open',
    status: 'DELIVERED',
    draft: complete,
    role: 'CS',
    more: [open('c1', 'requested')],
  },
  {
    name: 'O17 not settled where the rule asks',
    code: 'not_settled',
    status: 'DELIVERED',
    draft: complete,
    role: 'CS',
    facts: { settleBeforeComplete: true },
  },
  {
    name: 'O18 not settled',
    code: 'not_settled',
    status: 'COMPLETED',
    draft: { type: 'archived', data: {} },
    role: 'REV',
  },
  {
    name: 'O18 with papers missing',
    code: 'papers_incomplete',
    status: 'COMPLETED',
    draft: { type: 'archived', data: {} },
    role: 'REV',
    more: [{ type: 'settled', data: {} }],
    facts: { papersComplete: false },
  },
  {
    name: 'O19 without a reason',
    code: 'reason_required',
    status: 'APPROVED',
    draft: { type: 'cancelled', data: { reason: '', side: 'customer' } },
    role: 'CS',
  },
  {
    name: 'O19 for the merchant by CS',
    code: 'role_not_allowed',
    status: 'APPROVED',
    draft: { type: 'cancelled', data: { reason: 'r', side: 'merchant' } },
    role: 'CS',
  },
  {
    name: 'O19 for the customer by REV',
    code: 'role_not_allowed',
    status: 'APPROVED',
    draft: cancel,
    role: 'REV',
  },
  {
    name: 'O19 with a label out',
    code: 'labels_out',
    status: 'READY_TO_SHIP',
    draft: cancel,
    role: 'CS',
    facts: { labelsOut: 1 },
  },
  {
    name: 'O19 without knowing of labels',
    code: 'fact_missing',
    status: 'READY_TO_SHIP',
    draft: cancel,
    role: 'CS',
    without: 'labelsOut',
  },
  {
    name: 'O19 with stock still reserved',
    code: 'stock_still_reserved',
    status: 'READY_TO_SHIP',
    draft: cancel,
    role: 'CS',
    facts: { stock: 'reserved' },
  },
  {
    name: 'O19 of a paid order without a refund',
    code: 'refund_not_started',
    status: 'READY_TO_SHIP',
    draft: cancel,
    role: 'CS',
    facts: { refundStarted: false },
  },
  {
    name: 'O21 before the carrier says so',
    code: 'carrier_has_not_reported',
    status: 'SHIPPED',
    draft: open('c1', 'refused'),
    role: 'CS',
  },
  {
    name: 'O21 for a wish of the customer',
    code: 'carrier_has_not_reported',
    status: 'SHIPPED',
    draft: open('c1', 'requested'),
    role: 'CS',
  },
  {
    name: 'O22 too late',
    code: 'after_sales_time_over',
    status: 'COMPLETED',
    draft: open('c1', 'requested'),
    role: 'CS',
    facts: { insideAfterSalesLimit: false },
  },
  {
    name: 'O22 the same case twice',
    code: 'case_already_open',
    status: 'DELIVERED',
    draft: open('c1', 'requested'),
    role: 'CS',
    more: [open('c1', 'requested')],
  },
  {
    name: 'O23 by a packer where no rule allows it',
    code: 'merge_rule_forbids',
    status: 'READY_TO_SHIP',
    draft: { type: 'merged', data: { shipment: 'm' } },
    role: 'PKR',
    facts: { packerMayMerge: false },
  },
  {
    name: 'O23 of an order merged before',
    code: 'already_merged',
    status: 'READY_TO_SHIP',
    draft: { type: 'merged', data: { shipment: 'm2' } },
    role: 'WHL',
    more: [{ type: 'merged', data: { shipment: 'm1' } }],
  },
  {
    name: 'O24 of a merged order',
    code: 'already_merged',
    status: 'READY_TO_SHIP',
    draft: split(CHILDREN),
    role: 'REV',
    more: [{ type: 'merged', data: { shipment: 'm1' } }],
  },
  {
    name: 'O24 into orders by a packer',
    code: 'packer_splits_parcels_only',
    status: 'READY_TO_SHIP',
    draft: split(CHILDREN),
    role: 'PKR',
  },
  {
    name: 'O24 with lines that do not sum',
    code: 'lines_do_not_sum',
    status: 'READY_TO_SHIP',
    draft: split([...CHILDREN, { id: 'c3', lines: [{ no: 1, qty: 1 }] }]),
    role: 'REV',
  },
  {
    name: 'the same hold twice',
    code: 'hold_exists',
    status: 'READY_TO_SHIP',
    draft: hold,
    role: 'PKR',
    more: [hold],
  },
  {
    name: 'a hold without a reason',
    code: 'reason_required',
    status: 'READY_TO_SHIP',
    draft: { type: 'held', data: { hold: 'h', reason: '' } },
    role: 'PKR',
  },
  {
    name: 'lifting a hold that is none',
    code: 'hold_not_open',
    status: 'READY_TO_SHIP',
    draft: { type: 'hold_lifted', data: { hold: 'h' } },
    role: 'WHL',
  },
  {
    name: 'denying what nobody asked',
    code: 'no_cancel_request',
    status: 'READY_TO_SHIP',
    draft: { type: 'cancel_request_denied', data: { reason: 'r' } },
    role: 'CS',
  },
  {
    name: 'settling an address change that is none',
    code: 'no_address_change',
    status: 'READY_TO_SHIP',
    draft: { type: 'address_change_settled', data: { event: 'x' } },
    role: 'SYS',
  },
  {
    name: 'settling an address change with the label out',
    code: 'labels_out',
    status: 'READY_TO_SHIP',
    draft: { type: 'address_change_settled', data: { event: 'e003' } },
    role: 'SYS',
    more: [{ type: 'address_changed', data: {} }],
    facts: { labelsOut: 1 },
  },
  {
    name: 'refunding what was not paid',
    code: 'not_paid',
    status: 'CANCELLED',
    draft: { type: 'refunded', data: {} },
    role: 'FIN',
    base: { payment: 'UNPAID' },
  },
  {
    name: 'refunding twice',
    code: 'not_paid',
    status: 'CANCELLED',
    draft: { type: 'refunded', data: {} },
    role: 'FIN',
    more: [{ type: 'refunded', data: {} }],
  },
  {
    name: 'refunding more than the total',
    code: 'amount_invalid',
    status: 'CANCELLED',
    draft: { type: 'refunded', data: { amount: money(5901) } },
    role: 'FIN',
  },
  {
    name: 'settling an unpaid order',
    code: 'not_paid',
    status: 'SHIPPED',
    draft: { type: 'settled', data: {} },
    role: 'FIN',
    base: { payment: 'UNPAID' },
  },
  {
    name: 'closing an exception without a note',
    code: 'note_required',
    status: 'SHIPPED',
    draft: { type: 'exception_closed', data: { exception: 'x', note: '' } },
    role: 'CS',
    more: [{ type: 'exception_raised', data: { exception: 'x', code: 'damaged' } }],
  },
  {
    name: 'closing an exception that is none',
    code: 'exception_not_open',
    status: 'SHIPPED',
    draft: { type: 'exception_closed', data: { exception: 'x', note: 'n' } },
    role: 'CS',
  },
  {
    name: 'erasing nothing',
    code: 'nothing_to_erase',
    status: 'ARCHIVED',
    draft: { type: 'private_erased', data: { events: [] } },
    role: 'ADM',
  },
];

describe('guards refuse', () => {
  it.each(REFUSED)('$name: $code', ({ code, status, draft, role, base, more, facts, without }) => {
    const order = orderIn(status, { ...(base ? { base } : {}), ...(more ? { more } : {}) });
    expect(order.state.status).toBe(status);
    const known: Record<string, unknown> = { ...GOOD_FACTS, ...facts };
    if (without !== undefined) delete known[without];
    const decided = decideOrder(order.state, order.base, draft, {
      actor: actor(role),
      facts: known as OrderFacts,
    });
    expect(decided).toMatchObject({ ok: false, error: { code } });
    expect(decided).not.toHaveProperty('value');
  });

  it('O2 to the author, whatever roles they hold', () => {
    const order = orderIn('DRAFT', { base: { author: 'op:CLK+REV' } });
    const draft: OrderEventDraft = { type: 'received', data: { author: 'op:CLK+REV' } };
    expect(decideOrder(order.state, order.base, draft, { actor: actor('CLK', 'REV') })).toMatchObject({
      error: { code: 'same_person' },
    });
    expect(decideOrder(order.state, order.base, draft, { actor: actor('REV') }).ok).toBe(true);
  });
});

describe('what a guard lets through', () => {
  it('O11 and O15 of a COD order', () => {
    const order = orderIn('APPROVED', { base: { payment: 'COD' } });
    expect(decideOrder(order.state, order.base, release, { actor: actor('SYS'), facts: GOOD_FACTS }).ok).toBe(
      true,
    );
  });

  it('the parent of sub-orders ships from BACKORDERED when all of theirs are gone', () => {
    const order = orderIn('BACKORDERED', { more: [split(CHILDREN, 'chat')] });
    const decided = decideOrder(order.state, order.base, shippedDraft, {
      actor: actor('SYS'),
      facts: GOOD_FACTS,
    });
    expect(decided.ok).toBe(true);
    const after = foldOrder({ base: order.base, events: [...order.events, ...history([shippedDraft], 50)] });
    expect(after).toMatchObject({ status: 'SHIPPED', exceptions: [], children: ['c1', 'c2'] });
  });

  it('a denial names the requests it has seen', () => {
    const order = orderIn('READY_TO_SHIP', { more: [ask] });
    const denial: OrderEventDraft = { type: 'cancel_request_denied', data: { reason: 'gone' } };
    expect(decideOrder(order.state, order.base, denial, { actor: actor('CS') })).toEqual({
      ok: true,
      value: [{ type: 'cancel_request_denied', data: { reason: 'gone', requests: ['e003'] } }],
    });
  });

  it('an order shipped by the channel, once our parcels are voided', () => {
    const order = orderIn('READY_TO_SHIP');
    const draft: OrderEventDraft = { type: 'shipped', data: { parcels: [], source: 'channel' } };
    const facts = parcels({ shipment: 'p1', status: 'VOIDED' });
    expect(decideOrder(order.state, order.base, draft, { actor: actor('SYS'), facts }).ok).toBe(true);
  });
});

describe('canMerge', () => {
  const masked = { receiverHash: 'h1', receiverMasked: true, carrier: 'sf' };
  const cases: readonly [RefusalCode, readonly MergeCandidate[]][] = [
    ['merge_too_few', [candidate('a')]],
    ['merge_too_few', [candidate('a'), candidate('a')]],
    ['merge_not_ready', [candidate('a'), candidate('b', { state: orderIn('APPROVED').state })]],
    [
      'merge_not_ready',
      [candidate('a'), candidate('b', { state: orderIn('READY_TO_SHIP', { more: [hold] }).state })],
    ],
    ['merge_not_ready', [candidate('a'), candidate('b', { state: orderIn('CANCELLED').state })]],
    [
      'merge_receiver_differs',
      [candidate('a'), candidate('b', { base: { ...masked, receiverMasked: false, receiverHash: 'h2' } })],
    ],
    [
      'merge_receiver_differs',
      [candidate('a'), candidate('b', { base: { receiverMasked: false, carrier: 'sf' } })],
    ],
    ['merge_receiver_differs', [candidate('a', { base: masked }), candidate('b', { base: masked })]],
    ['merge_warehouse_differs', [candidate('a'), candidate('b', { site: 'north' })]],
    ['merge_carrier_differs', [candidate('a'), candidate('b', { carrier: 'yto' })]],
    ['merge_packed', [candidate('a'), candidate('b', { shipments: ['PACKED'] })]],
    ['merge_packed', [candidate('a', { shipments: ['HANDED_OVER'] }), candidate('b')]],
    [
      'already_merged',
      [
        candidate('a'),
        candidate('b', {
          state: orderIn('READY_TO_SHIP', { more: [{ type: 'merged', data: { shipment: 'm' } }] }).state,
        }),
      ],
    ],
  ];
  it.each(cases)('%s', (code, candidates) => {
    expect(canMerge(candidates)).toMatchObject({ ok: false, error: { code } });
  });

  it('takes orders of one receiver, warehouse and carrier that are not packed', () => {
    expect(canMerge([candidate('a'), candidate('b', { shipments: ['CHECKED', 'VOIDED'] })])).toEqual({
      ok: true,
      value: ['a', 'b'],
    });
  });
});

describe('linesSum', () => {
  it('wants every goods unit exactly once, and no charge', () => {
    expect(linesSum(BASE, CHILDREN)).toBe(true);
    expect(linesSum(BASE, [{ id: 'x', lines: [{ no: 1, qty: 2 }] }])).toBe(false);
    expect(linesSum(BASE, [...CHILDREN, { id: 'x', lines: [{ no: 3, qty: 1 }] }])).toBe(false);
    expect(
      linesSum(BASE, [
        {
          id: 'x',
          lines: [
            { no: 1, qty: 2 },
            { no: 2, qty: 1 },
            { no: 2, qty: 0 },
          ],
        },
      ]),
    ).toBe(false);
    expect(
      linesSum(BASE, [
        {
          id: 'x',
          lines: [
            { no: 1, qty: 1.5 },
            { no: 1, qty: 0.5 },
            { no: 2, qty: 1 },
          ],
        },
      ]),
    ).toBe(false);
  });
});
