import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { Bitmap } from '../../../../shared/base/index.ts';
import type { Measure, TextItem, Weight } from '../../../../shared/label/index.ts';
import { canvas as load } from './canvas.ts';

/** Grey below this is printed black: a little above the middle keeps thin strokes whole on a thermal head. */
const THRESHOLD = 150;
/** Glyphs kept, some 200 bytes each: a day's names and addresses. The oldest half goes when they are more. */
const KEPT = 20_000;
/** Width of the sheets on which new glyphs are drawn, dots. */
const SHEET = 512;

/** One character (with the marks it bears) at one size, in whole dots. */
interface Glyph {
  /** from the pen to the left edge, dots */
  readonly left: number;
  /** from the baseline to the top edge, dots; negative = above */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** bytes per row */
  readonly stride: number;
  /** 1 = ink */
  readonly bits: Uint8Array;
}

interface Wanted {
  readonly key: string;
  readonly text: string;
  readonly size: number;
  readonly weight: Weight;
  readonly inverse: boolean;
}

/** A character and the marks on it are drawn together: alone, a mark would get a circle to stand on. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;

export interface GlyphPress {
  /** Sets lines of text into the bitmap: ink is black, or white where the line is inverse. */
  set(bitmap: Bitmap, lines: readonly TextItem[]): void;
}

/**
 * Sets text by glyphs that were drawn once and kept as dots. Reading a whole page back from the canvas took 15 ms at
 * 203 dpi and 35 ms at 300; a new address now costs the canvas some forty small glyphs, everything else nothing.
 * Each glyph stands on a whole dot, so that a character looks the same wherever it stands.
 */
export function createGlyphPress(family: string, measure: Measure): GlyphPress {
  let glyphs = new Map<string, Glyph>();
  let older = new Map<string, Glyph>();
  const sheets = new Map<number, { canvas: Canvas; context: SKRSContext2D }>();

  function find(key: string): Glyph | undefined {
    const known = glyphs.get(key) ?? older.get(key);
    if (known) glyphs.set(key, known);
    return known;
  }

  function keep(key: string, glyph: Glyph): void {
    if (glyphs.size >= KEPT / 2) {
      older = glyphs;
      glyphs = new Map();
    }
    glyphs.set(key, glyph);
  }

  /** A sheet of at least this height. */
  function sheet(height: number): { canvas: Canvas; context: SKRSContext2D } {
    const rows = 2 ** Math.max(6, Math.ceil(Math.log2(height)));
    let found = sheets.get(rows);
    if (!found) {
      const canvas = load().createCanvas(SHEET, rows);
      const context = canvas.getContext('2d');
      context.textBaseline = 'alphabetic';
      context.textAlign = 'left';
      context.fontKerning = 'none';
      found = { canvas, context };
      sheets.set(rows, found);
    }
    return found;
  }

  /** Draws what is missing, as many at a time as a sheet holds. */
  function draw(wanted: readonly Wanted[]): void {
    const bySize = [...wanted].sort((a, b) => a.size - b.size);
    let cells: Cell[] = [];
    let x = 0;
    let y = 0;
    let row = 0;
    for (const each of bySize) {
      const cell = cellOf(each, measure);
      if (x > 0 && x + cell.width > SHEET) {
        x = 0;
        y += row;
        row = 0;
      }
      if (y + cell.height > SHEET && cells.length > 0) {
        press(cells, y + row);
        cells = [];
        x = y = row = 0;
      }
      cells.push({ ...cell, x, y });
      x += cell.width;
      row = Math.max(row, cell.height);
    }
    press(cells, y + row);
  }

  function press(cells: readonly Cell[], height: number): void {
    if (cells.length === 0) return;
    const width = Math.max(...cells.map((cell) => cell.x + cell.width));
    // Wider than a sheet: a single character of a huge size.
    const { canvas, context } = width > SHEET ? huge(width, height) : sheet(height);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#000';
    for (const cell of cells) {
      context.font = `${cell.wanted.weight} ${cell.wanted.size}px "${family}"`;
      context.fillText(cell.wanted.text, cell.x + cell.left, cell.y + cell.ascent);
    }
    const rgba = canvas.data();
    const dots = new Uint32Array(rgba.buffer, rgba.byteOffset, canvas.width * canvas.height);
    for (const cell of cells) keep(cell.wanted.key, cut(cell, dots, canvas.width));
  }

  function huge(width: number, height: number): { canvas: Canvas; context: SKRSContext2D } {
    const canvas = load().createCanvas(width, height);
    const context = canvas.getContext('2d');
    context.textBaseline = 'alphabetic';
    context.fontKerning = 'none';
    return { canvas, context };
  }

  return {
    set(bitmap, lines) {
      const set = lines.map((line) => ({ line, wanted: clusters(line) }));
      const missing = new Map<string, Wanted>();
      for (const { wanted } of set)
        for (const each of wanted) if (!find(each.key)) missing.set(each.key, each);
      if (missing.size > 0) draw([...missing.values()]);
      for (const { line, wanted } of set) {
        let pen = line.x;
        for (const each of wanted) {
          const glyph = find(each.key);
          if (glyph) stamp(bitmap, glyph, Math.round(pen), line);
          pen += measure(each.text, line.size, line.weight);
        }
      }
    },
  };
}

