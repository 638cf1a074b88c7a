import { Select, TextInput } from '@mantine/core';
import type { BarcodeElement, LabelTemplate } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { AlignChoice, Flag, Mm } from './fields.tsx';
import type { Patch } from './fields.tsx';
import { Insert } from './Insert.tsx';

export function CodeFields({
  element,
  template,
  set,
}: {
  readonly element: BarcodeElement;
  readonly template: LabelTemplate;
  readonly set: Patch;
}) {
  const { text } = useWords();
  const flat = element.symbology !== 'qr';
  return (
    <>
      <TextInput
        size="sm"
        label={text('templates.content')}
        maxLength={2_000}
        value={element.content}
        data-testid="template-content"
        onChange={(event) => set({ content: event.currentTarget.value })}
      />
      <Insert template={template} onInsert={(field) => set({ content: `${element.content}${field}` })} />
      <Select
        size="sm"
        label={text('templates.symbology')}
        value={element.symbology}
        data={(['code128', 'ean13', 'qr'] as const).map((value) => ({
          value,
          label: text(`templates.symbologies.${value}`),
        }))}
        onChange={(symbology) => symbology !== null && set({ symbology })}
      />
      <div className="tpl-two">
        <Mm
          label={text('templates.moduleMin')}
          value={element.module.min}
          step={0.05}
          least={0.05}
          onChange={(min) => set({ module: { ...element.module, min } })}
        />
        <Mm
          label={text('templates.modulePreferred')}
          value={element.module.preferred}
          step={0.05}
          least={0.05}
          onChange={(preferred) => set({ module: { ...element.module, preferred } })}
        />
      </div>
      <AlignChoice value={element.align ?? 'center'} set={set} />
      {flat ? (
        <div className="tpl-two">
          <Flag
            label={text('templates.showDigits')}
            on={element.hri !== undefined}
            onChange={(on) => set({ hri: on ? 3 : undefined })}
          />
          <Flag
            label={text('templates.grouped')}
            on={element.grouped === true}
            onChange={(on) => set({ grouped: on ? true : undefined })}
          />
        </div>
      ) : null}
      {flat && element.hri !== undefined ? (
        <Mm
          label={text('templates.hri')}
          value={element.hri}
          least={0.5}
          onChange={(hri) => set({ hri: hri })}
        />
      ) : null}
      <Flag
        label={text('templates.optional')}
        on={element.optional === true}
        onChange={(on) => set({ optional: on ? true : undefined })}
      />
    </>
  );
}
