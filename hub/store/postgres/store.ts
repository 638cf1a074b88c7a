import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase, Pool, PoolClient } from 'pg';

import type { Clock } from '../../../shared/base/index.ts';
import { createFrames } from '../frame.ts';
import { createCommitListeners } from '../listeners.ts';
import { StoreUnavailableError, UnknownSiteError } from '../port.ts';
import type { HubStore, SiteTransaction } from '../port.ts';
import { assertStorable, isStorable } from '../rows.ts';
import { createSealer } from '../sealing.ts';
import { CHANNEL, listen } from './announcements.ts';
import type { Announcement } from './announcements.ts';
import { assertUtf8, createPool, patientClient, withClient } from './connections.ts';
import { mayRetry, translated, unavailable } from './errors.ts';
import { migrate } from './migrate.ts';
import { POSTGRES_MIGRATIONS } from './migrations.ts';
import { outcomeOf } from './outcome.ts';
import { createReads } from './reads.ts';
import type { Ask } from './reads.ts';
import { createWrites } from './writes.ts';

export interface PostgresStoreOptions {
  /** `postgres://…`; a direct connection or a pooler by session (LISTEN needs one). */
  readonly url: string;
  /** 32 bytes, the same for all hubs of one database. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  /** Connections at most, beside the one that listens: half for transactions, half for reads. At least 2. */
  readonly pool?: number;
}

const POOL = 10;
/** Times that a transaction is made again after a deadlock. */
const RETRIES = 5;
const RETRY_MS = 20;

/**
 * The hub's state in a PostgreSQL database, which any number of hubs may share. A transaction locks its site's row, so the
 * site's commits follow each other over all hubs and each knows the last `seq`. Work is run again after a deadlock.
 * @throws StoreForeignError | StoreVersionError | StoreKeyError | StoreUnavailableError
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<HubStore> {
  const { url, clock, pool: size = POOL } = options;
  const sealer = createSealer(options.key);
  const hub = randomUUID();
  await translated(() => prepare(url, (client) => migrate(client, sealer, POSTGRES_MIGRATIONS)));

  // Reads go on while transactions wait for their site.
  const readers = createPool(url, Math.max(1, Math.floor(size / 2)));
  const writers = createPool(url, Math.max(1, Math.ceil(size / 2)));
  const frames = createFrames(unavailable);
  const listeners = createCommitListeners();
  const reads = createReads(
    (sql, values) => translated(() => withClient(readers, askOf(sql, values))),
    sealer,
  );
  const queues = new Map<string, Promise<unknown>>();
  let closed = false;

  const announcements = await translated(() =>
    listen(url, {
      announced({ hub: by, site, seq }) {
        if (by !== hub) listeners.tell(site, seq);
      },
      async onGap() {
        for (const site of await reads.sites()) listeners.tell(site, await reads.head(site));
      },
    }),
  );

  function assertOpen(): void {
    if (closed) throw new StoreUnavailableError('PostgreSQL: the store is closed');
  }

  /** Transactions of one site wait here for each other, not each with a connection for the site's row. */
  async function inTurn<T>(site: string, work: () => Promise<T>): Promise<T> {
    const run = (queues.get(site) ?? Promise.resolve()).then(work);
    const settled = run.then(
      () => undefined,
      () => undefined,
    );
    queues.set(site, settled);
    try {
      return await run;
    } finally {
      if (queues.get(site) === settled) queues.delete(site);
    }
  }

  async function attempt<T>(
    client: PoolClient,
    site: string,
    work: (tx: SiteTransaction) => Promise<T>,
  ): Promise<T> {
    const ask: Ask = (sql, values) => askOf(sql, values)(client) as Promise<never>;
    const begun = await begin(client, site);
    return frames.run(async (frame) => {
      const { seq: from, incarnation } = begun;
      const writes = createWrites({ ask, sealer, clock, frame, site, seq: from, incarnation });
      const result = await work(writes.transaction);
      await frame.finish();
      const seq = writes.seq();
      if (seq > from) await announce(client, { hub, site, seq });
      await commit(client, readers, begun.transaction);
      if (seq > from) listeners.tell(site, seq);
      return result;
    });
  }

  /** A connection on which a transaction failed goes back only after it was rolled back. */
  function once<T>(site: string, work: (tx: SiteTransaction) => Promise<T>): Promise<T> {
    return withClient(writers, async (client) => {
      try {
        return { value: await attempt(client, site, work) };
      } catch (error) {
        if (error instanceof StoreUnavailableError) throw error;
        await client.query('rollback');
        return { error };
      }
    }).then((outcome) => {
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    });
  }

  async function repeated<T>(site: string, work: (tx: SiteTransaction) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await translated(() => once(site, work));
      } catch (error) {
        if (!mayRetry(error)) throw error;
        if (tries === RETRIES) throw new StoreUnavailableError('PostgreSQL: deadlocks', { cause: error });
        await delay(RETRY_MS * 2 ** tries * (0.5 + 0.5 * Math.random()));
      }
    }
  }

  return {
    kind: 'postgres',
    async transaction(site, work) {
      frames.assertOutside('a transaction');
      assertOpen();
      if (!isStorable(site)) throw new UnknownSiteError('no such site');
      return inTurn(site, () => repeated(site, work));
    },
    async createSite(site) {
      assertStorable({ site });
      const sql = 'insert into sites (site, seq) values ($1, 0) on conflict do nothing';
      await translated(() => withClient(writers, askOf(sql, [site])));
    },
    ...reads,
    onCommit: (listener) => listeners.add(listener),
    async check() {
      const sql = 'select pg_is_in_recovery() as standby';
      const [row] = await translated(() => withClient(readers, askOf<{ standby: boolean }>(sql, [])));
      if (row?.standby !== false)
        throw new StoreUnavailableError('PostgreSQL: a standby cannot be written to');
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all(queues.values());
      listeners.clear();
      await announcements.close();
      await Promise.all([readers.end(), writers.end()]);
    },
  };
}

