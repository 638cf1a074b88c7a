/** A cell of an exported file. `digits` must stay text in a spreadsheet: written as `="…"`. */
export type OutCell = string | number | { readonly digits: string };
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly OutCell[])[];
}

/** Also what a reader would take an apostrophe off (`cellText`), so that it comes back whole. */
const DANGEROUS = /^(?:'*[=+\-@\t\r]|'+\d)/;
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * CSV after RFC 4180: commas, CR LF, quotes where needed. Text that a spreadsheet would run as a formula gets an apostrophe in
 * front (OWASP: CSV injection); numbers stay as they are. `cellText` takes the apostrophe off again.
 */
export function encodeCsv(table: CsvTable): string {
  return [table.header, ...table.rows].map((row) => `${row.map(encodeCell).join(',')}\r\n`).join('');
}

function encodeCell(cell: OutCell): string {
  if (typeof cell === 'number') return String(cell);
  // Only digits and letters may stand in ="…": anything else could end the text and begin a formula.
  if (typeof cell === 'object') {
    return /^[A-Za-z0-9-]+$/.test(cell.digits) ? quote(`="${cell.digits}"`) : encodeCell(cell.digits);
  }
  return quote(guard(cell));
}

/** Text made harmless for spreadsheets. */
export const guard = (text: string): string =>
  DANGEROUS.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;

const quote = (text: string): string =>
  /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
