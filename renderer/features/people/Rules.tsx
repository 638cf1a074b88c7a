import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { SECURITY_DEFAULTS, type SecurityRules } from '../../../shared/contract/people-views.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';

const LIMITS = {
  idleMinutes: [1, 480],
  benchIdleMinutes: [1, 480],
  passwordDays: [0, 3_650],
  attempts: [3, 20],
  lockMinutes: [1, 1_440],
} as const satisfies Record<keyof SecurityRules, readonly [number, number]>;
const FIELDS = Object.keys(LIMITS) as (keyof SecurityRules)[];

/** Idle lock, age of passwords, lock-out. */
export function Rules() {
  const station = useStation();
  const { text } = useWords();
  const saved = useStationState((s) => s.settings?.security ?? SECURITY_DEFAULTS);
  const [rules, setRules] = useState<SecurityRules>(saved);
  const same = FIELDS.every((field) => rules[field] === saved[field]);
  async function save(): Promise<void> {
    if (await station.act('settings.save', { security: rules })) station.notify('good', text('app.saved'));
  }
  return (
    <section className="card no-print" data-testid="security-rules">
      <h2>{text('people.rules')}</h2>
      <div className="people-rules">
        {FIELDS.map((field) => {
          const [min, max] = LIMITS[field];
          return (
            <NumberInput
              key={field}
              label={text(`people.${field}`)}
              min={min}
              max={max}
              clampBehavior="strict"
              allowDecimal={false}
              value={rules[field]}
              onChange={(value) => {
                const n = Number(value);
                if (value !== '' && n >= min && n <= max) setRules({ ...rules, [field]: n });
              }}
            />
          );
        })}
      </div>
      <div className="row">
        <Button disabled={same} onClick={() => void save()}>
          {text('app.save')}
        </Button>
      </div>
    </section>
  );
}
