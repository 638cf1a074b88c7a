import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approvalRefusal,
  autoReview,
  CHANNEL_STATES,
  doubtState,
  findingKey,
  foldOrder,
  fitsPromotion,
  parsePromotion,
  readRemark,
  REVIEW_CHECKS,
  reviewChecks,
  ruleFaults,
  stoppedBy,
  type OrderBase,
  type Party,
  type Product,
  type ReviewCheckFacts,
  type ReviewFinding,
  type ReviewRules,
} from '../../../shared/domain/index.ts';
import { placeFaults } from '../../../shared/intake/index.ts';
import { siteRuleDefault } from '../../../shared/domain/site-rules/index.ts';
import { BASE, history } from '../domain/order/fixtures.ts';

const CNY = (minor: number) => ({ minor, currency: 'CNY' });
const RULES: ReviewRules = {
  priceTolerance: 5,
  maxDiscount: 30,
  promotions: [],
  maxOfLine: 99,
  maxOfOrder: 500,
  maxTotal: 0,
  specialWords: siteRuleDefault('review.specialWords'),
  harmlessWords: siteRuleDefault('review.harmlessWords'),
  blocked: 'stop',
};
const RECEIVER: Party = {
  name: '李晓梅',
  phone: '13912345678',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路168号3幢502室',
};
const product = (sku: string, more: Partial<Product> = {}): Product => ({
  sku,
  name: sku,
  codes: [],
  marks: [],
  quantityEntry: false,
  kind: 'goods',
  ...more,
});
const known = (...products: Product[]): ReviewCheckFacts['products'] =>
  new Map(products.map((one) => [one.sku, one]));
const FACTS: ReviewCheckFacts = {
  products: known(product('A'), product('B')),
  receiver: RECEIVER,
  stock: 'not_tracked',
};
function order(base: Partial<OrderBase> = {}) {
  return foldOrder({ base: { ...BASE, ...base }, events: [] });
}
const line = (sku: string, qty: number, minor?: number) => ({
  no: 1,
  sku,
  name: sku,
  qty,
  kind: 'goods' as const,
  ...(minor === undefined ? {} : { unitPrice: CNY(minor) }),
});
function find(
  base: Partial<OrderBase>,
  facts: Partial<ReviewCheckFacts> = {},
  rules: Partial<ReviewRules> = {},
): ReviewFinding[] {
  return reviewChecks(order(base), { ...FACTS, ...facts }, { ...RULES, ...rules });
}
const odd = (findings: readonly ReviewFinding[]): string[] =>
  findings.filter(({ result }) => result !== 'pass').map((one) => `${one.result} ${findingKey(one)}`);

