import iconv from 'iconv-lite';
import { encodeCsv } from '../../../shared/intake/index.ts';
import type { CsvTable } from '../../../shared/intake/index.ts';

/** Bytes of a CSV file: UTF-8 with a byte order mark (so that Excel reads it), or GB18030. */
export function csvBytes(table: CsvTable, encoding: 'utf-8' | 'gb18030' = 'utf-8'): Buffer {
  const text = encodeCsv(table);
  return encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(`\uFEFF${text}`, 'utf8');
}
