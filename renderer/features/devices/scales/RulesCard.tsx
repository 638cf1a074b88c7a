import { Button, NumberInput, Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { WEIGHING_DEFAULTS } from '../../../../shared/contract/index.ts';
import type { WeighingRules } from '../../../../shared/contract/index.ts';
import { WEIGH_RULES } from '../../../../shared/domain/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStationState } from '../../../stores/index.ts';
import { useSave } from '../../../ui/use-save.ts';

/** When a parcel is weighed, and what its weight must be. */
export function RulesCard() {
  const words = useWords();
  const { text } = words;
  const save = useSave();
  const saved = useStationState((s) => s.settings?.weighing);
  const carriers = useStationState((s) => s.hello?.carriers ?? null) ?? [];
  const [rules, setRules] = useState<WeighingRules>(saved ?? WEIGHING_DEFAULTS);
  const names = WEIGH_RULES.map((rule) => ({ value: rule, label: text(`scales.ruleNames.${rule}`) }));
  const carrierRule = (code: string, rule: string | null): void => {
    const { [code]: _gone, ...others } = rules.carriers;
    const known = WEIGH_RULES.find((each) => each === rule);
    setRules({ ...rules, carriers: known ? { ...others, [code]: known } : others });
  };
  const tolerance = (
    name: keyof WeighingRules['tolerance'],
    label: 'scales.percent' | 'scales.grams' | 'scales.packaging',
    most: number,
  ) => (
    <NumberInput
      label={text(label)}
      min={0}
      max={most}
      allowDecimal={name === 'percent'}
      value={rules.tolerance[name]}
      onChange={(next) =>
        setRules({ ...rules, tolerance: { ...rules.tolerance, [name]: Number(next) || 0 } })
      }
    />
  );
  return (
    <section className="card" data-testid="weighing-rules">
      <h2>{text('scales.rules')}</h2>
      <p className="muted">{text('scales.rulesNote')}</p>
      <div className="fields">
        <Select
          label={text('scales.rule')}
          data={names}
          value={rules.rule}
          onChange={(next) =>
            setRules({ ...rules, rule: WEIGH_RULES.find((each) => each === next) ?? rules.rule })
          }
        />
        <NumberInput
          label={text('scales.patience')}
          min={2}
          max={120}
          allowDecimal={false}
          value={rules.patienceSeconds}
          onChange={(next) => setRules({ ...rules, patienceSeconds: Math.max(2, Number(next) || 2) })}
        />
      </div>
      <Switch
        label={text('scales.beforeLabel')}
        checked={rules.beforeLabel}
        onChange={(event) => setRules({ ...rules, beforeLabel: event.currentTarget.checked })}
      />
      <div className="fields">
        {tolerance('percent', 'scales.percent', 100)}
        {tolerance('grams', 'scales.grams', 100_000)}
        {tolerance('packagingGrams', 'scales.packaging', 100_000)}
      </div>
      <p className="muted">{text('scales.toleranceNote')}</p>
      <details>
        <summary>{text('scales.carrierRules')}</summary>
        <div className="fields">
          {carriers.map((carrier) => (
            <Select
              key={carrier.code}
              label={words.language === 'zh' ? carrier.zh : carrier.en}
              data={[{ value: '', label: text('scales.asSite') }, ...names]}
              value={rules.carriers[carrier.code] ?? ''}
              onChange={(next) => carrierRule(carrier.code, next)}
            />
          ))}
        </div>
      </details>
      <div className="row">
        <Button onClick={() => void save({ weighing: rules })}>{text('app.save')}</Button>
      </div>
    </section>
  );
}
