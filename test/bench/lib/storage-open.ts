import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createRxDatabase } from 'rxdb';
import type { RxCollection, RxDatabase, RxStorage } from 'rxdb';
import { hashFiles, listFiles } from '../../../build/lib/stamp.ts';
import { longestGap } from './loop-gap.ts';
import { ASKED, TASK_SCHEMA } from './storage-documents.ts';
import type { Task } from './storage-documents.ts';
import { CPU } from './storage-gaps.ts';
import { openOurs, OURS, RAW } from './storage-node.ts';
import { openRxSubject } from './storage-rx.ts';
import { load } from './storage-workload.ts';
import type { Amounts, Samples } from './storage-workload.ts';

/** As many as open-core RxDB allows in one process without slowing down. */
export const COLLECTIONS = 12;
const NAMES = Array.from({ length: COLLECTIONS }, (_, n) => `tasks${n}`);

const rxStorage = (folder: string) => {
  const storage = openOurs(folder, 'relaxed');
  return { storage, plain: storage as unknown as RxStorage<unknown, never> };
};

async function openDatabase(storage: RxStorage<unknown, never>): Promise<RxDatabase> {
  const database = await createRxDatabase({
    name: 'bench',
    storage,
    multiInstance: false,
    eventReduce: false,
  });
  const schema = TASK_SCHEMA;
  await database.addCollections(Object.fromEntries(NAMES.map((name) => [name, { schema }])));
  return database;
}

/** A folder with 12 full collections, kept and made anew where the code that stores has changed. */
export async function openFolder({ documents }: Amounts, say: (line: string) => void): Promise<string> {
  const own = ['storage-documents.ts', 'storage-open.ts'].map((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  );
  const version = createHash('sha256')
    .update([hashFiles(listFiles(['electron/station/storage'])), ...own, documents].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const cache = join(tmpdir(), 'packline-bench');
  const folder = join(cache, `storage-${version}`);
  if (existsSync(folder)) return folder;
  say(`open: making ${COLLECTIONS} collections of ${documents} documents in ${folder} …`);
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const part = mkdtempSync(join(cache, 'part-'));
  const { storage, plain } = rxStorage(part);
  for (const name of NAMES) {
    const subject = await openRxSubject(OURS, plain, name);
    await load(subject, documents);
    await storage.idle();
    await subject.close();
  }
  // RxDB notes its collections at the first opening.
  const database = await openDatabase(plain);
  await storage.idle();
  await database.close();
  await storage.close();
  renameSync(part, folder);
  return folder;
}

export function disposeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Opens everything once, in a process that has not yet. @param gaps watches the event loop, which costs a little */
export async function measureOpen(folder: string, gaps: boolean): Promise<Samples> {
  const path = join(folder, 'bench.sqlite');
  const before = process.memoryUsage.rss();
  const raw = (): number => {
    const began = performance.now();
    const database = new DatabaseSync(path, { timeout: 2_000 });
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;');
    const tables = database.prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%\\_tasks%' ESCAPE '\\'`,
    );
    for (const row of tables.all()) {
      const name = String(row['name']);
      database.prepare(`SELECT data FROM ${name} WHERE id = ?`).get('');
      database.prepare(`SELECT max(lwt) FROM ${name}`).get();
    }
    const took = performance.now() - began;
    database.close();
    return took;
  };
  const { storage, plain } = rxStorage(folder);
  let database: RxDatabase | undefined;
  const open = async (): Promise<void> => void (database = await openDatabase(plain));
  const began = performance.now();
  const gap = gaps ? await longestGap(open) : (await open(), undefined);
  const took = performance.now() - began;
  for (const name of NAMES) {
    const collection = database?.collections[name] as RxCollection<Task> | undefined;
    const found = await collection
      ?.find({ selector: { lane: ASKED }, sort: [{ priority: 'asc' }], limit: 50 })
      .exec();
    if (found?.length !== 50) throw new Error(`${name}: ${String(found?.length)} documents`);
  }
  const memory = (process.memoryUsage.rss() - before) / 2 ** 20;
  await database?.close();
  await storage.close();
  return gaps
    ? { 'gap open': { [OURS]: [gap?.wall ?? Number.NaN], [CPU]: [gap?.cpu ?? Number.NaN] } }
    : { open: { [OURS]: [took], [RAW]: [raw()] }, 'open memory': { [OURS]: [memory] } };
}
