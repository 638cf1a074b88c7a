import { groupDigits, labelFields, labelTags, slipFields } from './bindings.ts';
import type { LabelData, LabelLang, SlipData } from './data.ts';
import type { LabelError, LabelLayout, LabelWarning, Part } from './display.ts';
import { PLACEHOLDER } from './fields.ts';
import { createPageDraft, gridOf } from './page.ts';
import type { Grid, PageDraft } from './page.ts';
import { pictureOf } from './picture.ts';
import type { LabelTemplate, ListElement, TagsElement, TemplateElement, TextElement } from './template.ts';
import { printable } from './text.ts';
import type { Font } from './text.ts';
import { holds, parseWhen } from './when.ts';
import { isWord, word } from './words.ts';

/** The font of every paper that names none. */
export const LABEL_FONT = 'Noto Sans SC';

export interface PaperOptions extends Font {
  /** 203, 300, … */
  readonly dpi: number;
  /** width of the print head in dots, if narrower than the paper: the page is scaled to it, bars stay whole dots */
  readonly widthDots?: number;
  /** dots of the narrowest bar that this printer is known to do */
  readonly minModule?: number;
  readonly lang: LabelLang;
}
export interface LayoutOptions extends PaperOptions {
  /** The carrier sorts by routing codes: without them the label is refused. */
  readonly routed: boolean;
}

/** What one page of a template shows. */
interface Source {
  readonly fields: ReadonlyMap<string, string>;
  readonly tags: readonly string[];
  readonly goods: readonly Goods[];
  /** Says in a list that it shows only the first of the goods; on a slip the next page has the others. */
  readonly more: boolean;
  readonly first: boolean;
  readonly last: boolean;
}
interface Goods {
  readonly name: string;
  readonly variant?: string;
  readonly sku?: string;
  readonly location?: string;
  readonly qty: number;
}

/**
 * Lays a label out: mm and fields become items in dots. Pure; the same input gives the same dots.
 * Where `errors` is not empty there are no items and nothing may be printed.
 */
export function layoutLabel(template: LabelTemplate, data: LabelData, options: LayoutOptions): LabelLayout {
  const fields = labelFields(data, options.lang);
  const errors: LabelError[] = [];
  if (data.waybill.trim() === '') errors.push({ code: 'missing_waybill' });
  if (options.routed && (fields.get('routing') ?? '') === '') errors.push({ code: 'missing_routing' });
  const { goods } = data;
  const tags = labelTags(data, options.lang);
  return layoutPage(template, { fields, tags, goods, more: true, first: true, last: true }, options, errors);
}

/** Lays a packing or pick slip out, on as many pages as its list of goods takes. Pure. */
export function layoutSlip(template: LabelTemplate, data: SlipData, options: PaperOptions): LabelLayout[] {
  const room = rowsOf(template);
  const pages = Math.max(1, Math.ceil(data.items.length / room));
  const tags = labelTags(data, options.lang);
  return Array.from({ length: pages }, (_, index) => {
    const page = index + 1;
    const fields = slipFields(data, options.lang, { page, pages });
    const goods = data.items.slice(index * room, page * room);
    return layoutPage(
      template,
      { fields, tags, goods, more: false, first: page === 1, last: page === pages },
      options,
    );
  });
}

/** Rows of goods on a page: those of the smallest list; without a list everything is on one page. */
function rowsOf(template: LabelTemplate): number {
  const lists = template.elements.filter((each): each is ListElement => each.kind === 'list');
  return Math.min(Number.MAX_SAFE_INTEGER, ...lists.map(roomOf));
}

const PITCH = 1.3;
const roomOf = (list: ListElement): number => Math.max(1, Math.floor(list.h / (list.size * PITCH) + 1e-6));

