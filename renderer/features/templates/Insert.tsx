import { Select } from '@mantine/core';
import { FIELDS, paperWord, WORD_NAMES } from '../../../shared/label/index.ts';
import type { LabelTemplate } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey, Words } from '../../i18n/index.ts';
import { kindOf } from './model.ts';

/** Fields with their masking, as `{field}` or `{field:tail}`. */
function fieldChoices(words: Words, template: LabelTemplate) {
  return FIELDS.filter((field) => field.on.includes(kindOf(template)) && field.name !== 'always').flatMap(
    ({ name, masks }) => {
      const label = words.text(`templates.field.${name}` as TextKey);
      if (!masks) return [{ value: `{${name}}`, label }];
      return masks.map((mask) => ({
        value: mask === 'masked' ? `{${name}}` : `{${name}:${mask}}`,
        label: `${label}（${words.text(`templates.mask.${mask}`)}）`,
      }));
    },
  );
}

/** Puts a field or a word of the paper's language behind what is there. */
export function Insert({
  template,
  onInsert,
}: {
  readonly template: LabelTemplate;
  readonly onInsert: (text: string) => void;
}) {
  const words = useWords();
  return (
    <Select
      size="sm"
      searchable
      value={null}
      placeholder={words.text('templates.insert')}
      aria-label={words.text('templates.insert')}
      data={[
        { group: words.text('templates.insert'), items: fieldChoices(words, template) },
        {
          group: words.text('templates.words'),
          items: WORD_NAMES.map((name) => ({ value: `{t.${name}}`, label: paperWord(words.language, name) })),
        },
      ]}
      onChange={(value) => value !== null && onInsert(value)}
    />
  );
}
