/** A promotion as a manager writes it (REV-05). */
export interface Promotion {
  readonly entry: string;
  /** Code of the coupon that it needs. */
  readonly coupon?: string;
  /** Goods' total from which it holds, minor units. */
  readonly from: number;
  /** Most that it takes off: minor units, or a share of the goods' total. */
  readonly off: { readonly minor: number } | { readonly percent: number };
}

const AMOUNT = String.raw`(\d{1,9}(?:\.\d{1,2})?)`;
const FULL_CUT = new RegExp(`^(?:满)?${AMOUNT}(?:元)?(?:减|立减|-|−|—)${AMOUNT}(?:元)?$`);
const ZHE = /^(\d(?:\.\d)?)折$/;
const PERCENT = /^(\d{1,2}(?:\.\d)?)%(?:off|优惠)?$/i;
const CUT = new RegExp(`^(?:立减|减|优惠)${AMOUNT}(?:元)?$`);

const minor = (text: string | undefined): number => Math.round(Number(text ?? '0') * 100);

/**
 * Reads an entry: `满200减20`, `200-20`, `立减10`, `8.5折`, `15% off`, each also behind a coupon's code and `=`.
 * @returns undefined where nobody could say what it means
 */
export function parsePromotion(entry: string): Promotion | undefined {
  const plain = entry.normalize('NFKC').replace(/\s+/g, '');
  const parts = /^(?:([^=]{1,30})=)?(.+)$/.exec(plain);
  const rule = parts?.[2] ?? '';
  const coupon = parts?.[1] === undefined ? {} : { coupon: parts[1].toUpperCase() };
  const full = FULL_CUT.exec(rule);
  if (full) return { entry, ...coupon, from: minor(full[1]), off: { minor: minor(full[2]) } };
  const cut = CUT.exec(rule);
  if (cut) return { entry, ...coupon, from: 0, off: { minor: minor(cut[1]) } };
  const zhe = ZHE.exec(rule);
  if (zhe) return { entry, ...coupon, from: 0, off: { percent: 100 - Number(zhe[1]) * 10 } };
  const percent = PERCENT.exec(rule);
  if (percent) return { entry, ...coupon, from: 0, off: { percent: Number(percent[1]) } };
  return undefined;
}

/** Most that the promotion takes off goods of that total, minor units. */
const mostOf = ({ off }: Promotion, goods: number): number =>
  'minor' in off ? off.minor : Math.ceil((goods * off.percent) / 100);

/** Does a discount come from this promotion? */
export const fitsPromotion = (
  promotion: Promotion,
  order: { readonly goods: number; readonly discount: number; readonly coupon?: string },
): boolean =>
  order.goods >= promotion.from &&
  (promotion.coupon === undefined || promotion.coupon === order.coupon?.toUpperCase()) &&
  order.discount <= mostOf(promotion, order.goods);

export interface RuleFault {
  readonly rule: string;
  readonly code: 'promotion_unknown' | 'promotion_never' | 'word_in_both' | 'line_above_order';
  readonly entry: string;
}

/** Rules that nobody understands or that no order can ever meet; a manager is told, and no order waits for them. */
export function ruleFaults(rules: {
  readonly promotions: readonly string[];
  readonly specialWords: readonly string[];
  readonly harmlessWords: readonly string[];
  readonly maxOfLine: number;
  readonly maxOfOrder: number;
}): RuleFault[] {
  const faults: RuleFault[] = [];
  for (const entry of rules.promotions) {
    const promotion = parsePromotion(entry);
    if (!promotion) faults.push({ rule: 'review.promotions', code: 'promotion_unknown', entry });
    else if (
      'minor' in promotion.off
        ? promotion.off.minor <= 0 || (promotion.from > 0 && promotion.off.minor >= promotion.from)
        : promotion.off.percent <= 0 || promotion.off.percent >= 100
    )
      faults.push({ rule: 'review.promotions', code: 'promotion_never', entry });
  }
  const special = new Set(rules.specialWords.map((word) => word.toLowerCase()));
  for (const word of rules.harmlessWords)
    if (special.has(word.toLowerCase()))
      faults.push({ rule: 'review.harmlessWords', code: 'word_in_both', entry: word });
  if (rules.maxOfLine > rules.maxOfOrder)
    faults.push({ rule: 'review.maxOfLine', code: 'line_above_order', entry: String(rules.maxOfLine) });
  return faults;
}
