import { createBitmap } from '../../../shared/base/index.ts';
import type { Bitmap } from '../../../shared/base/index.ts';

/**
 * Readers of TSPL and ESC/POS streams, written from the command descriptions alone: "TSPL/TSPL2 Programming Language" of TSC
 * (SIZE, GAP, DIRECTION, CLS, BITMAP, PRINT) and Epson's "ESC/POS Application Programming Guide" (ESC @, GS v 0, GS V, LF,
 * VT). They share nothing with the encoders, nor with the virtual printer. What they do not know they refuse.
 */

const CR = 0x0d;
const LF = 0x0a;

/** @param dotsPerMm of the print head: SIZE is in mm */
export function decodeTspl(stream: Uint8Array, dotsPerMm: number): Bitmap[] {
  const printed: Bitmap[] = [];
  let buffer: Bitmap | undefined;
  let at = 0;
  const text = (from: number, to: number): string =>
    Buffer.from(stream.subarray(from, to)).toString('latin1');
  while (at < stream.length) {
    // A command ends with CR LF, except that BITMAP's data follow its last comma at once.
    if (text(at, at + 7) === 'BITMAP ') {
      let commas = 0;
      let end = at;
      while (commas < 5) {
        if (stream[end] === 0x2c) commas += 1;
        end += 1;
        if (end > at + 60) throw new Error('BITMAP without its parameters');
      }
      const [x = NaN, y = NaN, width = NaN, height = NaN, mode = NaN] = text(at + 7, end - 1)
        .split(',')
        .map(Number);
      if (!buffer) throw new Error('BITMAP before SIZE');
      if (mode !== 0) throw new Error('only mode 0 (overwrite) is expected');
      const data = stream.subarray(end, end + width * height);
      if (data.length !== width * height) throw new Error('BITMAP data cut off');
      for (let row = 0; row < height; row++) {
        for (let dot = 0; dot < width * 8; dot++) {
          // A bit of 0 prints a dot.
          const white = ((data[row * width + (dot >> 3)] ?? 0) >> (7 - (dot & 7))) & 1;
          if (white === 0) blacken(buffer, x + dot, y + row);
        }
      }
      at = end + width * height;
      if (stream[at] === CR && stream[at + 1] === LF) at += 2;
      continue;
    }
    const end = stream.indexOf(LF, at);
    if (end < 0) throw new Error(`unfinished command: ${text(at, at + 40)}`);
    const command = text(at, end).replace(/\r$/, '');
    at = end + 1;
    const size = /^SIZE ([\d.]+) mm,([\d.]+) mm$/.exec(command);
    const print = /^PRINT (\d+),(\d+)$/.exec(command);
    if (size)
      buffer = createBitmap(Math.round(Number(size[1]) * dotsPerMm), Math.round(Number(size[2]) * dotsPerMm));
    else if (command === 'CLS') buffer?.bits.fill(0);
    else if (print && buffer)
      for (let n = Number(print[1]) * Number(print[2]); n > 0; n--)
        printed.push({ ...buffer, bits: buffer.bits.slice() });
    else if (!/^(GAP [\d.]+ mm,[\d.]+ mm|DIRECTION [01])$/.test(command))
      throw new Error(`unknown command: ${command}`);
  }
  return printed;
}

/** One label from `ESC @` to the next, its raster bands below each other. */
export function decodeEscpos(stream: Uint8Array): Bitmap[] {
  const labels: { rows: Uint8Array[]; rowBytes: number }[] = [];
  let at = 0;
  const byte = (offset: number): number => {
    const value = stream[at + offset];
    if (value === undefined) throw new Error('command cut off');
    return value;
  };
  while (at < stream.length) {
    const [first, second] = [byte(0), stream[at + 1]];
    if (first === 0x1b && second === 0x40) {
      labels.push({ rows: [], rowBytes: 0 });
      at += 2;
    } else if (first === 0x1d && second === 0x76) {
      // GS v 0 m xL xH yL yH: m = 0 is normal size; x in bytes, y in dots; a bit of 1 prints a dot.
      if (byte(2) !== 0x30 || byte(3) !== 0) throw new Error('another mode of GS v');
      const rowBytes = byte(4) + byte(5) * 256;
      const height = byte(6) + byte(7) * 256;
      at += 8;
      const label = labels.at(-1);
      if (!label) throw new Error('raster before ESC @');
      label.rowBytes = rowBytes;
      for (let row = 0; row < height; row++, at += rowBytes) {
        const data = stream.subarray(at, at + rowBytes);
        if (data.length !== rowBytes) throw new Error('raster cut off');
        label.rows.push(data);
      }
    } else if (first === 0x1d && second === 0x56) at += byte(2) === 65 || byte(2) === 66 ? 4 : 3;
    else if (first === LF || first === 0x0b) at += 1;
    else throw new Error(`unknown command: ${[...stream.subarray(at, at + 8)].join(' ')}`);
  }
  return labels
    .filter(({ rows }) => rows.length > 0)
    .map(({ rows, rowBytes }) => {
      const bitmap = createBitmap(rowBytes * 8, rows.length);
      rows.forEach((row, y) => bitmap.bits.set(row, y * bitmap.stride));
      return bitmap;
    });
}

function blacken(bitmap: Bitmap, x: number, y: number): void {
  // Outside of the paper there is nothing to print on.
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return;
  const index = y * bitmap.stride + (x >> 3);
  bitmap.bits[index] = (bitmap.bits[index] ?? 0) | (0x80 >> (x & 7));
}
