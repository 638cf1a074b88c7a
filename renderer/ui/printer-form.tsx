import { Autocomplete, Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PrinterSettings } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useList, useStation } from '../stores/index.ts';
import { SerialFields } from './serial-fields.tsx';
import { Shape } from './shapes.tsx';

type Transport = PrinterSettings['transport'];

export const newPrinter = (id: string): PrinterSettings => ({
  id,
  name: id,
  language: 'tspl',
  dpi: 203,
  paper: '76x130',
  polarity: 'normal',
  statusQuery: true,
  transport: { kind: 'tcp', host: '', port: 9100 },
});

export const PAPERS: readonly PrinterSettings['paper'][] = ['76x130', '100x150', '100x180', '4x6'];
const PAPER_WORDS = {
  '76x130': '76 × 130 mm',
  '100x150': '100 × 150 mm',
  '100x180': '100 × 180 mm',
  '4x6': '4 × 6 in',
} as const;

/** True where the station can be asked to use it: the way to the printer is filled in. */
export function printerReady({ name, transport }: PrinterSettings): boolean {
  if (name.trim() === '') return false;
  if (transport.kind === 'tcp') return transport.host.trim() !== '';
  return transport.kind === 'queue' ? transport.queue.trim() !== '' : transport.path.trim() !== '';
}

