import type { LabelLang } from '../data.ts';
import type { LabelLayout } from '../display.ts';
import { createPageDraft, gridOf } from '../page.ts';
import type { PageDraft } from '../page.ts';
import type { Font } from '../text.ts';

export interface DocumentOptions extends Font {
  /** mm; the label paper that is in the printer */
  readonly paper: { readonly width: number; readonly height: number };
  readonly dpi: number;
  readonly widthDots?: number;
  /** dots of the narrowest bar that this printer is known to do */
  readonly minModule?: number;
  readonly lang: LabelLang;
}

/** A piece that is never torn over two pages. */
export interface Block {
  /** mm */
  readonly height: number;
  draw(page: PageDraft, y: number): void;
}

export interface Flow {
  /** Head of every page; gets its number and how many there are. */
  head(page: number, pages: number): Block;
  readonly blocks: readonly Block[];
}

/** mm kept free at the edges */
export const MARGIN = 2.5;

/** Sets blocks below each other and goes on with a new page when one is full. Pure. */
export function layoutFlow(flow: Flow, options: DocumentOptions): LabelLayout[] {
  const bottom = options.paper.height - MARGIN;
  const groups: Block[][] = [[]];
  let y = MARGIN + flow.head(1, 1).height;
  for (const block of flow.blocks) {
    const current = groups[groups.length - 1] ?? [];
    if (y + block.height > bottom && current.length > 0) {
      groups.push([block]);
      y = MARGIN + flow.head(groups.length, groups.length).height + block.height;
    } else {
      current.push(block);
      y += block.height;
    }
  }
  const grid = gridOf(options.paper, options.dpi, options.widthDots, options.minModule);
  return groups.map((blocks, index) => {
    const missing = new Set<string>();
    const page = createPageDraft(grid, options, missing);
    let at = MARGIN;
    for (const block of [flow.head(index + 1, groups.length), ...blocks]) {
      block.draw(page, at);
      at += block.height;
    }
    const failed = page.errors.length > 0;
    return {
      widthDots: grid.widthDots,
      heightDots: grid.heightDots,
      items: failed ? [] : page.items,
      zones: failed ? [] : page.zones(),
      warnings: [
        ...page.warnings,
        ...(missing.size > 0 ? [{ code: 'missing_glyph', chars: [...missing] } as const] : []),
      ],
      errors: page.errors,
    };
  });
}

/** One line of text as a block. */
export function lineBlock(
  text: string,
  width: number,
  size: number,
  weight: 400 | 700 = 400,
  zone?: string,
): Block {
  const height = size * 1.35;
  return {
    height,
    draw(page, y) {
      const area = { x: MARGIN, y, w: width, h: height };
      if (zone !== undefined) page.mark(zone, area);
      page.text(text, area, { size, minSize: size * 0.6, weight }, zone);
    },
  };
}

/** Text over several lines: as many as it takes, up to `maxLines`. */
export function paragraphBlock(
  text: string,
  options: DocumentOptions,
  style: {
    readonly size: number;
    readonly weight?: 400 | 700;
    readonly maxLines: number;
    readonly zone?: string;
  },
): Block {
  const width = options.paper.width - 2 * MARGIN;
  const weight = style.weight ?? 400;
  // One line if it fits, else a little more than the sum: lines end unevenly.
  const ratio = options.measure(text.slice(0, 600), style.size, weight) / width;
  const lines = ratio <= 1 ? 1 : Math.ceil(ratio + 0.15);
  const height = Math.min(style.maxLines, Math.max(1, lines)) * style.size * 1.3 + 0.4;
  return {
    height,
    draw(page, y) {
      const area = { x: MARGIN, y, w: width, h: height };
      if (style.zone !== undefined) page.mark(style.zone, area);
      page.text(
        text,
        area,
        { size: style.size, minSize: style.size * 0.75, weight, maxLines: style.maxLines },
        style.zone,
      );
    },
  };
}

export const gapBlock = (height: number): Block => ({ height, draw: () => undefined });

export function ruleBlock(width: number, dash?: number): Block {
  return { height: 1.2, draw: (page, y) => page.rule({ x: MARGIN, y: y + 0.4, w: width, h: 0.3 }, dash) };
}

/** Caption and an empty line to sign on. */
export function signatureBlock(captions: readonly string[], width: number, zone: string): Block {
  const each = width / captions.length;
  return {
    height: 14,
    draw(page, y) {
      page.mark(zone, { x: MARGIN, y, w: width, h: 13 });
      captions.forEach((caption, index) => {
        const x = MARGIN + index * each;
        page.text(caption, { x, y: y + 0.6, w: each - 2, h: 4 }, { size: 2.7, minSize: 1.8 }, zone);
        page.rule({ x, y: y + 12, w: each - 3, h: 0.25 });
      });
    },
  };
}
