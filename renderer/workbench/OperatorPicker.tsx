import { useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { useStation, useStationState } from '../stores/index.ts';
import { Shape } from '../ui/index.ts';

/** Who works here: whoever has signed in; before there is an administrator whoever is chosen by badge or from the list. */
export function OperatorPicker() {
  const closed = useStationState((s) => s.session?.mode === 'closed');
  return closed ? <SignedIn /> : <Choice />;
}

function SignedIn() {
  const station = useStation();
  const { text } = useWords();
  const name = useStationState((s) => s.session?.person?.name ?? '—');
  return (
    <div className="operator">
      <button
        type="button"
        tabIndex={-1}
        className="topbar-page"
        title={`${text('session.signedIn', { name })} · ${text('session.lockKey')}`}
        onClick={() => station.lock()}
        data-testid="lock"
      >
        <Shape name="operator" size={18} /> <span className="operator-name">{name}</span>
        <span className="operator-lock">{text('session.lock')}</span>
      </button>
    </div>
  );
}

function Choice() {
  const station = useStation();
  const { text } = useWords();
  const bench = useStationState((s) => s.bench);
  const current = useStationState((s) => s.view?.operator ?? null);
  const operators = useStationState((s) => s.hello?.operators ?? null);
  const [open, setOpen] = useState(false);

  const choose = (id: string): void => {
    setOpen(false);
    void station.act('bench.operator', { bench, operator: id });
  };
  return (
    <div className="operator">
      <button
        type="button"
        tabIndex={-1}
        className="topbar-page"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="operator"
      >
        <Shape name="operator" size={18} /> <span className="operator-name">{current?.name ?? '—'}</span>
      </button>
      {open ? (
        <ul className="operator-list">
          {(operators ?? []).map((operator) => (
            <li key={operator.id}>
              <button
                type="button"
                onClick={() => choose(operator.id)}
                aria-current={operator.id === current?.id}
              >
                {operator.name}
              </button>
            </li>
          ))}
          <li className="operator-none">
            <button
              type="button"
              onClick={() => {
                setOpen(false);
                station.go('settings', undefined, 'operators');
              }}
            >
              {text('session.none')}
            </button>
          </li>
        </ul>
      ) : null}
    </div>
  );
}
