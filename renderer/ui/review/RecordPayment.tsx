import { Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PaymentView } from '../../../shared/contract/index.ts';
import { parseMinor } from '../../../shared/intake/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey, Words } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { FormDialog } from '../forms.tsx';

/** Of an order without a total. */
const CURRENCY = 'CNY';
const KNOWN = new Set(['alipay', 'wechat', 'online_banking', 'bank_transfer', 'cash', 'cod']);

/** A payment method in words; one of the site's own is its own word. */
export const methodText = (words: Words, method: string): string =>
  KNOWN.has(method) ? words.text(`payments.methodOf.${method}` as TextKey) : method;

/** Money that came: what is still due stands in the field, and it is the person who says it. */
export function RecordPayment({
  view,
  onClose,
}: {
  readonly view: PaymentView;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const currency = view.due?.currency ?? view.total?.currency ?? CURRENCY;
  const [typed, setTyped] = useState(view.due ? words.amount(view.due) : '');
  const [method, setMethod] = useState<string | null>(view.methods[0] ?? null);
  const [reference, setReference] = useState('');
  const [more, setMore] = useState(false);
  const minor = parseMinor(typed.trim(), currency);
  const ready = minor !== undefined && minor > 0 && method !== null;

  async function send(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (minor === undefined || method === null) return undefined;
    const done = await station.act('payments.record', {
      order: view.order,
      operator: operator.id,
      amount: { minor, currency },
      method,
      more,
      ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
    });
    if (!done) return undefined;
    const { paid, due, case: opened } = done.value;
    if (opened !== null) station.notify('bad', text('payments.recorded.mismatch'));
    else
      station.notify(
        'good',
        paid || due === null
          ? text('payments.recorded.paid')
          : text('payments.recorded.part', { due: words.money(due) }),
      );
    onClose();
    return undefined;
  }
  return (
    <FormDialog title={text('payments.record')} ready={ready} onDone={() => void send()} onClose={onClose}>
      <TextInput
        data-autofocus
        label={text('payments.amount', { currency })}
        {...(view.due ? { description: `${text('payments.due')} ${words.money(view.due)}` } : {})}
        inputMode="decimal"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="payment-amount"
      />
      <Select
        label={text('payments.method')}
        data={view.methods.map((each) => ({ value: each, label: methodText(words, each) }))}
        value={method}
        onChange={setMethod}
      />
      <TextInput
        label={text('payments.reference')}
        maxLength={100}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        data-testid="payment-reference"
      />
      <Checkbox
        label={text('payments.more')}
        checked={more}
        onChange={(event) => setMore(event.currentTarget.checked)}
      />
    </FormDialog>
  );
}
