import { CsvError, parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { err, ok, type Result } from '../../../shared/base/index.ts';
import { cellText, type Cell, type TableRow } from '../../../shared/intake/index.ts';
import { unpackedSize } from './zip-size.ts';

/**
 * Tables of dropped files. A hub takes what a shop's program writes, of a bounded size and whole in memory; the station's
 * import reads far more (damaged files, millions of lines, a choice of sheets).
 */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableFault {
  readonly code:
    | 'empty_file'
    | 'too_large'
    | 'old_xls'
    | 'html'
    | 'binary'
    | 'wrong_encoding'
    | 'no_header'
    | 'bad_csv'
    | 'bad_xlsx'
    | 'zip_bomb';
  readonly line?: number;
}

export const MAX_FILE_BYTES = 32 * 2 ** 20;
const MAX_RECORD = 2 * 2 ** 20;
/** Of everything in a workbook, unpacked. */
const MAX_UNPACKED = 64 * 2 ** 20;

export function readTable(bytes: Buffer): Promise<Result<Table, TableFault>> {
  if (bytes.length === 0) return Promise.resolve(err({ code: 'empty_file' }));
  if (bytes.length > MAX_FILE_BYTES) return Promise.resolve(err({ code: 'too_large' }));
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return readXlsx(bytes);
  return Promise.resolve(readCsv(bytes));
}

function readCsv(bytes: Buffer): Result<Table, TableFault> {
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) return err({ code: 'old_xls' });
  const text = decode(bytes);
  if (text === undefined) return err({ code: 'wrong_encoding' });
  if (text.includes('\0')) return err({ code: 'binary' });
  if (/^\s*<(?:!doctype|html|table|\?xml)/i.test(text)) return err({ code: 'html' });
  let records: { readonly record: string[]; readonly info: { readonly lines: number } }[];
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: unknown };
    return err({ code: 'bad_csv', ...(typeof lines === 'number' ? { line: lines } : {}) });
  }
  const [head, ...body] = records;
  if (!head || head.record.every((cell) => cellText(cell) === '')) return err({ code: 'no_header' });
  const columns = columnNames(head.record);
  // A file that is cut ends in the middle of a line.
  const open = !/[\r\n]$/.test(text);
  const rows = body.map(({ record, info }, at): TableRow => {
    const cells = Object.fromEntries(
      columns.flatMap((name, index) => {
        const value = record[index] ?? '';
        return value === '' ? [] : [[name, value]];
      }),
    );
    const torn = open && at === body.length - 1 && record.length < columns.length;
    const surplus = record.slice(columns.length).some((cell) => cell.trim() !== '');
    const fault = torn
      ? ({ fault: 'torn_line' } as const)
      : surplus
        ? ({ fault: 'too_many_columns' } as const)
        : {};
    return { line: info.lines, cells, ...fault };
  });
  return ok({ columns, rows });
}

/** UTF-16 with its mark, else UTF-8, else GB18030, the first that fits. */
function decode(bytes: Buffer): string | undefined {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe;
  for (const encoding of marked ? ['utf-16le'] : ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}

function delimiterOf(text: string): string {
  const line = text.slice(0, 20_000).split(/[\r\n]/, 1)[0] ?? '';
  const count = (char: string): number => line.split(char).length;
  return count('\t') > count(',') ? '\t' : count(';') > count(',') ? ';' : ',';
}

function columnNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, at) => {
    const name = cell.replace(/^\uFEFF/, '').trim() || `#${at + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** A number as the workbook holds it, digits untouched. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

async function readXlsx(bytes: Buffer): Promise<Result<Table, TableFault>> {
  const unpacked = await unpackedSize(bytes, MAX_UNPACKED);
  if (unpacked === undefined) return err({ code: 'bad_xlsx' });
  if (unpacked > MAX_UNPACKED) return err({ code: 'zip_bomb' });
  let sheets: readonly { readonly data: readonly (readonly unknown[])[] }[];
  try {
    sheets = await readWorkbook<Digits>(bytes, { parseNumber: (text) => new Digits(text), trim: false });
  } catch {
    // The reader throws plain errors of many kinds for damaged files; here they are one thing.
    return err({ code: 'bad_xlsx' });
  }
  const isHead = (row: readonly unknown[]): boolean =>
    row.some((value) => typeof value === 'string' && value.trim() !== '');
  const data = sheets.find((sheet) => sheet.data.some(isHead))?.data ?? [];
  const at = data.findIndex(isHead);
  if (at < 0) return err({ code: 'no_header' });
  const columns = columnNames((data[at] ?? []).map((value) => cellText(toCell(value))));
  const rows = data.slice(at + 1).flatMap((values, index): TableRow[] => {
    const cells: Record<string, Cell> = {};
    for (const [place, name] of columns.entries()) {
      const cell = toCell(values[place]);
      if (cell !== undefined && cell !== '') cells[name] = cell;
    }
    return Object.keys(cells).length === 0 ? [] : [{ line: at + index + 2, cells }];
  });
  return ok({ columns, rows });
}

function toCell(value: unknown): Cell | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Digits) return { kind: 'number', text: value.text, from: 'sheet' };
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { kind: 'date', wall: value.getTime() };
  return undefined;
}
