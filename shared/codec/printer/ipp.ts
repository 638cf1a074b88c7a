import type { PrinterState } from './status.ts';

/** The little of IPP (RFC 8010, RFC 8011) that asks a print service for the state of its queues. */

const GET_PRINTER_ATTRIBUTES = 0x000b;
/** CUPS only. */
const CUPS_GET_PRINTERS = 0x4002;
const TAG = { operation: 0x01, end: 0x03, uri: 0x45, keyword: 0x44, charset: 0x47, language: 0x48 } as const;
const ENUM = new Set([0x21, 0x23]);
const BOOLEAN = 0x22;

const WANTED = [
  'printer-name',
  'printer-info',
  'printer-make-and-model',
  'device-uri',
  'printer-state',
  'printer-state-reasons',
  'printer-state-message',
  'printer-is-accepting-jobs',
];

/** Asks for the state of one queue, as `ipp://localhost/printers/NAME` names it. */
export const encodeStateQuestion = (printerUri: string): Uint8Array<ArrayBuffer> =>
  request(GET_PRINTER_ATTRIBUTES, printerUri);

/** Asks CUPS for all its queues. */
export const encodeQueuesQuestion = (): Uint8Array<ArrayBuffer> => request(CUPS_GET_PRINTERS);

function request(operation: number, printerUri?: string): Uint8Array<ArrayBuffer> {
  const out: number[] = [2, 0, operation >> 8, operation & 0xff, 0, 0, 0, 1, TAG.operation];
  const text = new TextEncoder();
  const add = (tag: number, name: string, value: string): void => {
    const nameBytes = text.encode(name);
    const valueBytes = text.encode(value);
    out.push(tag, nameBytes.length >> 8, nameBytes.length & 0xff, ...nameBytes);
    out.push(valueBytes.length >> 8, valueBytes.length & 0xff, ...valueBytes);
  };
  add(TAG.charset, 'attributes-charset', 'utf-8');
  add(TAG.language, 'attributes-natural-language', 'en');
  if (printerUri !== undefined) add(TAG.uri, 'printer-uri', printerUri);
  // Further values of an attribute have no name.
  WANTED.forEach((wanted, index) => add(TAG.keyword, index === 0 ? 'requested-attributes' : '', wanted));
  out.push(TAG.end);
  return Uint8Array.from(out);
}

type Value = string | number | boolean;
/** Attributes of one printer by name; several values in order. */
export type IppPrinter = ReadonlyMap<string, readonly Value[]>;

/**
 * The printers of an answer.
 * @returns `not_found` where there is no such queue, `malformed` for what is no answer at all
 */
export function decodeIpp(bytes: Uint8Array): readonly IppPrinter[] | 'not_found' | 'refused' | 'malformed' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 9) return 'malformed';
  const status = view.getUint16(2);
  if (status === 0x0406) return 'not_found';
  if (status >= 0x0100) return 'refused';
  const printers: Map<string, Value[]>[] = [];
  let printer: Map<string, Value[]> | undefined;
  let name = '';
  let at = 8;
  try {
    for (;;) {
      const tag = view.getUint8(at++);
      if (tag === TAG.end) return printers;
      if (tag < 0x10) {
        // 0x04 = attributes of a printer; the others are of no use here.
        printer = tag === 0x04 ? new Map() : undefined;
        if (printer) printers.push(printer);
        continue;
      }
      const nameLength = view.getUint16(at);
      if (nameLength > 0) name = decodeText(bytes, at + 2, nameLength);
      at += 2 + nameLength;
      const length = view.getUint16(at);
      if (at + 2 + length > bytes.length) return 'malformed';
      const value = ENUM.has(tag)
        ? view.getInt32(at + 2)
        : tag === BOOLEAN
          ? view.getUint8(at + 2) !== 0
          : decodeText(bytes, at + 2, length);
      at += 2 + length;
      printer?.set(name, [...(printer.get(name) ?? []), value]);
    }
  } catch {
    return 'malformed'; // the DataView ends before the answer does
  }
}

const decodeText = (bytes: Uint8Array, at: number, length: number): string =>
  new TextDecoder().decode(bytes.subarray(at, at + length));

export interface QueueState {
  readonly state: PrinterState;
  /** Why jobs would not come out where the state has no word for it. */
  readonly code?: 'unreachable' | 'not_accepting';
}

/**
 * The socket backend of CUPS says only in its message that nobody answers. In English, which was asked for, or in the
 * language of the print service.
 */
const NOBODY_ANSWERS =
  /may not exist|unavailable|unreachable|not responding|not connected|offline|不可用|没有响应|未响应|脱机/i;

/** RFC 8011 5.4.11. */
const STOPPED = 5;
const PROCESSING = 4;
const IDLE = 3;

/** What the print service says of a queue: reasons (exact keywords, severity cut off) before the state. */
export function ippState(printer: IppPrinter): QueueState {
  const reasons = new Set(
    (printer.get('printer-state-reasons') ?? []).map((reason) =>
      String(reason).replace(/-(report|warning|error)$/, ''),
    ),
  );
  const has = (...wanted: readonly string[]): boolean => wanted.some((reason) => reasons.has(reason));
  const state = printer.get('printer-state')?.[0];
  if (has('cover-open', 'door-open', 'interlock-open')) return { state: 'head_open' };
  if (has('media-empty', 'media-needed')) return { state: 'paper_out' };
  if (has('media-jam', 'marker-supply-empty', 'developer-empty', 'fuser-over-temp'))
    return { state: 'error' };
  const message = String(printer.get('printer-state-message')?.[0] ?? '');
  const stuck = state === PROCESSING && NOBODY_ANSWERS.test(message);
  if (stuck || has('offline', 'timed-out', 'shutdown')) return { state: 'unknown', code: 'unreachable' };
  if (printer.get('printer-is-accepting-jobs')?.[0] === false)
    return { state: 'unknown', code: 'not_accepting' };
  if (state === STOPPED || has('paused', 'moving-to-paused')) return { state: 'paused' };
  if (state === PROCESSING) return { state: 'printing' };
  return { state: state === IDLE ? 'ready' : 'unknown' };
}
