import { NumberInput, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import type { StockLevelRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { FormDialog, NoteField } from '../../ui/forms.tsx';

/** One entry of a delivery, sent again by a retry, is booked once. */
const newRef = (): string => crypto.randomUUID();

/** 入库: a SKU (typed or scanned), how many, and where they are put. */
export function ReceiveDialog({
  sku: given = '',
  onClose,
}: {
  readonly sku?: string;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const list = useId();
  const [sku, setSku] = useState(given);
  const [qty, setQty] = useState<number | ''>('');
  const [location, setLocation] = useState('');
  const [reference, setReference] = useState('');
  const [ref, setRef] = useState(newRef);
  const { value } = useList('stock.levels', { search: sku.trim(), limit: 20 }, ['stock']);
  const known = value?.rows.find((row) => row.sku === sku.trim());

  async function book(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const entry = {
      sku: sku.trim(),
      qty: Number(qty),
      location: location.trim(),
      reference: reference.trim(),
    };
    const done = await station.act('stock.receive', { ...entry, ref, operator: operator.id });
    if (!done) return;
    station.notify('good', text('stock.received', { sku: entry.sku, n: entry.qty }));
    if (given !== '') return onClose();
    // The next line of the same delivery.
    setRef(newRef());
    setSku('');
    setQty('');
  }
  return (
    <FormDialog
      title={text('stock.receiveTitle')}
      ready={sku.trim() !== '' && Number.isInteger(qty) && Number(qty) > 0}
      onDone={() => void book()}
      onClose={onClose}
    >
      <p className="muted">{text('stock.receiveSub')}</p>
      <TextInput
        data-autofocus={given === '' ? true : undefined}
        label={text('stock.sku')}
        list={list}
        value={sku}
        onChange={(event) => setSku(event.currentTarget.value)}
        {...(known ? { description: known.name } : {})}
      />
      <datalist id={list}>
        {(value?.rows ?? []).map((row) => (
          <option key={row.sku} value={row.sku}>
            {row.name}
          </option>
        ))}
      </datalist>
      <NumberInput
        data-autofocus={given === '' ? undefined : true}
        label={text('stock.qty')}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        value={qty}
        onChange={(next) => setQty(next === '' ? '' : Number(next))}
      />
      <TextInput
        label={text('stock.location')}
        maxLength={60}
        value={location}
        placeholder={known?.locations[0]?.location ?? ''}
        onChange={(event) => setLocation(event.currentTarget.value)}
      />
      <TextInput
        label={text('stock.reference')}
        maxLength={80}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** STK-08: what lies there is not what the record says. */
export function ReportDialog({
  row,
  onClose,
}: {
  readonly row: StockLevelRow;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [location, setLocation] = useState(row.locations[0]?.location ?? '');
  const [found, setFound] = useState<number | ''>('');
  const [note, setNote] = useState('');
  async function report(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('stock.report', {
      sku: row.sku,
      location: location.trim(),
      ...(found === '' ? {} : { found }),
      note: note.trim(),
      operator: operator.id,
    });
    if (!done) return;
    station.notify('good', text('stock.reported', { sku: row.sku }));
    onClose();
  }
  return (
    <FormDialog
      title={`${text('stock.reportTitle')} · ${row.sku}`}
      ready={found !== '' || note.trim() !== ''}
      onDone={() => void report()}
      onClose={onClose}
    >
      <p className="muted">{text('stock.reportSub')}</p>
      <TextInput
        label={text('stock.location')}
        maxLength={60}
        value={location}
        onChange={(event) => setLocation(event.currentTarget.value)}
      />
      <NumberInput
        data-autofocus
        label={text('stock.found')}
        min={0}
        max={10_000_000}
        allowDecimal={false}
        value={found}
        onChange={(next) => setFound(next === '' ? '' : Number(next))}
      />
      <NoteField label={text('stock.note')} max={500} value={note} onChange={setNote} />
    </FormDialog>
  );
}
