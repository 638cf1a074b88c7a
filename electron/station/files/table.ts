import type { TableRow } from '../../../shared/intake/index.ts';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le';

/** A table being read. Rows may be read once; close it in every case. */
export interface TableReader {
  readonly format: 'csv' | 'xlsx' | 'json';
  /** How the text is decoded. A file that is plain ASCII so far may change to GB18030 on the way. */
  readonly encoding: Encoding;
  readonly delimiter?: ',' | ';' | '\t';
  readonly columns: readonly string[];
  /** Sheets of a workbook. */
  readonly sheets?: readonly string[];
  readonly bytesTotal: number;
  bytesRead(): number;
  /** @throws TableReadError where the file turns out unreadable; what came before stays good. */
  rows(): AsyncIterable<TableRow>;
  close(): Promise<void>;
}

/** Names for the columns of a header row: empty ones get a number, repeated ones a counter. */
export function columnNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell.replace(/^\uFEFF/, '').trim() || `#${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
