import { parentPort, workerData } from 'node:worker_threads';
import type { TableRow } from '../../../shared/intake/index.ts';
import { err } from '../../../shared/base/index.ts';
import type { Result } from '../../../shared/base/index.ts';
import type { FileError } from './errors.ts';
import { readJsonTable } from './json.ts';
import { detectEncoding } from './sniff.ts';
import type { PackedRow, TableHead, TableOrder } from './table-thread.ts';
import { readXlsxTable } from './xlsx.ts';

/** The thread of `table-thread.ts`: reads one file as a whole, then gives its rows as they are asked for. */
type Whole = Result<{ sheets?: string[]; columns: string[]; rows: TableRow[] }, FileError>;
const BATCH = 100;

async function read({ format, bytes, encoding, sheet }: TableOrder): Promise<Whole> {
  if (format === 'xlsx')
    return readXlsxTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), sheet);
  const name =
    encoding ?? detectEncoding(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) ?? 'utf-8';
  try {
    return readJsonTable(new TextDecoder(name, { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return err({ code: 'wrong_encoding', data: { line: 1, encoding: name } });
  }
}

/** Columns by number: their names would be copied with every cell. */
function pack(columns: ReadonlyMap<string, number>, { line, cells, fault }: TableRow): PackedRow {
  const packed = Object.entries(cells).map(([name, cell]) => [columns.get(name) ?? -1, cell] as const);
  return fault === undefined ? [line, packed] : [line, packed, fault];
}

const table = await read(workerData as TableOrder);
if (!table.ok) parentPort?.postMessage(table satisfies TableHead);
else {
  const { columns, rows, sheets } = table.value;
  const numbers = new Map(columns.map((name, at) => [name, at]));
  let at = 0;
  parentPort?.on('message', () => {
    // As text: copying many small objects takes ten times as long, half of it on the station's thread.
    parentPort?.postMessage(JSON.stringify(rows.slice(at, at + BATCH).map((row) => pack(numbers, row))));
    at += BATCH;
  });
  const value = { columns, count: rows.length, ...(sheets ? { sheets } : {}) };
  parentPort?.postMessage({ ok: true, value } satisfies TableHead);
}
