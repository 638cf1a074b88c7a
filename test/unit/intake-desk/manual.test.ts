import { describe, expect, it } from 'vitest';
import {
  checkManual,
  EMPTY_MANUAL,
  manualDraft,
  manualInput,
  manualSums,
  nameKey,
  phoneKey,
  sameGoods,
  type ManualInput,
} from '../../../shared/intake/index.ts';

const NOW = Date.UTC(2026, 10, 23, 4);
const facts = { now: NOW, unknownSkus: new Set<string>(), mostLines: 1_000 };
const line = (sku: string, qty: number, price: number | null, kind: 'goods' | 'service' = 'goods') => ({
  sku,
  name: sku,
  variant: '',
  qty,
  price,
  kind,
});
const GOOD: ManualInput = {
  ...EMPTY_MANUAL,
  receiver: {
    ...EMPTY_MANUAL.receiver,
    name: '张三',
    phone: '13800138000',
    province: '广东省',
    city: '深圳市',
    district: '南山区',
    detail: '科技园路1号',
    postcode: '518057',
  },
  lines: [line('MUG', 2, 1_500), line('TEA', 1, 4_000)],
  freight: 600,
  discount: 1_000,
};
const codes = (form: ManualInput, more = facts): string[] => checkManual(form, more).map(({ code }) => code);

