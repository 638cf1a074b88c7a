import { Button, NumberInput, Select, Switch, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { SiteRuleView } from '../../../shared/contract/index.ts';
import { SITE_RULES, siteRuleValue } from '../../../shared/domain/site-rules/index.ts';
import type {
  SiteRuleDefinition,
  SiteRuleKey,
  SiteRuleValue,
} from '../../../shared/domain/site-rules/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey, Words } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';

const same = (a: SiteRuleValue, b: SiteRuleValue): boolean => JSON.stringify(a) === JSON.stringify(b);
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

/** A value in words, as the default is shown. */
function told(words: Words, definition: SiteRuleDefinition, value: SiteRuleValue): string {
  const { text } = words;
  if (typeof value === 'boolean') return text(value ? 'siteRule.on' : 'siteRule.off');
  if (definition.kind === 'number')
    return `${words.count(Number(value))} ${text(`siteRule.unit.${definition.unit}`)}`.trim();
  if (definition.kind === 'choice') return text(`siteRule.choice.${String(value)}` as TextKey);
  const all = typeof value === 'object' ? value.join(' · ') : String(value);
  return all === '' ? text('siteRule.empty') : all;
}

/** One rule: what it is, what it means, its value, and the way back to the default. */
export function RuleRow({ row }: { readonly row: SiteRuleView }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const key = row.key as SiteRuleKey;
  const definition: SiteRuleDefinition = SITE_RULES[key];
  const may = useMay('siteRules.save');
  const [value, setValue] = useState<SiteRuleValue | ''>(row.value);
  const allowed = siteRuleValue(definition, value);
  const changed = !same(value, row.value);
  const name = text(`siteRule.${key}.name`);

  async function save(next: SiteRuleValue | undefined): Promise<void> {
    const plain = typeof next === 'object' ? [...next] : next;
    const saved = await station.act('siteRules.save', {
      key,
      ...(plain === undefined ? {} : { value: plain }),
    });
    if (saved) station.notify('good', text('siteRule.saved', { name }));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (changed && allowed !== undefined) void save(allowed);
  }
  return (
    <form className="site-rule" data-rule={key} onSubmit={submit}>
      <div>
        <b id={`rule-${key}`}>{name}</b>
        <p>{text(`siteRule.${key}.meaning`)}</p>
        <p className="muted">
          {text('siteRule.byDefault', { value: told(words, definition, definition.default) })}
        </p>
      </div>
      <Field definition={definition} label={name} value={value} disabled={!may} onChange={setValue} />
      <div className="row">
        {changed ? (
          <Button type="submit" size="sm" disabled={allowed === undefined}>
            {text('siteRule.save')}
          </Button>
        ) : null}
        {may && !row.isDefault && !changed ? (
          <Button size="sm" variant="subtle" onClick={() => void save(undefined)}>
            {text('siteRule.reset')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function Field({
  definition,
  label,
  value,
  disabled,
  onChange,
}: {
  readonly definition: SiteRuleDefinition;
  readonly label: string;
  readonly value: SiteRuleValue;
  readonly disabled: boolean;
  readonly onChange: (value: SiteRuleValue | '') => void;
}) {
  const { text } = useWords();
  switch (definition.kind) {
    case 'number': {
      const { min, max, unit } = definition;
      const fits = siteRuleValue(definition, value) !== undefined;
      return (
        <NumberInput
          aria-label={label}
          disabled={disabled}
          allowDecimal={false}
          suffix={unit === 'count' ? '' : ` ${text(`siteRule.unit.${unit}`)}`}
          value={Number(value)}
          error={fits ? null : text('siteRule.notAllowed', { min, max })}
          onChange={(next) => onChange(next === '' ? '' : Number(next))}
        />
      );
    }
    case 'flag':
      return (
        <Switch
          aria-label={label}
          disabled={disabled}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          aria-label={label}
          disabled={disabled}
          allowDeselect={false}
          data={definition.choices.map((choice) => ({
            value: choice,
            label: text(`siteRule.choice.${choice}` as TextKey),
          }))}
          value={String(value)}
          onChange={(next) => onChange(next ?? definition.default)}
        />
      );
    case 'text':
      return (
        <Textarea
          aria-label={label}
          disabled={disabled}
          autosize
          maxRows={6}
          maxLength={definition.maxLength}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'list':
      return <ListField label={label} value={value} disabled={disabled} onChange={onChange} />;
  }
}

/** Entries one a line; what is typed stays as typed until it is saved. */
function ListField({
  label,
  value,
  disabled,
  onChange,
}: {
  readonly label: string;
  readonly value: SiteRuleValue;
  readonly disabled: boolean;
  readonly onChange: (value: readonly string[]) => void;
}) {
  const { text } = useWords();
  const [typed, setTyped] = useState(() => (typeof value === 'object' ? value.join('\n') : ''));
  return (
    <Textarea
      aria-label={label}
      description={text('siteRule.lines')}
      disabled={disabled}
      autosize
      minRows={2}
      maxRows={8}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(linesOf(event.currentTarget.value));
      }}
    />
  );
}
