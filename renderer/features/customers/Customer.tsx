import { Button } from '@mantine/core';
import { useState } from 'react';
import type { CustomerView, MethodOutput } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { FormDialog, ReasonDialog, NoteField, OneOf } from '../../ui/forms.tsx';
import { Empty } from '../../ui/index.ts';
import { Chip, OfficePage } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';
import { CREDIT_TONE } from './tones.ts';

type Asking = 'credit' | 'note' | 'reveal';
type Clear = Extract<MethodOutput<'customers.reveal'>, { ok: true }>['value'];

/** One customer: orders, talks, notes, and whether goods go out before the money (INT-17). */
export function Customer({ customer, onBack }: { readonly customer: string; readonly onBack: () => void }) {
  const { text } = useWords();
  const { value, refresh } = useList('customers.get', { customer }, ['orders', 'customers']);
  const back = (
    <Button variant="default" onClick={onBack}>
      {text('customers.back')}
    </Button>
  );
  if (value === undefined)
    return (
      <OfficePage title={text('customers.title')} actions={back}>
        {text('app.loading')}
      </OfficePage>
    );
  if (!value.ok)
    return (
      <OfficePage title={text('customers.title')} actions={back}>
        <Empty title={text('customers.empty')} />
      </OfficePage>
    );
  return <Detail view={value.value} back={back} refresh={refresh} />;
}

