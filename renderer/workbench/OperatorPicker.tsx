import { useState } from 'react';
import { useStation, useStationState } from '../stores/index.ts';
import { Shape } from '../ui/index.ts';

/** Who packs here; chosen by badge, or by name from this list. */
export function OperatorPicker() {
  const station = useStation();
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
        </ul>
      ) : null}
    </div>
  );
}
