import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { IndexStore } from './types.ts';

export interface IndexThreadData {
  readonly path: string;
  readonly identity: string;
}
export interface IndexOrder {
  readonly id: number;
  readonly method: keyof IndexStore;
  readonly args: readonly unknown[];
}
export type IndexAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

/** The index could not do what was asked; its file is made anew. */
export class IndexError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'IndexError';
  }
}

/** Beside the built station, or in its source. */
function threadFile(): string {
  const built = join(import.meta.dirname, 'desk-index.js');
  return existsSync(built) ? built : join(import.meta.dirname, 'index-worker.ts');
}

/** How long the thread may take to close its file, ms. */
const CLOSE_MS = 3_000;

/** The index on a thread of its own. Where that ends, every call rejects with `IndexError`. */
export function startIndexThread(data: IndexThreadData): IndexStore {
  const worker = new Worker(threadFile(), { workerData: data, name: 'desk-index' });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  let gone = false;

  const end = (): void => {
    gone = true;
    for (const { reject } of waiting.values()) reject(new IndexError('thread_ended'));
    waiting.clear();
  };
  worker.on('message', (answer: IndexAnswer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if (answer.ok) call?.resolve(answer.value);
    else call?.reject(new IndexError(answer.error));
  });
  worker.on('error', end);
  worker.on('exit', end);
  // While nothing is asked it must not keep a station from ending.
  worker.unref();

  function ask<T>(method: keyof IndexStore, ...args: readonly unknown[]): Promise<T> {
    if (gone) return Promise.reject(new IndexError('thread_ended'));
    last += 1;
    const id = last;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      // Whoever ends the station may be waiting for this answer, and for nothing else.
      worker.ref();
      worker.postMessage({ id, method, args } satisfies IndexOrder);
    });
  }

  return {
    open: () => ask('open'),
    put: (...args) => ask('put', ...args),
    count: () => ask('count'),
    takenSince: (...args) => ask('takenSince', ...args),
    lists: (...args) => ask('lists', ...args),
    rows: (...args) => ask('rows', ...args),
    ids: (...args) => ask('ids', ...args),
    search: (...args) => ask('search', ...args),
    async close() {
      worker.ref();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
      await Promise.race([ask<void>('close').catch(() => undefined), late]);
      clearTimeout(timer);
      await worker.terminate();
    },
  };
}
