import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { DEFAULT_AHEAD, LOW_BELOW, MOST_AHEAD, REFILL_BELOW } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import type { Settings } from '../../stores/index.ts';
import { useSave } from '../../ui/use-save.ts';

/** What the hub puts aside for this station: how much, what it means, and how far it may go. */
export function AheadCard() {
  const settings = useStationState((s) => s.settings);
  return settings === null ? null : <Form ahead={settings.ahead ?? DEFAULT_AHEAD} />;
}

const FIELDS = ['numbers', 'claims'] as const;

function Form({ ahead }: { readonly ahead: NonNullable<Settings['ahead']> }) {
  const words = useWords();
  const { text } = words;
  const save = useSave();
  const [typed, setTyped] = useState<Readonly<Record<(typeof FIELDS)[number], number | string>>>(ahead);
  const value = { numbers: Number(typed.numbers), claims: Number(typed.claims) };
  const isFine = FIELDS.every(
    (field) =>
      typed[field] !== '' &&
      Number.isInteger(value[field]) &&
      value[field] >= 0 &&
      value[field] <= MOST_AHEAD[field],
  );
  const isSame = FIELDS.every((field) => value[field] === ahead[field]);
  const isUsual = FIELDS.every((field) => value[field] === DEFAULT_AHEAD[field]);
  const low = Math.ceil(value.numbers * LOW_BELOW);
  return (
    <section className="card" data-testid="hub-ahead">
      <h2>{text('sync.ahead.title')}</h2>
      <p className="muted">{text('sync.ahead.sub')}</p>
      <div className="sync-form">
        {FIELDS.map((field) => (
          <NumberInput
            key={field}
            label={text(`sync.ahead.${field}`)}
            description={text(`sync.ahead.about.${field}`, {
              usual: words.count(DEFAULT_AHEAD[field]),
              most: words.count(MOST_AHEAD[field]),
            })}
            min={0}
            max={MOST_AHEAD[field]}
            step={field === 'numbers' ? 50 : 5}
            allowDecimal={false}
            allowNegative={false}
            value={typed[field]}
            onChange={(next) => setTyped((known) => ({ ...known, [field]: next }))}
            data-testid={`ahead-${field}`}
          />
        ))}
        {isFine && value.numbers > 0 ? (
          <p className="muted">
            {text('sync.ahead.meaning', {
              refill: words.count(Math.floor(value.numbers * REFILL_BELOW)),
              low: words.count(low),
            })}
          </p>
        ) : null}
        {isFine && value.numbers === 0 ? (
          <p role="alert" className="sync-alert" data-tone="warn">
            {text('sync.ahead.none')}
          </p>
        ) : null}
        <div className="row">
          <Button
            disabled={!isFine || isSame}
            onClick={() => void save({ ahead: value })}
            data-testid="ahead-save"
          >
            {text('app.save')}
          </Button>
          <Button
            variant="default"
            disabled={isUsual}
            onClick={() => setTyped(DEFAULT_AHEAD)}
            data-testid="ahead-usual"
          >
            {text('sync.ahead.usual')}
          </Button>
        </div>
      </div>
    </section>
  );
}
