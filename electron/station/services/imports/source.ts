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
  /**
   * Columns and size of a file that will be read: it stays open for `rows`, because a workbook takes seconds to open.
   * `release` it in every case.
   */
  look(token: string): Promise<Outcome<{ readonly columns: readonly string[]; readonly bytes: number }>>;
  release(token: string): Promise<void>;
  /**
   * @param counts whether the rows are counted in the job's report
   * @throws TableReadError
   */
  rows(job: Job, token: string, counts: boolean): AsyncGenerator<TableRow>;
}

export function createSource(exchange: ExchangeService): Source {
  const looked = new Map<string, { readonly reader: TableReader; readonly name: string }>();
  const open: Source['open'] = async (token) => {
    const upload = exchange.upload(token);
    if (!upload) return refused('file_gone');
    const opened = await openTable(upload.from);
    if (!opened.ok) return refused(opened.error.code, { ...opened.error.data });
    return accepted({ reader: opened.value, name: upload.name });
  };

  const release = async (token: string): Promise<void> => {
    const waiting = looked.get(token);
    looked.delete(token);
    await waiting?.reader.close();
  };

  return {
    open,
    async look(token) {
      const opened = await open(token);
      if (!opened.ok) return opened;
      await release(token);
      looked.set(token, opened.value);
      const { columns, bytesTotal: bytes } = opened.value.reader;
      return accepted({ columns, bytes });
    },
    release,
    async *rows(job, token, counts) {
      const waiting = looked.get(token);
      looked.delete(token);
      const opened = waiting ? accepted(waiting) : await open(token);
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
