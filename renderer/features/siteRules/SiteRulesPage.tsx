import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SiteRuleView } from '../../../shared/contract/index.ts';
import { isSiteRule, SITE_RULE_KEYS } from '../../../shared/domain/site-rules/index.ts';
import type { SiteRuleKey } from '../../../shared/domain/site-rules/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import { useList } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { RuleRow } from './RuleRow.tsx';
import './site-rules.css';

type Area = SiteRuleKey extends `${infer A}.${string}` ? A : never;
const areaOf = (key: SiteRuleKey): Area => key.split('.')[0] as Area;
const AREAS: readonly Area[] = [...new Set(SITE_RULE_KEYS.map(areaOf))];

/** All that a manager sets for the whole site, each with what it means and its default. */
export function SiteRulesPage() {
  const { text } = useWords();
  const [search, setSearch] = useState('');
  const { value } = useList('siteRules.list', {}, ['rules']);
  const wanted = search.trim().toLowerCase();
  const rows = (value ?? []).filter(({ key }) => isSiteRule(key) && fits(key));
  function fits(key: SiteRuleKey): boolean {
    const words = [key, text(`siteRule.${key}.name`), text(`siteRule.${key}.meaning`)];
    return wanted === '' || words.some((each) => each.toLowerCase().includes(wanted));
  }
  return (
    <OfficePage
      title={text('siteRule.title')}
      sub={text('siteRule.sub')}
      actions={
        <TextInput
          placeholder={text('siteRule.search')}
          aria-label={text('siteRule.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      }
    >
      {value !== undefined && rows.length === 0 ? <Empty title={text('siteRule.none')} /> : null}
      {AREAS.map((area) => (
        <AreaCard key={area} area={area} rows={rows.filter(({ key }) => key.startsWith(`${area}.`))} />
      ))}
    </OfficePage>
  );
}

function AreaCard({ area, rows }: { readonly area: Area; readonly rows: readonly SiteRuleView[] }) {
  const { text } = useWords();
  if (rows.length === 0) return null;
  return (
    <section className="card">
      <h2>{text(`siteRule.area.${area}` as TextKey)}</h2>
      <div className="site-rules">
        {rows.map((row) => (
          // A rule that was set elsewhere meanwhile is shown as it is now.
          <RuleRow key={`${row.key} ${JSON.stringify(row.value)}`} row={row} />
        ))}
      </div>
    </section>
  );
}