function layoutPage(
  template: LabelTemplate,
  source: Source,
  options: PaperOptions,
  before: readonly LabelError[] = [],
): LabelLayout {
  const grid = gridOf(template.page, options.dpi, options.widthDots, options.minModule);
  const missing = new Set<string>();
  const page = createPageDraft(grid, options, missing);
  const unknown = new Set<string>();
  const context: Context = { page, grid, source, unknown, options, missing };
  const parts: Part[] = [];
  if (before.length === 0)
    template.elements.forEach((element, index) => {
      if (shown(element, context)) parts.push(partOf(index, page, () => drawElement(element, context)));
    });
  const errors = [...before, ...page.errors];
  const failed = errors.length > 0;
  const warnings: LabelWarning[] = [
    ...page.warnings,
    ...[...unknown].map((field) => ({ code: 'unknown_field', field }) as const),
    ...(missing.size > 0 ? [{ code: 'missing_glyph', chars: [...missing] } as const] : []),
  ];
  return {
    widthDots: grid.widthDots,
    heightDots: grid.heightDots,
    items: failed ? [] : page.items,
    zones: failed ? [] : page.zones(),
    warnings,
    errors,
    parts,
  };
}

/** Draws one element, and tells what came of it. */
function partOf(element: number, page: PageDraft, draw: () => void): Part {
  const from = [page.items.length, page.warnings.length, page.errors.length] as const;
  draw();
  return {
    element,
    items: page.items.slice(from[0]),
    warnings: page.warnings.slice(from[1]),
    errors: page.errors.slice(from[2]),
  };
}

interface Context {
  readonly page: PageDraft;
  readonly grid: Grid;
  readonly source: Source;
  readonly unknown: Set<string>;
  readonly options: PaperOptions;
  readonly missing: Set<string>;
}

function field(name: string, context: Context): string {
  const value = context.source.fields.get(name);
  if (value === undefined) context.unknown.add(name);
  return value ?? '';
}

function shown(element: TemplateElement, context: Context): boolean {
  const { source } = context;
  if (element.on !== undefined && !(element.on === 'first' ? source.first : source.last)) return false;
  if (element.when === undefined) return true;
  const conditions = parseWhen(element.when);
  if (!conditions) {
    context.unknown.add(element.when);
    return false;
  }
  return conditions.every((each) => holds(each, field(each.field, context)));
}

/** One pass: what a value brings in is never looked at again, so that nothing can refer to itself. */
function expand(text: string, context: Context): string {
  return text.replace(PLACEHOLDER, (_, name: string, masking?: string) => {
    if (!name.startsWith('t.')) return field(masking === undefined ? name : `${name}:${masking}`, context);
    const key = name.slice(2);
    if (isWord(key)) return word(context.options.lang, key);
    context.unknown.add(name);
    return '';
  });
}

function drawElement(element: TemplateElement, context: Context): void {
  const { page } = context;
  if (element.zone !== undefined) page.mark(element.zone, element);
  switch (element.kind) {
    case 'text':
      drawText(element, context);
      return;
    case 'barcode': {
      const content = expand(element.content, context);
      page.barcode(
        content,
        element,
        { ...element, ...(element.grouped === true ? { hriText: groupDigits(content) } : {}) },
        element.zone,
      );
      return;
    }
    case 'line':
      page.rule(element, element.dash);
      return;
    case 'box':
      page.frame(element, element.thickness);
      return;
    case 'image': {
      const rect = page.rect(element);
      const bitmap = pictureOf(element.image, rect.width, rect.height);
      if (bitmap) page.items.push({ kind: 'picture', rect, bitmap });
      else page.errors.push({ code: 'bad_template', detail: 'image' });
      return;
    }
    case 'list':
      drawGoods(element, context);
      return;
    case 'tags':
      drawTags(element, context);
      return;
  }
}

