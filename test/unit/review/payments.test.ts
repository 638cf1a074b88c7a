import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHlc } from '../../../shared/base/index.ts';
import {
  balanceOf,
  decideOrder,
  dueOf,
  foldOrder,
  nextReminder,
  reconcile,
  toCollect,
  type OrderEvent,
  type OrderEventDraft,
} from '../../../shared/domain/index.ts';
import { paymentMapping, readPayment, type TableRow } from '../../../shared/intake/index.ts';
import { actor, BASE, history, PATHS } from '../domain/order/fixtures.ts';

const CNY = (minor: number) => ({ minor, currency: 'CNY' });
const UNPAID = { ...BASE, payment: 'UNPAID' as const, total: CNY(10_000) };
const money = (minor: number, reference: string, more: object = {}): OrderEventDraft => ({
  type: 'payment_recorded',
  data: { amount: CNY(minor), method: 'alipay', reference, receivedAt: 1, source: 'desk', ...more },
});
const fold = (...drafts: OrderEventDraft[]) =>
  foldOrder({
    base: UNPAID,
    events: history([...PATHS.IN_REVIEW, { type: 'approved', data: {} }, ...drafts]),
  });

describe('recorded payments', () => {
  it('parts are summed up; less, equal and more than the total are told apart (PAY-06)', () => {
    expect(balanceOf(fold())).toEqual({ state: 'none', difference: 0 });
    expect(balanceOf(fold(money(4000, 'a')))).toEqual({ state: 'short', difference: -6000 });
    expect(dueOf(fold(money(4000, 'a')))).toEqual(CNY(6000));
    expect(balanceOf(fold(money(4000, 'a'), money(6000, 'b')))).toEqual({ state: 'equal', difference: 0 });
    expect(balanceOf(fold(money(10_001, 'a')))).toEqual({ state: 'over', difference: 1 });
  });

  it('what is paid at the door is due until it was brought (SPC-05)', () => {
    const base = { ...BASE, payment: 'COD' as const, total: CNY(10_000), codAmount: CNY(8_000) };
    const cod = (...drafts: OrderEventDraft[]) =>
      toCollect(foldOrder({ base, events: history([...PATHS.IN_REVIEW, ...drafts]) }));
    expect(cod()).toEqual(CNY(8_000));
    expect(cod(money(3_000, 'a'))).toEqual(CNY(5_000));
    expect(cod(money(8_000, 'a'))).toBeUndefined();
    expect(toCollect(fold())).toBeUndefined();
  });

  it('one reference is one payment, whoever tells it and in whatever order', () => {
    const events = history([money(4000, 'a'), money(4000, 'a'), money(6000, 'b')]) as OrderEvent[];
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 3 }), (shuffled) => {
        const state = foldOrder({ base: UNPAID, events: shuffled });
        expect(state.payments.map(({ amount }) => amount.minor)).toEqual([4000, 6000]);
      }),
    );
  });

  it('only finance records money; nothing, a negative amount and another currency are refused (PAY-02)', () => {
    const state = fold();
    const decide = (draft: OrderEventDraft, ...roles: Parameters<typeof actor>) => {
      const decided = decideOrder(state, UNPAID, draft, { actor: actor(...roles) });
      return decided.ok ? 'ok' : decided.error.code;
    };
    expect(decide(money(1, 'a'), 'FIN')).toBe('ok');
    for (const role of ['CLK', 'REV', 'CS', 'PKR', 'WHL', 'MGR', 'ADM'] as const)
      expect(decide(money(1, 'a'), role)).toBe('role_not_allowed');
    expect(decide(money(0, 'a'), 'FIN')).toBe('amount_invalid');
    expect(decide(money(-1, 'a'), 'FIN')).toBe('amount_invalid');
    expect(decide(money(1.5, 'a'), 'FIN')).toBe('amount_invalid');
    expect(decide(money(1, 'a', { amount: { minor: 1, currency: 'USD' } }), 'FIN')).toBe('amount_invalid');
    const again = decideOrder(fold(money(1, 'a')), UNPAID, money(5, 'a'), { actor: actor('FIN') });
    expect(again).toMatchObject({ ok: false, error: { code: 'payment_known' } });
  });

  it('a reported payment is matched, wrong, twice or of no order (PAY-05)', () => {
    const row = (minor: number, reference = 'x', currency = 'CNY') => ({
      no: '4011',
      reference,
      amount: { minor, currency },
    });
    const of = (...given: Parameters<typeof reconcile>) => reconcile(...given);
    expect(of(row(10_000), fold(), 'alipay')).toEqual({ result: 'matched' });
    expect(of(row(9999), fold(), 'alipay')).toEqual({
      result: 'wrong_amount',
      code: 'too_little',
      difference: -1,
    });
    expect(of(row(10_001), fold(), 'alipay')).toMatchObject({ code: 'too_much', difference: 1 });
    expect(of(row(6000, 'y'), fold(money(4000, 'a')), 'alipay')).toEqual({ result: 'matched' });
    expect(of(row(10_000, 'a'), fold(money(4000, 'a')), 'alipay')).toEqual({ result: 'twice' });
    expect(of(row(10_000, 'a'), fold(money(4000, 'a')), 'bank_transfer').result).toBe('wrong_amount');
    expect(of(row(10_000), undefined, 'alipay')).toEqual({ result: 'unknown_order' });
    expect(of(row(10_000, 'x', 'USD'), fold(), 'alipay')).toMatchObject({ code: 'currency_differs' });
    expect(of(row(-10_000), fold(), 'alipay')).toMatchObject({ result: 'faulty' });
    const cancelled = fold({ type: 'cancelled', data: { reason: 'x', side: 'merchant' } });
    expect(of(row(10_000), cancelled, 'alipay')).toEqual({ result: 'not_due', code: 'cancelled' });
  });
});

