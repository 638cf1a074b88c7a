import { existsSync } from 'node:fs';
import { mkdir, rename, statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { SCHEMAS } from '../../../../shared/schema/index.ts';
import {
  openStoredFile,
  opensWith,
  runBackupTask,
  STORAGE_FORMAT,
  type BackupManifest,
  type BackupRunOptions,
  type StoredFile,
} from '../../storage/index.ts';
import { databaseFile, restoreFolder, stagedFile } from './places.ts';
import { asideOf, dropPlan, writePlan, type RestorePlan } from './plan.ts';
import { aboutOf, RESERVE, type About } from './take.ts';

/** Why a backup cannot be restored here; nothing was touched. */
export type RestoreRefusal = 'backup_foreign' | 'backup_newer' | 'backup_key_wrong';

export class RestoreRefused extends Error {
  readonly code: RestoreRefusal;
  constructor(code: RestoreRefusal) {
    super(code);
    this.code = code;
  }
}

/** Documents by what people call them. */
export interface Counts {
  readonly orders: number;
  readonly parcels: number;
  readonly prints: number;
  readonly scans: number;
  readonly products: number;
}

export interface Preview {
  readonly path: string;
  readonly name: string;
  readonly manifest: BackupManifest;
  readonly about: About;
  readonly holds: Counts;
  /** What is here now: `damaged`, it cannot be read; `absent`, there is nothing. */
  readonly present: 'read' | 'damaged' | 'absent';
  /** What was made or changed after the backup and would be gone. */
  readonly lost: Counts;
  /** Station of the data that are here now, '' where nobody knows. */
  readonly presentStation: string;
}

const COLLECTIONS: Readonly<Record<keyof Counts, string>> = {
  orders: 'orders',
  parcels: 'shipments',
  prints: 'prints',
  scans: 'journal',
  products: 'products',
};
const countsBy = (count: (collection: string) => number): Counts =>
  Object.fromEntries(
    Object.entries(COLLECTIONS).map(([name, collection]) => [name, count(collection)]),
  ) as unknown as Counts;

/** Counts of the collections of a backup. */
export const holdsOf = (manifest: BackupManifest): Counts =>
  countsBy((collection) => manifest.tables.find((each) => each.collection === collection)?.rows ?? 0);

const placesOf = (manifest: BackupManifest): Record<string, number> =>
  Object.fromEntries(manifest.tables.map(({ collection, lastLwt }) => [collection, lastLwt]));

/** Highest schema version of a collection that this program can read; RxDB's own tables are RxDB's to judge. */
function knownVersion(collection: string): number {
  const versions: Readonly<Record<string, { readonly version: number }>> = SCHEMAS;
  if (collection.startsWith('_') || collection.startsWith('rx-')) return Infinity;
  return versions[collection]?.version ?? -1;
}

/** @throws RestoreRefused where this program or this key cannot open it */
export function assertRestorable(manifest: BackupManifest, key: Uint8Array): About {
  const about = aboutOf(manifest);
  if (!about) throw new RestoreRefused('backup_foreign');
  const newer = manifest.tables.some(({ collection, version }) => version > knownVersion(collection));
  if (newer || manifest.storageFormat > STORAGE_FORMAT) throw new RestoreRefused('backup_newer');
  if (manifest.wrappedKey !== null && !opensWith(key, Buffer.from(manifest.wrappedKey, 'base64')))
    throw new RestoreRefused('backup_key_wrong');
  return about;
}

/** Reads every byte of the backup and compares it with what is here. @throws StorageBackupError | RestoreRefused */
export async function previewRestore(
  path: string,
  dataDir: string,
  key: Uint8Array,
  run: BackupRunOptions = {},
): Promise<Preview> {
  const manifest = await runBackupTask('verify', { path }, run);
  const about = assertRestorable(manifest, key);
  const base = { path, name: basename(path), manifest, about, holds: holdsOf(manifest) };
  const nothing = countsBy(() => 0);
  const source = databaseFile(dataDir);
  if (!existsSync(source)) return { ...base, present: 'absent', lost: nothing, presentStation: '' };
  const places = placesOf(manifest);
  let file: StoredFile | undefined;
  try {
    file = openStoredFile(source);
    const open = file;
    const lost = countsBy((collection) => open.changedSince(collection, places[collection] ?? 0));
    const identity = open.get('config', 'station')?.document?.['value'] as { station?: string } | undefined;
    return { ...base, present: 'read', lost, presentStation: identity?.station ?? '' };
  } catch {
    return { ...base, present: 'damaged', lost: nothing, presentStation: '' };
  } finally {
    file?.close();
  }
}

/**
 * Step 1 of a restore (plan.ts): from here on the next start carries it out. Nothing of the present state is touched.
 * @throws StorageBackupError | RestoreRefused | ENOSPC
 */
export async function prepareRestore(input: {
  readonly path: string;
  readonly dataDir: string;
  readonly key: Uint8Array;
  readonly by: string;
  readonly id: string;
  readonly now: number;
  readonly run?: BackupRunOptions;
}): Promise<RestorePlan> {
  const { path, dataDir, key, now, run = {} } = input;
  dropPlan(dataDir);
  await mkdir(restoreFolder(dataDir), { recursive: true, mode: 0o700 });
  try {
    const staged = stagedFile(dataDir);
    const part = `${staged}.part`;
    const { bavail, bsize } = await statfs(restoreFolder(dataDir));
    const most = Math.max(0, bavail * bsize - RESERVE);
    const manifest = await runBackupTask('unpack', { path, target: part, most }, run);
    const about = assertRestorable(manifest, key);
    await rename(part, staged);
    const plan: RestorePlan = {
      id: input.id,
      by: input.by,
      at: now,
      backup: basename(path),
      backupAt: manifest.at,
      station: about.station,
      lastLwt: placesOf(manifest),
      aside: asideOf(now),
    };
    writePlan(dataDir, plan);
    return plan;
  } catch (error) {
    dropPlan(dataDir);
    throw error;
  }
}
