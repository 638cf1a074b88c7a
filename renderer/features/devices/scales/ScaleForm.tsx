import { NumberInput, Select, TextInput } from '@mantine/core';
import { SCALE_KINDS } from '../../../../shared/contract/index.ts';
import type { ScaleSettings } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStationState } from '../../../stores/index.ts';
import { SerialFields } from '../../../ui/serial-fields.tsx';

const UNITS = ['kg', 'g', 'jin', 'lb', 'oz', 't'] as const;
const FRAMINGS = ['8N1', '7E1', '7O1', '8E1', '8O1', '8N2'] as const;
const PARITIES = { N: 'none', E: 'even', O: 'odd' } as const;

export const newScale = (id: string, bench: string, over: Partial<ScaleSettings> = {}): ScaleSettings => ({
  id,
  name: '',
  bench,
  kind: 'yaohua',
  path: '',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  unit: 'kg',
  restGrams: 0,
  zeroGrams: 4,
  minGrams: 10,
  ...over,
});

const framingOf = ({ dataBits, parity, stopBits }: ScaleSettings): string =>
  `${String(dataBits)}${parity === 'none' ? 'N' : parity === 'even' ? 'E' : 'O'}${String(stopBits)}`;

export function ScaleForm({
  value,
  onChange,
}: {
  readonly value: ScaleSettings;
  readonly onChange: (scale: ScaleSettings) => void;
}) {
  const { text } = useWords();
  const benches = useStationState((s) => s.hello?.benches ?? null);
  const frame = (next: string): void =>
    onChange({
      ...value,
      dataBits: next.startsWith('7') ? 7 : 8,
      parity: PARITIES[(next[1] ?? 'N') as keyof typeof PARITIES],
      stopBits: next.endsWith('2') ? 2 : 1,
    });
  const grams = (
    name: 'restGrams' | 'zeroGrams' | 'minGrams',
    label: 'scales.rest' | 'scales.zero' | 'scales.min',
    least: number,
  ) => (
    <NumberInput
      label={text(label)}
      {...(name === 'restGrams' ? { title: text('scales.restNote') } : {})}
      min={least}
      max={10_000}
      allowDecimal={false}
      value={value[name]}
      onChange={(next) => onChange({ ...value, [name]: Math.max(least, Number(next) || 0) })}
    />
  );
  return (
    <>
      <div className="fields">
        <TextInput
          label={text('scales.name')}
          value={value.name}
          maxLength={60}
          onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
        />
        <Select
          label={text('scales.kind')}
          data={SCALE_KINDS.map((kind) => ({ value: kind, label: text(`scales.kinds.${kind}`) }))}
          value={value.kind}
          onChange={(next) =>
            onChange({ ...value, kind: SCALE_KINDS.find((kind) => kind === next) ?? value.kind })
          }
        />
        <Select
          label={text('gun.bench')}
          data={[...new Set([...(benches ?? []), value.bench])]}
          value={value.bench}
          onChange={(bench) => onChange({ ...value, bench: bench ?? value.bench })}
        />
      </div>
      <div className="fields">
        {value.kind === 'hid' ? (
          <TextInput
            label={text('guns.path')}
            value={value.path}
            onChange={(event) => onChange({ ...value, path: event.currentTarget.value })}
          />
        ) : (
          <>
            <SerialFields
              path={value.path}
              baudRate={value.baudRate}
              onChange={(port) => onChange({ ...value, ...port })}
            />
            <Select
              label={text('gun.framing')}
              data={[...FRAMINGS]}
              value={framingOf(value)}
              onChange={(next) => frame(next ?? '8N1')}
            />
          </>
        )}
      </div>
      <div className="fields">
        <Select
          label={text('scales.unit')}
          data={UNITS.map((unit) => ({ value: unit, label: text(`scales.units.${unit}`) }))}
          value={value.unit}
          onChange={(next) => onChange({ ...value, unit: UNITS.find((unit) => unit === next) ?? value.unit })}
        />
        {grams('restGrams', 'scales.rest', 0)}
        {grams('zeroGrams', 'scales.zero', 0)}
        {grams('minGrams', 'scales.min', 1)}
      </div>
    </>
  );
}
