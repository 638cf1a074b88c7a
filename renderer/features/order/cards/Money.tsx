import { Button } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay } from '../../../stores/index.ts';
import { usePeople } from '../../../ui/people.ts';
import { methodText, RecordPayment, RemindButton } from '../../../ui/review/index.ts';
import type { CardProps } from './index.ts';

const OVER = ['CANCELLED', 'ARCHIVED', 'DRAFT'] as const;

/** Money that was recorded for the order, what is still due, and reminders (PAY). */
export function MoneyCard({ view, fromHub }: CardProps) {
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const mayRecord = useMay('payments.record');
  const mayRemind = useMay('payments.remind');
  const [recording, setRecording] = useState(false);
  const { value } = useList('payments.view', { order: view.order }, ['orders', 'rules']);
  if (fromHub || value?.ok !== true) return null;
  const money = value.value;
  const over = (OVER as readonly string[]).includes(view.status);
  const last = money.reminders.at(-1);
  const figures = [
    ['payments.total', money.total],
    ['payments.received', money.received],
    ['payments.due', money.due],
  ] as const;
  return (
    <section className="card" data-testid="money-card">
      <h2>{text('payments.card')}</h2>
      <dl className="facts">
        {figures.map(([name, amount]) =>
          amount === null ? null : (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{text(name)}</dt>
              <dd>{words.money(amount)}</dd>
            </div>
          ),
        )}
      </dl>
      {money.payments.length === 0 ? (
        <p className="muted">{text('payments.none')}</p>
      ) : (
        <ul className="plain-list">
          {money.payments.map((payment) => (
            <li key={payment.event}>
              {words.money(payment.amount)} · {methodText(words, payment.method)} ·{' '}
              {words.time(payment.receivedAt)}
              {payment.reference === null ? null : <span className="mono"> · {payment.reference}</span>}
              <span className="muted"> · {people(payment.by)}</span>
            </li>
          ))}
        </ul>
      )}
      {last === undefined ? null : (
        <p className="muted">
          {text('payments.reminded', { n: money.reminders.length, time: words.time(last) })}
        </p>
      )}
      {over ? null : (
        <div className="row">
          {mayRecord ? (
            <Button
              size="sm"
              variant="default"
              onClick={() => setRecording(true)}
              data-testid="record-payment"
              data-act="mark_paid"
            >
              {text('payments.record')}
            </Button>
          ) : null}
          {mayRemind && money.payment === 'UNPAID' ? <RemindButton orders={[view.order]} /> : null}
        </div>
      )}
      {recording ? <RecordPayment view={money} onClose={() => setRecording(false)} /> : null}
    </section>
  );
}
