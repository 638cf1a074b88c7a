import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import type { NodeSqliteStorage } from '../../../electron/station/storage/index.ts';
import type { RxStorage } from 'rxdb';
import { openRawSubject } from './storage-raw.ts';
import { openRxSubject } from './storage-rx.ts';
import {
  load,
  measureBulk,
  measureInserts,
  measurePull,
  measureReads,
  measureUpdates,
} from './storage-workload.ts';
import type { Amounts, Samples } from './storage-workload.ts';

export const OURS = 'packline';
export const RAW = 'raw node:sqlite';
/**
 * By then the storage has used a quiet moment: statistics are taken and the log is copied, to be written over from its
 * beginning, as in a station that has run for a while. (`idle()` would cut the log, and each fsync of a log that grows again
 * also writes its length.)
 */
export const QUIET_MS = 4_000;

export function openOurs(directory: string, durability: 'relaxed' | 'durable'): NodeSqliteStorage {
  const all = new Proxy<Record<string, 'relaxed' | 'durable'>>({}, { get: () => durability });
  return getRxStorageNodeSqlite({
    directory,
    durability: all,
    onFatal: (error) => {
      throw error;
    },
  });
}

const plain = (storage: NodeSqliteStorage) => storage as unknown as RxStorage<unknown, never>;

/** Ours and raw node:sqlite in one process, in turns. */
export async function measureSqlite(amounts: Amounts, say: (line: string) => void): Promise<Samples> {
  const folder = mkdtempSync(join(tmpdir(), 'packline-bench-storage-'));
  const durable = openOurs(join(folder, 'durable'), 'durable');
  const relaxed = openOurs(join(folder, 'relaxed'), 'relaxed');
  const raw = (table: string, synchronous: 'FULL' | 'NORMAL') =>
    openRawSubject(RAW, join(folder, `raw-${synchronous}.sqlite`), table, synchronous);
  try {
    say('sqlite: bulk …');
    const bulk = await measureBulk(
      [
        {
          name: OURS,
          async make(round) {
            const subject = await openRxSubject(OURS, plain(durable), `bulk${round}`);
            return { ...subject, drop: () => subject.instance.remove() };
          },
        },
        { name: RAW, make: (round) => Promise.resolve(raw(`bulk${round}`, 'FULL')) },
      ],
      amounts,
    );
    say('sqlite: loading …');
    const strong = [await openRxSubject(OURS, plain(durable), 'tasks'), raw('tasks', 'FULL')];
    const light = [await openRxSubject(OURS, plain(relaxed), 'tasks'), raw('tasks', 'NORMAL')];
    const pulled = [await openRxSubject(OURS, plain(relaxed), 'half'), raw('half', 'NORMAL')];
    for (const subject of [...strong, ...light]) await load(subject, amounts.documents);
    for (const subject of pulled) await load(subject, amounts.bulk);
    for (const subject of [strong[1], light[1], pulled[1]])
      if (subject && 'analyze' in subject) subject.analyze();
    await sleep(QUIET_MS);
    say('sqlite: single operations …');
    const samples: Samples = {
      ...bulk,
      ...(await measureInserts('durable', strong, amounts)),
      ...(await measureInserts('relaxed', light, amounts)),
      ...(await measureReads(light, amounts)),
      ...(await measurePull(pulled, amounts)),
      ...(await measureUpdates(light, amounts)),
    };
    for (const subject of [...strong, ...light, ...pulled]) await subject.close();
    return samples;
  } finally {
    await durable.close();
    await relaxed.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
