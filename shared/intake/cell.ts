/**
 * A cell as a file holds it. Text stays as it is; numbers keep their digits as text, because a number that went
 * through a double has lost what lies behind its 15th to 17th digit.
 */
export type Cell = string | boolean | NumberCell | DateCell;
export interface NumberCell {
  readonly kind: 'number';
  /** The digits as the file has them. */
  readonly text: string;
  /** `sheet`: a spreadsheet's number (15 digits are sure); `json`: written by a program. */
  readonly from: 'sheet' | 'json';
}
export interface DateCell {
  readonly kind: 'date';
  /** Wall clock time as if it were UTC, milliseconds. */
  readonly wall: number;
}

/** One row of a table. `line` is the line of the file where it starts (row of the sheet, item of the JSON list). */
export interface TableRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, Cell>>;
  /** The row is damaged and its cells must not be used. */
  readonly fault?: 'torn_line' | 'too_many_columns';
}

const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;
/** Guards against formulas, and the mark by which Taobao and spreadsheets keep digits text: `'13800000001`. */
const LEADING_QUOTES = /^'+(?:[=+\-@\t\r]|\d)/;
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?[eE][+]?\d+$/;
const DIGITS = /^\d+$/;
/** A spreadsheet keeps 15 significant digits (IEEE double as shown by Excel). */
const SURE_DIGITS = 15;
/** From this length on, four or more… zeros behind the 15th digit are no chance any more (1 in 1,000). */
const SUSPECT_LENGTH = 18;

/**
 * The plain text of a cell: `="123"` unwrapped, one apostrophe that guards against formulas or keeps digits text removed, spaces trimmed.
 * A date cell gives ISO text without a zone.
 */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') {
    const text = cell.trim();
    const first = text.charCodeAt(0);
    if (first === 0x3d) {
      const match = TEXT_FORMULA.exec(text);
      return match ? (match[1] ?? '').replaceAll('""', '"').trim() : text;
    }
    return first === 0x27 && LEADING_QUOTES.test(text) ? text.slice(1) : text;
  }
  if (typeof cell === 'boolean') return cell ? 'true' : 'false';
  if (cell.kind === 'number') return cell.text;
  return new Date(cell.wall).toISOString().slice(0, 19);
}

/**
 * Would a spreadsheet run this cell? `="123"` does not count: it is the usual way to write text of digits.
 * Everything that begins with `=`, `+`, `-` or `@` does, so it is for fields that hold numbers of orders and parcels.
 */
export function isFormula(cell: Cell | undefined): boolean {
  if (typeof cell !== 'string') return false;
  const text = cell.trim();
  if (!/^[=+\-@]/.test(text)) return false;
  return !TEXT_FORMULA.test(text);
}

/**
 * Has a spreadsheet ruined this number of an order, SKU or parcel? True for exponent form (1.23E+18), for numeric
 * cells with more than 15 significant digits, and for 18 and more plain digits whose tail behind the 15th is all zeros.
 * `="…"` cells are text and always sure.
 */
export function isRuined(cell: Cell | undefined): boolean {
  if (cell === undefined || typeof cell === 'boolean') return false;
  if (typeof cell === 'string') {
    const text = cell.trim();
    if (SCIENTIFIC.test(text)) return true;
    return DIGITS.test(text) && text.length >= SUSPECT_LENGTH && /^0+$/.test(text.slice(SURE_DIGITS));
  }
  if (cell.kind === 'date') return true;
  if (/[eE.]/.test(cell.text)) return true;
  const digits = cell.text.replace(/^[+-]?0*/, '');
  if (digits.length <= SURE_DIGITS) return false;
  if (cell.from === 'sheet') return true;
  // JSON may hold more digits than a double; what a double prints as itself may have been rounded by the writer.
  return !Number.isSafeInteger(Number(digits)) && String(Number(digits)) === digits;
}

/** A header cell made comparable: case, width, spaces, underscores and marks of required columns do not count. */
export function normaliseHeader(header: string): string {
  return cellText(header)
    .replace(/^\uFEFF/, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_*"'：:]+/g, '');
}
