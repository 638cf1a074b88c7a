import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';

/** Whoever has signed in at this window is not who works at its bench. */
export function BenchNotice() {
  const station = useStation();
  const { text } = useWords();
  const bench = useStationState((s) => s.bench);
  const person = useStationState((s) => (s.session?.mode === 'closed' ? s.session.person : null));
  const operator = useStationState((s) => s.view?.operator ?? null);
  if (person === null || operator?.id === person.id) return null;
  return (
    <div className="bench-notice" role="status" data-testid="bench-notice">
      <div>
        <strong>
          {operator === null
            ? text('session.benchFree')
            : text('session.benchOther', { name: operator.name })}
        </strong>
        <span>{text('session.benchSub')}</span>
      </div>
      <button
        type="button"
        tabIndex={-1}
        onClick={() => void station.act('bench.operator', { bench, operator: person.id })}
        data-testid="bench-take"
      >
        {text('session.benchTake')}
      </button>
    </div>
  );
}
