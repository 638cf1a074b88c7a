import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../../shared/base/index.ts';
import { openStore, openSqliteStore } from '../../../../hub/store/index.ts';
import type { HubStore, NewDocument } from '../../../../hub/store/index.ts';
import { command, postgresProblem, startPostgres } from '../../../lib/postgres.ts';

export const KEY = new Uint8Array(32).fill(7);
export const clockAt = (start: number): Clock & { set(now: number): void } => {
  let now = start;
  return { now: () => now, set: (to) => void (now = to) };
};

export interface OpenOptions {
  readonly key?: Uint8Array;
  readonly clock?: Clock;
}

/** One database, empty at first. */
export interface Lab {
  open(options?: OpenOptions): Promise<HubStore>;
  /** Everything that lies on the disk; undefined where nothing does. */
  onDisk: (() => Promise<Buffer>) | undefined;
  /** As a later version of Packline would leave it. */
  makeNewer: (() => Promise<void>) | undefined;
  remove(): Promise<void>;
}

export interface Adapter {
  readonly name: string;
  /** Why it cannot be tested here. */
  readonly problem: string | undefined;
  /** Whether several hubs may share one database. */
  readonly shared: boolean;
  start(): Promise<{ lab(): Promise<Lab>; stop(): Promise<void> }>;
}

const defaults = ({ key = KEY, clock = { now: () => Date.now() } }: OpenOptions = {}) => ({ key, clock });

const sqlite: Adapter = {
  name: 'SQLite',
  problem: undefined,
  shared: false,
  async start() {
    return {
      async lab() {
        const folder = mkdtempSync(join(tmpdir(), 'packline-hub-'));
        return {
          open: (options) => openStore({ directory: folder, ...defaults(options) }),
          // By another process: closing a file of its own would take SQLite's locks away (POSIX).
          onDisk: async () =>
            execFileSync(
              'cat',
              readdirSync(folder).map((name) => join(folder, name)),
            ),
          async makeNewer() {
            const database = new DatabaseSync(join(folder, 'hub.sqlite'));
            database.exec('pragma user_version = 99');
            database.close();
          },
          async remove() {
            rmSync(folder, { recursive: true, force: true });
          },
        };
      },
      stop: async () => undefined,
    };
  },
};

const memory: Adapter = {
  name: 'SQLite in memory',
  problem: undefined,
  shared: false,
  async start() {
    return {
      lab: async () => ({
        open: (options) => openSqliteStore({ path: ':memory:', ...defaults(options) }),
        onDisk: undefined,
        makeNewer: undefined,
        remove: async () => undefined,
      }),
      stop: async () => undefined,
    };
  },
};

/** Quicker than a new database for each test. */
const EMPTIED = 'truncate sites, documents, records, terms; delete from hub_migrations where number = 99';

const postgres: Adapter = {
  name: 'PostgreSQL',
  problem: postgresProblem(),
  shared: true,
  async start() {
    const server = await startPostgres();
    const url = await server.createDatabase();
    let first = true;
    return {
      async lab() {
        if (!first) await command(url, EMPTIED);
        first = false;
        return {
          open: (options) => openStore({ url, ...defaults(options) }),
          onDisk: async () => {
            await command(url, 'checkpoint');
            const [place] = await command(
              url,
              `select current_setting('data_directory') as root, oid::text from pg_database where datname = current_database()`,
            );
            const root = String(place?.['root']);
            const folders = [join(root, 'base', String(place?.['oid'])), join(root, 'pg_wal')];
            const files = folders.flatMap((folder) =>
              readdirSync(folder, { withFileTypes: true })
                .filter((entry) => entry.isFile())
                .map((entry) => readFileSync(join(folder, entry.name))),
            );
            return Buffer.concat(files);
          },
          async makeNewer() {
            await command(url, 'insert into hub_migrations (number, applied_at) values (99, now())');
          },
          remove: async () => undefined,
        };
      },
      stop: () => server.stop(),
    };
  },
};

export const ADAPTERS: readonly Adapter[] = [sqlite, memory, postgres];

export const titleOf = ({ name, problem }: Adapter): string =>
  problem ? `${name} (skipped: ${problem})` : name;

/** A document as the hub's replication would write it. */
export const newDocument = (id: string, more: Partial<NewDocument> = {}): NewDocument => ({
  collection: 'orders',
  id,
  fingerprint: 'f1',
  writer: 'STATION',
  open: true,
  document: { id, lane: 'ready' },
  ...more,
});
