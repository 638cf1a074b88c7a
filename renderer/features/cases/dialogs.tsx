import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { CASE_KINDS } from '../../../shared/domain/cases/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { FormDialog, NoteField, OneOf } from '../../ui/forms.tsx';

interface Props {
  readonly onClose: () => void;
  readonly onOpened: (id: string) => void;
}
type Kind = (typeof CASE_KINDS)[number];
/** Kinds that people raise; the others come from what they are about. */
const BY_HAND: readonly Kind[] = CASE_KINDS.filter((kind) => kind !== 'archive_access');

/** A case by hand: what happened, and of which order, if any. */
export function RaiseDialog({ onClose, onOpened }: Props) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [kind, setKind] = useState<Kind>('complaint');
  const [order, setOrder] = useState('');
  const [note, setNote] = useState('');

  async function raise(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const opened = await station.act('cases.open', { operator: operator.id, kind, note: note.trim() });
    if (!opened) return undefined;
    const { id } = opened.value;
    if (order.trim() !== '')
      await station.act('cases.act', {
        id,
        operator: operator.id,
        act: { type: 'link', order: order.trim() },
      });
    onClose();
    return onOpened(id);
  }
  return (
    <FormDialog
      title={text('cases.raise')}
      ready={note.trim() !== ''}
      onDone={() => void raise()}
      onClose={onClose}
    >
      <OneOf
        label={text('cases.newKind')}
        of={BY_HAND}
        word={(each) => text(`cases.kind.${each}`)}
        value={kind}
        onChange={setKind}
      />
      <TextInput
        label={text('cases.newOrder')}
        value={order}
        onChange={(event) => setOrder(event.currentTarget.value)}
      />
      <NoteField label={text('cases.newNote')} rows={3} focus value={note} onChange={setNote} />
    </FormDialog>
  );
}

const STATES = ['whole', 'damaged', 'opened'] as const;

/** A parcel that came back: its number is scanned or typed. */
export function ReturnedDialog({ onClose, onOpened }: Props) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [number, setNumber] = useState('');
  const [state, setState] = useState<(typeof STATES)[number]>('whole');
  const [note, setNote] = useState('');

  async function receive(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const said = note.trim();
    const input: MethodInput<'cases.returned'> = {
      operator: operator.id,
      text: number.trim(),
      state,
      ...(said === '' ? {} : { note: said }),
    };
    const opened = await station.act('cases.returned', input);
    if (!opened) return undefined;
    onClose();
    return onOpened(opened.value.id);
  }
  return (
    <FormDialog
      title={text('cases.received')}
      ready={number.trim() !== ''}
      onDone={() => void receive()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={text('cases.number')}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <OneOf
        label={text('cases.state')}
        of={STATES}
        word={(each) => text(`cases.states.${each}`)}
        value={state}
        onChange={setState}
      />
      <NoteField label={text('cases.note')} value={note} onChange={setNote} />
    </FormDialog>
  );
}
