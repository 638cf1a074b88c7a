import { describe, expect, it } from 'vitest';
import {
  CHANNEL_STATES,
  autoReview,
  decideOrder,
  foldOrder,
  followUpEvents,
  intakeEvents,
  isPlausiblePhone,
  packability,
} from '../../../../shared/domain/index.ts';
import type {
  IntakeFacts,
  OrderBase,
  OrderEventDraft,
  OrderStatus,
  PackFacts,
  Party,
} from '../../../../shared/domain/index.ts';
import { BASE, CHILDREN, actor, history, orderIn } from './fixtures.ts';

const RECEIVER: Party = {
  name: '张三',
  phone: '13800138000',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路1号',
};
const receiver = (over: Partial<Party> = {}) => ({ receiver: { ...RECEIVER, ...over } });
const KNOWN = { unknownSkus: [] };

describe('autoReview', () => {
  it('passes a clean order by name, with or without a remark', () => {
    expect(autoReview(BASE, receiver(), KNOWN)).toEqual({ ok: true, rule: 'auto-clean-v1' });
    expect(autoReview(BASE, { ...receiver(), remark: '请放门口' }, KNOWN).ok).toBe(true);
  });

  it('passes a COD order with its amount, and a masked receiver', () => {
    const cod: OrderBase = { ...BASE, payment: 'COD', codAmount: { minor: 5900, currency: 'CNY' } };
    expect(autoReview(cod, receiver(), KNOWN).ok).toBe(true);
    expect(autoReview({ ...BASE, receiverMasked: true }, receiver({ phone: '*******8000' }), KNOWN).ok).toBe(
      true,
    );
  });

  const goods = BASE.lines.slice(0, 1);
  it.each<[string, Partial<OrderBase>, ReturnType<typeof receiver> | undefined, string[], string?]>([
    ['receiver_missing', {}, undefined, []],
    ['name_missing', {}, receiver({ name: ' ' }), []],
    ['phone_missing', {}, receiver({ phone: '' }), []],
    ['phone_implausible', {}, receiver({ phone: '1380013800' }), []],
    ['address_incomplete', {}, receiver({ detail: '' }), []],
    ['unknown_sku', {}, receiver(), ['B']],
    ['unpaid', { payment: 'UNPAID' }, receiver(), []],
    ['cod_amount_missing', { payment: 'COD' }, receiver(), []],
    ['no_goods', { lines: BASE.lines.slice(2) }, receiver(), []],
    ['service_order', { kind: 'service' }, receiver(), []],
    ['quantity_invalid', { lines: goods.map((line) => ({ ...line, qty: 0 })) }, receiver(), []],
    ['quantity_invalid', { lines: goods.map((line) => ({ ...line, qty: 1.5 })) }, receiver(), []],
    ['channel_cancelled', {}, receiver(), [], 'cancelled'],
    ['channel_partly_shipped', {}, receiver(), [], 'partly_shipped'],
    ['channel_unknown_status', {}, receiver(), [], 'unknown_status'],
  ])('stops at %s', (code, base, priv, unknownSkus, channel) => {
    const state = CHANNEL_STATES.find((one) => one === channel);
    const facts = { unknownSkus, ...(state === undefined ? {} : { channel: state }) };
    const result = autoReview({ ...BASE, ...base }, priv, facts);
    expect(result.ok ? [] : result.reasons.map((one) => one.code)).toEqual([code]);
  });

  it('gives every reason', () => {
    const result = autoReview({ ...BASE, payment: 'UNPAID' }, receiver({ phone: '' }), {
      unknownSkus: ['A', 'B'],
    });
    expect(result.ok ? [] : result.reasons.map((one) => one.code)).toEqual([
      'unknown_sku',
      'unknown_sku',
      'phone_missing',
      'unpaid',
    ]);
  });
});

describe('isPlausiblePhone', () => {
  it.each([
    ['13800138000'],
    ['138 0013 8000'],
    ['138-0013-8000'],
    ['+8613800138000'],
    ['86-13800138000'],
    ['008613800138000'],
    ['13800138000-1234'],
    ['13800138000转12'],
    ['0571-88001234'],
    ['010 88001234'],
    ['(021)6800-1234', 'GB'],
    ['02168001234'],
    ['+86 571 88001234'],
    ['400-800-1234'],
    ['4008001234'],
    ['+1 415 555 2671'],
    ['0044 20 7946 0958'],
    ['(415) 555-2671', 'US'],
    ['020 7946 0958', 'GB'],
    ['+49 30 123456 x12', 'DE'],
  ])('%s (%s)', (phone, country?: string) => {
    expect(isPlausiblePhone(phone, country)).toBe(true);
  });
  it.each([
    ['12345678901'],
    ['1380013800'],
    ['138001380001'],
    ['88001234'],
    ['1.38E+10'],
    ['138****8000'],
    ['wechat'],
    ['12345', 'US'],
    ['1234567890123456', 'US'],
    ['----', 'US'],
  ])('not %s (%s)', (phone, country?: string) => {
    expect(isPlausiblePhone(phone, country)).toBe(false);
  });
});