describe('checks of a review', () => {
  it('every check says something of every order, and nothing is in doubt of a good one', () => {
    const findings = find({ total: undefined as never });
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(REVIEW_CHECKS));
    expect(odd(findings)).toEqual([]);
  });

  it('completeness, phone and address: missing fails, doubtful is a doubt (REV-01, REV-02)', () => {
    const receiver = (more: Partial<Party>): string[] => {
      const party = { ...RECEIVER, ...more };
      return odd(find({ total: undefined as never }, { receiver: party, places: placeFaults(party) }));
    };
    expect(receiver({})).toEqual([]);
    expect(receiver({ phone: '123' })).toEqual(['warn phone:phone_implausible']);
    expect(receiver({ name: ' ' })).toEqual(['fail completeness:name_missing']);
    expect(receiver({ city: '苏州市' })).toEqual(['warn address:city_not_in_province']);
    expect(receiver({ province: '浙将省' })).toEqual(['warn address:province_unknown']);
    expect(receiver({ province: '', city: '' })).toContain('warn address:province_missing');
    expect(receiver({ district: '', detail: '文三路168号' })).toEqual(['warn address:district_missing']);
    expect(receiver({ detail: '西湖边上' })).toEqual(['warn address:detail_without_number']);
    expect(
      receiver({ country: 'US', province: 'CA', city: 'LA', detail: 'Main Street 1, apt 2' }),
    ).not.toContain('warn address:province_unknown');
    // A masked receiver cannot be judged here.
    expect(
      odd(find({ receiverMasked: true, total: undefined as never }, { places: ['city_missing'] })),
    ).toEqual([]);
  });

  it('goods inside the range: unknown fails, delisted and another variant are judged (REV-03, REV-06)', () => {
    const lines = [{ ...line('A', 1), variant: '红色' }];
    const of = (more: Partial<Product>) =>
      odd(find({ lines, total: undefined as never }, { products: known(product('A', more)) }));
    expect(of({})).toEqual([]);
    expect(of({ delisted: true })).toEqual(['person sku:sku_delisted']);
    expect(of({ variant: '白色' })).toEqual(['warn sku:variant_differs']);
    expect(of({ variant: '颜色:红色' })).toEqual([]);
    expect(odd(find({ lines, total: undefined as never }, { products: known() }))).toEqual([
      'fail sku:unknown_sku',
    ]);
  });

  it('price against the list price, inside the tolerance of the rule (REV-04)', () => {
    const at = (unit: number, rules: Partial<ReviewRules> = {}) =>
      odd(
        find(
          { lines: [line('A', 1, unit)], total: CNY(unit) },
          { products: known(product('A', { price: CNY(1000) })) },
          rules,
        ),
      );
    expect(at(1000)).toEqual([]);
    expect(at(950)).toEqual([]);
    expect(at(949)).toEqual(['person price:price_low']);
    expect(at(1051)).toEqual(['person price:price_high']);
    expect(at(949, { priceTolerance: 10 })).toEqual([]);
    expect(at(999, { priceTolerance: 0 })).toEqual(['person price:price_low']);
  });

  it('amounts that do not add up are judged by a person, large orders too (REV-04)', () => {
    const lines = [line('A', 2, 1000)];
    const sum = (base: Partial<OrderBase>, rules: Partial<ReviewRules> = {}) =>
      odd(find({ lines, ...base }, {}, rules)).filter((one) => one.includes('amounts'));
    expect(sum({ total: CNY(2000) })).toEqual([]);
    expect(sum({ total: CNY(2600), freight: CNY(800), discount: CNY(200) })).toEqual([]);
    expect(sum({ total: CNY(2600), freight: CNY(800), discount: CNY(-200) })).toEqual([]);
    expect(sum({ total: CNY(1999) })).toEqual(['person amounts:amounts_do_not_add_up']);
    expect(sum({ total: CNY(-1) })).toContain('fail amounts:total_negative');
    expect(sum({ total: CNY(2000), paid: CNY(1500) })).toEqual(['person amounts:paid_differs']);
    expect(sum({ total: CNY(2000) }, { maxTotal: 1999 })).toEqual(['person amounts:large_order']);
  });

  it('discounts follow a promotion or stay small (REV-05)', () => {
    const lines = [line('A', 3, 10_000)];
    const off = (discount: number, rules: Partial<ReviewRules> = {}, more: Partial<OrderBase> = {}) =>
      odd(find({ lines, total: CNY(30_000 - discount), discount: CNY(discount), ...more }, {}, rules)).filter(
        (one) => one.includes('promotion'),
      );
    expect(off(9000)).toEqual([]);
    expect(off(9001)).toEqual(['person promotion:discount_large']);
    expect(off(9001, { promotions: ['满200减100'] })).toEqual([]);
    expect(off(10_001, { promotions: ['满200减100'], maxDiscount: 0 })).toEqual([
      'person promotion:discount_large',
    ]);
    expect(off(100, { promotions: ['满400减50'], maxDiscount: 0 })).toEqual([
      'person promotion:discount_large',
    ]);
    expect(off(30_001, { maxDiscount: 100 })).toEqual(['fail promotion:discount_above_goods']);
    const coupons = { promotions: ['NEW=立减20'], maxDiscount: 100 };
    expect(off(2000, coupons, { coupon: 'new' })).toEqual([]);
    expect(off(2500, coupons, { coupon: 'NEW' })).toEqual(['person promotion:coupon_rule']);
    expect(off(2000, coupons, { coupon: 'OLD' })).toEqual(['person promotion:coupon_unknown']);
  });

  it('promotions are read as people write them; one that can never be met is told (a rule that can never be met)', () => {
    const fits = (entry: string, goods: number, discount: number) => {
      const promotion = parsePromotion(entry);
      return promotion && fitsPromotion(promotion, { goods, discount });
    };
    expect(fits('满200减20', 20_000, 2000)).toBe(true);
    expect(fits('满２００元减２０元', 19_999, 2000)).toBe(false);
    expect(fits('200-20', 20_000, 2001)).toBe(false);
    expect(fits('8.5折', 10_000, 1500)).toBe(true);
    expect(fits('15% off', 10_000, 1501)).toBe(false);
    expect(parsePromotion('买一送一')).toBeUndefined();
    const rules = { ...RULES, promotions: ['满100减200', '10折', '随便', '满200减20'] };
    expect(ruleFaults(rules).map(({ code, entry }) => `${code} ${entry}`)).toEqual([
      'promotion_never 满100减200',
      'promotion_unknown 10折',
      'promotion_unknown 随便',
    ]);
    expect(ruleFaults({ ...RULES, harmlessWords: ['发票'] }).map(({ code }) => code)).toEqual([
      'word_in_both',
    ]);
    expect(ruleFaults({ ...RULES, maxOfLine: 600 }).map(({ code }) => code)).toEqual(['line_above_order']);
    // No order waits for it: a discount is judged as if the rule were not there.
    expect(
      odd(find({ lines: [line('A', 1, 10_000)], discount: CNY(100), total: CNY(9900) }, {}, rules)),
    ).toEqual([]);
  });

  it('quantities, stock, payment and credit (REV-07, REV-08, REV-09)', () => {
    const lines = [line('A', 100), { ...line('B', 3), no: 2 }];
    expect(odd(find({ lines, total: undefined as never }))).toEqual(['person quantity:quantity_large']);
    expect(odd(find({ lines, total: undefined as never }, {}, { maxOfLine: 200, maxOfOrder: 102 }))).toEqual([
      'person quantity:order_large',
    ]);
    expect(odd(find({ lines: [line('A', 0)], total: undefined as never }))).toEqual([
      'fail quantity:quantity_invalid',
    ]);
    const stock = new Map([['A', 2]]);
    const two = [line('A', 1), { ...line('A', 2), no: 2 }];
    expect(odd(find({ lines: two, total: undefined as never }, { stock }))).toEqual([
      'person stock:stock_short',
    ]);
    expect(odd(find({ lines: [line('A', 2)], total: undefined as never }, { stock }))).toEqual([]);
    const credit = (
      state: 'prepay' | 'blocked',
      base: Partial<OrderBase>,
      rules: Partial<ReviewRules> = {},
    ) => odd(find({ total: undefined as never, ...base }, { credit: state }, rules));
    expect(odd(find({ payment: 'UNPAID', total: undefined as never }))).toEqual(['warn payment:unpaid']);
    expect(credit('blocked', {})).toEqual(['fail credit:credit_stop']);
    expect(credit('blocked', {}, { blocked: 'person' })).toEqual(['person credit:credit_blocked']);
    expect(credit('prepay', {})).toEqual([]);
    expect(credit('prepay', { payment: 'COD', codAmount: CNY(1) })).toEqual(['fail credit:credit_prepaid']);
  });

  it('a remark is read by a person unless it asks for nothing (REV-10, SPC-06)', () => {
    const kind = (text: string) => readRemark(text, RULES).kind;
    expect(kind('  \u200b ')).toBe('none');
    expect(kind('谢谢！！😊')).toBe('harmless');
    expect(kind('尽快发货，谢谢')).toBe('harmless');
    expect(kind('门口放着就好')).toBe('plain');
    expect(kind('请开发票')).toBe('special');
    expect(kind('Please add an INVOICE')).toBe('special');
    expect(kind('مرحبا '.repeat(400))).toBe('plain');
    expect(kind('<b>谢谢</b>')).toBe('plain');
    expect(odd(find({ flags: ['custom'], total: undefined as never }))).toEqual([
      'person remark:custom_order',
    ]);
  });
});

