import type { Bitmap } from '../../base/bitmap.ts';
import { commandNumber, rasterBytes } from './profile.ts';
import type { PrinterProfile } from './profile.ts';

const HEX: readonly string[] = Array.from({ length: 256 }, (_, value) =>
  value.toString(16).toUpperCase().padStart(2, '0'),
);
const MODE = { tear: 'T', peel: 'P', cut: 'C' } as const;

/**
 * One label as a ZPL job: the whole picture as one `^GFA`, as plain hex or in Zebra's alternative compression
 * scheme (ACS), whichever is shorter. No `^FD`, so nothing from an order can become a command.
 * @throws RangeError for a malformed bitmap.
 */
export function encodeZpl(bitmap: Bitmap, profile: PrinterProfile): Uint8Array<ArrayBuffer> {
  const raster = rasterBytes(bitmap, profile.polarity === 'normal' ? 1 : 0);
  const rowBytes = raster.length / bitmap.height;
  const rows = hexRows(raster, rowBytes);
  const compressed = encodeAcs(rows);
  const data = compressed.length < raster.length * 2 ? compressed : rows.join('');
  const job =
    (profile.density === undefined ? '' : `~SD${String(Math.round(profile.density)).padStart(2, '0')}`) +
    '^XA' +
    (profile.speed === undefined ? '' : `^PR${commandNumber(profile.speed)}`) +
    (profile.afterLabel === undefined ? '' : `^MM${MODE[profile.afterLabel]}`) +
    `^PW${bitmap.width}^LL${bitmap.height}^LH0,0^FO0,0` +
    `^GFA,${raster.length},${raster.length},${rowBytes},${data}^FS^PQ1^XZ\r\n`;
  return new TextEncoder().encode(job);
}

function hexRows(raster: Uint8Array, rowBytes: number): string[] {
  const rows: string[] = [];
  for (let start = 0; start < raster.length; start += rowBytes) {
    let row = '';
    for (let i = start; i < start + rowBytes; i++) row += HEX[raster[i] ?? 0] ?? '';
    rows.push(row);
  }
  return rows;
}

/**
 * ACS (ZPL II Programming Guide, "Alternative Data Compression Scheme"): `G`–`Y` repeat the next digit 1–19
 * times, `g`–`z` 20–400 times, `,` fills the row with zeros, `:` repeats the row above. `!` ("fills with ones") is
 * not used: some readers take it for the digit F, others for the digit 1.
 */
export function encodeAcs(rows: readonly string[]): string {
  let out = '';
  let above: string | undefined;
  for (const row of rows) {
    out += row === above ? ':' : acsRow(row);
    above = row;
  }
  return out;
}

function acsRow(row: string): string {
  let out = '';
  let i = 0;
  while (i < row.length) {
    const digit = row.charAt(i);
    let end = i + 1;
    while (end < row.length && row.charAt(end) === digit) end++;
    if (end === row.length && digit === '0') return `${out},`;
    out += acsRun(end - i) + digit;
    i = end;
  }
  return out;
}

/** The repeat count in letters, largest first; nothing for a single digit. */
function acsRun(count: number): string {
  if (count === 1) return '';
  let rest = count;
  let out = '';
  while (rest >= 20) {
    const twenties = Math.min(20, Math.floor(rest / 20));
    out += String.fromCharCode('g'.charCodeAt(0) + twenties - 1);
    rest -= twenties * 20;
  }
  if (rest > 0) out += String.fromCharCode('G'.charCodeAt(0) + rest - 1);
  return out;
}
