import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ChangesView, OrderView } from '../../../../shared/contract/index.ts';
import { CASE_CAUSES } from '../../../../shared/domain/cases/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { FormDialog, NO_PARTY, PartyFields, trimParty, OneOf } from '../../../ui/forms.tsx';
import type { AlterAct } from './Alter.tsx';
import { ConsentFields } from './ConsentFields.tsx';
import type { Consent } from './words.ts';

export type AlterKind =
  | 'short'
  | 'backorder'
  | 'wait'
  | 'restock'
  | 'substitute'
  | 'cancel_lines'
  | 'split'
  | 'address'
  | 'address_case'
  | 'cancel';

interface Props {
  readonly kind: Exclude<AlterKind, 'split'>;
  readonly view: OrderView;
  readonly altered: ChangesView;
  readonly onAct: (act: AlterAct, note: string) => void;
  readonly onClose: () => void;
}

const CANCEL_REASONS = [
  'customer_changed_mind',
  'out_of_stock',
  'delisted',
  'unverifiable',
  'duplicate',
] as const;
const ADDRESS_REASONS = ['customer_asked', 'typed_wrong', 'unreachable', 'carrier_asked', 'other'] as const;
/** Acts that need the customer's word. */
const ASKS_CONSENT: readonly AlterKind[] = ['wait', 'restock', 'substitute', 'cancel_lines'];

const timeOf = (text: string): number | undefined => {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isFinite(at) ? at : undefined;
};
/** Main units as they are typed to minor ones. */
const minorOf = (typed: number | string): number => Math.round(Number(typed) * 100);

