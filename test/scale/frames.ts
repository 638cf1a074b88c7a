/**
 * What scales send, written from the descriptions of their protocols and not from our parsers.
 * One weight in grams and a state go in, the bytes of one frame come out.
 */
export interface Shown {
  readonly grams: number;
  readonly moving?: boolean;
  readonly overload?: boolean;
  readonly net?: boolean;
}

export type FrameMaker = (shown: Shown) => Uint8Array;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
/** Grams as kilograms with three places, that many characters, filled from the left. */
const kg = (grams: number, width: number, fill: '0' | ' ' = '0', places = 3): string => {
  const text = (Math.abs(grams) / 1000).toFixed(places);
  return text.padStart(width, fill);
};

function yaohua(spelling: 'nibbles' | 'hex'): FrameMaker {
  return ({ grams }) => {
    const body = `${grams < 0 ? '-' : '+'}${String(Math.abs(grams)).padStart(6, '0')}3`;
    const xor = [...body].reduce((sum, char) => sum ^ char.charCodeAt(0), 0);
    const check =
      spelling === 'hex'
        ? xor.toString(16).toUpperCase().padStart(2, '0')
        : String.fromCharCode(0x30 + (xor >> 4), 0x30 + (xor & 15));
    return ascii(`\x02${body}${check}\x03`);
  };
}

function toledo(checksum: boolean): FrameMaker {
  return ({ grams, moving, overload, net }) => {
    const a = 0x20 | 0x08 | 5; // step 1, three places
    let b = 0x20 | 0x10; // kg
    if (net === true) b |= 1;
    if (grams < 0) b |= 2;
    if (overload === true) b |= 4;
    if (moving === true) b |= 8;
    const digits = String(Math.abs(grams)).padStart(6, ' ');
    const head = [2, a, b, 0x20, ...ascii(digits), ...ascii('000000'), 13];
    const sum = head.reduce((total, byte) => total + (byte & 0x7f), 0);
    return Uint8Array.from(checksum ? [...head, (128 - (sum % 128)) % 128] : head);
  };
}

function cas({ grams, moving, overload }: Shown): Uint8Array {
  const state = overload === true ? 'F' : moving === true ? 'U' : 'S';
  const body = `${state}${grams < 0 ? '-' : ' '}${kg(grams, 6, ' ')}kg`;
  const check = [...body].reduce((sum, char) => sum ^ char.charCodeAt(0), 0);
  return Uint8Array.from([1, 2, ...ascii(body), check, 3, 4]);
}

function mettler8217({ grams, moving, overload, net }: Shown): Uint8Array {
  const bits = (moving === true ? 1 : 0) | (overload === true ? 2 : 0) | (grams < 0 ? 4 : 0);
  if (bits !== 0) return ascii(`\x02?${String.fromCharCode(0x40 | bits)}\r`);
  return ascii(`\x02${kg(grams, 6)}${net === true ? 'N' : ''}\r`);
}

function mtSics({ grams, moving, overload }: Shown): Uint8Array {
  if (overload === true) return ascii('S +\r\n');
  const figure = `${grams < 0 ? '-' : ''}${kg(grams, 0)}`.padStart(10, ' ');
  return ascii(`S ${moving === true ? 'D' : 'S'} ${figure} kg\r\n`);
}

function hid({ grams, moving, overload }: Shown): Uint8Array {
  const status = overload === true ? 6 : grams < 0 ? 5 : moving === true ? 3 : grams === 0 ? 2 : 4;
  const raw = Math.max(0, grams);
  return Uint8Array.from([3, status, 2, 0, raw & 255, raw >> 8]);
}

const andHeader = ({ moving, overload }: Shown): string =>
  overload === true ? 'OL' : moving === true ? 'US' : 'ST';

/** By name of the protocol; two names where there are two spellings. */
export const FRAMES: Readonly<Record<string, FrameMaker>> = {
  yaohua: yaohua('nibbles'),
  yaohua_hex: yaohua('hex'),
  yaohua_text: ({ grams, net }) =>
    ascii(`w${net === true ? 'n' : 'w'}${grams < 0 ? '-' : ''}${kg(grams, 8, '0')}kg\r\n`),
  reversed: ({ grams }) =>
    ascii(`=${[...`${grams < 0 ? '-' : ''}${kg(grams, grams < 0 ? 6 : 7)}`].reverse().join('')}`),
  toledo: toledo(true),
  toledo_short: toledo(false),
  text: (shown) =>
    ascii(
      `${andHeader(shown)},${shown.net === true ? 'NT' : 'GS'},${shown.grams < 0 ? '-' : '+'}${kg(shown.grams, 7, ' ')}kg\r\n`,
    ),
  and: (shown) =>
    ascii(
      shown.overload === true
        ? 'OL,+9999.999 kg\r\n'
        : `${andHeader(shown)},${shown.grams < 0 ? '-' : '+'}${kg(shown.grams, 8)} kg\r\n`,
    ),
  mt_sics: mtSics,
  mt_8217: mettler8217,
  cas,
  hid,
};

/** The protocol of the settings that reads what this maker makes. */
export const protocolOf = (name: string): string => name.replace(/_(hex|short)$/, '');
