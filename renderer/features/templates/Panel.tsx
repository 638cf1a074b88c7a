import {
  Button,
  Checkbox,
  FileButton,
  NumberInput,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import { FIELDS, paperWord, parseWhen, WORD_NAMES } from '../../../shared/label/index.ts';
import type {
  BarcodeElement,
  LabelTemplate,
  TemplateElement,
  TextElement,
} from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey, Words } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { kindOf, patched } from './model.ts';
import { pictureOfFile } from './picture.ts';

interface Props {
  readonly template: LabelTemplate;
  readonly element: TemplateElement;
  readonly onChange: (element: TemplateElement, mark: string) => void;
}
type Patch = (part: Readonly<Record<string, unknown>>) => void;

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
          onChange={(mm) => set({ thickness: Math.max(0.1, mm) })}
        />
      ) : null}
      {element.kind === 'list' ? (
        <>
          <Mm
            label={text('templates.fontSize')}
            value={element.size}
            onChange={(size) => set({ size: Math.max(0.5, size) })}
          />
          <Columns value={element.columns ?? ['name']} onChange={(columns) => set({ columns })} />
        </>
      ) : null}
      {element.kind === 'tags' ? (
        <>
          <Mm
            label={text('templates.fontSize')}
            value={element.size}
            onChange={(size) => set({ size: Math.max(0.5, size) })}
          />
          <Choice
            label={text('templates.align')}
            value={element.align ?? 'left'}
            of={['left', 'center', 'right']}
            word={(each) => text(`templates.aligns.${each}`)}
            onChange={(align) => set({ align })}
          />
        </>
      ) : null}
      {element.kind === 'image' ? <PictureField w={element.w} set={set} /> : null}
      <WhenField template={template} element={element} set={set} />
      {kindOf(template) === 'slip' ? (
        <Choice
          label={text('templates.on')}
          value={element.on ?? 'all'}
          of={['all', 'first', 'last']}
          word={(each) => text(`templates.ons.${each}`)}
          onChange={(on) => set({ on: on === 'all' ? undefined : on })}
        />
      ) : null}
    </div>
  );
}

export function Mm({
  label,
  value,
  onChange,
  step = 0.5,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (mm: number) => void;
  readonly step?: number;
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
        if (given !== '' && Number.isFinite(mm)) onChange(mm);
      }}
    />
  );
}

function Choice<T extends string>({
  label,
  value,
  of,
  word,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly of: readonly T[];
  readonly word: (each: T) => string;
  readonly onChange: (value: T) => void;
}) {
  return (
    <div className="tpl-choice">
      <span>{label}</span>
      <SegmentedControl
        size="xs"
        value={value}
        onChange={(next) => onChange(next as T)}
        data={of.map((each) => ({ value: each, label: word(each) }))}
      />
    </div>
  );
}

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

function Insert({
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

function TextFields({
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
        <Mm
          label={text('templates.fontSize')}
          value={element.size}
          onChange={(size) => set({ size: Math.max(0.5, size) })}
        />
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
        word={(each) => text(`templates.fits.${each}`)}
        onChange={(fit) => set({ fit })}
      />
      <Choice
        label={text('templates.align')}
        value={element.align ?? 'left'}
        of={['left', 'center', 'right']}
        word={(each) => text(`templates.aligns.${each}`)}
        onChange={(align) => set({ align })}
      />
      <Choice
        label={text('templates.valign')}
        value={element.valign ?? 'top'}
        of={['top', 'middle', 'bottom']}
        word={(each) => text(`templates.valigns.${each}`)}
        onChange={(valign) => set({ valign })}
      />
      <div className="tpl-two">
        <Checkbox
          label={text('templates.bold')}
          checked={element.weight === 700}
          onChange={(event) => set({ weight: event.currentTarget.checked ? 700 : undefined })}
        />
        <Checkbox
          label={text('templates.inverse')}
          checked={element.inverse === true}
          onChange={(event) => set({ inverse: event.currentTarget.checked ? true : undefined })}
        />
      </div>
    </>
  );
}

function CodeFields({
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
          onChange={(min) => set({ module: { ...element.module, min: Math.max(0.05, min) } })}
        />
        <Mm
          label={text('templates.modulePreferred')}
          value={element.module.preferred}
          step={0.05}
          onChange={(preferred) =>
            set({ module: { ...element.module, preferred: Math.max(0.05, preferred) } })
          }
        />
      </div>
      <Choice
        label={text('templates.align')}
        value={element.align ?? 'center'}
        of={['left', 'center', 'right']}
        word={(each) => text(`templates.aligns.${each}`)}
        onChange={(align) => set({ align })}
      />
      {flat ? (
        <div className="tpl-two">
          <Checkbox
            label={text('templates.showDigits')}
            checked={element.hri !== undefined}
            onChange={(event) => set({ hri: event.currentTarget.checked ? 3 : undefined })}
          />
          <Checkbox
            label={text('templates.grouped')}
            checked={element.grouped === true}
            onChange={(event) => set({ grouped: event.currentTarget.checked ? true : undefined })}
          />
        </div>
      ) : null}
      {flat && element.hri !== undefined ? (
        <Mm
          label={text('templates.hri')}
          value={element.hri}
          onChange={(hri) => set({ hri: Math.max(0.5, hri) })}
        />
      ) : null}
      <Checkbox
        label={text('templates.optional')}
        checked={element.optional === true}
        onChange={(event) => set({ optional: event.currentTarget.checked ? true : undefined })}
      />
    </>
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
        <Checkbox
          key={column}
          label={text(`templates.column.${column}`)}
          checked={value.includes(column)}
          onChange={(event) =>
            onChange(
              all.filter((each) => (each === column ? event.currentTarget.checked : value.includes(each))),
            )
          }
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

/** One condition by fields; several of them as the text that the template holds. */
function WhenField({
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
