import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';

import { withClient } from './connections.ts';

/** How long it is asked what became of a commit before the caller is told that nobody knows, ms. */
const ASK_FOR_MS = 10_000;
const WAIT_MS = 100;

/**
 * What became of a transaction whose connection was lost in the moment of its commit.
 * (https://www.postgresql.org/docs/15/functions-info.html, pg_xact_status)
 * @returns undefined where the database cannot be asked
 */
export async function outcomeOf(
  pool: Pool,
  transaction: string,
): Promise<'committed' | 'aborted' | undefined> {
  const until = performance.now() + ASK_FOR_MS;
  do {
    const status = await askOnce(pool, transaction);
    if (status === 'committed' || status === 'aborted') return status;
    // Not reachable yet, or the server has not noticed yet that its client is gone.
    await delay(WAIT_MS);
  } while (performance.now() < until);
  return undefined;
}

async function askOnce(pool: Pool, transaction: string): Promise<string | undefined> {
  try {
    return await withClient(pool, async (client) => {
      const { rows } = await client.query<{ status: string | null }>(
        'select pg_xact_status($1::xid8) as status',
        [transaction],
      );
      return rows[0]?.status ?? undefined;
    });
  } catch {
    return undefined;
  }
}
