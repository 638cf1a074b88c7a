import { NumberInput, Textarea } from '@mantine/core';
import type { LabelTemplate, TextElement } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { AlignChoice, Choice, Flag, FontSize } from './fields.tsx';
import type { Patch } from './fields.tsx';
import { Insert } from './Insert.tsx';

export function TextFields({
  element,
  template,
  set,
}: {
  readonly element: TextElement;
  readonly template: LabelTemplate;
  readonly set: Patch;
}) {
  const { text } = useWords();
  return (
    <>
      <Textarea
        size="sm"
        label={text('templates.text')}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={2_000}
        value={element.text}
        data-testid="template-text"
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Insert template={template} onInsert={(field) => set({ text: `${element.text}${field}` })} />
      <div className="tpl-two">
        <FontSize value={element.size} set={set} />
        <NumberInput
          size="sm"
          label={text('templates.lines')}
          min={1}
          max={50}
          value={element.maxLines ?? (element.fit === 'wrap' ? 20 : 1)}
          onChange={(lines) => set({ maxLines: Math.max(1, Math.round(Number(lines))) })}
        />
      </div>
      <Choice
        label={text('templates.fit')}
        value={element.fit ?? 'shrink'}
        of={['shrink', 'wrap', 'ellipsis']}
        words="fits"
        onChange={(fit) => set({ fit })}
      />
      <AlignChoice value={element.align ?? 'left'} set={set} />
      <Choice
        label={text('templates.valign')}
        value={element.valign ?? 'top'}
        of={['top', 'middle', 'bottom']}
        words="valigns"
        onChange={(valign) => set({ valign })}
      />
      <div className="tpl-two">
        <Flag
          label={text('templates.bold')}
          on={element.weight === 700}
          onChange={(on) => set({ weight: on ? 700 : undefined })}
        />
        <Flag
          label={text('templates.inverse')}
          on={element.inverse === true}
          onChange={(on) => set({ inverse: on ? true : undefined })}
        />
      </div>
    </>
  );
}
