import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MethodInput } from '../../../../shared/contract/index.ts';
import {
  DELIVERY_PROBLEMS,
  LOGISTICS_CAUSES,
  LOGISTICS_STATUSES,
  type DeliveryProblem,
  type LogisticsCause,
} from '../../../../shared/domain/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStation } from '../../../stores/index.ts';
import { FormDialog, NoteField, OneOf } from '../../../ui/forms.tsx';

type Added = MethodInput<'tracking.add'>;
const STATES = LOGISTICS_STATUSES.filter((status) => status !== 'NONE');

/** `2026-11-23T10:00`, local, as the field of a browser has it. */
function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function When({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { text } = useWords();
  return (
    <TextInput
      type="datetime-local"
      label={text('after.tracking.at')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What a carrier has said on the phone or on its page, typed by logistics. */
export function AddReport({
  order,
  parcel,
  onClose,
}: {
  readonly order: string;
  readonly parcel: { readonly number: string; readonly carrier: string };
  readonly onClose: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const [at, setAt] = useState(localNow);
  const [status, setStatus] = useState<Added['status']>('IN_TRANSIT');
  const [cause, setCause] = useState<LogisticsCause | null>(null);
  const [place, setPlace] = useState('');
  const [said, setSaid] = useState('');
  const time = new Date(at).getTime();

  async function save(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const { number, carrier } = parcel;
    const done = await station.act('tracking.add', {
      ...{ order, number, carrier, status, at: time, operator: operator.id },
      ...(cause === null || status !== 'PROBLEM' ? {} : { cause }),
      ...(place.trim() === '' ? {} : { place: place.trim() }),
      ...(said.trim() === '' ? {} : { text: said.trim() }),
    });
    if (!done) return undefined;
    station.notify('good', text('after.tracking.added'));
    return onClose();
  }
  return (
    <FormDialog
      title={text('after.tracking.addTitle')}
      ready={!Number.isNaN(time)}
      onDone={() => void save()}
      onClose={onClose}
    >
      <When value={at} onChange={setAt} />
      <OneOf
        label={text('after.tracking.state')}
        of={STATES}
        word={(each) => text(`orderPage.logistics.${each}`)}
        value={status}
        onChange={setStatus}
      />
      {status === 'PROBLEM' ? (
        <Select
          label={text('after.tracking.cause')}
          value={cause}
          onChange={setCause}
          clearable
          data={LOGISTICS_CAUSES.map((each) => ({ value: each, label: text(`after.cause.${each}`) }))}
        />
      ) : null}
      <TextInput
        label={text('after.tracking.place')}
        maxLength={200}
        value={place}
        onChange={(event) => setPlace(event.currentTarget.value)}
      />
      <NoteField label={text('after.tracking.text')} max={1_000} value={said} onChange={setSaid} />
    </FormDialog>
  );
}

/** O16 by hand, with what the receiver noted on the receipt (DLV-02, DLV-03). */
export function NoteDelivery({ order, onClose }: { readonly order: string; readonly onClose: () => void }) {
  const station = useStation();
  const { text } = useWords();
  const [at, setAt] = useState(localNow);
  const [problem, setProblem] = useState<DeliveryProblem | null>(null);
  const [note, setNote] = useState('');
  const time = new Date(at).getTime();

  async function save(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('after.act', {
      order,
      operator: operator.id,
      act: {
        type: 'delivered',
        at: time,
        ...(problem === null ? {} : { problem }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      },
    });
    if (!done) return undefined;
    station.notify('good', text('after.tracking.added'));
    return onClose();
  }
  return (
    <FormDialog
      title={text('after.tracking.deliverTitle')}
      ready={!Number.isNaN(time)}
      onDone={() => void save()}
      onClose={onClose}
    >
      <When value={at} onChange={setAt} />
      <Select
        label={text('after.tracking.problem')}
        placeholder={text('after.tracking.noProblem')}
        value={problem}
        onChange={setProblem}
        clearable
        data={DELIVERY_PROBLEMS.map((each) => ({ value: each, label: text(`after.problem.${each}`) }))}
      />
      <NoteField label={text('after.tracking.note')} max={1_000} value={note} onChange={setNote} />
    </FormDialog>
  );
}
