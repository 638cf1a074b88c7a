import { existsSync, mkdirSync } from 'node:fs';
import { DATABASE } from './database/name.ts';
import { stationError } from './failures.ts';
import { swapRestored } from './services/backups/plan.ts';
import { claimDirectory } from './storage/claim.ts';
import type { Claim } from './storage/claim.ts';
import { createKeyFile, loadKeyFile } from './storage/key-file.ts';
import type { StationOptions } from './types.ts';

/** A data folder that is ours: locked, its version known, its key right. */
export interface FolderClaim extends Claim {
  readonly key: Uint8Array;
}

/**
 * Takes the data folder for the station that is started next: a quarter of a second before its code is loaded, a host
 * knows whether it may start.
 * @throws an error whose `code` is a `StationFailure` where the person can do something about it
 */
export function claimFolder(options: Pick<StationOptions, 'dataDir' | 'key'>): FolderClaim {
  const { dataDir } = options;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const key = keyOf(options.key);
    // A prepared restore is swapped in while nothing of the folder is open.
    swapRestored(dataDir);
    return { ...claimDirectory({ directory: dataDir, databaseName: DATABASE, key }), key };
  } catch (error) {
    throw stationError(error);
  }
}

function keyOf(key: StationOptions['key']): Uint8Array {
  if (key instanceof Uint8Array) return key;
  return existsSync(key.keyFile) ? loadKeyFile(key.keyFile) : createKeyFile(key.keyFile);
}
