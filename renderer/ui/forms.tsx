import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { MethodInput } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';

export type Party = NonNullable<MethodInput<'orders.act'>['receiver']>;
export const NO_PARTY: Party = { name: '', phone: '', province: '', city: '', district: '', detail: '' };

/** Fields left empty are left out: the station takes a missing field, not an empty one. */
export function trimParty(party: Party): Party | null {
  const { name, phone, detail, ...rest } = party;
  if (name.trim() === '' || phone.trim() === '' || detail.trim() === '') return null;
  const filled = Object.entries(rest).filter(([, value]) => value !== undefined && value.trim() !== '');
  return {
    ...(Object.fromEntries(filled) as Partial<Party>),
    name: name.trim(),
    phone: phone.trim(),
    detail: detail.trim(),
  };
}

export function PartyFields({
  value,
  onChange,
}: {
  readonly value: Party;
  readonly onChange: (party: Party) => void;
}) {
  const { text } = useWords();
  const field = (name: keyof Party, label: string, className?: string): ReactNode => (
    <TextInput
      label={label}
      {...(className === undefined ? {} : { className })}
      value={value[name] ?? ''}
      onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}
    />
  );
  return (
    <div className="party-fields">
      {field('name', text('order.name'), 'half')}
      {field('phone', text('order.phone'), 'half')}
      {field('province', text('setup.province'))}
      {field('city', text('setup.city'))}
      {field('district', text('setup.district'))}
      {field('detail', text('setup.detail'), 'wide')}
    </div>
  );
}

export function CarrierSelect({
  value,
  onChange,
  label,
}: {
  readonly value: string | null;
  readonly onChange: (code: string) => void;
  readonly label: string;
}) {
  const { language } = useWords();
  const hello = useStationState((s) => s.hello);
  const data = (hello?.carriers ?? []).map((carrier) => ({
    value: carrier.code,
    label: language === 'zh' ? carrier.zh : carrier.en,
  }));
  return (
    <Select label={label} data={data} value={value} onChange={(code) => code !== null && onChange(code)} />
  );
}

/** A dialog with one form; Enter sends it, Escape closes it. */
export function FormDialog({
  title,
  ready,
  onDone,
  onClose,
  children,
}: {
  readonly title: string;
  readonly ready: boolean;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { text } = useWords();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) onDone();
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form onSubmit={submit} className="card" style={{ border: 0, padding: 0 }}>
        {children}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {text('app.close')}
          </Button>
          <Button type="submit" disabled={!ready}>
            {text('app.done')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function ReasonDialog({
  title,
  onDone,
  onClose,
}: {
  readonly title: string;
  readonly onDone: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={title}
      ready={reason.trim() !== ''}
      onDone={() => onDone(reason.trim())}
      onClose={onClose}
    >
      <ReasonField value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** One of a few; there is always one. */
export function OneOf<T extends string>({
  label,
  bare = false,
  description,
  of,
  word,
  value,
  onChange,
  focus = false,
  testId,
}: {
  readonly label: string;
  /** Without the label above it: the place says what it is. */
  readonly bare?: boolean;
  readonly description?: string;
  readonly of: readonly T[];
  readonly word: (each: T) => string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Where the dialog begins. */
  readonly focus?: boolean;
  readonly testId?: string;
}) {
  return (
    <Select
      {...(bare ? { 'aria-label': label } : { label })}
      description={description}
      data={of.map((each) => ({ value: each, label: word(each) }))}
      allowDeselect={false}
      value={value}
      onChange={(next) => {
        const found = of.find((each) => each === next);
        if (found !== undefined) onChange(found);
      }}
      data-autofocus={focus || undefined}
      data-testid={testId}
    />
  );
}

/** What somebody writes by hand, over several lines. `max` in characters: the contract takes no longer ones. */
export function NoteField({
  label,
  value,
  onChange,
  max = 2_000,
  rows = 2,
  focus = false,
  placeholder,
  testId,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly max?: number;
  readonly rows?: number;
  /** Where the dialog begins. */
  readonly focus?: boolean;
  readonly placeholder?: string;
  readonly testId?: string;
}) {
  return (
    <Textarea
      label={label}
      placeholder={placeholder}
      maxLength={max}
      autosize
      minRows={rows}
      maxRows={12}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-autofocus={focus || undefined}
      data-testid={testId}
    />
  );
}

/** Why somebody does it: it stays in the order's history. */
export function ReasonField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { text } = useWords();
  return (
    <NoteField
      label={text('blocked.reasonAsk')}
      placeholder={text('blocked.reasonPlaceholder')}
      max={200}
      focus
      value={value}
      onChange={onChange}
    />
  );
}
