import {
  Button,
  Checkbox,
  FileButton,
  MultiSelect,
  NumberInput,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { AgreementInput } from '../../../shared/contract/index.ts';
import {
  ELSEWHERE,
  PROVINCES,
  readPriceTable,
  SERVICE_LEVELS,
} from '../../../shared/domain/carriers/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { CarrierSelect } from '../../ui/forms.tsx';

type Zone = AgreementInput['zones'][number];
type Optional = {
  [K in keyof AgreementInput]-?: undefined extends AgreementInput[K] ? K : never;
}[keyof AgreementInput];

const NEW_ZONE: Zone = {
  name: '',
  provinces: [],
  firstGrams: 1000,
  firstMinor: 0,
  stepGrams: 1000,
  stepMinor: 0,
};

/** Files of carriers come in UTF-8 or in the Chinese encoding of Windows. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** An agreement left without what somebody emptied: the station takes a missing field, not an empty one. */
function trimmed(agreement: AgreementInput): AgreementInput {
  const entries = Object.entries(agreement).filter(
    ([, value]) => value !== undefined && value !== '' && !Number.isNaN(value),
  );
  const given = Object.fromEntries(entries) as AgreementInput;
  return {
    ...given,
    zones: agreement.zones.map((zone) => ({
      ...zone,
      name: zone.name.trim() === '' ? (zone.provinces[0] ?? ELSEWHERE) : zone.name,
    })),
  };
}

export function AgreementForm({
  start,
  readOnly,
  onClose,
  onSaved,
}: {
  readonly start: AgreementInput;
  readonly readOnly: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const [agreement, setAgreement] = useState(start);
  const set = (part: Partial<AgreementInput>): void => setAgreement({ ...agreement, ...part });
  const without = (key: Optional): void => {
    const { [key]: _gone, ...rest } = agreement;
    void _gone;
    setAgreement(rest as AgreementInput);
  };
  const setZone = (at: number, part: Partial<Zone>): void =>
    set({ zones: agreement.zones.map((zone, index) => (index === at ? { ...zone, ...part } : zone)) });
  const ready =
    /^[A-Z0-9_-]{1,32}$/.test(agreement.id) && agreement.carrier !== '' && agreement.name.trim() !== '';

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const given = trimmed(agreement);
    if (!(await station.act('agreements.save', { agreement: given, operator: operator.id })))
      return undefined;
    station.notify('good', text('carriers.saved', { name: given.name }));
    return onSaved();
  }
  async function take(file: File | null): Promise<void> {
    if (!file) return;
    const { zones, faults } = readPriceTable(await textOf(file));
    for (const fault of faults.slice(0, 3))
      station.notify('bad', text('carriers.importFault', { line: fault.line, text: fault.text }));
    if (zones.length === 0) return;
    station.notify('good', text('carriers.imported', { n: zones.length }));
    set({ zones: zones.map((zone) => ({ ...zone, provinces: [...zone.provinces] })) });
  }

  const words = (key: Optional, label: string): ReactNode => (
    <TextInput
      label={label}
      maxLength={80}
      value={String(agreement[key] ?? '')}
      onChange={(event) =>
        event.currentTarget.value === '' ? without(key) : set({ [key]: event.currentTarget.value })
      }
    />
  );
  const figure = (key: Optional, label: string, scale = 1): ReactNode => (
    <NumberInput
      label={label}
      min={0}
      decimalScale={scale === 1 ? 0 : 2}
      value={agreement[key] === undefined ? '' : Number(agreement[key]) / scale}
      onChange={(value) => (value === '' ? without(key) : set({ [key]: Math.round(Number(value) * scale) }))}
    />
  );

  return (
    <form className="columns-stack" onSubmit={(event) => void save(event)}>
      <section className="card">
        <div className="fields">
          <TextInput
            label={text('carriers.id')}
            placeholder={text('carriers.idHint')}
            disabled={start.id !== ''}
            value={agreement.id}
            onChange={(event) => set({ id: event.currentTarget.value.toUpperCase() })}
          />
          <CarrierSelect
            label={text('carriers.carrier')}
            value={agreement.carrier === '' ? null : agreement.carrier}
            onChange={(carrier) => set({ carrier })}
          />
          <TextInput
            label={text('carriers.name')}
            maxLength={60}
            value={agreement.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label={text('carriers.service')}
            data={SERVICE_LEVELS.map((value) => ({ value, label: text(`carriers.serviceName.${value}`) }))}
            value={agreement.service}
            onChange={(value) =>
              set({ service: SERVICE_LEVELS.find((each) => each === value) ?? 'standard' })
            }
          />
          {figure('maxGrams', text('carriers.maxKg'), 1000)}
          {figure('maxLengthMm', text('carriers.maxLength'), 10)}
          {figure('maxSumMm', text('carriers.maxSum'), 10)}
          {figure('divisor', text('carriers.divisor'))}
          {figure('codPermille', text('carriers.codFee'))}
          <TextInput
            type="time"
            label={text('carriers.cutOff')}
            value={agreement.cutOff ?? ''}
            onChange={(event) =>
              event.currentTarget.value === ''
                ? without('cutOff')
                : set({ cutOff: event.currentTarget.value })
            }
          />
          {(['validFrom', 'validUntil'] as const).map((key) => (
            <TextInput
              key={key}
              type="date"
              label={text(`carriers.${key}`)}
              value={agreement[key] ?? ''}
              onChange={(event) =>
                event.currentTarget.value === '' ? without(key) : set({ [key]: event.currentTarget.value })
              }
            />
          ))}
          {words('contractNo', text('carriers.contractNo'))}
          {words('contact', text('carriers.contact'))}
          {words('phone', text('carriers.phone'))}
        </div>
        <div className="row agreement-flags">
          {(['cod', 'fragile', 'active'] as const).map((key) => (
            <Checkbox
              key={key}
              label={text(`carriers.${key}`)}
              checked={agreement[key]}
              onChange={(event) => set({ [key]: event.currentTarget.checked })}
            />
          ))}
        </div>
        <Textarea
          label={text('carriers.note')}
          maxLength={500}
          autosize
          minRows={2}
          value={agreement.note ?? ''}
          onChange={(event) =>
            event.currentTarget.value === '' ? without('note') : set({ note: event.currentTarget.value })
          }
        />
      </section>
      <section className="card">
        <h2>{text('carriers.zones')}</h2>
        <div className="row">
          <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => void take(file)}>
            {(props) => (
              <Button variant="default" disabled={readOnly} {...props}>
                {text('carriers.importTable')}
              </Button>
            )}
          </FileButton>
          <Button
            variant="default"
            disabled={readOnly}
            onClick={() => set({ zones: [...agreement.zones, NEW_ZONE] })}
          >
            {text('carriers.addZone')}
          </Button>
          <span className="muted">{text('carriers.importHint')}</span>
        </div>
        {agreement.zones.length === 0 ? <p className="muted">{text('carriers.zonesEmpty')}</p> : null}
        {agreement.zones.map((zone, at) => (
          <ZoneRow
            // Zones have no names of their own while they are typed.
            key={at}
            zone={zone}
            onChange={(part) => setZone(at, part)}
            onRemove={() => set({ zones: agreement.zones.filter((_, index) => index !== at) })}
          />
        ))}
      </section>
      <div className="row">
        <Button type="submit" disabled={!ready || readOnly}>
          {text('carriers.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {text('app.close')}
        </Button>
      </div>
    </form>
  );
}

function ZoneRow({
  zone,
  onChange,
  onRemove,
}: {
  readonly zone: Zone;
  readonly onChange: (part: Partial<Zone>) => void;
  readonly onRemove: () => void;
}) {
  const { text } = useWords();
  const figure = (
    key: 'firstGrams' | 'firstMinor' | 'stepGrams' | 'stepMinor',
    label: string,
    scale: number,
  ) => (
    <NumberInput
      label={label}
      min={0}
      decimalScale={scale === 1000 ? 3 : 2}
      hideControls
      value={zone[key] / scale}
      onChange={(value) => onChange({ [key]: Math.round(Number(value) * scale) })}
    />
  );
  return (
    <div className="zone-row">
      <MultiSelect
        label={text('carriers.provinces')}
        searchable
        data={[
          ...PROVINCES.map((value) => ({ value, label: value })),
          { value: ELSEWHERE, label: text('carriers.elsewhere') },
        ]}
        value={zone.provinces}
        onChange={(provinces) => onChange({ provinces })}
      />
      {figure('firstGrams', text('carriers.firstKg'), 1000)}
      {figure('firstMinor', text('carriers.firstPrice'), 100)}
      {figure('stepGrams', text('carriers.stepKg'), 1000)}
      {figure('stepMinor', text('carriers.stepPrice'), 100)}
      <NumberInput
        label={text('carriers.days')}
        min={0}
        max={90}
        hideControls
        value={zone.days ?? ''}
        onChange={(value) => onChange({ days: value === '' ? undefined : Number(value) })}
      />
      <Button variant="subtle" color="red" onClick={onRemove} aria-label={text('carriers.removeZone')}>
        ×
      </Button>
    </div>
  );
}
