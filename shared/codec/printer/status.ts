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

const ETX = 0x03;

/** Three strings between STX and ETX, each with CR LF; a byte more or less and it is not this answer. */
const THREE_STRINGS =
  /^\x02([\d,]+)\x03[\r\n]{0,2}\x02([\dA-F,]+)\x03[\r\n]{0,2}\x02([\dA-F]+),[01]\x03[\r\n]{0,2}$/;
/** aaa,b,c,dddd,eee,f,g,h,iii,j,k,l: paper out, pause, formats waiting, buffer full, partial format, corrupt memory, temperature */
const FIRST = /^\d{3},([01]),([01]),\d{4,5},(\d{3}),([01]),[01],([01]),\d{3},([01]),[01],([01])$/;
/** mmm,n,o,p,q,r,s,t,uuuuuuuu,v,www: head up, ribbon out, label waiting, labels remaining */
const SECOND = /^\d{3},[01],([01]),([01]),[01],[\dA-F],[\dA-F],([01]),(\d{8}),[01],\d{3}$/;

/** `~HS` (ZPL II Programming Guide, "Host Status Return"). */
function zplState(answer: Uint8Array): PrinterState {
  if (answer.length > 200) return 'unknown';
  const strings = THREE_STRINGS.exec(latin1(answer));
  const first = FIRST.exec(strings?.[1] ?? '');
  const second = SECOND.exec(strings?.[2] ?? '');
  if (!first || !second) return 'unknown';
  const [paperOut, pause, formats, full, partial, corrupt, tooHot] = first.slice(1).map(Number);
  const [headUp, ribbonOut, labelWaiting, remaining] = second.slice(1).map(Number);
  if (headUp) return 'head_open';
  if (paperOut) return 'paper_out';
  if (ribbonOut || corrupt || tooHot) return 'error';
  if (pause) return 'paused';
  if (formats || full || partial || remaining || labelWaiting) return 'printing';
  return 'ready';
}

/** One character a byte, so that nothing is merged or replaced. */
const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

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
