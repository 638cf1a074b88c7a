import type { Rect, TextItem, Weight } from './display.ts';

/** Advance width of a text in dots at an em size of `size` dots. */
export type Measure = (text: string, size: number, weight: Weight) => number;

/** Text measuring comes in from outside: the layout stays pure and uses the very font that is drawn. */
export interface Font {
  readonly measure: Measure;
  /** Has the font a glyph for the code point? Without it every character counts as present. */
  readonly hasGlyph?: (codePoint: number) => boolean;
}

/** Stands for a character that the font lacks (geta, the printers' mark for a missing type). */
export const MISSING = '〓';
/** Longer texts are cut before any measuring; no zone of a label holds as much. */
const MAX_CHARS = 600;

/**
 * Text as it can be printed: composed, one line per line break, no control, formatting (zero-width, bidirectional)
 * or unpaired characters; what the font lacks becomes 〓 and is reported through `missing`.
 */
export function printable(text: string, font: Font, missing: Set<string>): string {
  const composed = (text.length > MAX_CHARS * 2 ? text.slice(0, MAX_CHARS * 2) : text)
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\t\v\f]/g, ' ')
    .replace(/(?!\n)[\p{Cc}\p{Cf}\uFE00-\uFE0F]/gu, '');
  let result = '';
  let count = 0;
  for (const char of composed) {
    const codePoint = char.codePointAt(0) ?? 0;
    if (count++ > MAX_CHARS) break;
    if (char === '\n' || (!isSurrogate(codePoint) && (font.hasGlyph?.(codePoint) ?? true))) {
      result += char;
    } else {
      missing.add(char);
      if (!/\p{M}/u.test(char)) result += MISSING;
    }
  }
  return result;
}

/** An unpaired half of a character: it has no meaning and no glyph. */
const isSurrogate = (codePoint: number): boolean => codePoint >= 0xd800 && codePoint <= 0xdfff;

export interface TextBox {
  readonly rect: Rect;
  /** em size in dots */
  readonly size: number;
  /** down to which size the text may shrink to fit, dots */
  readonly minSize: number;
  readonly weight: Weight;
  readonly align: 'left' | 'center' | 'right';
  readonly valign: 'top' | 'middle' | 'bottom';
  readonly maxLines: number;
  readonly inverse: boolean;
}

export interface FittedText {
  readonly items: readonly TextItem[];
  readonly truncated: boolean;
  /** height taken, dots */
  readonly height: number;
}

/** Line pitch in em: room for Latin descenders below the em box of Chinese characters. */
const PITCH = 1.22;
/** From the top of a line to the baseline in em (the em box of the font ends 0.12 below the baseline). */
const BASELINE = 0.97;

export const lineHeight = (size: number): number => Math.ceil(size * PITCH);

/** Fits text into its box: shrinks step by step to the smallest size, then ends the last line with an ellipsis. */
export function fitText(text: string, box: TextBox, font: Font): FittedText {
  const { rect, weight } = box;
  const trimmed = text.trim();
  if (trimmed === '' || rect.width <= 0 || rect.height <= 0)
    return { items: [], truncated: false, height: 0 };
  let size = Math.max(1, Math.min(box.size, Math.floor(rect.height / PITCH)));
  const smallest = Math.min(size, Math.max(1, box.minSize));
  for (;;) {
    const most = Math.max(1, Math.min(box.maxLines, Math.floor(rect.height / lineHeight(size))));
    const lines = wrap(trimmed, rect.width, size, weight, font, most + 1);
    // A single character, or one with the punctuation it takes along, can be wider than the box.
    const fits = lines.every((line) => font.measure(line, size, weight) <= rect.width);
    if (lines.length <= most && (fits || size <= smallest)) return place(lines, size, box, font, false);
    if (size <= smallest)
      return place(cut(lines, most, rect.width, size, weight, font), size, box, font, true);
    size = Math.max(smallest, Math.min(size - 1, Math.round(size * 0.94)));
  }
}

function cut(
  lines: string[],
  most: number,
  width: number,
  size: number,
  weight: Weight,
  font: Font,
): string[] {
  const kept = lines.slice(0, most);
  const chars = [...(kept[most - 1] ?? '')];
  while (chars.length > 0 && font.measure(`${chars.join('')}…`, size, weight) > width) chars.pop();
  kept[most - 1] = `${chars.join('').trimEnd()}…`;
  return kept;
}

function place(
  lines: readonly string[],
  size: number,
  box: TextBox,
  font: Font,
  truncated: boolean,
): FittedText {
  const { rect } = box;
  const pitch = lineHeight(size);
  const height = pitch * lines.length;
  const slack = Math.max(0, rect.height - height);
  const top = rect.y + (box.valign === 'top' ? 0 : box.valign === 'bottom' ? slack : Math.floor(slack / 2));
  const items = lines.map((line, index): TextItem => {
    const free = Math.max(0, rect.width - font.measure(line, size, box.weight));
    const shift = box.align === 'left' ? 0 : box.align === 'right' ? free : free / 2;
    return {
      kind: 'text',
      text: line,
      x: rect.x + Math.floor(shift),
      y: top + index * pitch + Math.round(size * BASELINE),
      size,
      weight: box.weight,
      inverse: box.inverse,
      clip: rect,
    };
  });
  return { items, truncated, height };
}

/** Chinese breaks anywhere except before closing punctuation; Latin words and numbers stay whole if they can. */
const TOKENS = /\n|[ \u00a0]+|[0-9A-Za-z\u00c0-\u024f.@#*'’_/-]+[,.;:!?)]*|[\s\S]/gu;
const CLOSING = /^[，。、；：！？）】》」』”’…%,.;:!?)\]]$/u;

function wrap(
  text: string,
  width: number,
  size: number,
  weight: Weight,
  font: Font,
  limit: number,
): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const push = (): void => {
    lines.push(line.trimEnd());
    line = '';
    used = 0;
  };
  for (const token of text.match(TOKENS) ?? []) {
    if (lines.length >= limit) return lines;
    if (token === '\n') {
      push();
      continue;
    }
    const blank = token.trim() === '';
    const advance = font.measure(token, size, weight);
    if (used + advance <= width) {
      if (!(blank && line === '')) {
        line += token;
        used += advance;
      }
      continue;
    }
    if (blank) continue;
    if (line !== '' && CLOSING.test(token)) {
      // Closing punctuation takes the last character along, so that it does not begin a line.
      const chars = [...line];
      const last = chars.pop() ?? '';
      line = chars.join('');
      if (line !== '') push();
      line = last + token;
      used = font.measure(line, size, weight);
      continue;
    }
    if (line !== '') push();
    if (advance <= width) {
      line = token;
      used = advance;
      continue;
    }
    for (const char of token) {
      const one = font.measure(char, size, weight);
      if (line !== '' && used + one > width) push();
      if (lines.length >= limit) return lines;
      line += char;
      used += one;
    }
  }
  if (line.trim() !== '') push();
  return lines;
}
