import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RxStorage } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { openOurs, OURS } from './storage-node.ts';
import { measureAlone, rxMake } from './storage-alone.ts';
import { openRxSubject } from './storage-rx.ts';
import type { Subject } from './storage-subject.ts';
import { load, measureReads } from './storage-workload.ts';
import type { Amounts, Samples } from './storage-workload.ts';

export const MEMORY = 'RxDB memory';
export const POUCH = 'PouchDB LevelDB';
export const DEXIE = 'RxDB Dexie';

export function measureMemoryStorage(amounts: Amounts): Promise<Samples> {
  const storage = getRxStorageMemory() as unknown as RxStorage<unknown, never>;
  const make = rxMake(MEMORY, storage);
  // It puts off its indexes until somebody reads: a bulk write is over when a document can be found.
  const readable: typeof make = async (collection) => {
    const subject = await make(collection);
    return {
      ...subject,
      async bulk(tasks) {
        await subject.bulk(tasks);
        await subject.find(tasks[0]?.id ?? '');
      },
    };
  };
  return measureAlone(MEMORY, readable, amounts, ['relaxed']);
}

export async function measurePouch(amounts: Amounts): Promise<Samples> {
  const { openPouchSubject } = await import('./storage-pouch.ts');
  return inFolder((folder) =>
    measureAlone(POUCH, (collection) => openPouchSubject(POUCH, join(folder, collection)), amounts, [
      'relaxed',
    ]),
  );
}

/** MB that a process grows by while it loads documents and reads them. */
export async function measureMemory(which: string, amounts: Amounts): Promise<Samples> {
  const { openPouchSubject } = await import('./storage-pouch.ts');
  return inFolder(async (folder) => {
    const storage = openOurs(join(folder, 'ours'), 'relaxed');
    const makers: Record<string, () => Promise<Subject>> = {
      [OURS]: () => openRxSubject(OURS, storage as unknown as RxStorage<unknown, never>, 'tasks'),
      [MEMORY]: () =>
        openRxSubject(MEMORY, getRxStorageMemory() as unknown as RxStorage<unknown, never>, 'tasks'),
      [POUCH]: () => openPouchSubject(POUCH, join(folder, 'pouch')),
    };
    const before = process.memoryUsage.rss();
    const subject = await makers[which]?.();
    if (!subject) return {};
    await load(subject, amounts.documents);
    await measureReads([subject], { ...amounts, rounds: 4 });
    global.gc?.();
    const memory = (process.memoryUsage.rss() - before) / 2 ** 20;
    await subject.close();
    await storage.close();
    return { memory: { [which]: [memory] } };
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'packline-bench-storage-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
