import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Clock } from '../../shared/base/index.ts';
import type { HubStore } from './port.ts';

export interface OpenStoreOptions {
  /** `HUB_DATABASE_URL`: `postgres://…`. Where it is missing or empty, an SQLite file in the directory. */
  readonly url?: string | undefined;
  readonly directory?: string | undefined;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  /** Connections to PostgreSQL at most. */
  readonly pool?: number;
}

const FILE = 'hub.sqlite';

/**
 * The store that the settings name. Each adapter is loaded only where it is used.
 * @throws Error where neither is named, and what `openSqliteStore` and `openPostgresStore` throw
 */
export async function openStore(options: OpenStoreOptions): Promise<HubStore> {
  const { url, directory, key, clock, pool } = options;
  if (url) {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('HUB_DATABASE_URL must begin with postgres://');
    const { openPostgresStore } = await import('./postgres/index.ts');
    return openPostgresStore({ url, key, clock, ...(pool !== undefined && { pool }) });
  }
  if (!directory) throw new Error('a hub needs HUB_DATABASE_URL or a folder for its data');
  const { openSqliteStore } = await import('./sqlite/index.ts');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return openSqliteStore({ path: join(directory, FILE), key, clock });
}
