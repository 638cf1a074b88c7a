/// <reference path="./bwip.d.ts" />
import bwip from 'bwip-js/generic';
import { err, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import type { BarsItem, Rect, Symbology } from './display.ts';

/** A symbol in modules. One-dimensional symbols have one row that is drawn at any height. */
export interface Symbol {
  readonly symbology: Symbology;
  readonly content: string;
  readonly columns: number;
  readonly rows: number;
  /** per row the black runs as [first column, number of columns] */
  readonly runs: readonly (readonly (readonly [number, number])[])[];
  /** modules kept white left and right (and above and below for two-dimensional ones) */
  readonly quiet: number;
}

/** Longer contents never fit a label; they are refused before any work is done. */
const MAX_CONTENT = 80;
const QUIET_1D = 10;
const QUIET_QR = 4;

/**
 * Encodes a content. Code 128 takes printable ASCII only (what a gun can give back), in the shortest sequence of
 * code sets; EAN-13 checks its check digit; QR takes any text as UTF-8.
 */
export function encodeSymbol(
  symbology: Symbology,
  content: string,
): Result<Symbol, 'barcode_unencodable' | 'barcode_too_long'> {
  if (content.length > (symbology === 'qr' ? 500 : MAX_CONTENT)) return err('barcode_too_long');
  if (symbology === 'code128' && !/^[\x20-\x7e]+$/.test(content)) return err('barcode_unencodable');
  if (symbology === 'ean13' && !/^\d{13}$/.test(content)) return err('barcode_unencodable');
  if (content === '') return err('barcode_unencodable');
  const raw = rawSymbol(symbology, content);
  if (!raw) return err('barcode_unencodable');
  if (raw.sbs) {
    const runs: [number, number][] = [];
    let column = 0;
    raw.sbs.forEach((width, index) => {
      if (index % 2 === 0 && width > 0) runs.push([column, width]);
      column += width;
    });
    return ok({ symbology, content, columns: column, rows: 1, runs: [runs], quiet: QUIET_1D });
  }
  const columns = raw.pixx ?? 0;
  const rows = raw.pixy ?? 0;
  const pixels = raw.pixs ?? [];
  const runs = Array.from({ length: rows }, (_, row) =>
    runsOf(pixels.slice(row * columns, (row + 1) * columns)),
  );
  return ok({ symbology, content, columns, rows, runs, quiet: QUIET_QR });
}

function rawSymbol(symbology: Symbology, content: string) {
  try {
    if (symbology === 'qr') return bwip.raw('qrcode', content, { eclevel: 'M' })[0];
    return bwip.raw(symbology, content, {})[0];
  } catch {
    return undefined;
  }
}

function runsOf(pixels: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let i = 0; i <= pixels.length; i++) {
    const black = pixels[i] === 1;
    if (black && start < 0) start = i;
    if (!black && start >= 0) {
      runs.push([start, i - start]);
      start = -1;
    }
  }
  return runs;
}

export interface ModuleRange {
  /** dots */
  readonly min: number;
  /** dots */
  readonly max: number;
}

/**
 * The widest whole number of dots per module with which the symbol and its quiet zones fit.
 * @returns undefined where not even the smallest fits
 */
export function fitModule(
  symbol: Symbol,
  width: number,
  height: number,
  range: ModuleRange,
): number | undefined {
  const across = symbol.columns + 2 * symbol.quiet;
  let module = Math.min(range.max, Math.floor(width / across));
  if (symbol.rows > 1) module = Math.min(module, Math.floor(height / (symbol.rows + 2 * symbol.quiet)));
  return module >= Math.max(1, range.min) ? module : undefined;
}

/** Places the symbol in an area (dots) that is wide enough, left, centred or right. */
export function placeSymbol(
  symbol: Symbol,
  module: number,
  area: Rect,
  align: 'left' | 'center' | 'right',
): BarsItem {
  const quiet = symbol.quiet * module;
  const width = symbol.columns * module;
  const flat = symbol.rows === 1;
  const height = flat ? area.height : symbol.rows * module;
  const slack = area.width - width - 2 * quiet;
  const shift = align === 'left' ? 0 : align === 'right' ? slack : Math.floor(slack / 2);
  const rect = { x: area.x + quiet + shift, y: area.y + (flat ? 0 : quiet), width, height };
  const bars = symbol.runs.flatMap((runs, row) =>
    runs.map(([column, columns]) => ({
      x: rect.x + column * module,
      y: flat ? rect.y : rect.y + row * module,
      width: columns * module,
      height: flat ? height : module,
    })),
  );
  const margin = flat ? 0 : quiet;
  return {
    kind: 'bars',
    symbology: symbol.symbology,
    content: symbol.content,
    module,
    rect,
    quiet: {
      x: rect.x - quiet,
      y: rect.y - margin,
      width: width + 2 * quiet,
      height: height + 2 * margin,
    },
    bars,
  };
}
