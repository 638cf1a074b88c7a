import { ActionIcon, Button, FileButton, Menu, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { MethodInput } from '../../../shared/contract/index.ts';
import type { Finding, LabelTemplate } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Canvas } from './Canvas.tsx';
import { Elements } from './Elements.tsx';
import { Findings } from './Findings.tsx';
import { keyChange } from './keys.ts';
import * as model from './model.ts';
import { Panel } from './Panel.tsx';
import { pictureOfFile } from './picture.ts';
import { Source } from './Source.tsx';
import type { Opened } from './TemplatesPage.tsx';
import { useDrawing } from './use-drawing.ts';
import { kindWord } from './words.ts';

const GRIDS = [0.5, 1, 2, 5] as const;
const ADD = ['text', 'barcode', 'qr', 'line', 'box', 'list', 'tags'] as const;
const ZOOM_STEP = 1.25;

/** The editor of one template: the paper in the middle, its elements left, what can be said of the chosen one right. */
export function Editor({ opened, onClose }: { readonly opened: Opened; readonly onClose: () => void }) {
  const station = useStation();
  const { text, code } = useWords();
  const settings = useStationState((s) => s.settings);
  const [history, setHistory] = useState(() => model.begin(opened.template));
  const [saved, setSaved] = useState<LabelTemplate | null>(opened.fresh ? null : opened.template);
  const [grid, setGrid] = useState<number>(1);
  const [zoom, setZoom] = useState<number | null>(null);
  const [language, setLanguage] = useState(settings?.labelLanguage ?? 'zh');
  const [dpi, setDpi] = useState<203 | 300>(() => {
    const printer = settings?.printers.find((each) => each.id === settings.labelPrinter);
    return printer?.dpi ?? 203;
  });
  const [source, setSource] = useState<MethodInput<'templates.draw'>['source']>({ kind: 'usual' });
  const [leaving, setLeaving] = useState(false);
  const [page, setPage] = useState(0);
  const stage = useRef<HTMLDivElement>(null);
  const fit = useFit(stage, opened.template);
  const template = history.now;
  const drawn = useDrawing({
    template: template as unknown as Record<string, unknown>,
    source,
    dpi,
    language,
  });
  const findings = (drawn.drawing?.findings ?? []) as readonly Finding[];
  const element = history.selected === null ? undefined : template.elements[history.selected];
  const scale = zoom ?? fit;
  const dirty = template !== saved;
  const pages = drawn.drawing?.pages ?? [];
  const shown = Math.min(page, Math.max(0, pages.length - 1));

  const update = (next: LabelTemplate, mark: string): void => setHistory((h) => model.change(h, next, mark));

  async function save(): Promise<void> {
    if (!dirty) return station.notify('info', text('templates.unchanged'));
    const operator = station.operator()?.id ?? 'SYS';
    const answer = await station.act('templates.save', {
      template: template as unknown as Record<string, unknown>,
      note: '',
      operator,
    });
    if (!answer) return undefined;
    setSaved(template);
    const bad = answer.value.findings.some(({ level }) => level === 'error');
    const n = /@(\d+)/.exec(answer.value.ref)?.[1] ?? '';
    station.notify(
      bad ? 'bad' : 'good',
      bad ? text('templates.savedErrors') : text('templates.saved', { n }),
    );
    return undefined;
  }
  async function addPicture(file: File | null): Promise<void> {
    if (!file) return;
    const w = Math.min(30, template.page.width - 4);
    const image = await pictureOfFile(file, w);
    if (!image) return station.notify('bad', text('templates.pictureBad'));
    const h = model.round(Math.min((w * image.height) / image.width, template.page.height - 4));
    return setHistory((now) => model.added(now, { kind: 'image', x: 2, y: 2, w, h, image }));
  }
  function key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyS') {
      event.preventDefault();
      void save();
      return;
    }
    if (event.code === 'Equal' || event.code === 'NumpadAdd') return setZoom(scale * ZOOM_STEP);
    if (event.code === 'Minus' || event.code === 'NumpadSubtract') return setZoom(scale / ZOOM_STEP);
    if (event.code === 'Digit0') return setZoom(null);
    const next = keyChange(history, event, grid);
    if (!next) return undefined;
    event.preventDefault();
    return setHistory(next);
  }

  return (
    <div className="tpl-editor" data-testid="template-editor">
      <header className="tpl-bar">
        <Button variant="default" size="sm" onClick={() => (dirty ? setLeaving(true) : onClose())}>
          ← {text('templates.back')}
        </Button>
        <TextInput
          size="sm"
          className="tpl-title"
          aria-label={text('templates.name')}
          maxLength={80}
          value={template.name}
          onChange={(event) => update({ ...template, name: event.currentTarget.value }, 'name')}
        />
        <PaperSize template={template} onChange={(next) => update({ ...template, page: next }, 'page')} />
        <span className="tpl-gap" />
        <ActionIcon
          size="lg"
          variant="default"
          disabled={history.past.length === 0}
          aria-label={text('templates.undo')}
          title={text('templates.undo')}
          data-testid="template-undo"
          onClick={() => setHistory(model.undo)}
        >
          ↶
        </ActionIcon>
        <ActionIcon
          size="lg"
          variant="default"
          disabled={history.future.length === 0}
          aria-label={text('templates.redo')}
          title={text('templates.redo')}
          onClick={() => setHistory(model.redo)}
        >
          ↷
        </ActionIcon>
        <Button
          size="sm"
          disabled={!dirty || template.name.trim() === ''}
          data-testid="template-save"
          onClick={() => void save()}
        >
          {text('templates.save')}
        </Button>
      </header>

      <aside className="tpl-side">
        <Menu position="bottom-start" width="target">
          <Menu.Target>
            <Button size="sm" fullWidth data-testid="template-add">
              + {text('templates.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {ADD.map((what) => (
              <Menu.Item
                key={what}
                data-testid={`add-${what}`}
                onClick={() => setHistory((now) => model.added(now, model.fresh(what, now.now)))}
              >
                {text(`templates.kindsOf.${what}`)}
              </Menu.Item>
            ))}
            <FileButton onChange={(file) => void addPicture(file)} accept="image/*">
              {(props) => <Menu.Item {...props}>{text('templates.kindsOf.image')}</Menu.Item>}
            </FileButton>
          </Menu.Dropdown>
        </Menu>
        <Elements
          template={template}
          selected={history.selected}
          findings={findings}
          onSelect={(index) => setHistory((now) => model.select(now, index))}
        />
      </aside>

      <section className="tpl-middle">
        <div className="tpl-tools">
          <Source value={source} onChange={setSource} slip={model.kindOf(template) === 'slip'} />
          <Select
            size="xs"
            w={100}
            aria-label={text('templates.printer')}
            value={String(dpi)}
            data={['203', '300'].map((value) => ({ value, label: text('templates.dpi', { dpi: value }) }))}
            onChange={(value) => setDpi(value === '300' ? 300 : 203)}
          />
          <Select
            size="xs"
            w={96}
            aria-label={text('templates.language')}
            value={language}
            data={(['zh', 'en'] as const).map((value) => ({
              value,
              label: text(`templates.languages.${value}`),
            }))}
            onChange={(value) => setLanguage(value === 'en' ? 'en' : 'zh')}
          />
          <Select
            size="xs"
            w={120}
            aria-label={text('templates.grid')}
            value={String(grid)}
            data={GRIDS.map((mm) => ({
              value: String(mm),
              label: `${text('templates.grid')} ${text('templates.gridMm', { mm })}`,
            }))}
            onChange={(value) => setGrid(Number(value))}
          />
          <div className="row tpl-zoom">
            <ActionIcon
              variant="default"
              aria-label={text('templates.zoomOut')}
              onClick={() => setZoom(scale / ZOOM_STEP)}
            >
              −
            </ActionIcon>
            <Button
              size="compact-xs"
              variant="default"
              title={text('templates.zoomFit')}
              onClick={() => setZoom(null)}
            >
              {Math.round((scale / 3.78) * 100)}%
            </Button>
            <ActionIcon
              variant="default"
              aria-label={text('templates.zoomIn')}
              onClick={() => setZoom(scale * ZOOM_STEP)}
            >
              +
            </ActionIcon>
          </div>
        </div>
        <div ref={stage} className="tpl-stage">
          <Canvas
            template={template}
            selected={history.selected}
            findings={findings}
            picture={pages[shown] ?? null}
            scale={scale}
            grid={grid}
            onSelect={(index) => setHistory((now) => model.select(now, index))}
            onBox={(index, box, mark) =>
              setHistory((now) => {
                const before = now.now.elements[index];
                return before
                  ? model.change(now, model.withElement(now.now, index, { ...before, ...box }), mark)
                  : now;
              })
            }
            onKey={key}
          />
        </div>
        <footer className="tpl-foot">
          {pages.length > 1 ? (
            <Button size="compact-xs" variant="default" onClick={() => setPage((shown + 1) % pages.length)}>
              {text('templates.page', { n: shown + 1, m: pages.length })}
            </Button>
          ) : null}
          {drawn.drawing && drawn.drawing.widthDots > 0 ? (
            <span className="muted" data-testid="template-drawn">
              {text('templates.drawn', {
                w: drawn.drawing.widthDots,
                h: drawn.drawing.heightDots,
                ms: drawn.drawing.ms,
              })}
            </span>
          ) : null}
          <span className="tpl-refused">
            {drawn.refused ? code('refused', drawn.refused.code, drawn.refused.data) : null}
            {drawn.drawing?.errors.map((each) => code('refused', each.code, each.data)).join(' ')}
          </span>
          <span className="muted tpl-hint">{text('templates.hint')}</span>
        </footer>
      </section>

      <aside className="tpl-side tpl-right">
        {element && history.selected !== null ? (
          <>
            <div className="row tpl-element-bar">
              <strong>
                {history.selected + 1}. {text(`templates.kindsOf.${kindWord(element)}`)}
              </strong>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => setHistory((now) => model.restacked(now, 1))}
              >
                {text('templates.forward')}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => setHistory((now) => model.restacked(now, -1))}
              >
                {text('templates.backward')}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                data-testid="template-duplicate"
                onClick={() => setHistory(model.duplicated)}
              >
                {text('templates.duplicate')}
              </Button>
              <Button
                size="compact-xs"
                color="red"
                variant="light"
                data-testid="template-delete"
                onClick={() => setHistory(model.removed)}
              >
                {text('templates.delete')}
              </Button>
            </div>
            <Panel
              template={template}
              element={element}
              onChange={(next, mark) =>
                setHistory((now) =>
                  now.selected === null
                    ? now
                    : model.change(
                        now,
                        model.withElement(now.now, now.selected, next),
                        `${mark}@${String(now.selected)}`,
                      ),
                )
              }
            />
          </>
        ) : (
          <p className="muted">{text('templates.nothing')}</p>
        )}
        <Findings
          findings={findings}
          template={template}
          onSelect={(index) => setHistory((now) => model.select(now, index))}
        />
      </aside>

      {leaving ? (
        <Modal opened onClose={() => setLeaving(false)} title={text('templates.leave')}>
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button variant="default" onClick={() => setLeaving(false)}>
              {text('templates.leaveNo')}
            </Button>
            <Button color="red" onClick={onClose}>
              {text('templates.leaveYes')}
            </Button>
          </div>
        </Modal>
      ) : null}
    </div>
  );
}