export function PrinterForm({
  value,
  onChange,
}: {
  readonly value: PrinterSettings;
  readonly onChange: (printer: PrinterSettings) => void;
}) {
  const { text } = useWords();
  const set = (part: Partial<PrinterSettings>): void => onChange({ ...value, ...part });
  return (
    <div className="fields">
      <TextInput
        label={text('printer.name')}
        maxLength={80}
        value={value.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label={text('printer.paper')}
        value={value.paper}
        data={PAPERS.map((paper) => ({ value: paper, label: PAPER_WORDS[paper] }))}
        onChange={(paper) => set({ paper: (paper ?? '76x130') as PrinterSettings['paper'] })}
      />
      <Select
        label={text('printer.language')}
        value={value.language}
        data={[
          { value: 'tspl', label: 'TSPL (TSC, Gprinter)' },
          { value: 'zpl', label: 'ZPL (Zebra)' },
          { value: 'escpos', label: 'ESC/POS' },
        ]}
        onChange={(language) => set({ language: (language ?? 'tspl') as PrinterSettings['language'] })}
      />
      <Select
        label={text('printer.dpi')}
        value={String(value.dpi)}
        data={[
          { value: '203', label: '203 dpi' },
          { value: '300', label: '300 dpi' },
        ]}
        onChange={(dpi) => set({ dpi: dpi === '300' ? 300 : 203 })}
      />
      <TransportFields value={value.transport} onChange={(transport) => set({ transport })} />
      <Select
        label={text('printer.polarity')}
        value={value.polarity}
        data={[
          { value: 'normal', label: text('printer.normal') },
          { value: 'inverted', label: text('printer.inverted') },
        ]}
        onChange={(polarity) => set({ polarity: polarity === 'inverted' ? 'inverted' : 'normal' })}
      />
      <Checkbox
        style={{ alignSelf: 'end', paddingBottom: 10 }}
        label={text('printer.statusQuery')}
        checked={value.statusQuery}
        onChange={(event) => set({ statusQuery: event.currentTarget.checked })}
      />
    </div>
  );
}

function TransportFields({
  value,
  onChange,
}: {
  readonly value: Transport;
  readonly onChange: (transport: Transport) => void;
}) {
  const { text } = useWords();
  const found = useList('devices.ports', {}, []).value;
  const kinds: Readonly<Record<Transport['kind'], Transport>> = {
    tcp: { kind: 'tcp', host: '', port: 9100 },
    queue: { kind: 'queue', queue: found?.queues[0] ?? '' },
    device: { kind: 'device', path: found?.devices[0] ?? '/dev/usb/lp0' },
    serial: { kind: 'serial', path: found?.ports[0]?.path ?? '', baudRate: 9600 },
  };
  return (
    <>
      <Select
        label={text('printer.connection')}
        value={value.kind}
        data={(['tcp', 'queue', 'device', 'serial'] as const).map((kind) => ({
          value: kind,
          label: text(`printer.${kind}`),
        }))}
        onChange={(kind) => onChange(kinds[(kind ?? 'tcp') as Transport['kind']])}
      />
      {value.kind === 'tcp' ? (
        <>
          <TextInput
            label={text('printer.host')}
            placeholder="192.168.1.60"
            value={value.host}
            onChange={(event) => onChange({ ...value, host: event.currentTarget.value.trim() })}
          />
          <NumberInput
            label={text('printer.port')}
            min={1}
            max={65535}
            value={value.port}
            onChange={(port) => onChange({ ...value, port: Number(port) || 9100 })}
          />
        </>
      ) : null}
      {value.kind === 'queue' ? (
        <Autocomplete
          label={text('printer.queueName')}
          data={found?.queues ?? []}
          value={value.queue}
          onChange={(queue) => onChange({ ...value, queue })}
        />
      ) : null}
      {value.kind === 'device' ? (
        <Autocomplete
          label={text('printer.path')}
          data={found?.devices ?? []}
          value={value.path}
          onChange={(path) => onChange({ ...value, path })}
        />
      ) : null}
      {value.kind === 'serial' ? (
        <SerialFields
          path={value.path}
          baudRate={value.baudRate}
          onChange={(port) => onChange({ ...value, ...port })}
        />
      ) : null}
    </>
  );
}

/** Prints a test page, shows what must come out, and asks what did: only a person can know. */
export function TestPrint({
  value: printer,
  onChange,
}: {
  readonly value: PrinterSettings;
  readonly onChange: (printer: PrinterSettings) => void;
}) {
  const station = useStation();
  const { text, code } = useWords();
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<{
    readonly preview: string;
    readonly outcome: string;
    readonly code: string | null;
  } | null>(null);
  const [answer, setAnswer] = useState<'yes' | 'no' | 'inverted' | null>(null);

  async function print(): Promise<void> {
    setBusy(true);
    setAnswer(null);
    const done = await station.act('printer.test', { printer });
    setBusy(false);
    setSent(done ? done.value : null);
  }
  const inverted = (): void => {
    setAnswer('inverted');
    onChange({ ...printer, polarity: printer.polarity === 'normal' ? 'inverted' : 'normal' });
  };
  return (
    <div className="card">
      <div className="row">
        <Button
          onClick={() => void print()}
          loading={busy}
          disabled={!printerReady(printer)}
          data-testid="test-print"
        >
          {text('setup.testPrint')}
        </Button>
        {sent === null || sent.code === null ? null : (
          <span className="muted">{code('refused', sent.code)}</span>
        )}
      </div>
      {sent === null ? null : (
        <div className="row" style={{ alignItems: 'flex-start' }}>
          {sent.preview === '' ? null : (
            <img
              className="paper"
              style={{ maxHeight: 260 }}
              src={`data:image/png;base64,${sent.preview}`}
              alt={text('setup.testPrint')}
            />
          )}
          <div className="card" style={{ flex: 1 }}>
            <h2>{text('setup.testAsk')}</h2>
            <div className="row">
              <Button variant="light" onClick={() => setAnswer('yes')}>
                {text('setup.testYes')}
              </Button>
              <Button variant="default" onClick={inverted}>
                {text('setup.testInverted')}
              </Button>
              <Button variant="default" onClick={() => setAnswer('no')}>
                {text('setup.testNo')}
              </Button>
            </div>
            {answer === 'yes' ? (
              <p className="chip" data-tone="good">
                <Shape name="unit_ok" size={18} /> {text('setup.testGood')}
              </p>
            ) : null}
            {answer === 'inverted' ? <p>{text('setup.testFixInverted')}</p> : null}
            {answer === 'no' ? <p>{text('setup.testHelp')}</p> : null}
          </div>
        </div>
      )}
    </div>
  );
}
