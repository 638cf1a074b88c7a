import { encodeSymbol, fitModule, placeSymbol } from './barcode.ts';
import type { ModuleRange } from './barcode.ts';
import type { DisplayItem, LabelError, LabelWarning, Rect, Symbology, Weight, Zone } from './display.ts';
import { fitText, lineHeight, printable } from './text.ts';
import type { Font } from './text.ts';

/** Resolution of a page: mm to whole dots. */
export interface Grid {
  /** dots per mm for positions and sizes (smaller than `headDotsPerMm` where the page is scaled to a narrow head) */
  readonly dotsPerMm: number;
  /** dots per mm of the print head, for the width of bars */
  readonly headDotsPerMm: number;
  readonly widthDots: number;
  readonly heightDots: number;
  /** dots of the narrowest bar that this printer, paper and gun were seen to do */
  readonly minModule: number;
}

/**
 * 203 dpi heads have 8 dots/mm and 300 dpi heads 11.8; a paper of whole inches has whole dots per inch.
 * @param widthDots the width of the print head, if it is narrower than the paper
 * @param minModule dots of the narrowest bar that was read back from this printer
 */
export function gridOf(
  page: { readonly width: number; readonly height: number },
  dpi: number,
  widthDots?: number,
  minModule = 1,
): Grid {
  const head = dpi === 203 ? 8 : dpi / 25.4;
  const dots = (mm: number): number => {
    const inches = mm / 25.4;
    const wholeInches = Math.abs(inches - Math.round(inches)) < 1e-6;
    return Math.floor((wholeInches ? Math.round(inches) * dpi : mm * head) + 1e-6);
  };
  const width = dots(page.width);
  const scale = widthDots !== undefined && widthDots < width ? widthDots / width : 1;
  return {
    dotsPerMm: (width / page.width) * scale,
    headDotsPerMm: head,
    widthDots: Math.floor(width * scale),
    heightDots: Math.floor(dots(page.height) * scale),
    minModule,
  };
}

/** Where in mm; `drawX` functions turn it into dots. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface TextStyle {
  /** mm */
  readonly size: number;
  /** mm */
  readonly minSize?: number;
  readonly weight?: Weight;
  readonly align?: 'left' | 'center' | 'right';
  readonly valign?: 'top' | 'middle' | 'bottom';
  readonly maxLines?: number;
  readonly inverse?: boolean;
  /** A cut text is no warning (lists of goods are often cut). */
  readonly mayCut?: boolean;
}

export interface BarcodeStyle {
  readonly symbology: Symbology;
  /** mm */
  readonly module: { readonly min: number; readonly preferred: number };
  /** mm */
  readonly hri?: number;
  readonly hriText?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly optional?: boolean;
}

/** Collects display items of one page, all in dots. Shared by label templates and flowing documents. */
export interface PageDraft {
  readonly grid: Grid;
  readonly items: DisplayItem[];
  readonly warnings: LabelWarning[];
  readonly errors: LabelError[];
  rect(area: Area): Rect;
  /** @returns height taken, mm */
  text(text: string, area: Area, style: TextStyle, zone?: string): number;
  fill(area: Area): void;
  rule(area: Area, dash?: number): void;
  frame(area: Area, thickness: number): void;
  barcode(content: string, area: Area, style: BarcodeStyle, zone?: string): void;
  /** width of a text at a size, mm */
  widthOf(text: string, size: number, weight: Weight): number;
  mark(zone: string, area: Area): void;
  zones(): readonly Zone[];
}

