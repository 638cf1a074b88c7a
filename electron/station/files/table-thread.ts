import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Result } from '../../../shared/base/index.ts';
import type { Cell, TableRow } from '../../../shared/intake/index.ts';
import { TableReadError } from './errors.ts';
import type { FileError } from './errors.ts';
import type { Encoding } from './table.ts';

export interface TableOrder {
  readonly format: 'xlsx' | 'json';
  /** Handed over to the thread: empty afterwards. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly encoding?: Encoding;
  readonly sheet?: string;
}
export type TableHead = Result<
  { readonly columns: readonly string[]; readonly count: number; readonly sheets?: readonly string[] },
  FileError
>;
/** Line, cells by the number of their column, and what is wrong with the row; sent as a JSON list of a hundred. */
export type PackedRow = readonly [
  line: number,
  cells: readonly (readonly [column: number, cell: Cell])[],
  fault?: NonNullable<TableRow['fault']>,
];

export interface ThreadTable {
  readonly columns: readonly string[];
  readonly sheets?: readonly string[];
  readonly count: number;
  /** @throws TableReadError where the thread has died */
  rows(): AsyncGenerator<TableRow>;
  close(): Promise<void>;
}

/** Beside the built station, or in its source. */
function threadFile(): string {
  const built = join(import.meta.dirname, 'table.js');
  return existsSync(built) ? built : join(import.meta.dirname, 'table-worker.ts');
}

/**
 * Reads a file that can only be read as a whole, on a thread of its own: 50,000 rows of XLSX take seconds, and scans must not
 * wait for them. The rows come in small parts, because their copies are made on this thread. Close it in every case.
 */
export async function openOnThread(order: TableOrder): Promise<Result<ThreadTable, FileError>> {
  const worker = new Worker(threadFile(), {
    workerData: order,
    transferList: [order.bytes.buffer],
    name: 'table',
  });
  const close = async (): Promise<void> => void (await worker.terminate());
  let waiting: { tell(value: unknown): void; fail(error: Error): void } | undefined;
  let ended = false;
  const gone = (): Error => new TableReadError({ code: 'read_failed', data: { reason: 'thread_ended' } });
  // Out of memory, too: the thread ends, the station goes on.
  const died = (): void => {
    ended = true;
    waiting?.fail(gone());
    waiting = undefined;
  };
  worker.on('error', died).on('exit', died);
  worker.on('message', (value) => {
    const asked = waiting;
    waiting = undefined;
    asked?.tell(value);
  });
  const answer = <T>(): Promise<T> =>
    ended
      ? Promise.reject(gone())
      : new Promise((resolve, fail) => {
          waiting = { tell: resolve as (value: unknown) => void, fail };
        });

  try {
    const head = await answer<TableHead>();
    if (!head.ok) {
      await close();
      return head;
    }
    const { columns, count, sheets } = head.value;
    return {
      ok: true,
      value: {
        columns,
        count,
        ...(sheets ? { sheets } : {}),
        async *rows() {
          for (let given = 0; given < count;) {
            const part = answer<string>();
            worker.postMessage(null);
            for (const row of JSON.parse(await part) as readonly PackedRow[]) {
              yield unpack(columns, row);
              given += 1;
            }
          }
        },
        close,
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function unpack(columns: readonly string[], [line, packed, fault]: PackedRow): TableRow {
  // A column may have any name, also that of a property which every object has.
  const cells = Object.create(null) as Record<string, Cell>;
  for (const [at, cell] of packed) cells[columns[at] ?? ''] = cell;
  return fault === undefined ? { line, cells } : { line, cells, fault };
}
