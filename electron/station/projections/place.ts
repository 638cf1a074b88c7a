import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** The index's file in the data folder: no part of backups, made anew where it is missing. */
export const deskIndexFile = (dataDir: string): string => join(dataDir, 'desk-index.sqlite');

/** Who ordered what, by keyed hashes; as the other. */
export const customerIndexFile = (dataDir: string): string => join(dataDir, 'customers.sqlite');

/** What they were made from is replaced: the next start makes others. Only while no station has the folder open. */
export function dropDeskIndex(dataDir: string): void {
  for (const file of [deskIndexFile(dataDir), customerIndexFile(dataDir)])
    for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true });
}
