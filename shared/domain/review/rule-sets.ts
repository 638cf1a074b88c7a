import type { ReviewFinding } from './types.ts';

/**
 * Named sets of checks by which the system approves (O5, 自动审核). A changed set gets a new name. `auto-clean-v1` is what
 * `autoReview` decides at intake without products, stock and customers at hand; a test holds the two together.
 */
export const RULE_SETS = ['auto-clean-v1', 'auto-strict-v1'] as const;
export type RuleSet = (typeof RULE_SETS)[number];

/** Codes that `auto-clean-v1` looks at. Money that is missing comes later (O9). */
const CLEAN: ReadonlySet<string> = new Set([
  'channel_shipped',
  'channel_partly_shipped',
  'channel_cancelled',
  'channel_refunded',
  'channel_partly_refunded',
  'channel_unknown_status',
  'service_order',
  'no_goods',
  'quantity_invalid',
  'unknown_sku',
  'receiver_missing',
  'name_missing',
  'phone_missing',
  'phone_implausible',
  'address_incomplete',
  'cod_amount_missing',
]);

const stops = (set: RuleSet, { result, code = '' }: ReviewFinding): boolean => {
  if (result === 'pass' || code === 'unpaid') return false;
  return set === 'auto-strict-v1' || CLEAN.has(code);
};

/** What keeps the system from approving by this set; nothing: it approves. */
export const stoppedBy = (set: RuleSet, findings: readonly ReviewFinding[]): ReviewFinding[] =>
  findings.filter((finding) => stops(set, finding));
