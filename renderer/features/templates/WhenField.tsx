import { Select, TextInput } from '@mantine/core';
import { FIELDS, parseWhen } from '../../../shared/label/index.ts';
import type { LabelTemplate, TemplateElement } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import type { Patch } from './fields.tsx';
import { kindOf } from './model.ts';

/** One condition by fields; several of them as the text that the template holds. */
export function WhenField({
  template,
  element,
  set,
}: {
  readonly template: LabelTemplate;
  readonly element: TemplateElement;
  readonly set: Patch;
}) {
  const words = useWords();
  const { text } = words;
  const when = element.when ?? '';
  const conditions = when === '' ? [] : parseWhen(when);
  const one = conditions?.length === 1 ? conditions[0] : undefined;
  const how = when === '' ? 'always' : (one?.is ?? 'custom');
  const write = (is: string, field: string, value: string): void => {
    if (is === 'always') return set({ when: undefined });
    if (is === 'custom') return set({ when: `${field} & always` });
    const sign = is === 'equal' ? `=${value}` : is === 'other' ? `!=${value}` : '';
    return set({ when: `${is === 'absent' ? '!' : ''}${field}${sign}` });
  };
  const field = one?.field ?? 'cod';
  return (
    <>
      <div className="tpl-two">
        <Select
          size="sm"
          label={text('templates.when')}
          value={how}
          data={(['always', 'given', 'absent', 'equal', 'other', 'custom'] as const).map((value) => ({
            value,
            label: text(`templates.whens.${value}`),
          }))}
          onChange={(is) => is !== null && write(is, field, one?.value ?? '')}
        />
        {how === 'always' || how === 'custom' ? null : (
          <Select
            size="sm"
            searchable
            label={text('templates.whenField')}
            value={field}
            data={FIELDS.filter(({ on }) => on.includes(kindOf(template))).map(({ name }) => ({
              value: name,
              label: text(`templates.field.${name}` as TextKey),
            }))}
            onChange={(name) => name !== null && write(how, name, one?.value ?? '')}
          />
        )}
      </div>
      {how === 'equal' || how === 'other' ? (
        <TextInput
          size="sm"
          label={text('templates.whenValue')}
          maxLength={60}
          value={one?.value ?? ''}
          onChange={(event) => write(how, field, event.currentTarget.value.replaceAll('&', ''))}
        />
      ) : null}
      {how === 'custom' ? (
        <TextInput
          size="sm"
          aria-label={text('templates.when')}
          maxLength={200}
          value={when}
          onChange={(event) => set({ when: event.currentTarget.value || undefined })}
        />
      ) : null}
    </>
  );
}
