import { join } from 'node:path';

import type { StorageFatalError } from './errors.ts';
import { openStorageFile } from './file.ts';
import type { StorageFile } from './file.ts';
import { lockDirectory } from './lock.ts';

/**
 * A directory that is locked and one database's file in it that is open, for a storage that is made later: whatever may
 * refuse them (in use, newer, wrong key) is known before RxDB is loaded.
 */
export interface Claim {
  /** The lock, for the storage to hold and to release. */
  takeLock(): ReturnType<typeof lockDirectory>;
  /** The open file of this database, once; the taker closes it and is told when the disk fails. */
  takeFile(databaseName: string, onFatal: (error: StorageFatalError) => void): StorageFile | undefined;
  /** Gives back what nobody took. */
  release(): Promise<void>;
}

/** @throws StorageLockedError | StorageVersionError | StorageKeyError */
export function claimDirectory(options: {
  /** Is there already. */
  readonly directory: string;
  readonly databaseName: string;
  readonly key: Uint8Array | undefined;
}): Claim {
  const { directory, databaseName, key } = options;
  const path = storagePath(directory, databaseName);
  const lock = lockDirectory(directory);
  let isLockTaken = false;
  let tell: ((error: StorageFatalError) => void) | undefined;
  let failed: StorageFatalError | undefined;
  const onFatal = (error: StorageFatalError): void => (tell ? tell(error) : void (failed = error));
  let file: StorageFile | undefined;
  try {
    file = openStorageFile({ path, key, onFatal });
  } catch (error) {
    lock.release();
    throw error;
  }
  return {
    takeLock() {
      isLockTaken = true;
      return lock;
    },
    takeFile(name, taker) {
      const taken = file;
      if (name !== databaseName || !taken) return undefined;
      file = undefined;
      tell = taker;
      if (failed) taker(failed);
      return taken;
    },
    async release() {
      const left = file;
      file = undefined;
      await left?.close();
      if (!isLockTaken) lock.release();
      isLockTaken = true;
    },
  };
}

export const storagePath = (directory: string, databaseName: string): string =>
  join(directory, `${encodeURIComponent(databaseName)}.sqlite`);
