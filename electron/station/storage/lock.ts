import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { StorageLockedError, openingError, sqliteCode } from './errors.ts';

const SQLITE_BUSY = 5;

/**
 * One process per directory: an exclusive SQLite lock, held on a file of its own, which the operating system gives back
 * when the process dies in whatever way. Nothing else may open this file: on POSIX, closing any handle to a file drops the
 * process's locks on it.
 * @throws StorageLockedError at once where the lock is taken, StorageAccessError
 */
export function lockDirectory(directory: string): { release(): void } {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(directory, '.lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (((sqliteCode(cause) ?? 0) & 0xff) === SQLITE_BUSY) throw new StorageLockedError(directory, { cause });
    throw openingError(cause, directory);
  }
  const held = database;
  return {
    release() {
      if (held.isOpen) held.close();
    },
  };
}
