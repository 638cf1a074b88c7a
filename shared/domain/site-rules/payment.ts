import type { SiteRuleDefinition } from './types.ts';

export const PAYMENT_RULES = {
  /** PAY-01. Codes that the product has words for, or the site's own words. */
  'payment.methods': {
    kind: 'list',
    default: ['alipay', 'online_banking', 'bank_transfer', 'cod'],
    maxItems: 20,
    maxLength: 30,
  },
  /** PAY-03: an unpaid order is due for a reminder after so long, and again after so long. */
  'payment.remindAfter': { kind: 'number', unit: 'hours', default: 4, min: 1, max: 720 },
  'payment.remindEvery': { kind: 'number', unit: 'hours', default: 24, min: 1, max: 720 },
  'payment.remindMost': { kind: 'number', unit: 'count', default: 3, min: 0, max: 20 },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
