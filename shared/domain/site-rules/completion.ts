import type { SiteRuleDefinition } from './types.ts';

export const COMPLETION_RULES = {
  /** CMP-01: without a word from the customer an order counts as accepted after so long. */
  'completion.days': { kind: 'number', unit: 'days', default: 10, min: 1, max: 90 },
  /** CMP-02: orders that no carrier reports as signed count as accepted after so long; 0: only by a person. */
  'completion.shippedDays': { kind: 'number', unit: 'days', default: 0, min: 0, max: 365 },
  /** Ruling 8: rule book 001 wants the order settled already when it is completed. */
  'completion.settled': { kind: 'flag', default: false },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
