import type { Measure } from '../../../../shared/label/index.ts';

/**
 * The two things about a TrueType font that the canvas does not tell: which characters it really has (the canvas
 * falls back to any font of the system without a word) and exact advance widths without shaping.
 * Format: OpenType 1.9, tables cmap (formats 4 and 12), head, hhea, hmtx.
 */
export interface SfntFont {
  hasGlyph(codePoint: number): boolean;
  /** advance width in em */
  advance(codePoint: number): number;
}

/** @throws Error where the file is no TrueType or OpenType font of a single face. */
export function readSfnt(file: Uint8Array): SfntFont {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint32(0);
  if (version !== 0x00010000 && version !== 0x4f54544f) throw new Error('not a TrueType or OpenType font');
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const record = 12 + i * 16;
    tables.set(String.fromCharCode(...file.subarray(record, record + 4)), view.getUint32(record + 8));
  }
  const table = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new Error(`font has no table ${tag}`);
    return offset;
  };
  const unitsPerEm = view.getUint16(table('head') + 18);
  const metrics = view.getUint16(table('hhea') + 34);
  const hmtx = table('hmtx');
  const glyphOf = readCmap(view, table('cmap'));
  return {
    hasGlyph: (codePoint) => glyphOf(codePoint) !== 0,
    advance(codePoint) {
      const glyph = Math.min(glyphOf(codePoint), metrics - 1);
      return view.getUint16(hmtx + glyph * 4) / unitsPerEm;
    },
  };
}

/** The widest Unicode subtable as a look-up from code point to glyph (0: none). */
function readCmap(view: DataView, cmap: number): (codePoint: number) => number {
  const subtables: { format: number; offset: number }[] = [];
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const record = cmap + 4 + i * 8;
    const platform = view.getUint16(record);
    const offset = cmap + view.getUint32(record + 4);
    if (platform === 0 || platform === 3) subtables.push({ format: view.getUint16(offset), offset });
  }
  const full = subtables.find((subtable) => subtable.format === 12);
  if (full) return format12(view, full.offset);
  const basic = subtables.find((subtable) => subtable.format === 4);
  if (basic) return format4(view, basic.offset);
  throw new Error('font has no Unicode character map');
}

function format12(view: DataView, offset: number): (codePoint: number) => number {
  const groups = view.getUint32(offset + 12);
  return (codePoint) => {
    let low = 0;
    let high = groups - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const group = offset + 16 + middle * 12;
      const start = view.getUint32(group);
      if (codePoint < start) high = middle - 1;
      else if (codePoint > view.getUint32(group + 4)) low = middle + 1;
      else return view.getUint32(group + 8) + codePoint - start;
    }
    return 0;
  };
}

function format4(view: DataView, offset: number): (codePoint: number) => number {
  const segments = view.getUint16(offset + 6) / 2;
  const ends = offset + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const ranges = deltas + segments * 2;
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    for (let i = 0; i < segments; i++) {
      if (codePoint > view.getUint16(ends + i * 2)) continue;
      const start = view.getUint16(starts + i * 2);
      if (codePoint < start) return 0;
      const delta = view.getUint16(deltas + i * 2);
      const range = view.getUint16(ranges + i * 2);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = view.getUint16(ranges + i * 2 + range + (codePoint - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

/** Sum of advances, each character looked up once. Drawing must switch kerning off to agree with it. */
export function createMeasure(fonts: { readonly 400: SfntFont; readonly 700: SfntFont }): Measure {
  const known = { 400: new Map<number, number>(), 700: new Map<number, number>() };
  return (text, size, weight) => {
    let em = 0;
    for (const char of text) {
      const codePoint = char.codePointAt(0) ?? 0;
      let advance = known[weight].get(codePoint);
      if (advance === undefined) {
        advance = fonts[weight].advance(codePoint);
        known[weight].set(codePoint, advance);
      }
      em += advance;
    }
    return em * size;
  };
}
