import type { PrintRuleJson, TemplateRow } from '../../shared/contract/index.ts';
import {
  builtInSlips,
  builtInTemplates,
  checkTemplate,
  findTemplate,
  layoutLabel,
  layoutSlip,
  LONG_LABEL,
  LONG_SLIP,
  SAMPLE_LABEL,
  SAMPLE_SLIP,
} from '../../shared/label/index.ts';
import type { LabelLayout, LabelTemplate, PaperOptions } from '../../shared/label/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
const row = (template: LabelTemplate): TemplateRow => ({
  id: template.id,
  name: template.name,
  kind: template.kind ?? 'label',
  page: template.page,
  builtIn: true,
  versions: [],
  rules: 0,
});
const version = (id: string, n: number, usable = true) => ({
  ref: `${id}@${String(n)}.S1`,
  version: n,
  at: NOW - (6 - n) * 86_400_000,
  by: 'op-1',
  station: 'S1',
  note: n === 2 ? 'v1' : '',
  usable,
});
const own: TemplateRow[] = [
  {
    ...row(builtInTemplates[1] as LabelTemplate),
    id: 'sf-100x150',
    name: '顺丰 特快 100 × 150',
    builtIn: false,
    versions: [3, 2, 1].map((n) => version('sf-100x150', n)),
    rules: 2,
  },
  {
    ...row(builtInSlips[0] as LabelTemplate),
    id: 'slip-logo',
    name: '送货单（带店铺标志，给抖音渠道用的很长的名字）',
    builtIn: false,
    versions: [version('slip-logo', 1, false)],
    rules: 0,
  },
];
const rules: PrintRuleJson[] = [
  {
    id: 'a',
    paper: 'label',
    carriers: ['SF'],
    services: ['特快'],
    channels: [],
    template: 'sf-100x150',
    printer: 'label-1',
  },
  {
    id: 'b',
    paper: 'label',
    carriers: ['SF', 'EMS'],
    services: [],
    channels: ['taobao'],
    template: null,
    printer: 'label-1',
  },
  {
    id: 'c',
    paper: 'label',
    carriers: ['SF'],
    services: [],
    channels: ['taobao'],
    template: null,
    printer: null,
  },
  {
    id: 'd',
    paper: 'packing',
    carriers: [],
    services: [],
    channels: ['douyin'],
    template: 'slip-100x150',
    printer: null,
  },
];

/** With two faults, so that the checks have something to say. */
function edited(): LabelTemplate {
  const template = findTemplate('express-100x150') as LabelTemplate;
  const elements = template.elements.map((each, at) =>
    at === 10 && each.kind === 'barcode' ? { ...each, w: 20 } : each,
  );
  return { ...template, id: 'sf-100x150', name: '顺丰 特快 100 × 150', elements };
}

const font = (): Pick<PaperOptions, 'measure'> => {
  const ink = document.createElement('canvas').getContext('2d');
  if (!ink) throw new Error('no canvas');
  return {
    measure(text, size, weight) {
      ink.font = `${String(weight)} ${String(size)}px sans-serif`;
      return ink.measureText(text).width;
    },
  };
};

function paint({ widthDots, heightDots, items }: LabelLayout): string {
  const canvas = document.createElement('canvas');
  canvas.width = widthDots;
  canvas.height = heightDots;
  const ink = canvas.getContext('2d');
  if (!ink) throw new Error('no canvas');
  ink.fillStyle = '#fff';
  ink.fillRect(0, 0, widthDots, heightDots);
  for (const item of items) {
    ink.fillStyle = '#000';
    if (item.kind === 'fill') ink.fillRect(item.rect.x, item.rect.y, item.rect.width, item.rect.height);
    if (item.kind === 'bars') for (const bar of item.bars) ink.fillRect(bar.x, bar.y, bar.width, bar.height);
    if (item.kind !== 'text') continue;
    ink.fillStyle = item.inverse ? '#fff' : '#000';
    ink.font = `${String(item.weight)} ${String(item.size)}px sans-serif`;
    ink.fillText(item.text, item.x, item.y);
  }
  return canvas.toDataURL('image/png').split(',')[1] ?? '';
}

/** Templates as the gallery's station has them; it draws with the browser's own font. */
export const templateAnswers: Answers = {
  'templates.list': () => ({
    templates: [...own, ...[...builtInTemplates, ...builtInSlips].map(row)],
    fonts: ['Noto Sans SC'],
  }),
  'templates.get': ({ id }) =>
    ok({ template: (id === 'sf-100x150' ? edited() : findTemplate(id)) as never, ref: null }),
  'templates.draw': ({ template: given, source, dpi, language }) => {
    const template = given as unknown as LabelTemplate;
    const options = { ...font(), dpi, lang: language };
    const long = source.kind === 'long';
    const layouts =
      template.kind === 'slip'
        ? layoutSlip(template, long ? LONG_SLIP : SAMPLE_SLIP, options)
        : [layoutLabel(template, long ? LONG_LABEL : SAMPLE_LABEL, { ...options, routed: false })];
    return ok({
      pages: layouts.map((each) =>
        paint({ ...each, items: (each.parts ?? []).flatMap(({ items }) => items) }),
      ),
      widthDots: layouts[0]?.widthDots ?? 0,
      heightDots: layouts[0]?.heightDots ?? 0,
      findings: checkTemplate(template, options).map((each) => ({ ...each, data: { ...each.data } })),
      errors: [],
      ms: 7.4,
    });
  },
  'templates.save': () => ok({ id: 'sf-100x150', ref: 'sf-100x150@4.S1', findings: [] }),
  'templates.export': () => ok({ fileName: 'sf-100x150.json', json: '{}' }),
  'rules.list': () => rules,
  'rules.save': () => ok(null),
};
