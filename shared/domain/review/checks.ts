import { receiverFaults } from '../order/auto-review.ts';
import type { OrderLine } from '../order/types.ts';
import { fitsPromotion, parsePromotion, type Promotion } from './promotions.ts';
import { readRemark } from './remarks.ts';
import {
  REVIEW_CHECKS,
  type ReviewCheck,
  type ReviewCheckFacts,
  type ReviewedOrder,
  type ReviewFinding,
  type ReviewRules,
} from './types.ts';

type Found = Omit<ReviewFinding, 'check'>;
type Check = (order: ReviewedOrder, facts: ReviewCheckFacts, rules: ReviewRules) => readonly Found[];
type Data = NonNullable<ReviewFinding['data']>;

const found = (result: Found['result'], code: string, data?: Data): Found => ({
  result,
  code,
  ...(data === undefined ? {} : { data }),
});
const goodsOf = (order: ReviewedOrder): OrderLine[] =>
  order.current.lines.filter((line) => line.kind === 'goods');

/** Sum of the lines of a kind, minor units; undefined where a price is missing or currencies are mixed. */
function sumOf(
  lines: readonly OrderLine[],
): { readonly minor: number; readonly currency: string } | undefined {
  const [first] = lines;
  const currency = first?.unitPrice?.currency;
  if (currency === undefined) return undefined;
  let minor = 0;
  for (const { unitPrice, qty } of lines) {
    if (unitPrice === undefined || unitPrice.currency !== currency) return undefined;
    minor += unitPrice.minor * qty;
  }
  return Number.isSafeInteger(minor) ? { minor, currency } : undefined;
}

/** Goods' total of an order, where every line has a price of one currency. */
export const goodsTotal = (order: ReviewedOrder) => sumOf(goodsOf(order));

