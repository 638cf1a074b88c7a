import { expectedShip } from '../../shared/domain/promise/index.ts';
import {
  SITE_RULES,
  siteRuleDefault,
  siteRuleValue,
  type SiteRuleKey,
  type SiteRuleOf,
} from '../../shared/domain/site-rules/index.ts';
import type { SiteTransaction } from '../store/port.ts';

/** What the hub must know of the site's rules to take an order in as a station would. */
export interface SiteRules {
  /** `free`: something has to be asked before the release (stock, allocation); a station does it. */
  readonly stock: 'free' | 'not_tracked';
  readonly shipBy: (paidAt: number) => number | undefined;
  /** `later`: the site's review wants more than can be known here, or a person. */
  readonly review: 'automatic' | 'later';
}

const KEYS = [
  'review.automatic',
  'stock.tracked',
  'stock.autoRelease',
  'allocation.rules',
  'allocation.nodes',
  'promise.hours',
  'promise.cutOff',
  'promise.weekdaysOnly',
  'promise.holidays',
  'promise.workingDays',
] as const satisfies readonly SiteRuleKey[];

/** As the stations write them (`services/site-rules.ts`); what is not allowed here leaves the default. */
export async function siteRulesOf(tx: Pick<SiteTransaction, 'documents'>): Promise<SiteRules> {
  const stored = await tx.documents(
    'config',
    KEYS.map((key) => `rule:${key}`),
  );
  const get = <K extends (typeof KEYS)[number]>(key: K): SiteRuleOf<K> => {
    const { value } = (stored.get(`rule:${key}`)?.document['value'] ?? {}) as { readonly value?: unknown };
    return (siteRuleValue(SITE_RULES[key], value) ?? siteRuleDefault(key)) as SiteRuleOf<K>;
  };
  const asks =
    get('stock.tracked') ||
    !get('stock.autoRelease') ||
    get('allocation.rules').length > 0 ||
    get('allocation.nodes').length > 0;
  const rules = {
    hours: get('promise.hours'),
    cutOff: get('promise.cutOff')[0] ?? '',
    weekdaysOnly: get('promise.weekdaysOnly'),
    holidays: get('promise.holidays'),
    workingDays: get('promise.workingDays'),
  };
  return {
    stock: asks ? 'free' : 'not_tracked',
    review: get('review.automatic') === 'clean' ? 'automatic' : 'later',
    shipBy: (paidAt) => expectedShip(paidAt, rules, (ms) => -new Date(ms).getTimezoneOffset()),
  };
}