function Detail({
  view,
  back,
  refresh,
}: {
  readonly view: CustomerView;
  readonly back: React.ReactNode;
  readonly refresh: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const mayCredit = useMay('customers.credit');
  const [asking, setAsking] = useState<Asking | null>(null);
  const [clear, setClear] = useState<Clear | null>(null);
  const { customer } = view;

  async function act(work: (operator: string) => Promise<unknown>): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (!(await work(operator.id))) return undefined;
    setAsking(null);
    refresh();
    return undefined;
  }
  return (
    <OfficePage
      title={view.name === '' ? text('customers.customer') : view.name}
      sub={view.phone}
      actions={back}
    >
      <div className="chips">
        <Chip tone={CREDIT_TONE[view.credit]}>{text(`customers.credit.${view.credit}`)}</Chip>
        <Chip>{text('customers.count', { n: view.orders, time: words.time(view.lastAt) })}</Chip>
        {view.cancelled === 0 ? null : (
          <Chip tone="warn">{text('customers.cancelled', { n: view.cancelled })}</Chip>
        )}
        {view.spent.map((money) => (
          <Chip key={money.currency} tone="info">
            {text('customers.spent')} {words.money(money)}
          </Chip>
        ))}
      </div>
      <div className="columns customer-cards">
        <section className="card">
          <h2>{text('customers.customer')}</h2>
          <dl className="facts">
            <dt>{text('order.name')}</dt>
            <dd>{clear?.name ?? view.name}</dd>
            <dt>{text('order.phone')}</dt>
            <dd>{clear?.phone ?? view.phone}</dd>
            <dt>{text('order.address')}</dt>
            <dd>
              {clear
                ? [clear.province, clear.city, clear.district, clear.detail].filter(Boolean).join('')
                : view.address}
            </dd>
            <dt>{text('customers.creditLabel')}</dt>
            <dd>
              {view.reason ?? '—'}{' '}
              {view.creditBy === null || view.creditAt === null ? null : (
                <span className="muted">
                  {text('customers.creditBy', { by: people(view.creditBy), time: words.time(view.creditAt) })}
                </span>
              )}
            </dd>
          </dl>
          <div className="row">
            {clear ? (
              <Button size="sm" variant="default" onClick={() => setClear(null)}>
                {text('order.hide')}
              </Button>
            ) : (
              <Button size="sm" variant="default" onClick={() => setAsking('reveal')}>
                {text('customers.reveal')}
              </Button>
            )}
            {mayCredit ? (
              <Button size="sm" variant="light" onClick={() => setAsking('credit')} data-testid="set-credit">
                {text('customers.setCredit')}
              </Button>
            ) : null}
          </div>
        </section>
        <section className="card">
          <h2>{text('customers.notes')}</h2>
          {view.notes.length === 0 ? <p className="muted">{text('customers.notesNone')}</p> : null}
          <ol className="timeline">
            {view.notes.map((note) => (
              <li key={note.id}>
                <time>{words.time(note.at)}</time>
                <span>
                  {note.text} <span className="muted">· {people(note.by)}</span>
                </span>
              </li>
            ))}
          </ol>
          <div className="row">
            <Button
              size="sm"
              variant="light"
              onClick={() => setAsking('note')}
              data-testid="add-customer-note"
            >
              {text('customers.addNote')}
            </Button>
          </div>
        </section>
        <section className="card">
          <h2>{text('customers.contacts')}</h2>
          {view.contacts.length === 0 ? <p className="muted">{text('customers.contactsNone')}</p> : null}
          <ol className="timeline">
            {view.contacts.map((entry) => (
              <li key={entry.id}>
                <time>{words.time(entry.at)}</time>
                <span>
                  <strong>
                    {entry.way === null ? '' : text(`intake.way.${entry.way}`)} ·{' '}
                    {entry.outcome === null ? '' : text(`intake.outcome.${entry.outcome}`)}
                  </strong>{' '}
                  <span className="muted">
                    · {entry.channelOrderNo} · {people(entry.by)}
                  </span>
                  <br />
                  {entry.text}
                </span>
              </li>
            ))}
          </ol>
        </section>
        <History view={view} />
      </div>
      {asking === 'credit' ? (
        <CreditDialog
          now={view.credit}
          onDone={(credit, reason) =>
            void act((operator) => station.act('customers.credit', { customer, credit, reason, operator }))
          }
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'note' ? (
        <NoteDialog
          onDone={(note) =>
            void act((operator) => station.act('customers.note', { customer, text: note, operator }))
          }
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'reveal' ? (
        <ReasonDialog
          title={text('customers.revealAsk')}
          onDone={(reason) =>
            void act(async (operator) => {
              const answer = await station.act('customers.reveal', { customer, operator, reason });
              if (answer) setClear(answer.value);
              return answer;
            })
          }
          onClose={() => setAsking(null)}
        />
      ) : null}
    </OfficePage>
  );
}

function History({ view }: { readonly view: CustomerView }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  return (
    <section className="card wide">
      <h2>{text('customers.history')}</h2>
      <div className="scroll-x">
        <table className="plain-table">
          <thead>
            <tr>
              <th>{text('blocked.ordered')}</th>
              <th>{text('blocked.order')}</th>
              <th>{text('blocked.status')}</th>
              <th>{text('work.payment')}</th>
              <th className="num">{text('work.column.units')}</th>
              <th className="num">{text('work.column.total')}</th>
            </tr>
          </thead>
          <tbody>
            {view.history.map((row) => (
              <tr key={row.order}>
                <td>{words.time(row.orderedAt)}</td>
                <td>
                  <button type="button" className="link mono" onClick={() => station.go('orders', row.order)}>
                    {row.channelOrderNo}
                  </button>
                </td>
                <td>{text(`codes.order.${row.status}`)}</td>
                <td>{text(`codes.payment.${row.payment}`)}</td>
                <td className="num">{row.units}</td>
                <td className="num">{row.total === null ? '—' : words.money(row.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const CREDITS = ['good', 'prepay', 'blocked'] as const;
function CreditDialog({
  now,
  onDone,
  onClose,
}: {
  readonly now: CustomerView['credit'];
  readonly onDone: (credit: CustomerView['credit'], reason: string) => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [credit, setCredit] = useState(now);
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={text('customers.setCredit')}
      ready={credit !== now && reason.trim() !== ''}
      onDone={() => onDone(credit, reason.trim())}
      onClose={onClose}
    >
      <OneOf
        label={text('customers.creditLabel')}
        of={CREDITS}
        word={(each) => text(`customers.credit.${each}`)}
        value={credit}
        onChange={setCredit}
      />
      <NoteField label={text('customers.creditWhy')} max={300} focus value={reason} onChange={setReason} />
    </FormDialog>
  );
}

function NoteDialog({
  onDone,
  onClose,
}: {
  readonly onDone: (note: string) => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={text('customers.addNote')}
      ready={note.trim() !== ''}
      onDone={() => onDone(note.trim())}
      onClose={onClose}
    >
      <NoteField label={text('customers.notes')} rows={3} focus value={note} onChange={setNote} />
    </FormDialog>
  );
}
