import type { BarsItem, LabelLayout, Part, Rect } from './display.ts';
import { fieldInfo, placeholders } from './fields.ts';
import { LABEL_FONT, layoutLabel, layoutSlip } from './layout.ts';
import type { PaperOptions } from './layout.ts';
import { BARE_LABEL, LONG_LABEL, LONG_SLIP, SAMPLE_LABEL, SAMPLE_SLIP } from './samples.ts';
import type { LabelTemplate, TemplateElement } from './template.ts';
import { isWord } from './words.ts';
import { parseWhen } from './when.ts';

/** What is wrong with a template. With an `error` nothing is printed by it. */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly code: FindingCode;
  /** its place in the template; null: of the template as a whole */
  readonly element: number | null;
  readonly data: Readonly<Record<string, string | number>>;
}

export type FindingCode =
  | 'outside_paper'
  | 'no_size'
  | 'barcode_too_wide'
  | 'barcode_unencodable'
  | 'barcode_left_out'
  | 'barcode_fine'
  | 'barcode_low'
  | 'barcode_overlap'
  | 'quiet_zone'
  | 'text_overflow'
  | 'text_small'
  | 'glyphs_missing'
  | 'font_missing'
  | 'unknown_field'
  | 'bad_condition'
  | 'unmasked_private'
  | 'phone_in_text'
  | 'image_damaged'
  | 'no_waybill_code'
  | 'no_routing'
  | 'no_receiver';

/** Smaller print cannot be read on thermal paper, mm. */
const SMALL = 1.7;
/** Lower bars are missed by a moving gun, mm. */
const LOW = 5;
/** Finer bars than this are read by few guns, mm (10 mil). */
const FINE = 0.24;
/** Edges that are off by less are where they should be, mm. */
const SLIGHT = 0.05;

/**
 * All that can be told of a template before anything is printed: laid out at a printer's resolution with ordinary, long and
 * sparse data. Pure; errors first, then by element.
 */
export function checkTemplate(template: LabelTemplate, options: PaperOptions): readonly Finding[] {
  const findings = new Map<string, Finding>();
  const add = (found: Finding): void => {
    const key = `${found.code}/${String(found.element)}`;
    if (!findings.has(key)) findings.set(key, found);
  };
  template.elements.forEach((element, index) => {
    for (const found of wordsOf(element, template, options)) add({ ...found, element: index });
    for (const found of placeOf(element, template)) add({ ...found, element: index });
  });
  for (const found of contentOf(template)) add({ ...found, element: null });
  for (const { layout, usual } of layouts(template, options)) {
    for (const part of layout.parts ?? []) {
      const element = template.elements[part.element];
      if (!element) continue;
      for (const found of drawnOf(part, element, usual, options)) add({ ...found, element: part.element });
    }
    for (const found of crossings(layout.parts ?? [])) add(found);
  }
  const weight = { error: 0, warning: 1 } as const;
  return [...findings.values()].sort(
    (a, b) => weight[a.level] - weight[b.level] || (a.element ?? -1) - (b.element ?? -1),
  );
}

export const isUsable = (findings: readonly Finding[]): boolean =>
  findings.every(({ level }) => level !== 'error');

type Found = Omit<Finding, 'element'>;
const error = (code: FindingCode, data: Finding['data'] = {}): Found => ({ level: 'error', code, data });
const warning = (code: FindingCode, data: Finding['data'] = {}): Found => ({ level: 'warning', code, data });

/** `usual`: what does not fit even then is worth a word. Long data may be cut: its layout tells of bar codes. */
function layouts(
  template: LabelTemplate,
  options: PaperOptions,
): readonly { readonly layout: LabelLayout; readonly usual: boolean }[] {
  if (template.kind === 'slip')
    return [
      ...layoutSlip(template, SAMPLE_SLIP, options).map((layout) => ({ layout, usual: true })),
      ...layoutSlip(template, LONG_SLIP, options).map((layout) => ({ layout, usual: false })),
    ];
  const label = { ...options, routed: false };
  return [
    { layout: layoutLabel(template, SAMPLE_LABEL, label), usual: true },
    { layout: layoutLabel(template, BARE_LABEL, label), usual: true },
    { layout: layoutLabel(template, LONG_LABEL, label), usual: false },
  ];
}

const textOf = (element: TemplateElement): string =>
  element.kind === 'text' ? element.text : element.kind === 'barcode' ? element.content : '';

/** What an element says, before any layout: fields, words, conditions, literal text. */
function wordsOf(element: TemplateElement, template: LabelTemplate, options: PaperOptions): Found[] {
  const found: Found[] = [];
  const kind = template.kind ?? 'label';
  const text = textOf(element);
  for (const { name, masking } of placeholders(text)) {
    if (name.startsWith('t.')) {
      if (!isWord(name.slice(2))) found.push(error('unknown_field', { field: name }));
      continue;
    }
    const info = fieldInfo(name);
    if (info?.masks && masking === 'clear') found.push(error('unmasked_private', { field: name }));
    else if (!info?.on.includes(kind) || (masking !== undefined && !info.masks?.includes(masking as never)))
      found.push(error('unknown_field', { field: masking === undefined ? name : `${name}:${masking}` }));
  }
  if (element.when !== undefined) {
    const conditions = parseWhen(element.when);
    if (!conditions) found.push(error('bad_condition', { when: element.when }));
    for (const { field } of conditions ?? [])
      if (!fieldInfo(field)?.on.includes(kind)) found.push(error('unknown_field', { field }));
  }
  if (element.kind === 'text' && element.font !== undefined && element.font !== LABEL_FONT)
    found.push(error('font_missing', { font: element.font }));
  const literal = text.replace(/\{[^}]*\}/g, ' ');
  if (/(?<!\d)1[3-9]\d{9}(?!\d)/.test(literal)) found.push(warning('phone_in_text'));
  const missing = [...new Set(literal)].filter(
    (char) => !/\s/.test(char) && options.hasGlyph?.(char.codePointAt(0) ?? 0) === false,
  );
  if (element.kind === 'text' && missing.length > 0)
    found.push(warning('glyphs_missing', { chars: missing.slice(0, 20).join('') }));
  return found;
}

