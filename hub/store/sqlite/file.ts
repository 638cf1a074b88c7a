import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

import { StoreForeignError, StoreKeyError, StoreLockedError } from '../errors.ts';
import { missingSteps } from '../migrations.ts';
import type { Migration } from '../migrations.ts';
import { StoreUnavailableError } from '../port.ts';
import { keyCheck, opensWith } from '../sealing.ts';
import type { Sealer } from '../sealing.ts';

/** "PkHb": says that the file is a hub's store (https://sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x506b4862;
/** How long a statement waits for another program's lock (a backup's), ms. */
const BUSY_MS = 2_000;
/** What the write-ahead log is cut to after a long one. */
const LOG_BYTES = 64 * 2 ** 20;
/** Primary result codes (https://sqlite.org/rescode.html). */
const BUSY = 5;
const NOT_A_DATABASE = 26;

export interface Connection {
  readonly database: DatabaseSync;
  /** Prepared once. */
  statement(sql: string): StatementSync;
}

export function connect(path: string, options: { readonly readOnly: boolean }): Connection {
  const database = new DatabaseSync(path, { readOnly: options.readOnly, timeout: BUSY_MS });
  const known = new Map<string, StatementSync>();
  return {
    database,
    statement(sql) {
      let prepared = known.get(sql);
      if (!prepared) known.set(sql, (prepared = database.prepare(sql)));
      return prepared;
    },
  };
}

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;

/** Errors of SQLite mean: not now (full, read-only, failing disk, locked). All others pass as they are. */
export function unavailable(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new StoreUnavailableError(`SQLite ${code}: ${(error as Error).message}`, { cause: error });
}

/**
 * One process per file: an exclusive SQLite lock on a file beside it, which the operating system gives back when the
 * process dies in whatever way. Nothing else may open that file: closing any handle of it would drop the lock (POSIX).
 * @throws StoreLockedError
 */
export function lockBeside(path: string): { release(): void } {
  const file = `${path}.lock`;
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (codeOf(cause) === BUSY) {
      throw new StoreLockedError(`${path}: another process is the hub of this file`, { cause });
    }
    throw unavailable(cause);
  }
  return { release: () => database.close() };
}

/** Names and addresses lie in it, if sealed: for its owner only. */
export function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

/**
 * Checks whose file it is before anything of it is changed, then brings its tables up to date, each step in one
 * transaction. @throws StoreForeignError | StoreVersionError | StoreKeyError
 */
export function prepare(
  database: DatabaseSync,
  path: string,
  sealer: Sealer,
  steps: readonly Migration[],
): void {
  const number = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  const empty = refuseNotSqlite(path, () => number('select count(*) from sqlite_schema') === 0);
  if (!empty && number('pragma application_id') !== APPLICATION_ID) {
    throw new StoreForeignError(`${path}: an SQLite file, but not a hub's store`);
  }
  const missing = missingSteps(steps, number('pragma user_version'));
  const check = empty ? undefined : database.prepare(`select value from meta where name = 'key'`).get();
  if (check && !opensWith(sealer, String(check['value']))) {
    throw new StoreKeyError(`${path}: sealed with another key`);
  }
  database.exec(
    `pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = ${LOG_BYTES}`,
  );
  // macOS: fsync alone leaves the data in the disk's own memory.
  database.exec('pragma fullfsync = on; pragma checkpoint_fullfsync = on');
  for (const step of missing) {
    inTransaction(database, () => {
      database.exec(step.sql);
      database.exec(`pragma user_version = ${step.number}; pragma application_id = ${APPLICATION_ID}`);
      if (step.number !== 1) return;
      database.prepare(`insert into meta (name, value) values ('key', ?)`).run(keyCheck(sealer));
    });
  }
}

function refuseNotSqlite<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (codeOf(cause) !== NOT_A_DATABASE) throw cause;
    throw new StoreForeignError(`${path}: not an SQLite file`, { cause });
  }
}

export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec('COMMIT');
    return result;
  } finally {
    // Some errors (FULL, IOERR) roll back by themselves: https://sqlite.org/lang_transaction.html
    if (database.isTransaction) database.exec('ROLLBACK');
  }
}