describe('intakeEvents', () => {
  const clean = autoReview(BASE, receiver(), KNOWN);
  const unpaidBase: OrderBase = { ...BASE, payment: 'UNPAID' };
  const unpaid = autoReview(unpaidBase, receiver(), KNOWN);
  const doubtful = autoReview(unpaidBase, undefined, KNOWN);
  const run = (base: OrderBase, facts: Partial<IntakeFacts>) => {
    const drafts = intakeEvents(base, { review: clean, stock: 'not_tracked', ...facts });
    return {
      drafts,
      types: drafts.map((draft) => draft.type),
      state: foldOrder({ base, events: history(drafts) }),
    };
  };

  it.each<[string, OrderBase, Partial<IntakeFacts>, string[], OrderStatus]>([
    ['clean', BASE, {}, ['submitted', 'approved', 'released'], 'READY_TO_SHIP'],
    ['clean, stock not reserved yet', BASE, { stock: 'free' }, ['submitted', 'approved'], 'APPROVED'],
    [
      'unpaid',
      unpaidBase,
      { review: unpaid },
      ['submitted', 'approved', 'payment_awaited'],
      'AWAITING_PAYMENT',
    ],
    ['unpaid and doubtful', unpaidBase, { review: doubtful }, ['submitted'], 'IN_REVIEW'],
    ['cancelled by the channel', BASE, { channel: 'cancelled' }, ['cancelled'], 'CANCELLED'],
    ['refunded by the channel', BASE, { channel: 'refunded' }, ['refunded', 'cancelled'], 'CANCELLED'],
    ['refunded, never paid', unpaidBase, { channel: 'refunded' }, ['cancelled'], 'CANCELLED'],
    ['shipped by the channel', BASE, { channel: 'shipped' }, ['shipped'], 'SHIPPED'],
    ['by hand', { ...BASE, intake: 'manual' }, {}, [], 'DRAFT'],
  ])('%s', (_name, base, facts, types, status) => {
    const result = run(base, facts);
    expect(result.types).toEqual(types);
    expect(result.state).toMatchObject({ status, exceptions: [] });
  });

  it.each(['partly_shipped', 'partly_refunded', 'unknown_status'] as const)(
    '%s waits for a reviewer',
    (channel) => {
      const review = autoReview(BASE, receiver(), { unknownSkus: [], channel });
      expect(run(BASE, { channel, review }).state.status).toBe('IN_REVIEW');
    },
  );

  it('names the rule that approved', () => {
    const { drafts, state } = run(BASE, {});
    expect(drafts[1]).toEqual({ type: 'approved', data: { rule: 'auto-clean-v1' } });
    expect(state.approvedByRule).toBe('auto-clean-v1');
  });

  it('writes nothing that decide would refuse to the system', () => {
    for (const [base, facts] of [
      [BASE, {}],
      [unpaidBase, { review: unpaid }],
      [unpaidBase, { review: doubtful }],
      [BASE, { channel: 'cancelled' }],
      [BASE, { channel: 'shipped' }],
    ] as const) {
      const written: OrderEventDraft[] = [];
      for (const draft of run(base, facts).drafts) {
        const state = foldOrder({ base, events: history(written) });
        const decided = decideOrder(state, base, draft, {
          actor: actor('SYS'),
          facts: { stock: 'not_tracked', labelsOut: 0, refundStarted: true, parcels: [] },
        });
        expect(decided).toEqual({ ok: true, value: [draft] });
        written.push(draft);
      }
    }
  });

  it('a channel-shipped order has no parcels, no exception, and is not packable', () => {
    const { state } = run(BASE, { channel: 'shipped' });
    expect(state).toMatchObject({ shippedByChannel: true, parcels: [] });
    const facts: PackFacts = { unknownSkus: [], receiverFaults: [], hasExternalLabel: false };
    expect(packability(BASE, state, facts)).toMatchObject({
      reasons: [{ code: 'shipped_by_channel', fix: 'none' }],
    });
  });
});

