import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../storage/backup-file.ts';
import { dropDeskIndex } from '../../projections/place.ts';
import { lockDirectory } from '../../storage/lock.ts';
import { asidePrefix, backupFolder, databaseFile, planFile, restoreFolder, stagedFile } from './places.ts';

/**
 * A restore in steps, each of which can be repeated:
 *
 * 1. prepared: the backup's database lies, checked and on disk, as `restore/staged.sqlite`; then `restore/plan.json` is written.
 *    From here on the next start carries it out.
 * 2. swapped, at the next start, with the folder locked and nothing open: the present database and its log are renamed into
 *    `backups/before-restore-…`, then the staged one is renamed into its place. As long as the staged file is there the swap
 *    is not done; when it is gone, it is.
 * 3. carried forward, with the database open: numbers, ledger and stamps of what was put aside (carry.ts); then the plan goes.
 */
export interface RestorePlan {
  readonly id: string;
  /** Who asked for it, and when. */
  readonly by: string;
  readonly at: number;
  /** File name of the backup, when it was taken, and on which station. */
  readonly backup: string;
  readonly backupAt: number;
  readonly station: string;
  /** Where each collection's changes stood in the backup: what is later is newer than it. */
  readonly lastLwt: Readonly<Record<string, number>>;
  /** Folder, in the folder of backups, for what is replaced. */
  readonly aside: string;
}

export const asideOf = (at: number): string =>
  asidePrefix + new Date(at).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');

/** The plan that waits or is being carried out. */
export function readPlan(dataDir: string): RestorePlan | undefined {
  const path = planFile(dataDir);
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as RestorePlan;
}

/** After the staged file is on disk. */
export function writePlan(dataDir: string, plan: RestorePlan): void {
  const path = planFile(dataDir);
  const part = `${path}.part`;
  const file = openSync(part, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(plan));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
  syncFolder(dirname(path));
}

/** Ends a restore, or calls one off that was not swapped yet. */
export function dropPlan(dataDir: string): void {
  if (!existsSync(restoreFolder(dataDir))) return;
  // First: without its plan, what else lies there means nothing.
  rmSync(planFile(dataDir), { force: true });
  syncFolder(restoreFolder(dataDir));
  rmSync(restoreFolder(dataDir), { recursive: true, force: true });
}

/**
 * Step 2, before anything of the folder is opened. Does nothing where no restore waits.
 * @throws StorageLockedError where a station runs on the folder
 */
export function swapRestored(dataDir: string): void {
  if (!existsSync(restoreFolder(dataDir))) return;
  const lock = lockDirectory(dataDir);
  try {
    const plan = readPlan(dataDir);
    // A crash while it was prepared: nobody was told that it would happen.
    if (!plan) return rmSync(restoreFolder(dataDir), { recursive: true, force: true });
    const staged = stagedFile(dataDir);
    if (!existsSync(staged)) return;
    const present = databaseFile(dataDir);
    const aside = join(backupFolder(dataDir), plan.aside);
    mkdirSync(aside, { recursive: true, mode: 0o700 });
    rmSync(`${present}-shm`, { force: true });
    // The log first: a database without its log is older, a log beside another database would destroy that.
    for (const ending of ['-wal', ''])
      if (existsSync(present + ending)) renameSync(present + ending, join(aside, `packline.sqlite${ending}`));
    syncFolder(aside);
    syncFolder(dataDir);
    // It was made from what is replaced.
    dropDeskIndex(dataDir);
    renameSync(staged, present);
    syncFolder(dataDir);
    syncFolder(restoreFolder(dataDir));
  } finally {
    lock.release();
  }
}
