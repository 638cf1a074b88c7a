import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckAnswer } from './check.ts';
import { sqliteCode } from './errors.ts';

/** The thread of `check.ts`: reads every page of the file once, on a connection that cannot write. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

function check(): CheckAnswer {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(String(workerData), { readOnly: true, timeout: 2_000 });
    // One fault is enough to know: https://sqlite.org/pragma.html#pragma_quick_check
    const [first] = database.prepare('PRAGMA quick_check(1)').all();
    return { outcome: first?.['quick_check'] === 'ok' ? 'sound' : 'damaged' };
  } catch (error) {
    const code = (sqliteCode(error) ?? 0) & 0xff;
    return { outcome: code === CORRUPT || code === NOT_A_DATABASE ? 'damaged' : 'unknown' };
  } finally {
    database?.close();
  }
}

parentPort?.postMessage(check());