describe('The form of a typed order (INT-02, INT-05 to INT-09)', () => {
  it('a whole form has nothing to say, and adds up (INT-07)', () => {
    expect(checkManual(GOOD, facts)).toEqual([]);
    expect(manualSums(GOOD)).toEqual({ goods: 7_000, due: 6_600 });
    expect(codes({ ...GOOD, total: 6_600 })).toEqual([]);
  });

  it('amounts that do not add up say where they do not (INT-07)', () => {
    expect(checkManual({ ...GOOD, total: 7_000 }, facts)).toEqual([
      { code: 'total_differs', level: 'error', field: 'total', data: { due: 6_600, got: 7_000 } },
    ]);
    expect(codes({ ...GOOD, discount: 9_000 })).toEqual(['discount_too_large']);
    expect(codes({ ...GOOD, freight: -1 })).toEqual(['amount_invalid']);
    expect(codes({ ...GOOD, freight: Number.NaN })).toContain('amount_invalid');
    expect(codes({ ...GOOD, payment: 'PAID', paid: 6_000, paymentMethod: 'cash' })).toEqual(['paid_differs']);
    expect(codes({ ...GOOD, payment: 'PAID', paid: 9_000, paymentMethod: 'cash' })).toEqual([
      'paid_too_much',
    ]);
    expect(codes({ ...GOOD, paid: 6_600 })).toEqual(['paid_though_unpaid']);
    expect(
      codes({ ...GOOD, lines: [line('MUG', 1, 0)], freight: null, discount: null, payment: 'COD' }),
    ).toEqual(['cod_nothing_due']);
  });

  it('a payment wants its method and its transaction number, cash only the first (INT-08)', () => {
    const paid: ManualInput = { ...GOOD, payment: 'PAID', paid: 6_600 };
    expect(codes(paid)).toEqual(['method_missing']);
    expect(codes({ ...paid, paymentMethod: 'alipay' })).toEqual(['reference_missing']);
    expect(codes({ ...paid, paymentMethod: 'alipay', paymentReference: '2026112322001' })).toEqual([]);
    expect(codes({ ...paid, paymentMethod: 'cash' })).toEqual([]);
    expect(codes({ ...paid, paymentMethod: 'cash', paidAt: NOW + 86_400_000 })).toEqual(['paid_in_future']);
  });

  it('lines without SKU, quantity or price are named by their number (INT-06)', () => {
    const form = {
      ...GOOD,
      discount: null,
      lines: [line('', 1, 100), line('MUG', 0, null), line('MUG', 1.5, -5), line('NEW', 1, 1)],
    };
    expect(
      checkManual(form, { ...facts, unknownSkus: new Set(['NEW']) }).map(({ code, field }) => [code, field]),
    ).toEqual([
      ['sku_missing', 'lines.0'],
      ['quantity_invalid', 'lines.1'],
      ['price_missing', 'lines.1'],
      ['sku_twice', 'lines.2'],
      ['quantity_invalid', 'lines.2'],
      ['price_invalid', 'lines.2'],
      ['unknown_sku', 'lines.3'],
    ]);
    expect(codes({ ...GOOD, lines: [] })).toContain('no_lines');
  });

  it('an order of a thousand lines is checked, one more is not taken', () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => line(`SKU-${String(at)}`, 3, 999));
    expect(codes({ ...GOOD, lines, discount: null })).toEqual([]);
    expect(manualSums({ ...GOOD, lines, discount: null }).goods).toBe(2_997_000);
    expect(codes({ ...GOOD, discount: null, lines: [...lines, line('MORE', 1, 1)] })).toEqual([
      'too_many_lines',
    ]);
  });

  it.each([
    ['half a name', { name: '张' }, 'name_short'],
    ['an emoji for a name', { name: '😀😀' }, 'name_odd'],
    ['HTML for a name', { name: '<b>张三</b>' }, 'name_odd'],
    ['text that turns around', { detail: '科技园路\u202e1号' }, 'text_hidden'],
    ['no phone', { phone: '' }, 'phone_missing'],
    ['a phone of ten digits', { phone: '1380013800' }, 'phone_implausible'],
    ['half an address', { province: '', city: '', detail: '1号' }, 'address_incomplete'],
    ['a postcode of five digits', { postcode: '51805' }, 'postcode_odd'],
    ['a masked name', { name: '张**', phone: '138****8000' }, 'receiver_masked'],
  ])('%s is doubtful, not refused', (_, part, code) => {
    const found = checkManual({ ...GOOD, receiver: { ...GOOD.receiver, ...part } }, facts);
    expect(found.map((each) => each.code)).toContain(code);
    expect(found.every(({ level }) => level === 'warn')).toBe(true);
  });

  it('names of other scripts, landlines and numbers abroad are in order', () => {
    for (const [name, phone, country] of [
      ['买买提·艾山', '0998-1234567', ''],
      ["Siobhán O'Neill-Smith", '+353 1 234 5678', 'Ireland'],
      ['محمد علي', '+971501234567', 'UAE'],
    ] as const)
      expect(codes({ ...GOOD, receiver: { ...GOOD.receiver, name, phone, country, postcode: '' } })).toEqual(
        [],
      );
  });

  it('services need nobody to ship to, goods do (INT-10)', () => {
    const service = {
      ...GOOD,
      receiver: EMPTY_MANUAL.receiver,
      lines: [line('FITTING', 1, 9_900, 'service' as const)],
      freight: null,
      discount: null,
    };
    expect(codes(service)).toEqual([]);
    expect(manualDraft(service, 'S1', NOW).base.kind).toBe('service');
    expect(codes({ ...service, freight: 600 })).toEqual(['service_with_freight']);
    expect(codes({ ...GOOD, receiver: EMPTY_MANUAL.receiver })).toEqual(['receiver_missing']);
  });

  it('an invoice wants a title, a company a tax number (INT-09)', () => {
    const invoice = {
      kind: 'company' as const,
      title: '深圳某某有限公司',
      taxNo: '91440300MA5DA1234X',
      email: '',
    };
    expect(codes({ ...GOOD, invoice })).toEqual([]);
    expect(codes({ ...GOOD, invoice: { ...invoice, taxNo: '123' } })).toEqual(['tax_no_odd']);
    expect(codes({ ...GOOD, invoice: { ...invoice, title: ' ' } })).toEqual(['invoice_title_missing']);
  });

  it('what is saved comes back as it was typed', () => {
    const typed: ManualInput = {
      ...GOOD,
      channel: 'chat',
      channelOrderNo: 'C-77',
      orderedAt: NOW - 1,
      total: 6_600,
      payment: 'PAID',
      paid: 6_600,
      paymentMethod: 'alipay',
      paymentReference: '2026112322001',
      paidAt: NOW - 2,
      coupon: 'NEW10',
      remark: '请放门口 😀 <script>alert(1)</script>',
      sellerNote: 'VIP',
      source: '张三 13800138000 …',
      invoice: { kind: 'company', title: '某某公司', taxNo: '91440300MA5DA1234X', email: 'a@example.com' },
      flags: ['urgent'],
      carrier: 'SF',
      shipBy: NOW + 1,
    };
    const { base, private: told } = manualDraft(typed, 'C-77', NOW);
    expect(manualInput({ ...base, receivedAt: NOW, author: 'op:1' }, told)).toEqual(typed);
    expect(base).toMatchObject({ intake: 'manual', kind: 'goods' });
    expect(base.codAmount).toBeUndefined();
    expect(JSON.stringify(base)).not.toContain('张三');
  });

  it('goods are the same in any order of the lines, and not in other numbers', () => {
    expect(sameGoods([line('A', 1, 1), line('B', 2, 1)], [line('b', 2, 9), line('A', 1, 9)])).toBe(true);
    expect(sameGoods([line('A', 1, 1)], [line('A', 2, 1)])).toBe(false);
    expect(sameGoods([], [])).toBe(false);
  });

  it('one customer is one phone number however it is written, and every extension is another customer', () => {
    for (const phone of ['13800138000', '+86 138 0013 8000', '0086-138-0013-8000', '１３８００１３８０００'])
      expect(phoneKey(phone)).toBe('13800138000');
    expect(phoneKey('18412345678转4321')).toBe('18412345678#4321');
    expect(phoneKey('18412345678-4321')).toBe('18412345678#4321');
    expect(phoneKey('18412345678-9999')).not.toBe(phoneKey('18412345678-4321'));
    expect(phoneKey('138****8000')).toBeUndefined();
    expect(phoneKey('0755-12345678')).toBe('075512345678');
    expect(nameKey(' 张 三 ')).toBe('张三');
  });
});
