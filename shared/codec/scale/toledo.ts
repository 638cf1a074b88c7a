import { CR, latin, type Dialect, type Match } from './dialect.ts';
import { figureOf, readingOf, stateOf, type ScaleUnit } from './reading.ts';

const STX = 0x02;
const SHORT = 17;

/** As many frames of one kind outvote a misread one; a line that was set anew is believed after as many. */
const MOST_VOTES = 8;
const SURE = 4;

/**
 * Toledo continuous, 18 bytes (17 without checksum): STX, status words A, B, C, 6 characters weight, 6 tare, CR, and the
 * two's complement of the low seven bits of their sum. Whether a line has the checksum is seen from its frames: most of
 * them decide, and those of the other kind are dropped.
 */
export function toledo(): Dialect {
  /** Above zero: with checksum. */
  let votes = 0;
  const vote = (by: 1 | -1): void => {
    votes = Math.max(-MOST_VOTES, Math.min(MOST_VOTES, votes + by));
  };
  return {
    longest: SHORT + 2,
    match(bytes, at) {
      if (bytes[at] !== STX) return 'no';
      const have = Math.min(bytes.length - at, SHORT);
      for (let i = 1; i < have; i += 1) if (!fits(bytes[at + i] ?? 0, i)) return 'no';
      // The byte behind the CR says whether there is a checksum; a line that has none is not waited for.
      if (bytes.length - at === SHORT && votes <= -SURE) return read(bytes, at, SHORT);
      if (bytes.length - at <= SHORT) return 'more';
      let sum = 0;
      for (let i = 0; i < SHORT; i += 1) sum += bytes[at + i] ?? 0;
      const next = bytes[at + SHORT] ?? 0;
      const right = next === (-sum & 0x7f);
      // A checksum of 2 looks like the STX of the next frame: it proves neither.
      if (right !== (next === STX)) vote(right ? 1 : -1);
      if (right && votes >= 0) return read(bytes, at, SHORT + 1);
      if (next === STX && votes <= 0) return read(bytes, at, SHORT);
      return { length: SHORT, fault: 'checksum' };
    },
  };
}

function fits(byte: number, place: number): boolean {
  if (place === 1 || place === 3) return byte >= 0x20 && byte <= 0x3f;
  if (place === 2) return (byte & 0xa0) === 0x20;
  if (place === SHORT - 1) return byte === CR;
  return byte === 0x20 || (byte >= 0x30 && byte <= 0x39);
}

/** Status C, bits 0–2, where they are not 0; others (pennyweight, custom) are no unit of ours. */
const UNITS: Readonly<Record<number, ScaleUnit>> = { 1: 'g', 2: 't', 3: 'oz' };

function read(bytes: Uint8Array, at: number, length: number): Match {
  const [a, b, c] = [bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  const unit = (c & 7) === 0 ? ((b & 0x10) === 0 ? 'lb' : 'kg') : UNITS[c & 7];
  if (!unit) return { length, fault: 'implausible' };
  const negative = (b & 2) !== 0;
  const net = (b & 1) !== 0;
  // Bit 6: it has not found its zero since it was switched on.
  const stable = (b & 0x48) === 0;
  if ((b & 4) !== 0) return { length, reading: stateOf(unit, { overload: !negative, negative, net }) };
  const figure = figureOf(latin(bytes, at + 4, at + 10));
  if (!figure) return { length, fault: 'shape' };
  // Status A, bits 0–2: 0 is ×100, 1 is ×10, 2 no point, 3 one place, …; status C, bit 4: one place more.
  const decimals = (a & 7) - 2 + ((c & 0x10) === 0 ? 0 : 1);
  const reading = readingOf({ digits: figure.digits, decimals, unit, negative, net, stable });
  return reading ? { length, reading } : { length, fault: 'implausible' };
}
