import type { Client } from 'pg';

import { StoreForeignError, StoreKeyError } from '../errors.ts';
import { missingSteps } from '../migrations.ts';
import type { Migration } from '../migrations.ts';
import { keyCheck, opensWith } from '../sealing.ts';
import type { Sealer } from '../sealing.ts';

/** Advisory lock of the hubs that start at once ("PkHb"). */
const LOCK = 0x506b4862;

/**
 * Checks version and key before anything is changed, then brings the tables up to date, each step in one transaction and
 * under one lock. @throws StoreForeignError | StoreVersionError | StoreKeyError
 */
export async function migrate(client: Client, sealer: Sealer, steps: readonly Migration[]): Promise<void> {
  for (let more = true; more;) {
    await client.query('begin');
    try {
      await client.query(`select pg_advisory_xact_lock(${LOCK})`);
      more = await nextStep(client, sealer, steps);
      await client.query('commit');
    } catch (error) {
      // Closing the connection takes it back too, where this cannot be said any more.
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

/** @returns whether a step was made, and the next may be wanted */
async function nextStep(client: Client, sealer: Sealer, steps: readonly Migration[]): Promise<boolean> {
  const version = await versionOf(client);
  const [step] = missingSteps(steps, version);
  if (version > 0) await checkKey(client, sealer);
  if (!step) return false;
  await client.query(step.sql);
  if (step.number === 1) {
    await client.query(
      'create table hub_migrations (number integer primary key, applied_at timestamptz not null)',
    );
    await client.query(`insert into meta (name, value) values ('key', $1)`, [keyCheck(sealer)]);
  }
  await client.query('insert into hub_migrations (number, applied_at) values ($1, now())', [step.number]);
  return true;
}

async function versionOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ ours: string | null; documents: string | null }>(
    `select to_regclass('hub_migrations')::text as ours, to_regclass('documents')::text as documents`,
  );
  if (rows[0]?.ours) {
    const found = await client.query<{ number: number }>(
      'select coalesce(max(number), 0)::int as number from hub_migrations',
    );
    return found.rows[0]?.number ?? 0;
  }
  if (rows[0]?.documents)
    throw new StoreForeignError('the database has a table "documents" of something else');
  return 0;
}

async function checkKey(client: Client, sealer: Sealer): Promise<void> {
  const { rows } = await client.query<{ value: string }>(`select value from meta where name = 'key'`);
  if (!opensWith(sealer, rows[0]?.value ?? ''))
    throw new StoreKeyError('the database was sealed with another key');
}
