import { groupDigits, labelFields, labelTags } from './bindings.ts';
import type { LabelData, LabelLang } from './data.ts';
import type { LabelError, LabelLayout, LabelWarning } from './display.ts';
import { createPageDraft, gridOf } from './page.ts';
import type { PageDraft } from './page.ts';
import type { LabelTemplate, ListElement, TagsElement, TemplateElement, TextElement } from './template.ts';
import { printable } from './text.ts';
import type { Font } from './text.ts';
import { isWord, word } from './words.ts';

export interface LayoutOptions extends Font {
  /** 203, 300, … */
  readonly dpi: number;
  /** width of the print head in dots, if narrower than the paper: the page is scaled to it, bars stay whole dots */
  readonly widthDots?: number;
  readonly lang: LabelLang;
  /** The carrier sorts by routing codes: without them the label is refused. */
  readonly routed: boolean;
}

/**
 * Lays a label out: mm and fields become items in dots. Pure; the same input gives the same dots.
 * Where `errors` is not empty there are no items and nothing may be printed.
 */
export function layoutLabel(template: LabelTemplate, data: LabelData, options: LayoutOptions): LabelLayout {
  const grid = gridOf(template.page, options.dpi, options.widthDots);
  const missing = new Set<string>();
  const page = createPageDraft(grid, options, missing);
  const fields = labelFields(data, options.lang);
  const unknown = new Set<string>();
  const errors: LabelError[] = [];
  if (data.waybill.trim() === '') errors.push({ code: 'missing_waybill' });
  if (options.routed && (fields.get('routing') ?? '') === '') errors.push({ code: 'missing_routing' });
  if (errors.length === 0) {
    const context = { page, data, fields, unknown, options, missing };
    for (const element of template.elements) if (shown(element, context)) drawElement(element, context);
    errors.push(...page.errors);
  }
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
  };
}

interface Context {
  readonly page: PageDraft;
  readonly data: LabelData;
  readonly fields: ReadonlyMap<string, string>;
  readonly unknown: Set<string>;
  readonly options: LayoutOptions;
  readonly missing: Set<string>;
}

function field(name: string, context: Context): string {
  const value = context.fields.get(name);
  if (value === undefined) context.unknown.add(name);
  return value ?? '';
}

function shown(element: TemplateElement, context: Context): boolean {
  if (element.when === undefined) return true;
  const negated = element.when.startsWith('!');
  const present = field(negated ? element.when.slice(1) : element.when, context).trim() !== '';
  return present !== negated;
}

/** One pass: what a value brings in is never looked at again. */
function expand(text: string, context: Context): string {
  return text.replace(/\{([\w.]+)\}/g, (_, name: string) => {
    if (!name.startsWith('t.')) return field(name, context);
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
    case 'list':
      drawGoods(element, context);
      return;
    case 'tags':
      drawTags(element, context);
      return;
  }
}

function drawText(element: TextElement, context: Context): void {
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

function drawGoods(element: ListElement, context: Context): void {
  const { page, data, options } = context;
  const pitch = element.size * 1.3;
  const room = Math.max(1, Math.floor(element.h / pitch + 1e-6));
  const all = data.goods;
  const shownLines = all.length <= room ? all.length : room - 1;
  all.slice(0, shownLines).forEach((line, index) => {
    const y = element.y + index * pitch;
    const count = `×${line.qty}`;
    const countWidth = Math.min(element.w / 2, page.widthOf(count, element.size, 700) + element.size * 0.3);
    const name = [line.name, line.variant].filter((part) => part !== undefined && part !== '').join(' ');
    const style = { size: element.size, minSize: element.size, mayCut: true };
    page.text(name, { x: element.x, y, w: element.w - countWidth, h: pitch }, style, element.zone);
    page.text(
      count,
      { x: element.x + element.w - countWidth, y, w: countWidth, h: pitch },
      { size: element.size, minSize: element.size * 0.6, weight: 700, align: 'right' },
      element.zone,
    );
  });
  if (shownLines < all.length) {
    page.text(
      word(options.lang, 'more', { n: all.length - shownLines }),
      { x: element.x, y: element.y + shownLines * pitch, w: element.w, h: pitch },
      { size: element.size, minSize: element.size * 0.6 },
      element.zone,
    );
  }
}

/** Words that do not fit beside each other are made smaller together. */
function drawTags(element: TagsElement, context: Context): void {
  const { page, data, options } = context;
  const tags = labelTags(data, options.lang).map((tag) => printable(tag, options, context.missing));
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