describe('followUpEvents', () => {
  const next = (
    status: OrderStatus,
    options: Parameters<typeof orderIn>[1] = {},
    stock: IntakeFacts['stock'] = 'not_tracked',
  ) => {
    const order = orderIn(status, options);
    return followUpEvents(order.base, order.state, { stock });
  };
  it('goes on where nobody has to act', () => {
    expect(next('RECEIVED')).toEqual([{ type: 'submitted', data: {} }]);
    expect(next('APPROVED')).toEqual([
      { type: 'released', data: { stock: 'not_tracked', rule: 'auto-clean-v1' } },
    ]);
    expect(next('APPROVED', { base: { payment: 'UNPAID' } })).toEqual([
      { type: 'payment_awaited', data: {} },
    ]);
    const money: OrderEventDraft = { type: 'paid', data: { reference: '1' } };
    expect(next('AWAITING_PAYMENT', { more: [money] })).toMatchObject([{ type: 'released' }]);
  });
  it('waits where somebody has to', () => {
    expect(next('APPROVED', {}, 'free')).toEqual([]);
    expect(next('APPROVED', { more: [{ type: 'held', data: { hold: 'h', reason: 'r' } }] })).toEqual([]);
    expect(next('APPROVED', { base: { kind: 'service' } })).toEqual([]);
    expect(next('DRAFT')).toEqual([]);
    expect(next('IN_REVIEW')).toEqual([]);
    expect(next('READY_TO_SHIP')).toEqual([]);
  });
});

describe('packability', () => {
  const good: PackFacts = { unknownSkus: [], receiverFaults: [], hasExternalLabel: false };
  const reasons = (
    status: OrderStatus,
    options: Parameters<typeof orderIn>[1] = {},
    facts: Partial<PackFacts> = {},
  ) => {
    const order = orderIn(status, options);
    const result = packability(order.base, order.state, { ...good, ...facts });
    return result.packable ? [] : result.reasons.map((one) => `${one.code}>${one.fix}`);
  };

  it('a released order with receiver and known SKUs is packable', () => {
    expect(reasons('READY_TO_SHIP')).toEqual([]);
    expect(reasons('READY_TO_SHIP', { base: { receiverMasked: true } }, { hasExternalLabel: true })).toEqual(
      [],
    );
    expect(
      reasons('READY_TO_SHIP', {}, { receiverFaults: ['receiver_missing'], hasExternalLabel: true }),
    ).toEqual([]);
    // Reviewed by a person: a number that looks odd does not stop it any more.
    expect(reasons('READY_TO_SHIP', {}, { receiverFaults: ['phone_implausible'] })).toEqual([]);
  });

  it.each<[OrderStatus, Parameters<typeof orderIn>[1], Partial<PackFacts>, string[]]>([
    ['DRAFT', {}, {}, ['unconfirmed_draft>confirm_by_second_person']],
    ['RECEIVED', {}, {}, ['not_submitted>submit_order']],
    [
      'IN_REVIEW',
      {},
      { receiverFaults: ['phone_implausible'] },
      ['needs_review>review_order', 'phone_implausible>enter_receiver'],
    ],
    ['NEEDS_FIX', {}, {}, ['needs_fix>correct_order']],
    ['APPROVED', {}, {}, ['not_released>release_order']],
    ['AWAITING_PAYMENT', {}, {}, ['unpaid>record_payment']],
    ['BACKORDERED', {}, {}, ['backordered>restock_or_split']],
    ['REJECTED', {}, {}, ['order_rejected>close_order']],
    ['CANCELLED', {}, { unknownSkus: ['A'] }, ['order_cancelled>none']],
    ['SHIPPED', {}, {}, ['already_shipped>none']],
    ['ARCHIVED', {}, {}, ['already_shipped>none']],
    ['IN_REVIEW', { base: { kind: 'service' } }, {}, ['service_order>none']],
    ['READY_TO_SHIP', { base: { receiverMasked: true } }, {}, ['receiver_masked>import_or_scan_waybill']],
    ['READY_TO_SHIP', {}, { receiverFaults: ['receiver_missing'] }, ['receiver_missing>enter_receiver']],
    [
      'READY_TO_SHIP',
      {},
      { unknownSkus: ['A', 'B'] },
      ['unknown_sku>add_product', 'unknown_sku>add_product'],
    ],
    ['READY_TO_SHIP', { base: { payment: 'COD' } }, {}, ['cod_amount_missing>correct_order']],
    ['READY_TO_SHIP', { base: { lines: [] } }, {}, ['no_goods>review_order']],
    [
      'READY_TO_SHIP',
      { more: [{ type: 'held', data: { hold: 'h', reason: 'SHORT' } }] },
      {},
      ['on_hold>lift_hold'],
    ],
    [
      'READY_TO_SHIP',
      { more: [{ type: 'cancel_requested', data: { reason: 'r' } }] },
      {},
      ['cancel_requested>decide_cancel_request'],
    ],
    [
      'READY_TO_SHIP',
      { more: [{ type: 'address_changed', data: {} }] },
      {},
      ['address_changed>settle_address_change'],
    ],
    [
      'READY_TO_SHIP',
      { more: [{ type: 'split', data: { children: CHILDREN } }] },
      {},
      ['split_into_orders>pack_sub_orders'],
    ],
    ['READY_TO_SHIP', { more: [{ type: 'split', data: { children: CHILDREN, into: 'parcels' } }] }, {}, []],
  ])('%s %j %j', (status, options, facts, expected) => {
    expect(reasons(status, options, facts)).toEqual(expected);
  });
});
