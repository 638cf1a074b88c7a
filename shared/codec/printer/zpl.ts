import type { Bitmap } from '../../base/bitmap.ts';
import { commandNumber, rasterBytes } from './profile.ts';
import type { PrinterProfile } from './profile.ts';

const HEX: readonly string[] = Array.from({ length: 256 }, (_, value) =>
  value.toString(16).toUpperCase().padStart(2, '0'),
);
const MODE = { tear: 'T', peel: 'P', cut: 'C' } as const;
/** `^MN`: web (gap), mark, continuous. */
const MEDIA = { gap: 'Y', mark: 'M', continuous: 'N' } as const;

/** Makes a zlib stream (RFC 1950); this folder has no compressor of its own. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/**
 * One label as a ZPL job: the whole picture as one `^GFA`, in Zebra's alternative compression scheme (ACS), as Z64
 * (where the caller gives a compressor) or as plain hex, whichever is shortest. No `^FD`, so nothing from an order can
 * become a command.
 * @throws RangeError for a malformed bitmap.
 */
export function encodeZpl(
  bitmap: Bitmap,
  profile: PrinterProfile,
  deflate?: Deflate,
): Uint8Array<ArrayBuffer> {
  const raster = rasterBytes(bitmap, profile.polarity === 'normal' ? 1 : 0);
  const rowBytes = raster.length / bitmap.height;
  const z64 = deflate && profile.graphics !== 'acs' ? encodeZ64(deflate(raster)) : undefined;
  const rows = hexRows(raster, rowBytes);
  const plain = raster.length * 2;
  const rest = z64 !== undefined && z64.length < plain ? z64 : undefined;
  const shortest = rest?.length ?? plain;
  const acs = encodeAcs(rows, shortest);
  const data = acs.length < shortest ? acs : (rest ?? rows.join(''));
  const job =
    (profile.density === undefined ? '' : `~SD${String(Math.round(profile.density)).padStart(2, '0')}`) +
    '^XA' +
    (profile.speed === undefined ? '' : `^PR${commandNumber(profile.speed)}`) +
    (profile.media === undefined ? '' : `^MN${MEDIA[profile.media]}`) +
    (profile.afterLabel === undefined ? '' : `^MM${MODE[profile.afterLabel]}`) +
    `^PW${bitmap.width}^LL${bitmap.height}^LH0,0^FO0,0` +
    `^GFA,${raster.length},${raster.length},${rowBytes},${data}^FS^PQ1^XZ\r\n`;
  return new TextEncoder().encode(job);
}

/** `:Z64:` + base64 of the zlib stream + `:` + CRC-16 over the base64 text (ZPL II Programming Guide, "Field Interactions"). */
export function encodeZ64(stream: Uint8Array): string {
  const text = base64(stream);
  return `:Z64:${text}:${crc16Xmodem(text).toString(16).toUpperCase().padStart(4, '0')}`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += BASE64.charAt(bits >> 18) + BASE64.charAt((bits >> 12) & 63);
    out += left > 1 ? BASE64.charAt((bits >> 6) & 63) : '=';
    out += left > 2 ? BASE64.charAt(bits & 63) : '=';
  }
  return out;
}

/** CRC-16/XMODEM: polynomial 0x1021, start 0. */
function crc16Xmodem(text: string): number {
  let crc = 0;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
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
 * @param limit length from which on the result is of no use: it may then be cut off
 */
export function encodeAcs(rows: readonly string[], limit = Infinity): string {
  let out = '';
  let above: string | undefined;
  for (const row of rows) {
    if (out.length >= limit) break;
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
