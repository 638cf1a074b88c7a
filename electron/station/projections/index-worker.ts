import { parentPort, workerData } from 'node:worker_threads';
import { createIndexStore } from './store.ts';
import { pinyinSyllables } from './syllables.ts';
import type { IndexAnswer, IndexOrder, IndexThreadData } from './thread.ts';

/** The thread of `thread.ts`: everything of the index that takes time, so that no scan waits for it. */
const { path, identity } = workerData as IndexThreadData;
let syllables: ReturnType<typeof pinyinSyllables> | undefined;
const store = createIndexStore({ path, identity, syllables: () => (syllables ??= pinyinSyllables()) });

async function answer({ id, method, args }: IndexOrder): Promise<IndexAnswer> {
  try {
    const work = store[method] as (...given: readonly unknown[]) => Promise<unknown>;
    return { id, ok: true, value: await work(...args) };
  } catch (error) {
    // Never its message: it may quote a value.
    return { id, ok: false, error: error instanceof Error ? error.name : 'unknown' };
  }
}

// One after the other, in the order in which they came.
let tail: Promise<void> = Promise.resolve();
parentPort?.on('message', (order: IndexOrder) => {
  tail = tail.then(async () => {
    parentPort?.postMessage(await answer(order));
    if (order.method === 'close') parentPort?.close();
  });
});
