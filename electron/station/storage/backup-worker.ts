import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, statfsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

import type { BackupOrder, BackupTask, BackupTasks, FoundBackup, Pace, Snapshot } from './backup.ts';
import { copyChecked, packBackup, readManifest, unpackBackup, verifyBackup } from './backup-file.ts';
import type { BackupTable } from './backup-file.ts';
import { StorageBackupError, StorageError, sqliteCode } from './errors.ts';
import { FORMAT } from './format.ts';

/** The thread of `backup.ts`: one task, then it ends. What it waits for (a slow stick, a dead share) keeps nobody else. */
const { task, flag, pace } = workerData as BackupOrder<BackupTask>;
const stop = new Int32Array(flag);

// On Linux a thread has a priority of its own (setpriority(2), "C library/kernel differences"): the bench comes first.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

/** Gives the processor and the disk to the bench for a moment, and ends the task where it was cancelled. */
function pause(ms: number): void {
  if (Atomics.load(stop, 0) !== 0 || Atomics.wait(stop, 0, 0, ms) === 'not-equal')
    throw new StorageBackupError('backup-cancelled', '');
}

const between =
  (phase: string) =>
  (done: number, total: number): void => {
    parentPort?.postMessage({ progress: { phase, done, total } });
    pause(pace.pauseMs);
  };

const TASKS: { [T in BackupTask]: (input: BackupTasks[T]['input']) => Promise<BackupTasks[T]['output']> } = {
  snapshot: ({ source, raw }) => takeSnapshot(source, raw, pace),
  pack: ({ raw, target, manifest }) =>
    Promise.resolve(packBackup(raw, target, manifest, { pack: between('pack'), verify: between('verify') })),
  verify: ({ path }) => Promise.resolve(verifyBackup(path, between('verify'))),
  unpack: ({ path, target, most = Infinity }) => {
    if (readManifest(path).manifest.bytes > most)
      return Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' }));
    const manifest = unpackBackup(path, target, between('unpack'));
    checkSqlite(target);
    return Promise.resolve(manifest);
  },
  copy: ({ path, target }) => {
    copyChecked(path, target, between('copy'));
    return Promise.resolve(null);
  },
  list: ({ folder, ending }) => Promise.resolve(list(folder, ending)),
  remove: ({ paths }) => {
    for (const path of paths) rmSync(path, { force: true });
    return Promise.resolve(null);
  },
};

/**
 * Copies the pages with SQLite's backup API. The read transaction that is held meanwhile is the snapshot: without it the
 * copy would begin anew with every write of the other connection, and never end while the bench scans.
 */
async function takeSnapshot(source: string, raw: string, { pages, pauseMs }: Pace): Promise<Snapshot> {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(raw + ending, { force: true });
  const from = new DatabaseSync(source, { readOnly: true, timeout: 2_000 });
  try {
    from.exec('BEGIN');
    from.prepare('SELECT count(*) FROM sqlite_schema').get();
    await backup(from, raw, {
      rate: pages,
      progress: ({ totalPages, remainingPages }) => {
        parentPort?.postMessage({
          progress: { phase: 'snapshot', done: totalPages - remainingPages, total: totalPages },
        });
        pause(pauseMs);
      },
    });
  } finally {
    from.close();
  }
  chmodSync(raw, 0o600);
  return checkSqlite(raw);
}

/** @throws StorageBackupError where SQLite finds the file damaged, or its format is unknown */
function checkSqlite(raw: string): Snapshot {
  const database = new DatabaseSync(raw, { timeout: 2_000 });
  try {
    parentPort?.postMessage({ progress: { phase: 'check', done: 0, total: 1 } });
    // One file, without a write-ahead log beside it; whoever opens it for work turns that on again.
    database.exec('PRAGMA journal_mode=DELETE');
    const [first] = database.prepare('PRAGMA integrity_check').all();
    if (first?.['integrity_check'] !== 'ok') throw new StorageBackupError('backup-damaged', raw);
    const meta = (key: string) =>
      database.prepare('SELECT value FROM storage_meta WHERE key = ?').get(key)?.['value'];
    const storageFormat = Number(meta('format'));
    if (!(storageFormat >= 1)) throw new StorageBackupError('backup-damaged', raw);
    if (storageFormat > FORMAT) throw new StorageBackupError('backup-newer', raw);
    const wrapped = meta('wrapped_key');
    const tables = database
      .prepare('SELECT tid, collection, version FROM storage_tables ORDER BY tid')
      .all()
      .map((row) => countTable(database, row));
    parentPort?.postMessage({ progress: { phase: 'check', done: 1, total: 1 } });
    return {
      storageFormat,
      wrappedKey: wrapped instanceof Uint8Array ? Buffer.from(wrapped).toString('base64') : null,
      tables,
      bytes: statSync(raw).size,
    };
  } catch (error) {
    // CORRUPT, NOTADB
    if ([11, 26].includes((sqliteCode(error) ?? 0) & 0xff))
      throw new StorageBackupError('backup-damaged', raw, { cause: error });
    throw error;
  } finally {
    database.close();
  }
}

function countTable(database: DatabaseSync, row: Record<string, unknown>): BackupTable {
  const name = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?`)
    .get(`t${String(row['tid'])}_*`)?.['name'];
  if (typeof name !== 'string') throw new StorageBackupError('backup-damaged', '');
  const counted = database
    .prepare(`SELECT count(*) AS n, coalesce(sum(deleted), 0) AS deleted, max(lwt) AS lwt FROM ${name}`)
    .get();
  const deleted = Number(counted?.['deleted'] ?? 0);
  return {
    collection: String(row['collection']),
    version: Number(row['version']),
    rows: Number(counted?.['n'] ?? 0) - deleted,
    deleted,
    lastLwt: Number(counted?.['lwt'] ?? 0),
  };
}

/** Newest first. Files that cannot be read are told as such, with what is wrong with them. */
function list(folder: string, ending: string): { backups: FoundBackup[]; free: number } {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const backups = readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name): FoundBackup => {
      const path = join(folder, name);
      try {
        return { path, name, ...readManifest(path), error: null };
      } catch (error) {
        const fileBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
        return { path, name, manifest: null, fileBytes, error: codeOf(error) };
      }
    })
    .sort((a, b) => (b.manifest?.at ?? 0) - (a.manifest?.at ?? 0));
  const { bavail, bsize } = statfsSync(folder);
  return { backups, free: bavail * bsize };
}

/** SQLite's words for what the file system would have said: IOERR, READONLY, FULL, CANTOPEN. */
const SQLITE_AS_ERRNO: Readonly<Record<number, string>> = {
  8: 'EROFS',
  10: 'EIO',
  13: 'ENOSPC',
  14: 'EACCES',
};

function codeOf(error: unknown): string {
  if (error instanceof StorageError) return error.code;
  const known = SQLITE_AS_ERRNO[(sqliteCode(error) ?? 0) & 0xff];
  return known ?? String((error as NodeJS.ErrnoException).code ?? 'unknown');
}

try {
  parentPort?.postMessage({ value: await TASKS[task.name](task.input as never) });
} catch (error) {
  const { message } = error as Error;
  parentPort?.postMessage({ error: { code: codeOf(error), errcode: sqliteCode(error) ?? 0, message } });
}
