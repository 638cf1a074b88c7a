import { Client, Pool } from 'pg';
import type { ClientBase, ClientConfig, PoolClient } from 'pg';

import { StoreForeignError } from '../errors.ts';

/** A hub that has lost its way must not hold a site for longer, ms. */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** Waiting for the site while other hubs write to it, ms. */
const LOCK_MS = 15_000;
const STATEMENT_MS = 20_000;
/** Where not even the server's time-out comes back, the network is gone, ms. */
const ANSWER_MS = 25_000;
/** Until there is a connection, also where all of the pool are in use, ms. */
const CONNECT_MS = 10_000;

const base = (url: string): ClientConfig => ({
  connectionString: url,
  application_name: 'packline-hub',
  keepAlive: true,
  connectionTimeoutMillis: CONNECT_MS,
});

/** For migrations: an index may take its time. */
export const patientClient = (url: string): Client => guarded(new Client(base(url)));

/** For one connection that listens. */
export const listeningClient = (url: string): Client =>
  guarded(new Client({ ...base(url), query_timeout: ANSWER_MS }));

/** @param size connections at most */
export function createPool(url: string, size: number): Pool {
  const pool = new Pool({
    ...base(url),
    max: size,
    query_timeout: ANSWER_MS,
    // The pool waits for it, although its types do not say so.
    onConnect: prepareSession as (client: ClientBase) => void,
  });
  // An idle connection that is lost leaves the pool by itself; the next call makes another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => guarded(client));
  return pool;
}

/** A lost connection is told to whoever waits for an answer on it; without a listener the event would end the process. */
function guarded<T extends ClientBase>(client: T): T {
  client.on('error', () => undefined);
  return client;
}

/**
 * Settings of a session. By statement and not at start-up, which poolers between refuse. Plans are made anew for each call,
 * because tables that grow from nothing would keep the plan for nothing.
 */
async function prepareSession(client: ClientBase): Promise<void> {
  await client.query(`
    select set_config('statement_timeout', '${STATEMENT_MS}', false),
      set_config('lock_timeout', '${LOCK_MS}', false),
      set_config('idle_in_transaction_session_timeout', '${IDLE_IN_TRANSACTION_MS}', false),
      set_config('plan_cache_mode', 'force_custom_plan', false)`);
  // Acknowledged means on disk; where the database waits for replicas as well, it stays so.
  await client.query(`
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`);
}

/** @throws StoreForeignError where the database cannot hold every text */
export async function assertUtf8(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('show server_encoding');
  const encoding = rows[0]?.server_encoding;
  if (encoding !== 'UTF8')
    throw new StoreForeignError(`the database's encoding is ${encoding}, it must be UTF8`);
}

/**
 * Runs work on a connection of the pool. One that an error was seen on is closed and not used again, unless the work says
 * that it is clean.
 */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed = true;
  try {
    const result = await work(client);
    failed = false;
    return result;
  } finally {
    client.release(failed);
  }
}