describe('reminders of unpaid orders', () => {
  const HOUR = 3_600_000;
  const RULES = { after: 4, every: 24, most: 2 };
  const reminded = (...at: number[]) => {
    const base = { ...UNPAID, receivedAt: 1_000_000 };
    const events: OrderEvent[] = at.map((ms, n) => ({
      id: `r${n}`,
      type: 'payment_reminded',
      at: formatHlc({ ms, counter: 0, station: 's1' }),
      by: 'op:1',
      station: 's1',
      data: { way: 'sms' },
    }));
    return nextReminder(
      foldOrder({
        base,
        events: [...history([...PATHS.IN_REVIEW, { type: 'approved', data: {} }]), ...events],
      }),
      RULES,
    );
  };
  it('come after the rule’s time, then again, then no more; a clock set back makes none due twice (PAY-03)', () => {
    const first = 1_000_000 + 4 * HOUR;
    expect(reminded()).toBe(first);
    expect(reminded(first)).toBe(first + 24 * HOUR);
    expect(reminded(first, first + 24 * HOUR)).toBeUndefined();
    // The clock was set back a day when the second was sent: the later stamp counts, whatever came after it.
    expect(nextReminder({ ...fold(), reminders: [first, first - 24 * HOUR] }, { ...RULES, most: 3 })).toBe(
      first + 24 * HOUR,
    );
    expect(
      nextReminder(fold(money(10_000, 'a'), { type: 'paid', data: { amount: CNY(10_000) } }), RULES),
    ).toBeUndefined();
  });
});

describe('payment files', () => {
  const options = { currency: 'CNY', tzOffset: 480, method: 'bank_transfer' };
  const read = (cells: TableRow['cells']) => {
    const mapping = paymentMapping(Object.keys(cells));
    return mapping.missing.length > 0 ? mapping.missing : readPayment({ line: 2, cells }, mapping, options);
  };
  it('understands our own columns and those of Alipay and WeChat (PAY-05, PAY-07)', () => {
    expect(
      read({
        order_no: 'A-1',
        reference: 'R1',
        amount: '128.50',
        fee: '-0.77',
        paid_at: '2026-11-20 09:00',
        method: '支付宝',
      }),
    ).toMatchObject({
      ok: true,
      payment: {
        no: 'A-1',
        reference: 'R1',
        amount: CNY(12_850),
        fee: CNY(77),
        method: 'alipay',
        at: Date.UTC(2026, 10, 20, 1),
      },
    });
    expect(
      read({
        支付宝交易号: '2026112022001\t',
        商户订单号: 'A-2\t',
        '收入金额（+元）': '1,000.00',
        发生时间: '2026-11-20 09:00:00',
      }),
    ).toMatchObject({
      ok: true,
      payment: { no: 'A-2', reference: '2026112022001', amount: CNY(100_000), method: 'bank_transfer' },
    });
    expect(read({ 订单号: 'A-1', 金额: '1' })).toEqual(['reference']);
  });
  it('refuses what is no payment, by row; footers are skipped', () => {
    const row = (more: Record<string, string>) =>
      read({ order_no: 'A', reference: 'R', amount: '1', ...more });
    expect(row({ amount: 'zwölf' })).toMatchObject({ ok: false, code: 'bad_number' });
    expect(row({ reference: '' })).toMatchObject({ ok: false, code: 'missing_field' });
    expect(row({ order_no: '=A1+1' })).toMatchObject({ ok: false, code: 'formula' });
    expect(row({ reference: '1.23E+15' })).toMatchObject({ ok: false, code: 'ruined_number' });
    expect(row({ order_no: '', reference: '', amount: '99' })).toBeUndefined();
  });
});