const CHECKS: Readonly<Record<ReviewCheck, Check>> = {
  remark(order, facts, rules) {
    const { kind, words } = readRemark(facts.remark, rules);
    const asked: Found[] = [];
    if (kind === 'special') asked.push(found('person', 'remark_special', { words: words.join('、') }));
    if (kind === 'plain') asked.push(found('person', 'remark_to_judge'));
    // SPC-06: whether it can be made is judged here, not at the bench.
    if (order.flags.includes('custom')) asked.push(found('person', 'custom_order'));
    return asked;
  },

  channel(_order, { channel = 'open' }) {
    if (channel === 'open') return [];
    const closed = channel === 'cancelled' || channel === 'refunded' || channel === 'shipped';
    return [found(closed ? 'fail' : 'person', `channel_${channel}`)];
  },

  completeness(order, facts) {
    const { current } = order;
    const faults: Found[] = [];
    if (current.kind === 'service') faults.push(found('person', 'service_order'));
    else if (goodsOf(order).length === 0) faults.push(found('fail', 'no_goods'));
    if (!current.receiverMasked)
      for (const code of receiverFaults(facts.receiver))
        if (code !== 'phone_implausible') faults.push(found('fail', code));
    if (order.payment === 'COD' && !(current.codAmount && current.codAmount.minor > 0))
      faults.push(found('fail', 'cod_amount_missing'));
    return faults;
  },

  phone(order, facts) {
    const odd = !order.current.receiverMasked && receiverFaults(facts.receiver).includes('phone_implausible');
    return odd ? [found('warn', 'phone_implausible')] : [];
  },

  address: (order, { places = [] }) =>
    order.current.receiverMasked ? [] : places.map((code) => found('warn', code)),

  sku(order, { products }) {
    return goodsOf(order).flatMap(({ sku, no, variant }): Found[] => {
      const product = products.get(sku);
      if (!product) return [found('fail', 'unknown_sku', { sku })];
      if (product.delisted === true) return [found('person', 'sku_delisted', { sku })];
      if (product.kind === 'service') return [found('person', 'sku_not_goods', { sku })];
      // REV-06: what the customer chose and what we would send.
      const differs =
        variant !== undefined && product.variant !== undefined && !sameWords(variant, product.variant);
      return differs ? [found('warn', 'variant_differs', { sku, line: no })] : [];
    });
  },

  price(order, { products }, { priceTolerance }) {
    return goodsOf(order).flatMap(({ sku, unitPrice }): Found[] => {
      const list = products.get(sku)?.price;
      if (list === undefined || unitPrice === undefined) return [];
      if (list.currency !== unitPrice.currency) return [found('person', 'price_currency', { sku })];
      const off = Math.abs(unitPrice.minor - list.minor) * 100;
      if (off <= priceTolerance * list.minor) return [];
      const code = unitPrice.minor < list.minor ? 'price_low' : 'price_high';
      return [found('person', code, { sku, price: unitPrice.minor, list: list.minor })];
    });
  },

  amounts(order, _facts, { maxTotal }) {
    const { total, freight, discount, paid, lines } = order.current;
    const odd: Found[] = [];
    if (total !== undefined && total.minor < 0) odd.push(found('fail', 'total_negative'));
    if (total !== undefined && maxTotal > 0 && total.minor > maxTotal)
      odd.push(found('person', 'large_order', { total: total.minor }));
    const goods = goodsTotal(order);
    const extra = sumOf(lines.filter((line) => line.kind !== 'goods'));
    if (goods && total && goods.currency === total.currency) {
      const off = Math.abs(discount?.minor ?? 0);
      const other = lines.some((line) => line.kind !== 'goods') ? (extra?.minor ?? 0) : 0;
      const carried = freight?.minor ?? 0;
      // Freight and discount stand in lines of their own, in the head, or in both.
      const sums = [goods.minor + carried - off, goods.minor + other, goods.minor + other + carried - off];
      if (!sums.includes(total.minor))
        odd.push(found('person', 'amounts_do_not_add_up', { sum: sums[0] ?? 0, total: total.minor }));
    }
    if (
      paid &&
      total &&
      paid.currency === total.currency &&
      order.payment === 'PAID' &&
      paid.minor !== total.minor
    )
      odd.push(found('person', 'paid_differs', { paid: paid.minor, total: total.minor }));
    return odd;
  },

  promotion(order, _facts, { promotions, maxDiscount }) {
    const goods = goodsTotal(order);
    const off = Math.abs(order.current.discount?.minor ?? 0);
    if (off === 0 || !goods) return [];
    if (off > goods.minor)
      return [found('fail', 'discount_above_goods', { discount: off, goods: goods.minor })];
    const { coupon } = order.current;
    const known = promotions.map(parsePromotion).filter((one): one is Promotion => one !== undefined);
    const asked = { goods: goods.minor, discount: off, ...(coupon === undefined ? {} : { coupon }) };
    if (known.some((promotion) => fitsPromotion(promotion, asked))) return [];
    const coupons = known.filter((promotion) => promotion.coupon !== undefined);
    if (coupon !== undefined && coupons.length > 0) {
      const named = coupons.some((promotion) => promotion.coupon === coupon.toUpperCase());
      return [found('person', named ? 'coupon_rule' : 'coupon_unknown', { coupon })];
    }
    const share = Math.ceil((off * 100) / goods.minor);
    return share > maxDiscount ? [found('person', 'discount_large', { share, most: maxDiscount })] : [];
  },

  quantity(order, _facts, { maxOfLine, maxOfOrder }) {
    const lines = goodsOf(order);
    const odd = lines.flatMap(({ qty, no, sku }): Found[] => {
      if (!Number.isSafeInteger(qty) || qty < 1) return [found('fail', 'quantity_invalid', { line: no })];
      return qty > maxOfLine ? [found('person', 'quantity_large', { sku, qty, most: maxOfLine })] : [];
    });
    const units = lines.reduce((sum, { qty }) => sum + qty, 0);
    if (units > maxOfOrder) odd.push(found('person', 'order_large', { units, most: maxOfOrder }));
    return odd;
  },

  stock(order, { stock }) {
    if (stock === 'not_tracked') return [];
    const wanted = new Map<string, number>();
    for (const { sku, qty } of goodsOf(order)) wanted.set(sku, (wanted.get(sku) ?? 0) + qty);
    return [...wanted].flatMap(([sku, want]): Found[] => {
      const have = stock.get(sku) ?? 0;
      return have >= want ? [] : [found('person', 'stock_short', { sku, want, have: Math.max(0, have) })];
    });
  },

  // It waits for the money after the review (O9); who pays at the door is looked at under completeness.
  payment: (order) => (order.payment === 'UNPAID' ? [found('warn', 'unpaid')] : []),

  credit(order, { credit }, rules) {
    if (credit === 'blocked')
      return [rules.blocked === 'stop' ? found('fail', 'credit_stop') : found('person', 'credit_blocked')];
    if (credit !== 'prepay') return [];
    if (order.payment === 'COD') return [found('fail', 'credit_prepaid')];
    return order.payment === 'UNPAID' ? [found('warn', 'credit_waits')] : [];
  },
};

const sameWords = (a: string, b: string): boolean => {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s,，;；:：/、]+/g, '');
  return plain(a).includes(plain(b)) || plain(b).includes(plain(a));
};

/**
 * All checks of an order as it stands, each with at least one finding. Pure: everything that it must know is a fact or a
 * rule. `person` and `warn` may be taken as they are by whoever approves, `fail` may not.
 */
export function reviewChecks(
  order: ReviewedOrder,
  facts: ReviewCheckFacts,
  rules: ReviewRules,
): ReviewFinding[] {
  return REVIEW_CHECKS.flatMap((check): ReviewFinding[] => {
    const all = CHECKS[check](order, facts, rules);
    return all.length === 0 ? [{ check, result: 'pass' }] : all.map((one) => ({ check, ...one }));
  });
}
