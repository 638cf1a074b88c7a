import type { Bitmap } from '../../base/bitmap.ts';

export type PrinterLanguage = 'tspl' | 'zpl' | 'escpos';

/** What a printer is and what paper lies in it. Plain data, kept in the station's settings. */
export interface PrinterProfile {
  readonly language: PrinterLanguage;
  readonly dpi: 203 | 300;
  readonly widthMm: number;
  readonly heightMm: number;
  /**
   * How the printer finds the next label. Left out: `gap`, or `continuous` where `gapMm` is 0; ZPL and ESC/POS then keep
   * what the printer has been taught.
   */
  readonly media?: PrinterMedia;
  /** Distance between two labels, or height of the black mark, in mm; 0 = continuous paper. */
  readonly gapMm: number;
  /** `inverted` where the printer takes black for white: clones differ, the self-test page tells. */
  readonly polarity: 'normal' | 'inverted';
  /** inches per second; left out = the printer's own setting */
  readonly speed?: number;
  /** TSPL 0–15, ZPL 0–30; left out = the printer's own setting */
  readonly density?: number;
  /** What happens after a label. Left out = the printer's own setting (some clones drop a job that sets it). */
  readonly afterLabel?: 'tear' | 'peel' | 'cut';
  /** TSPL only: 1 turns the picture by 180°. */
  readonly direction?: 0 | 1;
  /** Dots of the print head, where it is narrower than the paper. */
  readonly headDots?: number;
  /** mm that the picture is moved right and down, so that it lies straight on the paper; negative = left and up. */
  readonly offset?: { readonly x: number; readonly y: number };
  /** Narrowest bar in dots that this printer, paper and gun can do together. */
  readonly minModule?: number;
  /** ZPL: `acs` for emulations that do not know Z64. */
  readonly graphics?: 'smallest' | 'acs';
  /** May the printer be asked for its state? Many clones never answer. */
  readonly statusQuery: boolean;
}

export type PrinterMedia = 'gap' | 'mark' | 'continuous';

export const mediaOf = ({ media, gapMm }: Pick<PrinterProfile, 'media' | 'gapMm'>): PrinterMedia =>
  media ?? (gapMm === 0 ? 'continuous' : 'gap');

/** Dots per millimetre: "203 dpi" heads have exactly 8, "300 dpi" heads 300 / 25.4. */
export const dotsPerMm = (dpi: 203 | 300): number => (dpi === 203 ? 8 : 300 / 25.4);

/** Size of the whole label in dots. */
export function labelDots(profile: Pick<PrinterProfile, 'dpi' | 'widthMm' | 'heightMm'>): {
  width: number;
  height: number;
} {
  const perMm = dotsPerMm(profile.dpi);
  return { width: Math.round(profile.widthMm * perMm), height: Math.round(profile.heightMm * perMm) };
}

/**
 * The rows of the bitmap as bytes with 1 = black, dots beyond the width white, inverted where the printer wants
 * black as 0.
 * @throws RangeError where size, stride and bits do not fit each other (a programming error).
 */
export function rasterBytes(bitmap: Bitmap, blackIs: 0 | 1): Uint8Array<ArrayBuffer> {
  const { width, height, stride, bits } = bitmap;
  const wellFormed =
    Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && stride * 8 >= width;
  if (!wellFormed || bits.length !== stride * height) throw new RangeError('malformed bitmap');
  const rowBytes = Math.ceil(width / 8);
  const out = new Uint8Array(rowBytes * height);
  const lastMask = (0xff << (rowBytes * 8 - width)) & 0xff;
  const flip = blackIs === 1 ? 0 : 0xff;
  for (let y = 0; y < height; y++) {
    const target = y * rowBytes;
    out.set(bits.subarray(y * stride, y * stride + rowBytes), target);
    const last = target + rowBytes - 1;
    out[last] = (out[last] ?? 0) & lastMask;
  }
  if (flip !== 0) for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) ^ flip;
  return out;
}

/** A number as a printer command takes it: at most two decimals, never an exponent. */
export function commandNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a number');
  return String(Math.round(value * 100) / 100);
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}
