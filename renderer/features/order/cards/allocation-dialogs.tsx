import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReleaseView } from '../../../../shared/contract/index.ts';
import { ASSIGNED_TO, type AssignedTo } from '../../../../shared/domain/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStation, useStationState } from '../../../stores/index.ts';
import { FormDialog, NoteField, OneOf } from '../../../ui/forms.tsx';

type Closing = (done: boolean) => void;

/** As an `<input type="datetime-local">` has it. */
function localOf(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
const HOUR = 3_600_000;

/** Sends one act; the dialog stays open where it was refused. */
function useAct() {
  const station = useStation();
  return async (
    work: (operator: string) => Promise<unknown>,
    told: string,
    onClose: Closing,
  ): Promise<void> => {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (!(await work(operator.id))) return undefined;
    station.notify('good', told);
    return onClose(true);
  };
}

export function PromiseDialog({
  order,
  at,
  onClose,
}: {
  readonly order: string;
  readonly at: number | null;
  readonly onClose: Closing;
}) {
  const station = useStation();
  const { text } = useWords();
  const act = useAct();
  const [when, setWhen] = useState(() => localOf(at ?? Date.now() + 24 * HOUR));
  const shipBy = new Date(when).getTime();
  return (
    <FormDialog
      title={text('stock.card.promiseChange')}
      ready={!Number.isNaN(shipBy)}
      onDone={() =>
        void act(
          (operator) => station.act('release.promise', { order, shipBy, operator }),
          text('stock.card.promised'),
          onClose,
        )
      }
      onClose={() => onClose(false)}
    >
      <TextInput
        data-autofocus
        type="datetime-local"
        label={text('stock.card.promise')}
        value={when}
        onChange={(event) => setWhen(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

export function AllocateDialog({
  order,
  shown,
  onClose,
}: {
  readonly order: string;
  readonly shown: ReleaseView;
  readonly onClose: Closing;
}) {
  const station = useStation();
  const { text } = useWords();
  const act = useAct();
  const [warehouse, setWarehouse] = useState(shown.allocation?.warehouse ?? '');
  const [group, setGroup] = useState(shown.allocation?.group ?? '');
  const [person, setPerson] = useState<string | null>(shown.allocation?.person ?? null);
  return (
    <FormDialog
      title={text('stock.card.allocate')}
      ready
      onDone={() =>
        void act(
          (operator) =>
            station.act('allocation.set', {
              ...{ order, operator, warehouse: warehouse.trim(), group: group.trim() },
              person: person ?? '',
            }),
          text('stock.card.allocated'),
          onClose,
        )
      }
      onClose={() => onClose(false)}
    >
      <TextInput
        label={text('stock.card.warehouse')}
        maxLength={40}
        value={warehouse}
        onChange={(event) => setWarehouse(event.currentTarget.value)}
      />
      <TextInput
        data-autofocus
        label={text('stock.card.group')}
        maxLength={40}
        list="allocation-groups"
        value={group}
        onChange={(event) => setGroup(event.currentTarget.value)}
      />
      <datalist id="allocation-groups">
        {shown.groups.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <PersonSelect value={person} onChange={setPerson} />
    </FormDialog>
  );
}

export function AssignDialog({
  order,
  flags,
  onClose,
}: {
  readonly order: string;
  readonly flags: readonly string[];
  readonly onClose: Closing;
}) {
  const station = useStation();
  const { text } = useWords();
  const act = useAct();
  const [department, setDepartment] = useState<AssignedTo>('warehouse');
  const [person, setPerson] = useState<string | null>(null);
  const [task, setTask] = useState<(typeof TASKS)[number]>(
    TASKS.find((each) => flags.includes(each)) ?? 'other',
  );
  const [due, setDue] = useState(() => localOf(Date.now() + 24 * HOUR));
  const [note, setNote] = useState('');
  const at = due === '' ? undefined : new Date(due).getTime();
  return (
    <FormDialog
      title={text('stock.card.assign')}
      ready={!Number.isNaN(at ?? 0) && (task !== 'other' || note.trim() !== '')}
      onDone={() =>
        void act(
          (operator) =>
            station.act('allocation.assign', {
              ...{ order, operator, department, task },
              ...(person === null ? {} : { person }),
              ...(at === undefined ? {} : { due: at }),
              ...(note.trim() === '' ? {} : { note: note.trim() }),
            }),
          text('stock.card.assigned'),
          onClose,
        )
      }
      onClose={() => onClose(false)}
    >
      <OneOf
        label={text('stock.card.task')}
        of={TASKS}
        word={(each) => text(`stock.card.taskOf.${each}`)}
        value={task}
        onChange={setTask}
        focus
      />
      <OneOf
        label={text('stock.card.department')}
        of={ASSIGNED_TO}
        word={(each) => text(`stock.card.department_.${each}`)}
        value={department}
        onChange={setDepartment}
      />
      <PersonSelect value={person} onChange={setPerson} />
      <TextInput
        type="datetime-local"
        label={text('stock.card.due')}
        value={due}
        onChange={(event) => setDue(event.currentTarget.value)}
      />
      <NoteField label={text('stock.card.note')} max={500} value={note} onChange={setNote} />
    </FormDialog>
  );
}

const TASKS = ['custom', 'urgent', 'cod', 'fragile', 'cold_chain', 'other'] as const;

function PersonSelect({
  value,
  onChange,
}: {
  readonly value: string | null;
  readonly onChange: (person: string | null) => void;
}) {
  const { text } = useWords();
  const operators = useStationState((s) => s.hello?.operators ?? null);
  return (
    <Select
      label={text('stock.card.person')}
      value={value}
      onChange={onChange}
      clearable
      allowDeselect
      data={(operators ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
