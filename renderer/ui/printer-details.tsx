import { NumberInput, Select } from '@mantine/core';
import { PRINTER_PRESETS } from '../../shared/codec/printer/index.ts';
import type { PrinterSettings } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';

/** What a family of printers has in common goes into the settings; name, paper and connection stay. */
export function withPreset(printer: PrinterSettings, id: string | null): PrinterSettings {
  const found = PRINTER_PRESETS.find((preset) => preset.id === id);
  const { preset: _before, ...rest } = printer;
  if (!found) return rest;
  const {
    headDots: _head,
    media: _media,
    afterLabel: _after,
    direction: _turn,
    graphics: _packed,
    ...kept
  } = rest;
  return { ...kept, ...found.profile, preset: found.id };
}

type Props = {
  readonly value: PrinterSettings;
  readonly onChange: (printer: PrinterSettings) => void;
};

/** What most people never touch: a preset or the self-test page sets it. Empty = the printer's own setting. */
export function PrinterDetails({ value, onChange }: Props) {
  const { text } = useWords();
  type Key = keyof PrinterSettings;
  const put = (key: Key, next: PrinterSettings[Key]): void => {
    const { [key]: _before, ...rest } = value;
    onChange((next === undefined ? rest : { ...rest, [key]: next }) as PrinterSettings);
  };
  const number = (
    key: 'gapMm' | 'headDots' | 'speed' | 'density' | 'offsetX' | 'offsetY',
    label: string,
    [min, max, step]: readonly [number, number, number],
  ) => (
    <NumberInput
      label={label}
      placeholder={text('printers.own')}
      min={min}
      max={max}
      step={step}
      value={value[key] ?? ''}
      onChange={(next) => put(key, typeof next === 'number' ? next : undefined)}
    />
  );
  const choice = <K extends 'media' | 'afterLabel' | 'graphics'>(
    key: K,
    label: string,
    options: Readonly<Record<NonNullable<PrinterSettings[K]>, string>>,
  ) => (
    <Select
      label={label}
      placeholder={text('printers.own')}
      clearable
      value={value[key] ?? null}
      data={Object.entries<string>(options).map(([each, words]) => ({ value: each, label: words }))}
      onChange={(next) => put(key, (next ?? undefined) as PrinterSettings[K])}
    />
  );
  return (
    <details data-testid="printer-details">
      <summary>{text('printers.more')}</summary>
      <div className="fields" style={{ marginTop: 12 }}>
        <Select
          label={text('printer.dpi')}
          value={String(value.dpi)}
          data={[
            { value: '203', label: '203 dpi' },
            { value: '300', label: '300 dpi' },
          ]}
          onChange={(dpi) => put('dpi', dpi === '300' ? 300 : 203)}
        />
        <Select
          label={text('printer.polarity')}
          value={value.polarity}
          data={[
            { value: 'normal', label: text('printer.normal') },
            { value: 'inverted', label: text('printer.inverted') },
          ]}
          onChange={(polarity) => put('polarity', polarity === 'inverted' ? 'inverted' : 'normal')}
        />
        {choice('media', text('printers.media'), {
          gap: text('printers.medias.gap'),
          mark: text('printers.medias.mark'),
          continuous: text('printers.medias.continuous'),
        })}
        {number('gapMm', text('printers.gap'), [0, 30, 0.5])}
        {number('density', text('printers.density'), [0, value.language === 'zpl' ? 30 : 15, 1])}
        {number('speed', text('printers.speed'), [1, 14, 1])}
        {choice('afterLabel', text('printers.afterLabel'), {
          tear: text('printers.after.tear'),
          peel: text('printers.after.peel'),
          cut: text('printers.after.cut'),
        })}
        {number('offsetX', text('printers.offsetX'), [-20, 20, 0.5])}
        {number('offsetY', text('printers.offsetY'), [-20, 20, 0.5])}
        {number('headDots', text('printers.headDots'), [64, 4000, 8])}
        <Select
          label={text('printers.minModule')}
          placeholder={text('printers.own')}
          clearable
          value={value.minModule === undefined ? null : String(value.minModule)}
          data={[1, 2, 3, 4].map((n) => ({ value: String(n), label: text('printers.dots', { n }) }))}
          onChange={(next) => put('minModule', next === null ? undefined : Number(next))}
        />
        {value.language === 'tspl' ? (
          <Select
            label={text('printers.direction')}
            value={String(value.direction ?? 0)}
            data={[
              { value: '0', label: text('printers.directions.normal') },
              { value: '1', label: text('printers.directions.turned') },
            ]}
            onChange={(next) => put('direction', next === '1' ? 1 : 0)}
          />
        ) : null}
        {value.language === 'zpl'
          ? choice('graphics', text('printers.graphics'), {
              smallest: text('printers.graphicsSmallest'),
              acs: text('printers.graphicsAcs'),
            })
          : null}
      </div>
    </details>
  );
}
