import { join } from 'node:path';
import { DATABASE } from '../../database/name.ts';

/** Names of what lies in a data folder and in a folder of backups. Nothing here reads or writes. */

export const ENDING = '.packline-backup';
/** `auto`: hourly; `manual`: somebody asked; `safety`: what a restore replaced. */
export type BackupKind = 'auto' | 'manual' | 'safety';

export const databaseFile = (dataDir: string): string => join(dataDir, `${DATABASE}.sqlite`);
export const backupFolder = (dataDir: string): string => join(dataDir, 'backups');
/** The copy that a backup is made of; deleted when the backup is there. A script may make one beside the station. */
export const rawFile = (dataDir: string, pid: number): string =>
  join(backupFolder(dataDir), `${RAW_PREFIX}${pid}.sqlite`);
export const RAW_PREFIX = 'unfinished-';
/** What a restore put aside until it is packed as a backup: the database file, its log with it. */
export const asidePrefix = 'before-restore-';

/** The folder of a restore that is under way, and its plan: see plan.ts. */
export const restoreFolder = (dataDir: string): string => join(dataDir, 'restore');
export const stagedFile = (dataDir: string): string => join(restoreFolder(dataDir), 'staged.sqlite');
export const planFile = (dataDir: string): string => join(restoreFolder(dataDir), 'plan.json');

/** Sorts by time, says what it is, and two of one second differ by kind. */
export function backupName(station: string, at: number, kind: BackupKind): string {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  return `packline-${station}-${time}Z-${kind}${ENDING}`;
}
