import type { PrinterLanguage } from './profile.ts';

/**
 * `unknown` = no answer, or one that we cannot read: neither ready nor faulty. Many printers never answer.
 */
export type PrinterState = 'ready' | 'paper_out' | 'head_open' | 'paused' | 'printing' | 'error' | 'unknown';

export interface PrinterStatus {
  readonly state: PrinterState;
  /** The answer as it came, for the service screen. */
  readonly raw: Uint8Array;
}

/** States in which a label that is sent would not come out. */
export const blocksPrinting = (state: PrinterState): boolean =>
  state === 'paper_out' || state === 'head_open' || state === 'paused' || state === 'error';

const QUERY: Record<PrinterLanguage, readonly number[]> = {
  // ESC ! ? – an immediate command: no line end after it.
  tspl: [0x1b, 0x21, 0x3f],
  // ~HS
  zpl: [0x7e, 0x48, 0x53],
  // DLE EOT 1 (printer), 2 (offline cause), 3 (error), 4 (paper)
  escpos: [0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4],
};

/** The bytes that ask a printer for its state. */
export const statusQuery = (language: PrinterLanguage): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(QUERY[language]);

/** Has the whole answer arrived? (Asking may then stop waiting.) */
export function statusComplete(language: PrinterLanguage, answer: Uint8Array): boolean {
  switch (language) {
    case 'tspl':
      return answer.length >= 1;
    case 'zpl':
      return answer.filter((byte) => byte === ETX).length >= 3;
    case 'escpos':
      return answer.length >= 4;
  }
}

/** Reads the answer to {@link statusQuery}. Never throws; what it cannot read is `unknown`. */
export function parseStatus(language: PrinterLanguage, answer: Uint8Array): PrinterStatus {
  const parse = { tspl: tsplState, zpl: zplState, escpos: escposState }[language];
  return { state: parse(answer), raw: answer };
}

// TSPL: exact values first, because they are not a clean bit mask (printing 0x20 and clones' own values),
// then bits for combinations that nobody documents. 0x07 = lid open on some clones.
const TSPL_EXACT: ReadonlyMap<number, PrinterState> = new Map([
  [0x00, 'ready'],
  [0x01, 'head_open'],
  [0x02, 'error'], // paper jam
  [0x03, 'head_open'],
  [0x04, 'paper_out'],
  [0x05, 'head_open'],
  [0x07, 'head_open'],
  [0x08, 'error'], // no ribbon
  [0x09, 'head_open'],
  [0x0a, 'error'],
  [0x0b, 'head_open'],
  [0x0c, 'paper_out'],
  [0x0d, 'head_open'],
  [0x10, 'paused'],
  [0x20, 'printing'],
  [0x80, 'error'],
]);

function tsplState(answer: Uint8Array): PrinterState {
  // One byte, which some firmwares end with CR LF.
  const lineEnd = answer.length === 3 && answer[1] === 0x0d && answer[2] === 0x0a;
  const value = answer.length === 1 || lineEnd ? answer[0] : undefined;
  if (value === undefined) return 'unknown';
  const exact = TSPL_EXACT.get(value);
  if (exact !== undefined) return exact;
  if (value & 0x01) return 'head_open';
  if (value & 0x04) return 'paper_out';
  if (value & 0x8a) return 'error';
  if (value & 0x10) return 'paused';
  if (value & 0x20) return 'printing';
  return 'unknown';
}

const STX = 0x02;
const ETX = 0x03;

/** `~HS`: three strings between STX and ETX (ZPL II Programming Guide, "Host Status Return"). */
function zplState(answer: Uint8Array): PrinterState {
  const strings = betweenStxEtx(answer);
  const first = strings[0]?.split(',') ?? [];
  const second = strings[1]?.split(',') ?? [];
  if (first.length < 11 || second.length < 9) return 'unknown';
  const number = (fields: readonly string[], index: number): number => Number(fields[index] ?? NaN);
  const read = {
    paperOut: number(first, 1),
    pause: number(first, 2),
    formats: number(first, 4),
    corrupt: number(first, 9),
    tooHot: number(first, 11),
    headUp: number(second, 2),
    ribbonOut: number(second, 3),
    labelWaiting: number(second, 7),
    remaining: number(second, 8),
  };
  const required = [read.paperOut, read.pause, read.formats, read.headUp, read.ribbonOut, read.remaining];
  if (required.some(Number.isNaN)) return 'unknown';
  if (read.headUp === 1) return 'head_open';
  if (read.paperOut === 1) return 'paper_out';
  if (read.ribbonOut === 1 || read.corrupt === 1 || read.tooHot === 1) return 'error';
  if (read.pause === 1) return 'paused';
  if (read.formats > 0 || read.remaining > 0 || read.labelWaiting === 1) return 'printing';
  return 'ready';
}

function betweenStxEtx(answer: Uint8Array): string[] {
  const out: string[] = [];
  let start = -1;
  answer.forEach((byte, index) => {
    if (byte === STX) start = index + 1;
    else if (byte === ETX && start >= 0) {
      out.push(new TextDecoder().decode(answer.subarray(start, index)));
      start = -1;
    }
  });
  return out;
}

/** `DLE EOT 1…4`: four bytes with bits 1 and 4 set and bits 0 and 7 clear (Epson ESC/POS reference). */
function escposState(answer: Uint8Array): PrinterState {
  if (answer.length !== 4 || answer.some((byte) => (byte & 0x93) !== 0x12)) return 'unknown';
  const [printer = 0, offline = 0, error = 0, paper = 0] = answer;
  if (offline & 0x04) return 'head_open';
  if ((paper & 0x60) !== 0 || offline & 0x20) return 'paper_out';
  if (error & 0x6c || offline & 0x40) return 'error';
  if (offline & 0x08) return 'printing'; // paper is being fed by the button
  if (printer & 0x08) return 'paused'; // offline without a cause
  return 'ready';
}