function askOf<Row extends object>(sql: string, values: readonly unknown[]) {
  return async (client: ClientBase): Promise<readonly Row[]> =>
    (await client.query<Row>(sql, values as unknown[])).rows;
}

async function prepare(
  url: string,
  work: (client: ReturnType<typeof patientClient>) => Promise<void>,
): Promise<void> {
  const client = patientClient(url);
  try {
    await client.connect();
    await assertUtf8(client);
    await work(client);
  } finally {
    // What matters was said before; a connection that is lost has no goodbye.
    await client.end().catch(() => undefined);
  }
}

/**
 * A server that was started again, a database or a table that was made again: what a restore does, whichever way.
 */
const INCARNATION = `concat_ws('/', extract(epoch from pg_postmaster_start_time()),
  (select oid from pg_database where datname = current_database()), 'documents'::regclass::oid)`;
const BEGIN = `select seq, pg_current_xact_id()::text as transaction, ${INCARNATION} as incarnation
  from sites where site = $1 for update of sites`;

interface Begun {
  readonly seq: number;
  readonly transaction: string;
  readonly incarnation: string;
}

/** Holds the site until the transaction's end. @throws UnknownSiteError */
async function begin(client: PoolClient, site: string): Promise<Begun> {
  await client.query('begin');
  const { rows } = await client.query<{ seq: string; transaction: string; incarnation: string }>(BEGIN, [
    site,
  ]);
  if (!rows[0]) throw new UnknownSiteError('no such site');
  return { ...rows[0], seq: Number(rows[0].seq) };
}

/** Part of the transaction: sent by the server after the commit, in its order, and not at all where there is none. */
async function announce(client: PoolClient, announcement: Announcement): Promise<void> {
  await client.query('with moved as (update sites set seq = $2 where site = $1) select pg_notify($3, $4)', [
    announcement.site,
    announcement.seq,
    CHANNEL,
    JSON.stringify(announcement),
  ]);
}

/** @throws StoreUnavailableError where it was not committed, or nobody can say */
async function commit(client: PoolClient, pool: Pool, transaction: string): Promise<void> {
  try {
    const { command } = await client.query('commit');
    // The server answers so to the commit of a transaction that had failed.
    if (command === 'ROLLBACK')
      throw new StoreUnavailableError('PostgreSQL: rolled back instead of committed');
  } catch (error) {
    const translatedError = unavailable(error);
    if (!(translatedError instanceof StoreUnavailableError) || translatedError === error)
      throw translatedError;
    const outcome = await outcomeOf(pool, transaction);
    if (outcome === 'committed') return;
    if (outcome === 'aborted') throw translatedError;
    throw new StoreUnavailableError('PostgreSQL: lost in the moment of a commit, which may have been made', {
      cause: error,
    });
  }
}
