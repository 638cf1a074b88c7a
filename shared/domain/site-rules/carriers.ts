import type { SiteRuleDefinition } from './types.ts';

export const CARRIER_RULES = {
  /** Of the services that can take a parcel; urgent ones always go by the fastest. */
  'carriers.prefer': { kind: 'choice', default: 'cheapest', choices: ['cheapest', 'fastest'] },
  /** Box and filler, until somebody has weighed the parcel. */
  'carriers.packaging': { kind: 'number', unit: 'grams', default: 100, min: 0, max: 5_000 },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