/** One dialog for each of the acts; what the customer said stands below in all of them. */
export function AlterDialog({ kind, view, altered, onAct, onClose }: Props) {
  const { text } = useWords();
  const [line, setLine] = useState(String(altered.lines[0]?.no ?? ''));
  const [qty, setQty] = useState<number | string>(1);
  const [consent, setConsent] = useState<Consent>('phone');
  const [note, setNote] = useState('');
  const [date, setDate] = useState('');
  const [place, setPlace] = useState('');
  const [sku, setSku] = useState('');
  const [amount, setAmount] = useState<number | string>('');
  const [cause, setCause] = useState<string | null>(null);
  const [reason, setReason] = useState<(typeof CANCEL_REASONS)[number]>('customer_changed_mind');
  const [refunded, setRefunded] = useState(false);
  const [why, setWhy] = useState<(typeof ADDRESS_REASONS)[number]>('customer_asked');
  const [party, setParty] = useState(NO_PARTY);

  const chosen = altered.lines.find((one) => String(one.no) === line);
  const units = Number(qty);
  const currency = view.total?.currency ?? 'CNY';
  const money = amount === '' ? undefined : { minor: minorOf(amount), currency };
  const act = actOf();

  function actOf(): AlterAct | undefined {
    const whole = Number.isInteger(units) && units >= 1;
    switch (kind) {
      case 'short':
        return chosen && whole
          ? { type: 'report_short', sku: chosen.sku, qty: units, ...(place === '' ? {} : { place }) }
          : undefined;
      case 'backorder': {
        const expected = timeOf(date);
        return {
          type: 'backorder',
          ...(chosen && whole ? { sku: chosen.sku, qty: units } : {}),
          ...(expected === undefined ? {} : { expected }),
          ...(cause === null ? {} : { cause: cause as (typeof CASE_CAUSES)[number] }),
        };
      }
      case 'wait': {
        const until = timeOf(date);
        return until === undefined ? undefined : { type: 'wait', until, consent };
      }
      case 'restock':
        return { type: 'restock', consent };
      case 'substitute':
        return chosen && whole && sku.trim() !== ''
          ? {
              type: 'substitute',
              line: chosen.no,
              sku: sku.trim(),
              qty: units,
              consent,
              ...(money === undefined ? {} : { difference: money }),
            }
          : undefined;
      case 'cancel_lines':
        return chosen && whole
          ? {
              type: 'cancel_lines',
              lines: [{ no: chosen.no, qty: units }],
              consent,
              ...(money === undefined ? {} : { refund: money }),
            }
          : undefined;
      case 'address': {
        const receiver = trimParty(party);
        return receiver === null ? undefined : { type: 'address', receiver, reason: why };
      }
      case 'address_case':
        return note.trim() === '' ? undefined : { type: 'address_case' };
      case 'cancel':
        return altered.paid && !refunded
          ? undefined
          : {
              type: 'cancel',
              reason,
              ...(altered.paid ? { refundStarted: true } : {}),
              ...(reason === 'out_of_stock' && cause !== null
                ? { cause: cause as (typeof CASE_CAUSES)[number] }
                : {}),
            };
    }
  }

  const lineField = (
    <Select
      label={text('cases.sku')}
      allowDeselect={false}
      value={line}
      onChange={(next) => next !== null && setLine(next)}
      data={altered.lines.map(({ no, sku: of, name, qty: n }) => ({
        value: String(no),
        label: `${of} ${name} × ${String(n)}`,
      }))}
    />
  );
  const qtyField = (label: string, max?: number): ReactNode => (
    <NumberInput label={label} min={1} max={max ?? 1_000_000} value={qty} onChange={setQty} />
  );
  const dateField = (label: string): ReactNode => (
    <TextInput
      type="datetime-local"
      label={label}
      value={date}
      onChange={(event) => setDate(event.currentTarget.value)}
    />
  );
  const causeField = (
    <Select
      clearable
      label={text('cases.cause')}
      value={cause}
      onChange={setCause}
      data={CASE_CAUSES.map((each) => ({ value: each, label: text(`cases.causes.${each}`) }))}
    />
  );
  const moneyField = (label: string, min?: number): ReactNode => (
    <NumberInput
      label={label}
      decimalScale={2}
      {...(min === undefined ? {} : { min })}
      value={amount}
      onChange={setAmount}
    />
  );
  const fields: Readonly<Record<Props['kind'], ReactNode>> = {
    short: (
      <>
        {lineField}
        {qtyField(text('changes.qty'), chosen?.qty)}
        <TextInput
          label={text('changes.place')}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
      </>
    ),
    backorder: (
      <>
        {lineField}
        {qtyField(text('changes.qty'), chosen?.qty)}
        {dateField(text('changes.expected'))}
        {causeField}
      </>
    ),
    wait: dateField(text('changes.until')),
    restock: null,
    substitute: (
      <>
        {lineField}
        <TextInput
          label={text('changes.newSku')}
          value={sku}
          onChange={(event) => setSku(event.currentTarget.value)}
        />
        {qtyField(text('changes.newQty'))}
        {moneyField(text('changes.difference'))}
      </>
    ),
    cancel_lines: (
      <>
        {lineField}
        {qtyField(text('changes.cancelQty'), chosen?.qty)}
        {moneyField(text('changes.refund'), 0)}
      </>
    ),
    address: (
      <>
        <OneOf
          label={text('changes.addressReason')}
          of={ADDRESS_REASONS}
          word={(each) => text(`changes.addressReasons.${each}`)}
          value={why}
          onChange={setWhy}
        />
        <PartyFields value={party} onChange={setParty} />
      </>
    ),
    address_case: <p className="muted">{text('changes.addressAfter')}</p>,
    cancel: (
      <>
        <OneOf
          label={text('changes.cancelReason')}
          of={CANCEL_REASONS}
          word={(each) => text(`changes.reasons.${each}`)}
          value={reason}
          onChange={setReason}
        />
        {reason === 'out_of_stock' ? causeField : null}
        {altered.paid ? (
          <Checkbox
            label={text('changes.refundStarted')}
            checked={refunded}
            onChange={(event) => setRefunded(event.currentTarget.checked)}
          />
        ) : null}
      </>
    ),
  };
  const titles = {
    short: 'changes.short',
    backorder: 'changes.backorder',
    wait: 'changes.wait',
    restock: 'changes.restock',
    substitute: 'changes.substitute',
    cancel_lines: 'changes.cancelLine',
    address: 'changes.address',
    address_case: 'changes.openAddressCase',
    cancel: 'changes.cancel',
  } as const satisfies Record<Props['kind'], string>;
  const asksConsent = ASKS_CONSENT.includes(kind);
  return (
    <FormDialog
      title={text(titles[kind])}
      ready={act !== undefined}
      onDone={() => act !== undefined && onAct(act, note)}
      onClose={onClose}
    >
      {fields[kind]}
      <ConsentFields
        asked={asksConsent}
        consent={consent}
        onConsent={setConsent}
        note={note}
        onNote={setNote}
      />
    </FormDialog>
  );
}
