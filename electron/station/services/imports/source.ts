import {
  buildMapping,
  type Field,
  type Mapping,
  type Preset,
  type TableRow,
} from '../../../../shared/intake/index.ts';
import { openTable, TableReadError, type TableReader } from '../../files/index.ts';
import { accepted, refused, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import type { Job } from './jobs.ts';

/** Files that were handed over, as tables. Each reading opens the file anew. */
export interface Source {
  open(token: string): Promise<Outcome<{ readonly reader: TableReader; readonly name: string }>>;
  columns(token: string): Promise<Outcome<readonly string[]>>;
  /** Bytes; 0 where it cannot be opened (reading it will say why). */
  size(token: string): Promise<number>;
  /**
   * @param counts whether the rows are counted in the job's report
   * @throws TableReadError
   */
  rows(job: Job, token: string, counts: boolean): AsyncGenerator<TableRow>;
}

export function createSource(exchange: ExchangeService): Source {
  const open: Source['open'] = async (token) => {
    const upload = exchange.upload(token);
    if (!upload) return refused('file_gone');
    const opened = await openTable(upload.from);
    if (!opened.ok) return refused(opened.error.code, { ...opened.error.data });
    return accepted({ reader: opened.value, name: upload.name });
  };

  return {
    open,
    async columns(token) {
      const opened = await open(token);
      if (!opened.ok) return opened;
      await opened.value.reader.close();
      return accepted(opened.value.reader.columns);
    },
    async size(token) {
      const opened = await open(token);
      if (!opened.ok) return 0;
      await opened.value.reader.close();
      return opened.value.reader.bytesTotal;
    },
    async *rows(job, token, counts) {
      const opened = await open(token);
      if (!opened.ok) throw new TableReadError({ code: opened.code as never, data: opened.data as never });
      const { reader } = opened.value;
      try {
        for await (const row of reader.rows()) {
          if (job.cancelled()) return;
          if (counts) {
            job.report.rowsRead = Math.max(job.report.rowsRead, row.line - 1);
            job.progress(reader);
          }
          yield row;
        }
      } finally {
        await reader.close();
      }
    },
  };
}

/** The preset's mapping with what the person chose; refused where a needed field has no column. */
export function mappingOf(
  preset: Preset,
  columns: readonly string[],
  part: 'orders' | 'lines',
  given: Readonly<Record<string, readonly string[]>>,
): Outcome<Mapping> {
  const built = buildMapping(preset, columns, part);
  const chosen = Object.entries(given).filter(
    ([, names]) => names.length > 0 && names.every((name) => columns.includes(name)),
  );
  const merged: Mapping = {
    ...built,
    columns: { ...built.columns, ...Object.fromEntries(chosen) } as Mapping['columns'],
  };
  const missing = built.missing.filter((field: Field) => merged.columns[field] === undefined);
  return missing.length === 0
    ? accepted({ ...merged, missing })
    : refused('columns_missing', { fields: missing.join(', ') });
}

/** Minutes east of UTC at that moment: what the files' local times are in. */
export const tzOffset = (ms: number): number => -new Date(ms).getTimezoneOffset();
