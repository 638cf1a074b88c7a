import { createEmitter } from '../../../shared/base/index.ts';
import type { SiteRuleView } from '../../../shared/contract/index.ts';
import { canonicalJson } from '../../../shared/domain/index.ts';
import {
  isSiteRule,
  SITE_RULE_KEYS,
  SITE_RULES,
  siteRuleDefault,
  siteRuleValue,
  type SiteRuleKey,
  type SiteRuleOf,
  type SiteRuleValue,
} from '../../../shared/domain/site-rules/index.ts';
import type { ConfigDoc } from '../../../shared/schema/index.ts';
import type { AuditService } from './audit.ts';
import { DONE, refused, type Context, type Outcome } from './context.ts';

export interface SiteRulesService {
  get<K extends SiteRuleKey>(key: K): SiteRuleOf<K>;
  list(): SiteRuleView[];
  /** @param value undefined: back to the default */
  save(key: string, value: unknown, by: string): Promise<Outcome<null>>;
  /** Rules that came from the hub. */
  pulled(docs: readonly ConfigDoc[]): void;
  onChanged(listener: (key: SiteRuleKey) => void): void;
}

const idOf = (key: SiteRuleKey): string => `rule:${key}`;

/**
 * The site's rules, kept in memory: every check reads them. One document a rule, so that two managers at two stations who set
 * two rules both keep theirs; of one rule the later setting counts.
 */
export async function createSiteRules(ctx: Context, audit: AuditService): Promise<SiteRulesService> {
  const set = new Map<SiteRuleKey, SiteRuleValue>();
  const changed = createEmitter<SiteRuleKey>();

  /** What is stored may come from another version: a value that is not allowed here leaves the default. */
  function take({ value: { key, value } }: ConfigDoc): SiteRuleKey | undefined {
    if (typeof key !== 'string' || !isSiteRule(key)) return undefined;
    const allowed = siteRuleValue(SITE_RULES[key], value);
    if (allowed === undefined) set.delete(key);
    else set.set(key, allowed);
    return key;
  }
  for (const doc of await ctx.db.config.find({ selector: { kind: 'site_rule' } })) take(doc);

  const get = <K extends SiteRuleKey>(key: K): SiteRuleOf<K> =>
    (set.get(key) ?? siteRuleDefault(key)) as SiteRuleOf<K>;

  return {
    get,
    list: () =>
      SITE_RULE_KEYS.map((key) => {
        const value: SiteRuleValue = get(key);
        const plain = typeof value === 'object' ? [...value] : value;
        return { key, value: plain, isDefault: !set.has(key) };
      }),
    async save(key, value, by) {
      if (!isSiteRule(key)) return refused('rule_unknown', { rule: key });
      const before = canonicalJson(get(key));
      const allowed = value === undefined ? undefined : siteRuleValue(SITE_RULES[key], value);
      if (value !== undefined && allowed === undefined) return refused('rule_not_allowed', { rule: key });
      await ctx.db.config.put({
        id: idOf(key),
        kind: 'site_rule',
        value: allowed === undefined ? { key } : { key, value: allowed },
        private: {},
      });
      await ctx.db.barrier();
      if (allowed === undefined) set.delete(key);
      else set.set(key, allowed);
      audit.note({ what: 'rule_changed', by, on: key, old: before, new: canonicalJson(get(key)) });
      changed.emit(key);
      ctx.push.emit({ event: 'changed', value: { what: 'rules' } });
      return DONE;
    },
    pulled(docs) {
      for (const doc of docs) {
        const key = doc.kind === 'site_rule' ? take(doc) : undefined;
        if (key !== undefined) changed.emit(key);
      }
      if (docs.some(({ kind }) => kind === 'site_rule'))
        ctx.push.emit({ event: 'changed', value: { what: 'rules' } });
    },
    onChanged: (listener) => void changed.on(listener),
  };
}
