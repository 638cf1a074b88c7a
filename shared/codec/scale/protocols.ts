import type { Dialect } from './dialect.ts';
import { andD, cas, indicatorText, mettler8217, mtSics } from './asked.ts';
import { createFramer, type ScaleFramer } from './framer.ts';
import type { ScaleUnit } from './reading.ts';
import { toledo } from './toledo.ts';
import { reversed, yaohua, yaohuaText } from './yaohua.ts';

/** What a scale on a serial line may speak. */
export const SERIAL_SCALE_PROTOCOLS = [
  'yaohua',
  'yaohua_text',
  'reversed',
  'toledo',
  'text',
  'and',
  'mt_sics',
  'mt_8217',
  'cas',
] as const;
export type SerialScaleProtocol = (typeof SERIAL_SCALE_PROTOCOLS)[number];

/** A question, as bytes; `then` is sent when the scale has answered with `after`. */
export interface ScaleAsk {
  readonly bytes: readonly number[];
  readonly then?: { readonly after: number; readonly bytes: readonly number[] };
  /** ms between two questions. */
  readonly everyMs: number;
}

export interface ScaleProtocol {
  readonly id: SerialScaleProtocol;
  /** How the line is set where nobody has changed it. */
  readonly line: { readonly baudRate: number; readonly dataBits: 7 | 8; readonly parity: 'none' | 'even' };
  /** Without it the scale sends by itself. The question asks for the weight and changes nothing. */
  readonly ask?: ScaleAsk;
  /** Sets the scale to zero; only where it has such a command. */
  readonly zero?: readonly number[];
  /** The unit is not sent: it is a setting. */
  readonly unitless?: true;
  /** Its frames carry a checksum. */
  readonly checked?: true;
  dialect(unit: ScaleUnit): Dialect;
}

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const EIGHT = { dataBits: 8, parity: 'none' } as const;
const SEVEN = { dataBits: 7, parity: 'even' } as const;

/** One table for driver, detection, settings page and tests. */
export const SCALE_PROTOCOLS: Readonly<Record<SerialScaleProtocol, ScaleProtocol>> = {
  yaohua: {
    id: 'yaohua',
    line: { baudRate: 9600, ...EIGHT },
    unitless: true,
    checked: true,
    dialect: yaohua,
  },
  yaohua_text: { id: 'yaohua_text', line: { baudRate: 9600, ...EIGHT }, dialect: yaohuaText },
  reversed: { id: 'reversed', line: { baudRate: 9600, ...EIGHT }, unitless: true, dialect: reversed },
  toledo: { id: 'toledo', line: { baudRate: 9600, ...SEVEN }, checked: true, dialect: toledo },
  text: { id: 'text', line: { baudRate: 9600, ...EIGHT }, dialect: indicatorText },
  and: {
    id: 'and',
    line: { baudRate: 2400, ...SEVEN },
    ask: { bytes: ascii('Q\r\n'), everyMs: 200 },
    zero: ascii('Z\r\n'),
    dialect: andD,
  },
  mt_sics: {
    id: 'mt_sics',
    line: { baudRate: 9600, ...EIGHT },
    ask: { bytes: ascii('SI\r\n'), everyMs: 200 },
    zero: ascii('Z\r\n'),
    dialect: mtSics,
  },
  mt_8217: {
    id: 'mt_8217',
    line: { baudRate: 9600, ...SEVEN },
    // The scale wants 200 ms between two commands.
    ask: { bytes: ascii('W'), everyMs: 250 },
    zero: ascii('Z'),
    unitless: true,
    dialect: mettler8217,
  },
  cas: {
    id: 'cas',
    line: { baudRate: 9600, ...EIGHT },
    ask: { bytes: [0x05], then: { after: 0x06, bytes: [0x11] }, everyMs: 200 },
    checked: true,
    dialect: cas,
  },
};

/** Cuts and reads what a scale of this protocol sends. One for every connection. */
export const createScaleFramer = (protocol: SerialScaleProtocol, unit: ScaleUnit = 'kg'): ScaleFramer =>
  createFramer(SCALE_PROTOCOLS[protocol].dialect(unit));
