import type { SiteRuleDefinition } from './types.ts';

const percent = (value: number, max = 100) =>
  ({ kind: 'number', unit: 'percent', default: value, min: 0, max }) as const;
const words = (...value: readonly string[]) =>
  ({ kind: 'list', default: value, maxItems: 100, maxLength: 40 }) as const;

/** Checks of the review (REV). Its time limit is that of the work list `to_review`. */
export const REVIEW_RULES = {
  /**
   * Which orders the system approves by itself: `clean` = nothing in the data asks for a person; `strict` = every check of
   * the review passes; `off` = none.
   */
  'review.automatic': { kind: 'choice', default: 'clean', choices: ['clean', 'strict', 'off'] },
  /** How far a unit price may be from the list price (REV-04). */
  'review.priceTolerance': percent(5),
  /** Largest discount of the goods' total that needs no promotion (REV-05). */
  'review.maxDiscount': percent(30),
  /** Promotions that hold now: `满200减20`, `200-20`, `8折`, `15% off`. None: only the share above counts. */
  'review.promotions': words(),
  /** Most units of a line. */
  'review.maxOfLine': { kind: 'number', unit: 'count', default: 99, min: 1, max: 100_000 },
  /** Most units of an order. */
  'review.maxOfOrder': { kind: 'number', unit: 'count', default: 500, min: 1, max: 1_000_000 },
  /** Orders above this total are always looked at by a person; 0 = no limit. */
  'review.maxTotal': { kind: 'number', unit: 'minor', default: 0, min: 0, max: 1_000_000_000 },
  /** A remark with one of these is a special request (REV-10, SPC-06). */
  'review.specialWords': words(
    '发票',
    '定制',
    '刻字',
    '加急',
    '指定',
    '送到',
    '改地址',
    '更换',
    '换成',
    '赠品',
    '礼物',
    '贺卡',
    '不要',
    '代收',
    'invoice',
    'gift',
    'engrav',
    'urgent',
    'instead',
  ),
  /** A remark of nothing but these needs no judgement. */
  'review.harmlessWords': words(
    '谢谢',
    '好评',
    '尽快发货',
    '辛苦了',
    '无',
    '没有',
    'thanks',
    'thank you',
    'none',
  ),
  /** What it means that a customer is blocked (REV-09, RSK-03); one who has to pay first gets no goods before the money anyway. */
  'review.blocked': { kind: 'choice', default: 'stop', choices: ['person', 'stop'] },
  /** CFM-05: a doubt about the customer's data is confirmed with the customer before the order is approved. */
  'review.confirmDoubts': { kind: 'flag', default: true },
  /** The site's own reasons for 审核不通过 and 审核拒绝, beside those that the product knows. */
  'review.reasons': words(),
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
