import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { StorageBackupError } from './errors.ts';
import type { BackupManifest, BackupTable } from './backup-file.ts';

export type { BackupManifest, BackupTable } from './backup-file.ts';

/** How hard a backup works: so many pages of 4 KiB at a time, then a pause. */
export interface Pace {
  readonly pages: number;
  readonly pauseMs: number;
}
/** A hundred thousand orders in about three seconds, and half of the time nothing. */
export const GENTLE: Pace = { pages: 256, pauseMs: 2 };

/** What was found in the copy of the database. */
export interface Snapshot {
  readonly storageFormat: number;
  readonly wrappedKey: string | null;
  readonly tables: readonly BackupTable[];
  readonly bytes: number;
}

export interface FoundBackup {
  readonly path: string;
  readonly name: string;
  /** Null where it cannot be read; `error` says why. */
  readonly manifest: BackupManifest | null;
  readonly fileBytes: number;
  readonly error: string | null;
}

/** Tasks of the backup thread. All names are of files on disk; nothing is held in memory beyond a few MB. */
export interface BackupTasks {
  /** Copies the database, as it is at this moment, to `raw` and checks the copy (SQLite's integrity check, format, counts). */
  snapshot: { input: { readonly source: string; readonly raw: string }; output: Snapshot };
  /** Packs the checked copy into a backup file, reads that again from the disk, and gives it its name. */
  pack: {
    input: {
      readonly raw: string;
      readonly target: string;
      readonly manifest: Omit<BackupManifest, 'bytes' | 'sha256'>;
    };
    output: { readonly manifest: BackupManifest; readonly fileBytes: number };
  };
  /** Reads every byte of a backup. */
  verify: { input: { readonly path: string }; output: BackupManifest };
  /** Writes the SQLite file of a backup, of `most` bytes at most, to `target`; both are checked. */
  unpack: {
    input: { readonly path: string; readonly target: string; readonly most?: number };
    output: BackupManifest;
  };
  /** Copies a backup to another disk and reads it back from there. */
  copy: { input: { readonly path: string; readonly target: string }; output: null };
  /** Backups of a folder, newest first, and the free bytes of its disk. */
  list: {
    input: { readonly folder: string; readonly ending: string };
    output: { readonly backups: readonly FoundBackup[]; readonly free: number };
  };
  remove: { input: { readonly paths: readonly string[] }; output: null };
}
export type BackupTask = keyof BackupTasks;

export interface BackupOrder<T extends BackupTask> {
  readonly task: { readonly name: T; readonly input: BackupTasks[T]['input'] };
  readonly pace: Pace;
  readonly flag: SharedArrayBuffer;
}
export interface BackupProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}
type Answer =
  | { readonly progress: BackupProgress }
  | { readonly value: unknown }
  | { readonly error: { readonly code: string; readonly errcode: number; readonly message: string } };

/** Beside the built program, or in its source. */
function threadFile(): string {
  const built = join(import.meta.dirname, 'backup.js');
  return existsSync(built) ? built : join(import.meta.dirname, 'backup-worker.ts');
}

export interface BackupRunOptions {
  readonly pace?: Pace;
  readonly onProgress?: (progress: BackupProgress) => void;
  /** Breaks the task off between two pages; nothing half-done stays under a final name. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one task on a thread of its own, which ends with it.
 * @throws StorageBackupError (torn, damaged, newer, cancelled), or an error with the file system's `code` (ENOSPC, ENOENT, …)
 */
export function runBackupTask<T extends BackupTask>(
  name: T,
  input: BackupTasks[T]['input'],
  options: BackupRunOptions = {},
): Promise<BackupTasks[T]['output']> {
  const { pace = GENTLE, onProgress, signal } = options;
  const flag = new SharedArrayBuffer(4);
  const stop = new Int32Array(flag);
  const cancel = (): void => {
    Atomics.store(stop, 0, 1);
    Atomics.notify(stop, 0);
  };
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const workerData: BackupOrder<T> = { task: { name, input }, pace, flag };
  return new Promise<BackupTasks[T]['output']>((resolve, reject) => {
    let failure: Error | undefined;
    let value: { readonly value: unknown } | undefined;
    const worker = new Worker(threadFile(), { workerData, name: 'backup', execArgv: [] });
    worker.on('message', (answer: Answer) => {
      if ('progress' in answer) onProgress?.(answer.progress);
      else if ('value' in answer) value = answer;
      else failure = backupError(answer.error);
    });
    worker.on('error', (error) => (failure ??= error));
    // Not before: the thread's connections are closed when it has ended.
    worker.on('exit', () => {
      if (value) resolve(value.value as BackupTasks[T]['output']);
      else reject(failure ?? new StorageBackupError('backup-cancelled', ''));
    });
  }).finally(() => signal?.removeEventListener('abort', cancel));
}

function backupError({ code, message }: { code: string; errcode: number; message: string }): Error {
  if (StorageBackupError.isCode(code)) return new StorageBackupError(code, message);
  return Object.assign(new Error(message), { code });
}
