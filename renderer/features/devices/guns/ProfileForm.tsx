import { Select, TextInput } from '@mantine/core';
import { readControls, showControls } from '../../../../shared/codec/scan/index.ts';
import type { GunProfile } from '../../../../shared/codec/scan/index.ts';
import { useWords } from '../../../i18n/index.ts';

const ENDS = ['enter', 'tab', 'none'] as const;
const GS_FORMS = ['control', 'text', 'key', 'none'] as const;
const CASES = ['as_sent', 'inverted', 'caps_aware'] as const;
const LAYOUTS = ['us', 'computer'] as const;
const AIMS = ['auto', 'on', 'off'] as const;
const F_KEYS = Array.from({ length: 24 }, (_, i) => `F${String(i + 1)}`);

/** A gun's profile by hand, for whoever has the gun's manual; the calibration code fills it in. */
export function ProfileForm({
  value,
  kind,
  onChange,
}: {
  readonly value: GunProfile;
  readonly kind: 'serial' | 'hid' | 'wedge';
  readonly onChange: (profile: GunProfile) => void;
}) {
  const { text } = useWords();
  const put = (part: Partial<GunProfile>): void => onChange({ ...value, ...part });
  const wedge = kind === 'wedge';
  return (
    <div className="fields">
      <TextInput
        label={text('guns.prefix')}
        description={text('guns.controlNote')}
        value={showControls(value.prefix)}
        onChange={(event) => put({ prefix: readControls(event.currentTarget.value).slice(0, 16) })}
      />
      <TextInput
        label={text('guns.suffix')}
        description={text('guns.controlNote')}
        value={showControls(value.suffix)}
        onChange={(event) => put({ suffix: readControls(event.currentTarget.value).slice(0, 16) })}
      />
      {kind === 'hid' ? null : (
        <Select
          label={text('guns.end')}
          data={ENDS.map((end) => ({ value: end, label: text(`guns.ends.${end}`) }))}
          value={value.end}
          onChange={(end) => put({ end: ENDS.find((each) => each === end) ?? 'enter' })}
        />
      )}
      <Select
        label={text('guns.gs')}
        data={GS_FORMS.filter((form) => wedge || form !== 'key').map((form) => ({
          value: form,
          label: text(`guns.gsForms.${form}`),
        }))}
        value={value.gs}
        onChange={(gs) => put({ gs: GS_FORMS.find((each) => each === gs) ?? 'control' })}
      />
      {value.gs === 'text' || value.gs === 'key' ? (
        <TextInput
          label={text('guns.gsText')}
          value={value.gsText}
          maxLength={12}
          onChange={(event) => put({ gsText: event.currentTarget.value })}
        />
      ) : null}
      <Select
        label={text('guns.case')}
        data={CASES.filter((each) => wedge || each !== 'caps_aware').map((each) => ({
          value: each,
          label: text(`guns.cases.${each}`),
        }))}
        value={value.case}
        onChange={(next) => put({ case: CASES.find((each) => each === next) ?? 'as_sent' })}
      />
      {wedge ? (
        <>
          <Select
            label={text('guns.layout')}
            data={LAYOUTS.map((each) => ({ value: each, label: text(`guns.layouts.${each}`) }))}
            value={value.layout}
            onChange={(next) => put({ layout: LAYOUTS.find((each) => each === next) ?? 'us' })}
          />
          <Select
            label={text('guns.startKey')}
            placeholder={text('guns.noKey')}
            clearable
            data={F_KEYS}
            value={value.startKey}
            onChange={(startKey) => put({ startKey })}
          />
        </>
      ) : null}
      <Select
        label={text('guns.aim')}
        data={AIMS.map((each) => ({ value: each, label: text(`guns.aims.${each}`) }))}
        value={value.aim}
        onChange={(next) => put({ aim: AIMS.find((each) => each === next) ?? 'auto' })}
      />
    </div>
  );
}
