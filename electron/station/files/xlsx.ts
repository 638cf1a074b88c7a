import readWorkbook from 'read-excel-file/node';
import { err, ok } from '../../../shared/base/index.ts';
import type { Result } from '../../../shared/base/index.ts';
import { cellText } from '../../../shared/intake/index.ts';
import type { Cell, TableRow } from '../../../shared/intake/index.ts';
import type { FileError } from './errors.ts';
import { columnNames } from './table.ts';
import { repackWorkbook } from './zip.ts';

/** A number as the workbook holds it, digits untouched. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export interface SheetTable {
  readonly sheets: string[];
  readonly columns: string[];
  readonly rows: TableRow[];
}

/**
 * Reads one sheet of an .xlsx file: the first one that has a header row, or the named one. Cell types are kept; of formula cells
 * the value counts that the spreadsheet stored. The whole sheet is in memory.
 */
export async function readXlsxTable(bytes: Buffer, sheet?: string): Promise<Result<SheetTable, FileError>> {
  const safe = await repackWorkbook(bytes);
  if (!safe.ok) return safe;
  let sheets: { readonly sheet: string; readonly data: readonly (readonly unknown[])[] }[];
  try {
    sheets = await readWorkbook<Digits>(safe.value, { parseNumber: (text) => new Digits(text), trim: false });
  } catch {
    // The reader throws plain errors of many kinds for damaged XML; for the user they are one thing.
    return err({ code: 'bad_xlsx' });
  }
  const names = sheets.map((entry) => entry.sheet);
  const chosen =
    sheet === undefined
      ? sheets.find((entry) => headerAt(entry.data) >= 0)
      : sheets.find((e) => e.sheet === sheet);
  if (chosen === undefined) return err({ code: sheet === undefined ? 'no_header' : 'sheet_not_found' });
  const at = headerAt(chosen.data);
  if (at < 0) return err({ code: 'no_header' });
  const header = (chosen.data[at] ?? []).map((value) => cellText(toCell(value)));
  while (header.length > 0 && header.at(-1) === '') header.pop();
  const columns = columnNames(header);
  const rows: TableRow[] = [];
  for (let i = at + 1; i < chosen.data.length; i++) {
    const values = chosen.data[i] ?? [];
    const cells: Record<string, Cell> = {};
    let filled = false;
    let surplus = false;
    for (const [index, value] of values.entries()) {
      const cell = toCell(value);
      if (cell === undefined || cell === '') continue;
      const column = columns[index];
      if (column === undefined) surplus = true;
      else {
        cells[column] = cell;
        filled = true;
      }
    }
    if (surplus) rows.push({ line: i + 1, cells, fault: 'too_many_columns' });
    else if (filled) rows.push({ line: i + 1, cells });
  }
  return ok({ sheets: names, columns, rows });
}

/** First row with text in it. */
function headerAt(data: readonly (readonly unknown[])[]): number {
  return data.findIndex((row) => row.some((value) => typeof value === 'string' && value.trim() !== ''));
}

function toCell(value: unknown): Cell | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Digits) return { kind: 'number', text: value.text, from: 'sheet' };
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { kind: 'date', wall: value.getTime() };
  return undefined;
}
