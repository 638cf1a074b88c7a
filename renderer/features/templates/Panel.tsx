import { Button, FileButton } from '@mantine/core';
import type { LabelTemplate, TemplateElement } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { CodeFields } from './CodeFields.tsx';
import { AlignChoice, Choice, Flag, FontSize, Mm } from './fields.tsx';
import type { Patch } from './fields.tsx';
import { kindOf, patched } from './model.ts';
import { pictureOfFile } from './picture.ts';
import { TextFields } from './TextFields.tsx';
import { WhenField } from './WhenField.tsx';

interface Props {
  readonly template: LabelTemplate;
  readonly element: TemplateElement;
  readonly onChange: (element: TemplateElement, mark: string) => void;
}
/** What can be said of the chosen element. */
export function Panel({ template, element, onChange }: Props) {
  const { text } = useWords();
  const set: Patch = (part) => onChange(patched(element, part), `set:${Object.keys(part).join()}`);
  return (
    <div className="tpl-fields">
      <div className="tpl-four">
        {(['x', 'y', 'w', 'h'] as const).map((side) => (
          <Mm
            key={side}
            label={text(`templates.${side}`)}
            value={element[side]}
            onChange={(mm) => set({ [side]: mm })}
          />
        ))}
      </div>
      {element.kind === 'text' ? <TextFields element={element} template={template} set={set} /> : null}
      {element.kind === 'barcode' ? <CodeFields element={element} template={template} set={set} /> : null}
      {element.kind === 'line' ? (
        <Mm
          label={text('templates.dash')}
          value={element.dash ?? 0}
          onChange={(mm) => set({ dash: mm > 0 ? mm : undefined })}
        />
      ) : null}
      {element.kind === 'box' ? (
        <Mm
          label={text('templates.thickness')}
          value={element.thickness}
          least={0.1}
          onChange={(mm) => set({ thickness: mm })}
        />
      ) : null}
      {element.kind === 'list' ? (
        <>
          <FontSize value={element.size} set={set} />
          <Columns value={element.columns ?? ['name']} onChange={(columns) => set({ columns })} />
        </>
      ) : null}
      {element.kind === 'tags' ? (
        <>
          <FontSize value={element.size} set={set} />
          <AlignChoice value={element.align ?? 'left'} set={set} />
        </>
      ) : null}
      {element.kind === 'image' ? <PictureField w={element.w} set={set} /> : null}
      <WhenField template={template} element={element} set={set} />
      {kindOf(template) === 'slip' ? (
        <Choice
          label={text('templates.on')}
          value={element.on ?? 'all'}
          of={['all', 'first', 'last']}
          words="ons"
          onChange={(on) => set({ on: on === 'all' ? undefined : on })}
        />
      ) : null}
    </div>
  );
}

function Columns({
  value,
  onChange,
}: {
  readonly value: readonly ('location' | 'name' | 'sku')[];
  readonly onChange: (columns: readonly ('location' | 'name' | 'sku')[]) => void;
}) {
  const { text } = useWords();
  const all = ['location', 'name', 'sku'] as const;
  return (
    <div className="tpl-two">
      {(['location', 'sku'] as const).map((column) => (
        <Flag
          key={column}
          label={text(`templates.column.${column}`)}
          on={value.includes(column)}
          onChange={(on) => onChange(all.filter((each) => (each === column ? on : value.includes(each))))}
        />
      ))}
    </div>
  );
}

function PictureField({ w, set }: { readonly w: number; readonly set: Patch }) {
  const station = useStation();
  const { text } = useWords();
  async function take(file: File | null): Promise<void> {
    const image = file && (await pictureOfFile(file, w));
    if (image) set({ image });
    else if (file) station.notify('bad', text('templates.pictureBad'));
  }
  return (
    <FileButton onChange={(file) => void take(file)} accept="image/*">
      {(props) => (
        <Button size="compact-md" variant="default" {...props}>
          {text('templates.picture')}
        </Button>
      )}
    </FileButton>
  );
}
