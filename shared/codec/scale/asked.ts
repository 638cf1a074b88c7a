import { CR, latin, lineDialect, type Dialect, type Match } from './dialect.ts';
import { figureOf, readingOf, stateOf, unitOf, type ScaleReading, type ScaleUnit } from './reading.ts';

/** Protocols whose scale answers when it is asked. */

const STX = 0x02;

/**
 * Mettler-Toledo 8217: STX, the weight with its point, `N` where it is net, CR; or, while there is no valid weight, STX `?`,
 * a status byte, CR. A weight is stable by definition. The unit is the scale's setting and not sent.
 */
export const mettler8217 = (unit: ScaleUnit): Dialect => ({
  longest: 12,
  match(bytes, at) {
    if (bytes[at] !== STX) return 'no';
    let end = at + 1;
    while (end < bytes.length && bytes[end] !== CR && bytes[end] !== STX) end += 1;
    const length = end - at + 1;
    if (end === bytes.length) return length > 11 ? 'no' : 'more';
    if (bytes[end] === STX) return { length: length - 1, fault: 'shape' };
    const text = latin(bytes, at + 1, end);
    const weight = /^(-?)(\d{2,4}\.\d{1,3})(N?)$/.exec(text);
    const figure = weight && figureOf(weight[2] ?? '');
    if (figure) {
      const [, sign, , net] = weight;
      const reading = readingOf({ ...figure, unit, negative: sign === '-', stable: true, net: net === 'N' });
      return reading ? { length, reading } : { length, fault: 'implausible' };
    }
    if (text.length !== 2 || !text.startsWith('?')) return { length, fault: 'shape' };
    return { length, reading: status8217(unit, bytes[at + 2] ?? 0) };
  },
});

/** Bits: 0 motion, 1 over capacity, 2 under zero, 3 outside the zero range, 4 centre of zero, 5 net. */
const status8217 = (unit: ScaleUnit, bits: number): ScaleReading =>
  stateOf(unit, {
    stable: false,
    overload: (bits & 2) !== 0,
    negative: (bits & 4) !== 0,
    zero: (bits & 0x10) !== 0,
    net: (bits & 0x20) !== 0,
  });

/**
 * CAS: after ENQ → ACK, DC1 → SOH STX, `S` or `U`, sign, 6 characters weight, 2 unit, XOR over state to unit, ETX, EOT.
 */
export const cas = (): Dialect => ({
  longest: 15,
  match(bytes, at) {
    if (bytes[at] === 0x06) return { length: 1 };
    if (bytes[at] !== 0x01) return 'no';
    if (bytes.length - at > 1 && bytes[at + 1] !== STX) return 'no';
    if (bytes.length - at < 15) return 'more';
    if (bytes[at + 13] !== 0x03 || bytes[at + 14] !== 0x04) return 'no';
    let xor = 0;
    for (let i = 2; i < 12; i += 1) xor ^= bytes[at + i] ?? 0;
    if (xor !== bytes[at + 12]) return { length: 15, fault: 'checksum' };
    return casReading(latin(bytes, at + 2, at + 12));
  },
});

function casReading(text: string): Match {
  const match = /^([SUF])([ +-])([ \d.]{6})([ a-zA-Z]{2})$/.exec(text);
  const unit = unitOf(match?.[4] ?? '');
  if (!match || !unit) return { length: 15, fault: 'shape' };
  const [, state, sign, weight = ''] = match;
  if (state === 'F') return { length: 15, reading: stateOf(unit, { overload: true }) };
  const figure = figureOf(weight);
  if (!figure) return { length: 15, fault: 'shape' };
  const reading = readingOf({ ...figure, unit, negative: sign === '-', stable: state === 'S' });
  return reading ? { length: 15, reading } : { length: 15, fault: 'implausible' };
}

/** A&D standard format: `ST,+00012.78  g` CR LF: 2 letters, 9 characters with sign and point, 3 of unit. `QT` counts pieces. */
export const andD = (): Dialect =>
  lineDialect(24, (line) => {
    const match = /(ST|US|OL|QT|EC),(.*)$/.exec(line);
    if (!match) return undefined;
    const [, header, rest = ''] = match;
    if (header === 'QT' || header === 'EC') return 'other';
    const parts = /^([+-])([\d.]{8})([ a-zA-Z]{3})$/.exec(rest);
    const unit = unitOf(parts?.[3] ?? '');
    if (!parts || !unit) return undefined;
    if (header === 'OL') return stateOf(unit, parts[1] === '-' ? { negative: true } : { overload: true });
    const figure = figureOf(parts[2] ?? '');
    if (!figure) return undefined;
    return readingOf({ ...figure, unit, negative: parts[1] === '-', stable: header === 'ST' });
  });

/** T-Scale and CAS text, A&D indicators: `ST,GS,+  4.876kg` CR LF; ST/US/OL, GS gross or NT net. */
export const indicatorText = (): Dialect =>
  lineDialect(28, (line) => {
    const match = /(ST|US|OL),(GS|NT|TR),([+ -]?)([ \d.]{5,9})([a-zA-Z]{1,3})$/.exec(line.trimEnd());
    if (!match) return undefined;
    const [, header, kind, sign, weight = '', name = ''] = match;
    const unit = unitOf(name);
    if (!unit) return undefined;
    if (kind === 'TR') return 'other';
    if (header === 'OL') return stateOf(unit, { overload: true });
    const figure = figureOf(weight);
    if (!figure) return undefined;
    return readingOf({
      ...figure,
      unit,
      negative: sign === '-',
      stable: header === 'ST',
      net: kind === 'NT',
    });
  });

/** MT-SICS: `S S` stable, `S D` moving, with 10 characters weight and the unit; `S +` over, `S -` under, `S I` not now. */
export const mtSics = (): Dialect =>
  lineDialect(30, (line) => {
    const state = /(?:^|\W)S ([I+-])$/.exec(line)?.[1];
    if (state !== undefined)
      return stateOf('g', state === '+' ? { overload: true } : { negative: state === '-' });
    const match = /(?:^|[^A-Za-z])S ([SD]) ([ \d.-]{10}) ([a-zA-Z]{1,3})$/.exec(line);
    if (!match) return /^(ES|EL|ET)$/.test(line) ? 'other' : undefined;
    const unit = unitOf(match[3] ?? '');
    const weight = /^ *(-?) *([\d.]+)$/.exec(match[2] ?? '');
    const figure = weight && figureOf(weight[2] ?? '');
    if (!unit || !figure) return undefined;
    return readingOf({ ...figure, unit, negative: weight[1] === '-', stable: match[1] === 'S' });
  });
