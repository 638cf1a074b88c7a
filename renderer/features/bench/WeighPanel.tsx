import { useState } from 'react';
import type { FormEvent } from 'react';
import { MANUAL_REASONS } from '../../../shared/contract/index.ts';
import type { WeighView, WeightAct } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Key, Shape } from '../../ui/index.ts';
import { kilograms } from './kilograms.ts';
import { WeightFigure } from './WeightFigure.tsx';

/** The weighing of the open parcel: what the scale says, what it should be, and the ways out. */
export function WeighPanel({ weigh }: { readonly weigh: WeighView }) {
  const station = useStation();
  const { text } = useWords();
  const bench = useStationState((s) => s.bench);
  const [dialog, setDialog] = useState<'manual' | 'override' | null>(null);
  const { state, side, grams, expected } = weigh;
  const open = state === 'wanted' || state === 'out';
  return (
    <section className="weigh" data-testid="weigh" data-state={state}>
      <p className="weigh-word">
        <Shape
          name={
            state === 'out'
              ? side === 'light'
                ? 'too_light'
                : 'too_heavy'
              : state === 'done'
                ? 'weighed'
                : 'weight_missing'
          }
          size={44}
        />
        <span>{stateWord(weigh, text)}</span>
      </p>
      {state === 'done' && grams !== null ? (
        <p className="weight" data-wait="ready" data-large>
          <span className="weight-figure">
            {(grams / 1000).toFixed(3)}
            <small>kg</small>
          </span>
        </p>
      ) : (
        <WeightFigure large />
      )}
      {expected === null ? null : (
        <p className="weigh-expected">
          {text('scales.weigh.expected', { low: kilograms(expected.low), high: kilograms(expected.high) })}
        </p>
      )}
      {dialog === null ? (
        <div className="weigh-acts">
          <button type="button" tabIndex={-1} onClick={() => station.command('WEIGH')}>
            {text('scales.weigh.again')} <Key>F5</Key>
          </button>
          {open ? (
            <button type="button" data-testid="weigh-manual" onClick={() => setDialog('manual')}>
              {text('scales.weigh.enter')}
            </button>
          ) : null}
          {state === 'out' ? (
            <button type="button" data-testid="weigh-override" onClick={() => setDialog('override')}>
              {text('scales.weigh.override')}
            </button>
          ) : null}
        </div>
      ) : (
        <WeighForm
          manual={dialog === 'manual'}
          onClose={() => setDialog(null)}
          onDone={(weight) => {
            setDialog(null);
            void station.act('bench.weight', { bench, weight });
          }}
        />
      )}
    </section>
  );
}

type Text = ReturnType<typeof useWords>['text'];

function stateWord({ state, side, slow, rule, source }: WeighView, text: Text): string {
  if (state === 'out') return text(`scales.weigh.out.${side ?? 'heavy'}`);
  if (state === 'done')
    return source === 'manual'
      ? `${text('scales.weigh.done')} · ${text('scales.weigh.manual')}`
      : text('scales.weigh.done');
  if (state === 'skipped') return text('scales.weigh.skipped');
  if (slow) return text('scales.weigh.slow');
  return text(rule === 'ask' ? 'scales.weigh.wantedAsk' : 'scales.weigh.wanted');
}

/** Weight and reason, or the reason alone. The bench is drawn without the office's components. */
function WeighForm({
  manual,
  onDone,
  onClose,
}: {
  readonly manual: boolean;
  readonly onDone: (weight: WeightAct) => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [grams, setGrams] = useState('');
  const [reason, setReason] = useState<string>(manual ? 'scale_broken' : '');
  const typed = Number(grams);
  const ready = reason.trim() !== '' && (!manual || (Number.isInteger(typed) && typed >= 1));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    onDone(
      manual
        ? { act: 'manual', grams: typed, reason: reason.trim() }
        : { act: 'override', reason: reason.trim() },
    );
  };
  return (
    <form
      className="weigh-form"
      data-testid="weigh-form"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      {manual ? (
        <>
          <label>
            {text('scales.weigh.grams')}
            <input
              autoFocus
              inputMode="numeric"
              value={grams}
              maxLength={7}
              onChange={(event) => setGrams(event.currentTarget.value.replaceAll(/\D/g, ''))}
            />
          </label>
          <label>
            {text('scales.weigh.reason')}
            <select value={reason} onChange={(event) => setReason(event.currentTarget.value)}>
              {MANUAL_REASONS.map((each) => (
                <option key={each} value={each}>
                  {text(`scales.weigh.reasons.${each}`)}
                </option>
              ))}
            </select>
          </label>
        </>
      ) : (
        <label className="wide">
          {text('scales.weigh.overrideTitle')}
          <input
            autoFocus
            value={reason}
            maxLength={200}
            placeholder={text('scales.weigh.reason')}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </label>
      )}
      <div className="weigh-acts">
        <button type="submit" disabled={!ready}>
          {text('app.done')}
        </button>
        <button type="button" onClick={onClose}>
          {text('app.close')}
        </button>
      </div>
    </form>
  );
}
