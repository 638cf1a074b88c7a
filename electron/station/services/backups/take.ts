import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  openStoredFile,
  runBackupTask,
  StorageBackupError,
  type BackupManifest,
  type BackupProgress,
} from '../../storage/index.ts';
import { disagreement, ENCRYPTED, FOLDS } from './agreement.ts';
import { backupName, type BackupKind } from './places.ts';

/** What was looked at in the copy before it became a backup. */
export interface Checked {
  /** Documents of a sample that were read, decrypted, folded again and compared with their index fields. */
  readonly folded: number;
  /** Of those, how many did not agree; the backup is kept, and the person is told to run the doctor. */
  readonly disagreeing: number;
}

/** The part of a manifest that is the product's. */
export interface About {
  readonly app: 'packline';
  readonly version: string;
  readonly station: string;
  readonly site: string;
  readonly kind: BackupKind;
  readonly checked: Checked;
  /** What of the data folder is in it, and what is not. */
  readonly holds: readonly string[];
  readonly leavesOut: readonly string[];
}

/**
 * The database is everything that was done and received. The key is left out on purpose: who has both can read all. Logs,
 * half-read uploads and the window's own settings are not work; product pictures are copies of the shop's own files.
 */
const HOLDS = ['packline.sqlite'];
const LEAVES_OUT = ['station.key', 'station.passphrase.json', 'pictures', 'logs', 'uploads', 'window'];

export interface Taken {
  readonly path: string;
  readonly manifest: BackupManifest;
  readonly about: About;
  readonly fileBytes: number;
}

export interface TakeOptions {
  /** Database file that is copied; may be in use. */
  readonly source: string;
  readonly raw: string;
  readonly folder: string;
  readonly kind: BackupKind;
  readonly key: Uint8Array;
  readonly about: Omit<About, 'kind' | 'checked' | 'holds' | 'leavesOut' | 'app'>;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BackupProgress) => void;
  /** A file name of one's own instead of the usual one. */
  readonly target?: string;
}

/** Free bytes that a backup leaves to the bench. */
export const RESERVE = 512 * 1024 * 1024;
/** Documents of each collection that are folded again. */
const SAMPLE = 200;
/** Longest stretch of reading and folding between two turns, ms. */
const TURN_MS = 6;
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** There is not enough room on the disk for a backup; nothing was written. */
export class NoRoomError extends Error {
  readonly code = 'ENOSPC';
  readonly needed: number;
  readonly free: number;
  constructor(needed: number, free: number) {
    super('not enough room for a backup');
    this.needed = needed;
    this.free = free;
  }
}

/** Snapshot, checks, packing, reading back. @throws StorageBackupError | NoRoomError | errors of the file system */
export async function takeBackup(options: TakeOptions): Promise<Taken> {
  const { source, raw, folder, kind, key, now, signal, onProgress } = options;
  const run = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await assertRoom(source, folder);
  await mkdir(dirname(raw), { recursive: true, mode: 0o700 });
  try {
    const at = now();
    const snapshot = await runBackupTask('snapshot', { source, raw }, run);
    const checked = await foldSample(raw, key, { signal, onProgress });
    const about: About = {
      app: 'packline',
      ...options.about,
      kind,
      checked,
      holds: HOLDS,
      leavesOut: LEAVES_OUT,
    };
    const { storageFormat, wrappedKey, tables } = snapshot;
    const target = options.target ?? join(folder, backupName(about.station, at, kind));
    const manifest = { at, storageFormat, wrappedKey, tables, about: { ...about } };
    const packed = await runBackupTask('pack', { raw, target, manifest }, run);
    return { path: target, manifest: packed.manifest, about, fileBytes: packed.fileBytes };
  } finally {
    for (const ending of ['', '-journal', '-wal', '-shm']) await rm(raw + ending, { force: true });
  }
}

async function assertRoom(source: string, folder: string): Promise<void> {
  const sizeOf = async (path: string): Promise<number> => {
    try {
      return (await stat(path)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  };
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  // The copy, and packed a third of it, where much is encrypted and does not shrink.
  const size = (await sizeOf(source)) + (await sizeOf(`${source}-wal`));
  const needed = Math.ceil(size * 1.4) + RESERVE;
  if (free < needed) throw new NoRoomError(needed, free);
}

/**
 * Reads a sample of aggregates from the copy as a restored station would: decrypts, folds, compares.
 * @throws StorageBackupError where a document cannot be read: such a copy is no backup
 */
async function foldSample(
  raw: string,
  key: Uint8Array,
  {
    signal,
    onProgress,
  }: {
    readonly signal: AbortSignal | undefined;
    readonly onProgress: TakeOptions['onProgress'] | undefined;
  },
): Promise<Checked> {
  const file = openStoredFile(raw, { key, encrypted: ENCRYPTED });
  try {
    let folded = 0;
    let disagreeing = 0;
    let end = performance.now() + TURN_MS;
    const names = Object.keys(FOLDS);
    for (const [i, collection] of names.entries()) {
      onProgress?.({ phase: 'fold', done: i, total: names.length });
      for (const stored of file.sample(collection, SAMPLE)) {
        const wrong = disagreement(collection, stored);
        if (wrong?.kind === 'unreadable') throw new StorageBackupError('backup-damaged', raw);
        folded += 1;
        if (wrong) disagreeing += 1;
        if (performance.now() < end) continue;
        await nextTurn();
        if (signal?.aborted) throw new StorageBackupError('backup-cancelled', raw);
        end = performance.now() + TURN_MS;
      }
    }
    return { folded, disagreeing };
  } finally {
    file.close();
  }
}

/** @returns the product's part of a manifest, undefined where another program wrote it */
export function aboutOf(manifest: BackupManifest): About | undefined {
  const about = manifest.about as Partial<About>;
  return about.app === 'packline' && typeof about.station === 'string' ? (about as About) : undefined;
}