function drawText(element: TextElement, context: Context): void {
  if (element.font !== undefined && element.font !== LABEL_FONT) {
    context.page.errors.push({ code: 'font_missing', font: element.font });
    return;
  }
  const fit = element.fit ?? 'shrink';
  const smallest = element.size * (fit === 'ellipsis' ? 1 : fit === 'wrap' ? 0.8 : 0.5);
  if (element.inverse === true) context.page.fill(element);
  context.page.text(
    expand(element.text, context),
    element,
    {
      ...element,
      minSize: element.minSize ?? smallest,
      maxLines: element.maxLines ?? (fit === 'wrap' ? 20 : 1),
    },
    element.zone,
  );
}

/** Shares of the width that the columns beside the name take. */
const SHARE = { location: 0.22, sku: 0.26 } as const;

function drawGoods(element: ListElement, context: Context): void {
  const { page, source, options } = context;
  const pitch = element.size * PITCH;
  const room = roomOf(element);
  const all = source.goods;
  const shownLines = all.length <= room || !source.more ? Math.min(room, all.length) : room - 1;
  const columns = element.columns ?? ['name'];
  all.slice(0, shownLines).forEach((line, index) => {
    const y = element.y + index * pitch;
    const count = `×${line.qty}`;
    const countWidth = Math.min(element.w / 2, page.widthOf(count, element.size, 700) + element.size * 0.3);
    const width = element.w - countWidth;
    const beside = columns.reduce((sum, column) => sum + (column === 'name' ? 0 : SHARE[column]), 0);
    const names = columns.filter((column) => column === 'name').length;
    let x = element.x;
    for (const column of columns) {
      const w = width * (column === 'name' ? (1 - beside) / names : SHARE[column]);
      const air = columns.length === 1 ? 0 : element.size * 0.3;
      const style = { size: element.size, minSize: element.size, mayCut: true } as const;
      page.text(textOf(line, column), { x, y, w: w - air, h: pitch }, style, element.zone);
      x += w;
    }
    page.text(
      count,
      { x: element.x + width, y, w: countWidth, h: pitch },
      { size: element.size, minSize: element.size * 0.6, weight: 700, align: 'right' },
      element.zone,
    );
  });
  if (source.more && shownLines < all.length) {
    page.text(
      word(options.lang, 'more', { n: all.length - shownLines }),
      { x: element.x, y: element.y + shownLines * pitch, w: element.w, h: pitch },
      { size: element.size, minSize: element.size * 0.6 },
      element.zone,
    );
  }
}

function textOf(line: Goods, column: 'location' | 'name' | 'sku'): string {
  if (column !== 'name') return line[column] ?? '';
  return [line.name, line.variant].filter((part) => part !== undefined && part !== '').join(' ');
}

/** Words that do not fit beside each other are made smaller together. */
function drawTags(element: TagsElement, context: Context): void {
  const { page, source, options } = context;
  const tags = source.tags.map((tag) => printable(tag, options, context.missing));
  if (tags.length === 0) return;
  const air = (size: number): number => size * 0.3;
  const widths = (size: number): number[] =>
    tags.map((tag) => page.widthOf(tag, size, 700) + 2 * air(size) + 0.2);
  const total = (size: number): number =>
    widths(size).reduce((sum, width) => sum + width, air(size) * (tags.length - 1));
  let size = element.size;
  while (total(size) > element.w && size > element.size * 0.4) size *= 0.95;
  let x = element.align === 'right' ? element.x + Math.max(0, element.w - total(size)) : element.x;
  const w = widths(size);
  tags.forEach((tag, index) => {
    const box = { x, y: element.y, w: w[index] ?? 0, h: element.h };
    page.fill(box);
    // A tenth of a mm of air each side, so that rounding to dots never cuts a word that was measured to fit.
    page.text(
      tag,
      { ...box, x: box.x + 0.1, w: box.w - 0.2 },
      { size, minSize: size * 0.8, weight: 700, align: 'center', valign: 'middle', inverse: true },
      element.zone,
    );
    x += box.w + air(size);
  });
}
