import type { ChannelStatus } from '../order/auto-review.ts';
import type { OrderState, Party } from '../order/types.ts';
import type { Product } from '../product/types.ts';

/** What a review looks at (REV-01 to REV-10), in the order in which it is read. */
export const REVIEW_CHECKS = [
  'remark',
  'channel',
  'completeness',
  'phone',
  'address',
  'sku',
  'price',
  'amounts',
  'promotion',
  'quantity',
  'stock',
  'payment',
  'credit',
] as const;
export type ReviewCheck = (typeof REVIEW_CHECKS)[number];

/**
 * `warn` a doubt or something to know; `person` somebody has to judge it, and may take it as it is; `fail` it cannot be
 * approved like this.
 */
export const REVIEW_RESULTS = ['pass', 'warn', 'person', 'fail'] as const;
export type ReviewResultKind = (typeof REVIEW_RESULTS)[number];

export interface ReviewFinding {
  readonly check: ReviewCheck;
  readonly result: ReviewResultKind;
  /** Missing where it passed. Stable: words and tests hang on it. */
  readonly code?: string;
  readonly data?: Readonly<Record<string, string | number>>;
}

/** Oddities of an address; what finds them knows the places. */
export type PlaceFault =
  | 'province_missing'
  | 'province_unknown'
  | 'city_missing'
  | 'city_not_in_province'
  | 'district_missing'
  | 'detail_without_number';

export interface ReviewCheckFacts {
  /** By SKU, of those in the order that are known. */
  readonly products: ReadonlyMap<string, Product>;
  readonly receiver?: Party;
  /** Parts of the address that do not go together. */
  readonly places?: readonly PlaceFault[];
  readonly remark?: string;
  readonly channel?: ChannelStatus;
  /** Units that are free, by SKU; `not_tracked` = the site keeps no stock. */
  readonly stock: 'not_tracked' | ReadonlyMap<string, number>;
  /** Of the customer; missing = nothing is known against them. */
  readonly credit?: 'good' | 'prepay' | 'blocked';
}

export interface ReviewRules {
  /** Percent. */
  readonly priceTolerance: number;
  /** Percent of the goods' total. */
  readonly maxDiscount: number;
  readonly promotions: readonly string[];
  readonly maxOfLine: number;
  readonly maxOfOrder: number;
  /** Minor units; 0 = no limit. */
  readonly maxTotal: number;
  readonly specialWords: readonly string[];
  readonly harmlessWords: readonly string[];
  /** What it means that a customer is blocked. */
  readonly blocked: 'person' | 'stop';
}

export type ReviewedOrder = Pick<OrderState, 'current' | 'payment' | 'flags'>;

/** How a finding is named in `review_checked`, and taken as it is by whoever approves. */
export const findingKey = ({ check, code }: Pick<ReviewFinding, 'check' | 'code'>): string =>
  `${check}:${code ?? ''}`;