describe('verdict of a review', () => {
  const base: Partial<OrderBase> = { lines: [line('A', 1, 800)], total: CNY(800) };
  const dear = known(product('A', { price: CNY(1000) }));
  const judge = (findings: readonly ReviewFinding[], more: object = {}, noted: never[] = []) =>
    approvalRefusal(findings, noted, { accept: [], confirmDoubts: true, ...more })?.code;

  it('what a person has to judge is taken one by one; what fails is not taken at all (REV-11)', () => {
    const findings = find(base, { products: dear });
    expect(judge(findings)).toBe('check_to_accept');
    expect(judge(findings, { accept: ['price:price_low'] })).toBeUndefined();
    const failing = find(base, { products: known() });
    expect(judge(failing, { accept: ['sku:unknown_sku'] })).toBe('check_failed');
  });

  it('a remark waits for a word, and one that cannot be met is no approval (REV-10, REV-14)', () => {
    const findings = find({ total: undefined as never }, { remark: '请刻字' });
    expect(judge(findings)).toBe('remark_unread');
    expect(judge(findings, { remark: 'not_met' })).toBe('request_not_met');
    expect(judge(findings, { remark: 'negotiated' })).toBeUndefined();
  });

  it('a doubt of the customer’s data is confirmed with the customer first (CFM-05)', () => {
    const findings = find({ total: undefined as never }, { places: ['city_not_in_province'] });
    expect(doubtState(findings, [])).toBe('open');
    expect(judge(findings)).toBe('doubts_open');
    expect(judge(findings, { confirmDoubts: false })).toBeUndefined();
    const said = (objection: boolean) => [{ event: 'e', about: 'doubt' as const, way: 'phone', objection }];
    const refusal = (objection: boolean, confirmDoubts: boolean) =>
      approvalRefusal(findings, said(objection), { accept: [], confirmDoubts })?.code;
    expect(refusal(false, true)).toBeUndefined();
    // Who has said that it is wrong is not overruled by a rule.
    expect(refusal(true, false)).toBe('doubts_open');
    expect(doubtState(findings, [...said(false), ...said(true)])).toBe('objected');
  });

  it('what was confirmed of the old data does not hold for the new (CFM-05)', () => {
    const fixed = foldOrder({
      base: BASE,
      events: history([
        { type: 'submitted', data: {} },
        { type: 'confirmation_noted', data: { way: 'phone', about: 'doubt', objection: false } },
        { type: 'review_checked', data: { rules: 'review-v1', found: ['phone:phone_implausible'] } },
        { type: 'needs_fix', data: { reason: 'phone_wrong' } },
        { type: 'fixed', data: { contact: 'phone' } },
      ]),
    });
    expect(fixed.status).toBe('IN_REVIEW');
    expect(fixed.noted).toEqual([]);
    expect(fixed.review).toBeUndefined();
  });
});

