import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MethodInput, OrderView } from '../../shared/contract/index.ts';
import { parseMinor } from '../../shared/intake/index.ts';
import { useWords } from '../i18n/index.ts';
import { useList } from '../stores/index.ts';
import { FormDialog, ReasonField } from './forms.tsx';

type Extra = Partial<MethodInput<'orders.act'>>;
interface DialogProps {
  readonly order: string;
  readonly title: string;
  readonly onDone: (extra: Extra) => void;
  readonly onClose: () => void;
}

/** Of an order without a total. */
const CURRENCY = 'CNY';

function useOrder(order: string): OrderView | undefined {
  const { value } = useList('orders.get', { order }, []);
  return value?.ok ? value.value : undefined;
}

/** What was received: the order's total stands in the field, and it is the person who says it. */
export function PaidDialog({ order, title, onDone, onClose }: DialogProps) {
  const words = useWords();
  const { text } = words;
  const view = useOrder(order);
  const [typed, setTyped] = useState<string | null>(null);
  const [reference, setReference] = useState('');
  if (!view) return null;
  const { total } = view;
  const currency = total?.currency ?? CURRENCY;
  const amount = typed ?? (total ? words.amount(total) : '');
  const minor = parseMinor(amount.trim(), currency);
  const unsaid = amount.trim() === '' && total === null;
  const wrong = minor !== undefined && total !== null && minor !== total.minor;
  return (
    <FormDialog
      title={title}
      ready={minor === undefined ? unsaid : minor >= 0 && !wrong}
      onDone={() =>
        onDone({
          ...(minor === undefined ? {} : { amount: { minor, currency } }),
          ...(reference.trim() === '' ? {} : { reason: reference.trim() }),
        })
      }
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={text('blocked.amountReceived', { currency })}
        {...(total ? { description: text('blocked.amountDue', { amount: words.money(total) }) } : {})}
        error={wrong ? text('blocked.amountDiffers') : undefined}
        inputMode="decimal"
        value={amount}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="amount"
      />
      <TextInput
        label={text('blocked.paymentReference')}
        maxLength={200}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Why, and where the order is paid, that its money is on the way back: a cancelled order is looked at by nobody again. */
export function CancelDialog({ order, title, onDone, onClose }: DialogProps) {
  const { text } = useWords();
  const view = useOrder(order);
  const [reason, setReason] = useState('');
  const [started, setStarted] = useState(false);
  if (!view) return null;
  const paid = view.payment === 'PAID' || view.payment === 'SETTLED';
  return (
    <FormDialog
      title={title}
      ready={reason.trim() !== ''}
      onDone={() => onDone({ reason: reason.trim(), ...(started ? { refundStarted: true } : {}) })}
      onClose={onClose}
    >
      <ReasonField value={reason} onChange={setReason} />
      {paid ? (
        <Checkbox
          label={text('blocked.refundStarted')}
          description={text('blocked.refundStartedSub')}
          checked={started}
          onChange={(event) => setStarted(event.currentTarget.checked)}
          data-testid="refund-started"
        />
      ) : null}
    </FormDialog>
  );
}