export function createPageDraft(grid: Grid, font: Font, missing: Set<string>): PageDraft {
  const items: DisplayItem[] = [];
  const warnings: LabelWarning[] = [];
  const errors: LabelError[] = [];
  const zones = new Map<string, Rect>();
  const dots = (mm: number): number => Math.round(mm * grid.dotsPerMm);

  function rect(area: Area): Rect {
    const x = Math.min(grid.widthDots, Math.max(0, dots(area.x)));
    const y = Math.min(grid.heightDots, Math.max(0, dots(area.y)));
    const right = Math.min(grid.widthDots, dots(area.x + area.w));
    const bottom = Math.min(grid.heightDots, dots(area.y + area.h));
    return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
  }

  function mark(zone: string, area: Area): void {
    const added = rect(area);
    const known = zones.get(zone);
    zones.set(zone, known ? union(known, added) : added);
  }

  function text(value: string, area: Area, style: TextStyle, zone?: string): number {
    const box = rect(area);
    const size = Math.max(1, dots(style.size));
    const fitted = fitText(
      printable(value, font, missing),
      {
        rect: box,
        size,
        minSize: Math.max(1, dots(style.minSize ?? style.size)),
        weight: style.weight ?? 400,
        align: style.align ?? 'left',
        valign: style.valign ?? 'top',
        maxLines: style.maxLines ?? 1,
        inverse: style.inverse ?? false,
      },
      font,
    );
    items.push(...fitted.items);
    if (fitted.truncated && style.mayCut !== true)
      warnings.push({ code: 'text_truncated', zone: zone ?? '' });
    return fitted.height / grid.dotsPerMm;
  }

  /** Rules are never thinner than two dots, so that a thermal head prints them at all. */
  function rule(area: Area, dash?: number): void {
    const box = rect(area);
    const flat = area.w >= area.h;
    const x = box.x;
    const y = box.y;
    const width = flat ? box.width : Math.max(2, box.width);
    const height = flat ? Math.max(2, box.height) : box.height;
    if (dash === undefined) {
      items.push({ kind: 'fill', rect: { x, y, width, height } });
      return;
    }
    const step = Math.max(2, dots(dash));
    for (let at = 0; at < (flat ? width : height); at += 2 * step) {
      const length = Math.min(step, (flat ? width : height) - at);
      items.push({
        kind: 'fill',
        rect: flat ? { x: x + at, y, width: length, height } : { x, y: y + at, width, height: length },
      });
    }
  }

  function frame(area: Area, thickness: number): void {
    const { x, y, w, h } = area;
    rule({ x, y, w, h: thickness });
    rule({ x, y: y + h - thickness, w, h: thickness });
    rule({ x, y, w: thickness, h });
    rule({ x: x + w - thickness, y, w: thickness, h });
  }

  function barcode(content: string, area: Area, style: BarcodeStyle, zone = ''): void {
    const hriHeight = style.hri === undefined ? 0 : lineHeight(dots(style.hri));
    const box = rect(area);
    const bars = { ...box, height: Math.max(1, box.height - hriHeight) };
    const refuse = (error: LabelError): void => {
      if (style.optional === true) warnings.push({ code: 'barcode_left_out', zone });
      else errors.push(error);
    };
    const symbol = encodeSymbol(style.symbology, content);
    if (!symbol.ok) {
      refuse(
        symbol.error === 'barcode_too_long'
          ? {
              code: 'barcode_too_wide',
              zone,
              content: content.slice(0, 80),
              needDots: Infinity,
              haveDots: box.width,
            }
          : { code: 'barcode_unencodable', zone, content: content.slice(0, 80) },
      );
      return;
    }
    const range: ModuleRange = {
      min: Math.max(1, Math.round(style.module.min * grid.headDotsPerMm)),
      max: Math.max(grid.minModule, Math.round(style.module.preferred * grid.headDotsPerMm)),
    };
    const module = fitModule(symbol.value, bars.width, bars.height, range);
    // Better a bar code that some guns read than none; but somebody should know.
    if (module !== undefined && module < grid.minModule)
      warnings.push({ code: 'barcode_narrow', zone, dots: module, safe: grid.minModule });
    if (module === undefined) {
      const needDots = (symbol.value.columns + 2 * symbol.value.quiet) * range.min;
      refuse({ code: 'barcode_too_wide', zone, content, needDots, haveDots: box.width });
      return;
    }
    const placed = placeSymbol(symbol.value, module, bars, style.align ?? 'center');
    items.push(placed);
    if (style.hri === undefined) return;
    const below = {
      x: placed.quiet.x,
      y: bars.y + bars.height,
      width: placed.quiet.width,
      height: hriHeight,
    };
    const fitted = fitText(
      printable(style.hriText ?? content, font, missing),
      {
        rect: below,
        size: dots(style.hri),
        minSize: Math.max(1, dots(style.hri * 0.5)),
        weight: 700,
        align: 'center',
        valign: 'top',
        maxLines: 1,
        inverse: false,
      },
      font,
    );
    items.push(...fitted.items);
    if (fitted.truncated) warnings.push({ code: 'text_truncated', zone });
  }

  return {
    grid,
    items,
    warnings,
    errors,
    rect,
    text,
    fill: (area) => void items.push({ kind: 'fill', rect: rect(area) }),
    rule,
    frame,
    barcode,
    widthOf: (value, size, weight) => font.measure(value, dots(size), weight) / grid.dotsPerMm,
    mark,
    zones: () => [...zones].map(([name, zone]) => ({ name, rect: zone })),
  };
}

function union(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
