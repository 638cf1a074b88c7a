import type { SiteRuleDefinition } from './types.ts';

export const INTAKE_RULES = {
  /** An order of the same receiver with the same goods within so many days is taken for a repetition. */
  'intake.duplicateDays': { kind: 'number', unit: 'days', default: 7, min: 0, max: 90 },
  /** Most lines of an order that is typed in. */
  'intake.maxLines': { kind: 'number', unit: 'count', default: 1_000, min: 1, max: 5_000 },
  /** INT-11: an order that is unclear as it comes waits for the clerk, and goes to the review when somebody has asked. */
  'intake.unclearWaits': { kind: 'flag', default: false },
  /** Why a second person gives a typed order back, beside the reasons that the product knows. */
  'intake.returnReasons': { kind: 'list', default: [], maxItems: 30, maxLength: 40 },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
