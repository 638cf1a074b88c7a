import { latin, lineDialect, type Dialect } from './dialect.ts';
import { figureOf, readingOf, unitOf, type ScaleUnit } from './reading.ts';

const STX = 0x02;
const ETX = 0x03;

/**
 * 耀华 XK3190-A9/A12/D10 continuous (tF=0), 12 bytes: STX, sign, 6 digits, places behind the point `0`–`4`, two characters
 * of the XOR over sign, digits and point, ETX. Two spellings of the XOR are in the field, each nibble + 0x30 (`1<`) and
 * hexadecimal (`1C`); both are taken. No stable flag, no unit.
 */
export const yaohua = (unit: ScaleUnit): Dialect => ({
  longest: 12,
  match(bytes, at) {
    if (bytes[at] !== STX) return 'no';
    const have = Math.min(bytes.length - at, 12);
    for (let i = 1; i < have; i += 1) if (!fits(bytes[at + i] ?? 0, i)) return 'no';
    if (have < 12) return 'more';
    let xor = 0;
    for (let i = 1; i <= 8; i += 1) xor ^= bytes[at + i] ?? 0;
    const [high, low] = [bytes[at + 9] ?? 0, bytes[at + 10] ?? 0];
    if (nibble(high) !== xor >> 4 || nibble(low) !== (xor & 15)) return { length: 12, fault: 'checksum' };
    const decimals = (bytes[at + 8] ?? 0) - 0x30;
    const digits = latin(bytes, at + 2, at + 8);
    const reading = readingOf({ digits, decimals, unit, negative: bytes[at + 1] === 0x2d, stable: null });
    return reading ? { length: 12, reading } : { length: 12, fault: 'implausible' };
  },
});

function fits(byte: number, place: number): boolean {
  if (place === 1) return byte === 0x2b || byte === 0x2d;
  if (place <= 7) return byte >= 0x30 && byte <= 0x39;
  if (place === 8) return byte >= 0x30 && byte <= 0x34;
  return place === 11 ? byte === ETX : nibble(byte) >= 0;
}

/** `0`–`9`, then `:;<=>?` (nibble + 0x30) or `A`–`F`, `a`–`f`; −1 for anything else. */
function nibble(byte: number): number {
  if (byte >= 0x30 && byte <= 0x3f) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
}

/** 耀华 A12/A12E/A33E text: `wn0003.17kg` net, `ww…`/`wg…` gross, CR LF. No stable flag. */
export const yaohuaText = (): Dialect =>
  lineDialect(24, (line) => {
    const match = /w([nwg])([-+ ]?)([\d.]{5,8})(kg|g|lb|t)$/.exec(line);
    if (!match) return undefined;
    const [, kind, sign, text = '', name = ''] = match;
    const figure = figureOf(text);
    const unit = unitOf(name);
    if (!figure || !unit) return undefined;
    return readingOf({ ...figure, unit, negative: sign === '-', stable: null, net: kind === 'n' });
  });

/**
 * Parcel scales that send `=` and the figure from its last digit to its first: `=071.100` is 001.170. A frame ends where
 * the next begins. Minus stands last, that is first of the figure. No stable flag, no unit, no checksum.
 */
export const reversed = (unit: ScaleUnit): Dialect => ({
  longest: 12,
  match(bytes, at) {
    if (bytes[at] !== 0x3d) return 'no';
    let end = at + 1;
    while (end < bytes.length && isFigure(bytes[end] ?? 0)) end += 1;
    const length = end - at;
    if (end === bytes.length) return length > 10 ? 'no' : 'more';
    const closed = [0x3d, 0x0d, 0x0a, 0x20].includes(bytes[end] ?? 0);
    const text = [...latin(bytes, at + 1, end)].reverse().join('');
    const match = /^(-?)(\d{1,6}(?:\.\d{1,5})?)$/.exec(text);
    if (!closed || !match || length < 7 || length > 10) return { length, fault: 'shape' };
    const figure = figureOf(match[2] ?? '');
    const reading = figure && readingOf({ ...figure, unit, negative: match[1] === '-', stable: null });
    return reading ? { length, reading } : { length, fault: 'implausible' };
  },
});

const isFigure = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d;
