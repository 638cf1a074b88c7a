import { ARCHIVE_RULES } from './archive.ts';
import { CASE_RULES } from './cases.ts';
import { COMPLETION_RULES } from './completion.ts';
import { CARRIER_RULES } from './carriers.ts';
import { INTAKE_RULES } from './intake.ts';
import { PICKING_RULES } from './picking.ts';
import { TRACKING_RULES } from './tracking.ts';
import { NOTICE_RULES } from './notices.ts';
import { PAYMENT_RULES } from './payment.ts';
import { REVIEW_RULES } from './review.ts';
import { ALLOCATION_RULES, PROMISE_RULES, STOCK_RULES } from './stock.ts';
import type { SiteRuleDefinition, SiteRuleValue, SiteRuleValueOf } from './types.ts';
import { WORK_LIST_RULES } from './work-lists.ts';

export { siteRuleValue } from './types.ts';
export type { SiteRuleDefinition, SiteRuleUnit, SiteRuleValue } from './types.ts';

/** Every rule of the site, by `area.name`; one file an area. */
export const SITE_RULES = {
  ...STOCK_RULES,
  ...PROMISE_RULES,
  ...ALLOCATION_RULES,
  ...COMPLETION_RULES,
  ...CASE_RULES,
  ...PICKING_RULES,
  ...CARRIER_RULES,
  ...TRACKING_RULES,
  ...ARCHIVE_RULES,
  ...INTAKE_RULES,
  ...WORK_LIST_RULES,
  ...REVIEW_RULES,
  ...PAYMENT_RULES,
  ...NOTICE_RULES,
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;

export type SiteRuleKey = keyof typeof SITE_RULES;
export type SiteRuleOf<K extends SiteRuleKey> = SiteRuleValueOf<(typeof SITE_RULES)[K]>;

export const SITE_RULE_KEYS = Object.keys(SITE_RULES) as readonly SiteRuleKey[];

export const isSiteRule = (key: string): key is SiteRuleKey => Object.hasOwn(SITE_RULES, key);

export const siteRuleDefault = <K extends SiteRuleKey>(key: K): SiteRuleOf<K> =>
  SITE_RULES[key].default as SiteRuleValue as SiteRuleOf<K>;