/** Where an element stands. */
function placeOf(element: TemplateElement, { page }: LabelTemplate): Found[] {
  const { x, y, w, h } = element;
  const found: Found[] = [];
  if (w <= 0 || h <= 0) found.push(error('no_size'));
  if (x < -SLIGHT || y < -SLIGHT || x + w > page.width + SLIGHT || y + h > page.height + SLIGHT)
    found.push(error('outside_paper'));
  return found;
}

const isWaybillCode = (element: TemplateElement): boolean =>
  element.kind === 'barcode' && element.content.trim() === '{waybill}';

/** What a label must have. */
function contentOf(template: LabelTemplate): Found[] {
  if (template.kind === 'slip') return [];
  const found: Found[] = [];
  const has = (name: string): boolean =>
    template.elements.some((each) => placeholders(textOf(each)).some((one) => one.name === name));
  if (
    !template.elements.some(
      (each) => isWaybillCode(each) && each.kind === 'barcode' && each.optional !== true,
    )
  )
    found.push(error('no_waybill_code'));
  if (!has('routing')) found.push(warning('no_routing'));
  if (!has('receiver_address')) found.push(warning('no_receiver'));
  return found;
}

/** What became of an element in a layout. */
function drawnOf(part: Part, element: TemplateElement, usual: boolean, options: PaperOptions): Found[] {
  const found: Found[] = [];
  const perMm = options.dpi / 25.4;
  for (const each of part.errors) {
    if (each.code === 'barcode_too_wide') {
      const data = {
        content: each.content,
        need: Number.isFinite(each.needDots) ? Math.ceil((each.needDots / perMm) * 10) / 10 : 999,
        have: Math.floor((each.haveDots / perMm) * 10) / 10,
      };
      // The longest numbers in use must fit; how long other contents get, the field knows better.
      const must = usual || isWaybillCode(element);
      found.push(must ? error('barcode_too_wide', data) : warning('barcode_too_wide', data));
    }
    // A sparse order has no hub code: the condition of the element is for that.
    else if (each.code === 'barcode_unencodable')
      found.push(
        usual && each.content !== ''
          ? error('barcode_unencodable', { content: each.content })
          : warning('barcode_unencodable', { content: each.content }),
      );
    else if (each.code === 'bad_template') found.push(error('image_damaged'));
    else if (each.code === 'font_missing') found.push(error('font_missing', { font: each.font }));
  }
  for (const each of part.warnings) {
    if (each.code === 'text_truncated' && usual) found.push(warning('text_overflow'));
    if (each.code === 'barcode_left_out' && usual) found.push(warning('barcode_left_out'));
  }
  for (const item of part.items) {
    if (item.kind === 'text' && usual && item.size / perMm < SMALL && element.kind !== 'list')
      found.push(warning('text_small', { mm: Math.round((item.size / perMm) * 10) / 10 }));
    if (item.kind !== 'bars') continue;
    if (item.module / perMm < FINE)
      found.push(warning('barcode_fine', { mm: Math.round((item.module / perMm) * 100) / 100 }));
    if (item.symbology !== 'qr' && item.rect.height / perMm < LOW)
      found.push(warning('barcode_low', { mm: Math.round((item.rect.height / perMm) * 10) / 10 }));
  }
  return found;
}

/** Nothing may stand on a bar code, nor in the white that it needs round it (which is wiped when it is drawn). */
function crossings(parts: readonly Part[]): Finding[] {
  const found: Finding[] = [];
  for (const part of parts) {
    const bars = part.items.find((item): item is BarsItem => item.kind === 'bars');
    if (!bars) continue;
    for (const other of parts) {
      if (other === part) continue;
      const rects = other.items.map(inkOf);
      const about = { element: part.element, data: { other: other.element + 1 } };
      if (rects.some((rect) => crossing(rect, bars.rect)))
        found.push({ level: 'error', code: 'barcode_overlap', ...about });
      else if (rects.some((rect) => crossing(rect, bars.quiet)))
        found.push({ level: 'warning', code: 'quiet_zone', ...about });
    }
  }
  return found;
}

/** Where an item really puts ink, as far as the layout knows. */
function inkOf(item: Part['items'][number]): Rect {
  if (item.kind !== 'text') return item.rect;
  const { clip, x, y, size } = item;
  const top = Math.max(clip.y, y - Math.round(size * 0.9));
  const bottom = Math.min(clip.y + clip.height, y + Math.round(size * 0.25));
  return {
    x,
    y: top,
    width: Math.max(0, Math.min(clip.x + clip.width - x, textWidth(item))),
    height: bottom - top,
  };
}

/** A rough width is enough: the text was fitted into its clip. */
const textWidth = ({ text, size }: { readonly text: string; readonly size: number }): number =>
  [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56), 0) * size;

const crossing = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
