import type { SiteRuleDefinition } from './types.ts';

export const PICKING_RULES = {
  /** Orders that one picker takes at once, as many as a cart has totes. */
  'picking.cart': { kind: 'number', unit: 'count', default: 12, min: 1, max: 60 },
  /** ×N may be entered while picking; the bench checks every unit again. */
  'picking.quantity': { kind: 'flag', default: true },
  /** Every unit is confirmed by the tote that it goes into, where one walk picks for several orders. */
  'picking.totes': { kind: 'flag', default: false },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
