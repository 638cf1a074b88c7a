import { Autocomplete, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { PRINTER_PRESETS } from '../../shared/codec/printer/index.ts';
import type { PrinterSettings } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useList } from '../stores/index.ts';
import { PrinterDetails, withPreset } from './printer-details.tsx';
import { SerialFields } from './serial-fields.tsx';

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
  if (transport.kind === 'tcp' || transport.kind === 'component') return transport.host.trim() !== '';
  return transport.kind === 'queue' ? transport.queue.trim() !== '' : transport.path.trim() !== '';
}

export function PrinterForm({
  value,
  onChange,
}: {
  readonly value: PrinterSettings;
  readonly onChange: (printer: PrinterSettings) => void;
}) {
  const { text, language } = useWords();
  const set = (part: Partial<PrinterSettings>): void => onChange({ ...value, ...part });
  return (
    <>
      <div className="fields">
        <TextInput
          label={text('printer.name')}
          maxLength={80}
          value={value.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={text('printers.preset')}
          placeholder={text('printers.presetNone')}
          clearable
          value={value.preset ?? null}
          data={PRINTER_PRESETS.map((preset) => ({ value: preset.id, label: preset[language] }))}
          onChange={(id) => onChange(withPreset(value, id))}
          data-testid="printer-preset"
        />
        <Select
          label={text('printer.paper')}
          value={value.paper}
          data={PAPERS.map((paper) => ({ value: paper, label: PAPER_WORDS[paper] }))}
          onChange={(paper) => set({ paper: (paper ?? '76x130') as PrinterSettings['paper'] })}
        />
        <TransportFields value={value.transport} onChange={(transport) => set({ transport })} />
        <Select
          label={text('printer.language')}
          value={value.language}
          data={[
            { value: 'tspl', label: 'TSPL (TSC, Gprinter)' },
            { value: 'zpl', label: 'ZPL (Zebra)' },
            { value: 'escpos', label: 'ESC/POS' },
          ]}
          onChange={(next) => set({ language: (next ?? 'tspl') as PrinterSettings['language'] })}
        />
        <Checkbox
          style={{ alignSelf: 'end', paddingBottom: 10 }}
          label={text('printer.statusQuery')}
          checked={value.statusQuery}
          onChange={(event) => set({ statusQuery: event.currentTarget.checked })}
        />
      </div>
      <PrinterDetails value={value} onChange={onChange} />
    </>
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
    component: { kind: 'component', host: '127.0.0.1', port: 13528, printer: '' },
  };
  return (
    <>
      <Select
        label={text('printer.connection')}
        value={value.kind}
        data={[
          ...(['tcp', 'queue', 'device', 'serial'] as const).map((kind) => ({
            value: kind,
            label: text(`printer.${kind}`),
          })),
          { value: 'component', label: text('printers.component') },
        ]}
        onChange={(kind) => onChange(kinds[(kind ?? 'tcp') as Transport['kind']])}
      />
      {value.kind === 'component' ? (
        <TextInput
          label={text('printers.componentPrinter')}
          maxLength={200}
          value={value.printer}
          onChange={(event) => onChange({ ...value, printer: event.currentTarget.value })}
        />
      ) : null}
      {value.kind === 'tcp' || value.kind === 'component' ? (
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