function PaperSize({
  template,
  onChange,
}: {
  readonly template: LabelTemplate;
  readonly onChange: (page: LabelTemplate['page']) => void;
}) {
  const { text } = useWords();
  const side = (name: 'width' | 'height', most: number) => (
    <NumberInput
      size="sm"
      w={84}
      min={10}
      max={most}
      decimalScale={1}
      hideControls
      suffix=" mm"
      aria-label={`${text('templates.paper')} ${text(`templates.${name}`)}`}
      value={template.page[name]}
      onChange={(given) => {
        const mm = Number(given);
        if (given !== '' && mm >= 10 && mm <= most) onChange({ ...template.page, [name]: mm });
      }}
    />
  );
  return (
    <span className="row tpl-paper-size">
      {side('width', 220)} × {side('height', 320)}
    </span>
  );
}

/** px per mm with which the whole paper is seen. */
function useFit(stage: { readonly current: HTMLElement | null }, template: LabelTemplate): number {
  const [scale, setScale] = useState(4);
  const { width, height } = template.page;
  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const look = (): void => {
      const across = (element.clientWidth - 48) / width;
      const down = (element.clientHeight - 48) / height;
      setScale(Math.max(1.5, Math.min(12, across, down)));
    };
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, [stage, width, height]);
  return scale;
}
