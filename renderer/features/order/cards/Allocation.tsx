import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AssignmentView, ReleaseView } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import type { TextKey } from '../../../i18n/index.ts';
import { useList, useMay, useStation } from '../../../stores/index.ts';
import { Chip } from '../../../ui/page.tsx';
import { usePeople } from '../../../ui/people.ts';
import { AllocateDialog, AssignDialog, PromiseDialog } from './allocation-dialogs.tsx';
import type { CardProps } from './index.ts';

type Asking = 'promise' | 'allocate' | 'assign';
const UNSENT: ReadonlySet<string> = new Set([
  'DRAFT',
  'RECEIVED',
  'IN_REVIEW',
  'NEEDS_FIX',
  'APPROVED',
  'AWAITING_PAYMENT',
  'BACKORDERED',
  'READY_TO_SHIP',
]);
const TASKS: ReadonlySet<string> = new Set(['custom', 'urgent', 'cod', 'fragile', 'cold_chain', 'other']);

/** Stock, deadline, to whom the order was given, and what departments have to do with it. */
export function AllocationCard({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [asking, setAsking] = useState<Asking | null>(null);
  const { value, refresh } = useList('release.view', { order: view.order }, ['orders', 'stock', 'rules']);
  const mayRelease = useMay('release.order');
  const mayPromise = useMay('release.promise');
  const mayAllocate = useMay('allocation.set');
  const mayAssign = useMay('allocation.assign');
  const shown = value?.ok ? value.value : null;
  if (fromHub || shown === null) return null;
  const { order } = view;
  const unsent = UNSENT.has(view.status);

  const close = (done: boolean): void => {
    setAsking(null);
    if (done) refresh();
  };
  async function release(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (!(await station.act('release.order', { order, operator: operator.id }))) return;
    station.notify('good', text('stock.card.released'));
    refresh();
  }
  return (
    <section className="card" data-testid="card-allocation">
      <h2>{text('stock.card.title')}</h2>
      <dl className="facts">
        <dt>{text('stock.card.stock')}</dt>
        <dd>
          <StockFact shown={shown} />
          {shown.warehouses.length === 0 ? null : (
            <div data-testid="several-warehouses">
              <Chip tone="warn">{text('stock.card.severalWarehouses')}</Chip>{' '}
              {shown.warehouses.map((each) => each || text('stock.card.mainWarehouse')).join(' / ')}
              <div className="muted">{text('stock.card.splitThem', { changes: text('changes.title') })}</div>
            </div>
          )}
        </dd>
        <dt>{text('stock.card.promise')}</dt>
        <dd>
          {shown.shipBy === null ? (
            <span className="muted">{text('stock.card.promiseNone')}</span>
          ) : (
            <>
              {words.dateTime(shown.shipBy)}{' '}
              {shown.overdue ? <Chip tone="bad">{text('stock.card.overdue')}</Chip> : null}{' '}
              {shown.promise === 'rule' ? (
                <span className="muted">{text('stock.card.promiseRule')}</span>
              ) : null}
            </>
          )}
        </dd>
        {shown.cod === null ? null : (
          <>
            <dt>{text('stock.card.taskOf.cod')}</dt>
            <dd>
              <Chip tone="warn">{text('stock.card.cod', { amount: words.money(shown.cod) })}</Chip>
            </dd>
          </>
        )}
        <dt>{text('stock.card.allocation')}</dt>
        <dd>
          <Given shown={shown} />
        </dd>
      </dl>
      {shown.assignments.length === 0 ? null : (
        <>
          <h3>{text('stock.card.tasks')}</h3>
          <ul className="plain-list">
            {shown.assignments.map((task) => (
              <Task key={task.id} order={order} task={task} may={mayAssign} onDone={refresh} />
            ))}
          </ul>
        </>
      )}
      <div className="row">
        {mayRelease && shown.releasable ? (
          <Button size="sm" onClick={() => void release()} data-testid="release-order" data-act="release">
            {text('stock.card.release')}
          </Button>
        ) : null}
        {mayAllocate && unsent ? (
          <Button
            size="sm"
            variant="default"
            onClick={() => setAsking('allocate')}
            data-testid="allocate"
            data-act="allocate"
          >
            {text('stock.card.allocate')}
          </Button>
        ) : null}
        {mayAssign ? (
          <Button
            size="sm"
            variant="default"
            onClick={() => setAsking('assign')}
            data-testid="assign"
            data-act="assign"
          >
            {text('stock.card.assign')}
          </Button>
        ) : null}
        {mayPromise && unsent ? (
          <Button size="sm" variant="default" onClick={() => setAsking('promise')} data-act="promise">
            {text('stock.card.promiseChange')}
          </Button>
        ) : null}
      </div>
      {asking === 'promise' ? <PromiseDialog order={order} at={shown.shipBy} onClose={close} /> : null}
      {asking === 'allocate' ? <AllocateDialog order={order} shown={shown} onClose={close} /> : null}
      {asking === 'assign' ? <AssignDialog order={order} flags={view.flags} onClose={close} /> : null}
    </section>
  );
}

function StockFact({ shown }: { readonly shown: ReleaseView }) {
  const words = useWords();
  const { text } = words;
  switch (shown.stock) {
    case 'not_tracked':
      return <span className="muted">{text('stock.card.notTracked')}</span>;
    case 'reserved':
      return <Chip tone="good">{text('stock.card.reserved')}</Chip>;
    case 'free':
      return <Chip tone="info">{text('stock.card.free')}</Chip>;
    case 'short':
      return (
        <>
          <Chip tone="bad">{text('stock.card.short')}</Chip>
          {shown.short.map((line) => (
            <div key={line.sku}>{text('stock.card.line', { ...line })}</div>
          ))}
          {shown.expected === null ? null : (
            <div>
              {text('stock.card.expected')} {words.dateTime(shown.expected)}
            </div>
          )}
        </>
      );
  }
}

function Given({ shown }: { readonly shown: ReleaseView }) {
  const { text } = useWords();
  const people = usePeople();
  const { allocation } = shown;
  if (allocation === null) return <span className="muted">{text('stock.card.nobody')}</span>;
  return (
    <span className="chips">
      {allocation.warehouse === null ? null : (
        <Chip>
          {text('stock.card.warehouse')} {allocation.warehouse}
        </Chip>
      )}
      {allocation.group === null ? null : (
        <Chip tone="info">
          {text('stock.card.group')} {allocation.group}
        </Chip>
      )}
      {allocation.person === null ? null : <Chip>{people(allocation.person)}</Chip>}
      {allocation.rule === null ? null : (
        <span className="muted">{text('stock.card.byRule', { rule: allocation.rule })}</span>
      )}
    </span>
  );
}

function Task({
  order,
  task,
  may,
  onDone,
}: {
  readonly order: string;
  readonly task: AssignmentView;
  readonly may: boolean;
  readonly onDone: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  async function finish(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const { id: assignment, department, person, task: what, due } = task;
    const done = await station.act('allocation.assign', {
      ...{ order, operator: operator.id, assignment, department, task: what, done: true },
      ...(person === null ? {} : { person }),
      ...(due === null ? {} : { due }),
    });
    if (done) onDone();
  }
  const late = !task.done && task.due !== null && task.due < Date.now();
  return (
    <li className="row">
      <strong>{TASKS.has(task.task) ? text(`stock.card.taskOf.${task.task}` as TextKey) : task.task}</strong>
      <span>
        {text(`stock.card.department_.${task.department}`)}
        {task.person === null ? '' : ` · ${people(task.person)}`}
      </span>
      {task.due === null ? null : (
        <Chip tone={late ? 'bad' : 'info'}>
          {text('stock.card.due')} {words.time(task.due)}
        </Chip>
      )}
      {task.note === null ? null : <span className="muted">{task.note}</span>}
      {task.done ? (
        <Chip tone="good">{text('stock.card.doneAlready')}</Chip>
      ) : may ? (
        <Button size="compact-sm" variant="subtle" onClick={() => void finish()}>
          {text('stock.card.done')}
        </Button>
      ) : null}
    </li>
  );
}
