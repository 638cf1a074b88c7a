import { Button } from '@mantine/core';
import { useWords } from '../../../i18n/index.ts';
import { useList, useStation } from '../../../stores/index.ts';
import { Chip } from '../../../ui/page.tsx';
import type { CardProps } from './index.ts';

const CREDIT_TONE = { good: 'good', prepay: 'warn', blocked: 'bad' } as const;

/** Whose order it is: how many there were, and whether there is something to mind. */
export function CustomerCard({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { value } = useList('customers.ofOrder', { order: view.order }, ['customers']);
  if (fromHub || !value?.ok) return null;
  const customer = value.value;
  return (
    <section className="card" data-testid="card-customer">
      <h2>{text('customers.ofOrder')}</h2>
      {customer === null ? (
        <p className="muted">{text('customers.unknown')}</p>
      ) : (
        <>
          <div className="row">
            <strong>{customer.name}</strong>
            <span className="mono">{customer.phone}</span>
            <Chip tone={CREDIT_TONE[customer.credit]}>{text(`customers.credit.${customer.credit}`)}</Chip>
          </div>
          {customer.reason === null ? null : <p>{customer.reason}</p>}
          <p className="muted">
            {text('customers.count', { n: customer.orders, time: words.time(customer.lastAt) })}
            {customer.notes === 0 ? '' : ` · ${text('customers.notesCount', { n: customer.notes })}`}
          </p>
          <div className="row">
            <Button
              size="sm"
              variant="default"
              onClick={() => station.go('customers', undefined, customer.customer)}
            >
              {text('customers.open')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
