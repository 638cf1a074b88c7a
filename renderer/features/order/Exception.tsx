import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import { FixButton } from '../../ui/fixes.tsx';
import { Chip } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';

type Exception = OrderView['exceptions'][number];

/** Facts that cannot both be true: what was done by whom, where and when; and closing it. */
export function Exception({
  order,
  exception: { id, code, subject, label, facts },
  readOnly = false,
}: {
  readonly order: string;
  readonly exception: Exception;
  readonly readOnly?: boolean;
}) {
  const words = useWords();
  const { text } = words;
  return (
    <div className="exception" data-testid="exception" data-code={code}>
      <div className="row" style={{ alignItems: 'center' }}>
        <Chip tone="bad">{words.code('reason', code)}</Chip>
        {subject === 'order' ? null : (
          <span className="muted">
            {text(`order.exceptionOf.${subject}`)} <span className="mono">{label}</span>
          </span>
        )}
      </div>
      {facts.length === 0 ? null : (
        <ol className="timeline exception-facts">
          {facts.map((fact, index) => (
            <Fact key={`${String(fact.at)}-${String(index)}`} fact={fact} contradicts={index > 0} />
          ))}
        </ol>
      )}
      {readOnly ? null : (
        <div className="row">
          <FixButton order={order} fix="close_exception" target={id} />
        </div>
      )}
    </div>
  );
}

function Fact({
  fact,
  contradicts,
}: {
  readonly fact: Exception['facts'][number];
  /** The fact before it. */
  readonly contradicts: boolean;
}) {
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const here = useStationState((s) => s.hello?.station);
  const where = [
    fact.station === here ? text('order.fact.here') : text('order.fact.station', { id: fact.station }),
    fact.bench === null ? null : text('app.bench', { id: fact.bench }),
    fact.order === null ? null : text('order.fact.order', { no: fact.order }),
  ].filter((part) => part !== null);
  return (
    <li>
      <time>{words.dateTime(fact.at)}</time>
      <span>
        <strong>{words.code('event', fact.type)}</strong> · {people(fact.by)} · {where.join(' · ')}{' '}
        {contradicts ? <span className="muted">{text('order.fact.against')}</span> : null}
      </span>
    </li>
  );
}