describe('rules by which the system approves', () => {
  const party = fc.record({
    name: fc.constantFrom('李晓梅', '', ' '),
    phone: fc.constantFrom('13912345678', '123', ''),
    province: fc.constantFrom('浙江省', ''),
    city: fc.constantFrom('杭州市', ''),
    detail: fc.constantFrom('文三路168号', '', '浙江省杭州市文三路168号'),
  });
  const bases = fc.record({
    kind: fc.constantFrom<OrderBase['kind'][]>('goods', 'service'),
    payment: fc.constantFrom<OrderBase['payment'][]>('PAID', 'UNPAID', 'COD'),
    receiverMasked: fc.boolean(),
    lines: fc.array(
      fc.record({
        no: fc.integer({ min: 1, max: 9 }),
        sku: fc.constantFrom('A', 'B', 'X'),
        name: fc.constant('n'),
        qty: fc.constantFrom(0, 1, 2, 1.5),
        kind: fc.constantFrom<OrderBase['lines'][number]['kind'][]>('goods', 'charge'),
      }),
      { maxLength: 3 },
    ),
    codAmount: fc.constantFrom(CNY(0), CNY(100)),
  });

  it('auto-clean-v1 passes what it always passed: the checks and the rule at intake agree on every order', () => {
    fc.assert(
      fc.property(
        bases,
        fc.option(party, { nil: undefined }),
        fc.constantFrom(...CHANNEL_STATES),
        (more, receiver, channel) => {
          const base: OrderBase = { ...BASE, ...more };
          const unknownSkus = [
            ...new Set(base.lines.filter((one) => one.kind === 'goods').map((one) => one.sku)),
          ].filter((sku) => sku === 'X');
          const intake = autoReview(base, receiver ? { receiver } : {}, { unknownSkus, channel });
          const reasons = intake.ok
            ? []
            : intake.reasons.map((one) => one.code).filter((code) => code !== 'unpaid');
          const findings = reviewChecks(
            foldOrder({ base, events: [] }),
            { ...FACTS, receiver: receiver as never, places: ['city_missing'], channel, remark: '刻字' },
            RULES,
          );
          expect(stoppedBy('auto-clean-v1', findings).length === 0).toBe(reasons.length === 0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('auto-strict-v1 stops for whatever is not in order; money may come later', () => {
    const stops = (base: Partial<OrderBase>, facts: Partial<ReviewCheckFacts> = {}) =>
      stoppedBy('auto-strict-v1', find({ total: undefined as never, ...base }, facts)).map(findingKey);
    expect(stops({})).toEqual([]);
    expect(stops({ payment: 'UNPAID' })).toEqual([]);
    expect(stops({}, { remark: '门口放着' })).toEqual(['remark:remark_to_judge']);
    expect(stops({}, { places: ['district_missing'] })).toEqual(['address:district_missing']);
  });
});