interface Cell {
  readonly wanted: Wanted;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** from the cell's left edge to the pen, from its top to the baseline */
  readonly left: number;
  readonly ascent: number;
}

function clusters({ text, size, weight, inverse }: TextItem): Wanted[] {
  const prefix = `${size}/${weight}/${inverse ? 'i' : ''}/`;
  return (text.match(CLUSTER) ?? [])
    .filter((each) => each.trim() !== '' || each === ' ')
    .map((each) => ({ key: prefix + each, text: each, size, weight, inverse }));
}

/** Room for a glyph: some hang over their advance width, marks stand above the em box. */
function cellOf(wanted: Wanted, measure: Measure): Omit<Cell, 'x' | 'y'> {
  const { size, text, weight } = wanted;
  const air = Math.ceil(size * 0.3) + 1;
  return {
    wanted,
    width: Math.ceil(measure(text, size, weight)) + 2 * air,
    height: Math.ceil(size * 1.7) + 2,
    left: air,
    ascent: Math.ceil(size * 1.2) + 1,
  };
}

/** The ink of a cell, without the white round it. */
function cut(cell: Cell, dots: Uint32Array, sheetWidth: number): Glyph {
  // White on black, the middle lies on the other side.
  const limit = cell.wanted.inverse ? 255 - THRESHOLD : THRESHOLD;
  const inkAt = (x: number, y: number): boolean => {
    const value = dots[(cell.y + y) * sheetWidth + cell.x + x] ?? 0xffffffff;
    return value !== 0xffffffff && ((value >>> 8) & 0xff) < limit;
  };
  let [left, top, right, bottom] = [cell.width, cell.height, -1, -1];
  for (let y = 0; y < cell.height; y++) {
    for (let x = 0; x < cell.width; x++) {
      if (!inkAt(x, y)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  const width = Math.max(0, right - left + 1);
  const height = Math.max(0, bottom - top + 1);
  const stride = Math.ceil(width / 8);
  const bits = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!inkAt(left + x, top + y)) continue;
      const at = y * stride + (x >> 3);
      bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
    }
  return { left: left - cell.left, top: top - cell.ascent, width, height, stride, bits };
}

/** Puts a glyph's ink into the bitmap, as far as the line's clip lets it. */
function stamp(bitmap: Bitmap, glyph: Glyph, pen: number, { y: baseline, clip, inverse }: TextItem): void {
  const x0 = pen + glyph.left;
  const y0 = baseline + glyph.top;
  const left = Math.max(0, clip.x, x0);
  const right = Math.min(bitmap.width, clip.x + clip.width, x0 + glyph.width);
  const top = Math.max(0, clip.y, y0);
  const bottom = Math.min(bitmap.height, clip.y + clip.height, y0 + glyph.height);
  if (right <= left) return;
  const { bits, stride } = bitmap;
  const whole = left === x0 && right === x0 + glyph.width;
  const shift = x0 & 7;
  for (let y = top; y < bottom; y++) {
    const from = (y - y0) * glyph.stride;
    const to = y * stride;
    if (whole) {
      const first = to + (x0 >> 3);
      for (let byte = 0; byte < glyph.stride; byte++) {
        const ink = glyph.bits[from + byte] ?? 0;
        if (ink === 0) continue;
        put(bits, first + byte, ink >> shift, inverse);
        const rest = (ink << (8 - shift)) & 0xff;
        if (rest !== 0) put(bits, first + byte + 1, rest, inverse);
      }
    } else {
      for (let x = left; x < right; x++) {
        const column = x - x0;
        const ink = ((glyph.bits[from + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0;
        if (ink) put(bits, to + (x >> 3), 0x80 >> (x & 7), inverse);
      }
    }
  }
}

function put(bits: Uint8Array, at: number, ink: number, inverse: boolean): void {
  const old = bits[at] ?? 0;
  bits[at] = inverse ? old & ~ink : old | ink;
}
