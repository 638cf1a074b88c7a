import { Checkbox, NumberInput, SegmentedControl } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';

/** The few kinds of fields that the editor's panel is made of. */

export type Patch = (part: Readonly<Record<string, unknown>>) => void;

/** A length, mm. @param least what is less becomes this */
export function Mm({
  label,
  value,
  onChange,
  step = 0.5,
  least,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (mm: number) => void;
  readonly step?: number;
  readonly least?: number;
}) {
  return (
    <NumberInput
      size="sm"
      label={label}
      value={value}
      step={step}
      decimalScale={3}
      onChange={(given) => {
        const mm = Number(given);
        if (given !== '' && Number.isFinite(mm)) onChange(Math.max(least ?? mm, mm));
      }}
    />
  );
}

/** Height of letters. */
export function FontSize({ value, set }: { readonly value: number; readonly set: Patch }) {
  const { text } = useWords();
  return (
    <Mm label={text('templates.fontSize')} value={value} least={0.5} onChange={(size) => set({ size })} />
  );
}

/** One of a few. @param words where the words of each lie below `templates` */
export function Choice<T extends string>({
  label,
  value,
  of,
  words,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly of: readonly T[];
  readonly words: 'aligns' | 'valigns' | 'fits' | 'ons';
  readonly onChange: (value: T) => void;
}) {
  const { text } = useWords();
  return (
    <div className="tpl-choice">
      <span>{label}</span>
      <SegmentedControl
        size="xs"
        value={value}
        onChange={(next) => onChange(next as T)}
        data={of.map((each) => ({ value: each, label: text(`templates.${words}.${each}` as TextKey) }))}
      />
    </div>
  );
}

type Align = 'left' | 'center' | 'right';

export function AlignChoice({ value, set }: { readonly value: Align; readonly set: Patch }) {
  const { text } = useWords();
  return (
    <Choice
      label={text('templates.align')}
      value={value}
      of={['left', 'center', 'right']}
      words="aligns"
      onChange={(align) => set({ align })}
    />
  );
}

export function Flag({
  label,
  on,
  onChange,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  return <Checkbox label={label} checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />;
}
