import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { sqliteCode } from './errors.ts';
import type { CheckpointAnswer } from './checkpointer.ts';

/** The thread of `checkpointer.ts`: copies the write-ahead log into the file and waits for the disk. */
const connection = new DatabaseSync(String(workerData), { timeout: 2_000 });
// The two fsyncs of a checkpoint: https://sqlite.org/pragma.html#pragma_synchronous
connection.exec('PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;');
const checkpoint = connection.prepare('PRAGMA wal_checkpoint(PASSIVE)');

function run(): CheckpointAnswer {
  try {
    checkpoint.all();
    return { ok: true };
  } catch (error) {
    return { ok: false, errcode: sqliteCode(error) ?? 0, message: (error as Error).message };
  }
}

parentPort?.on('message', (order: 'checkpoint' | 'close') => {
  if (order === 'checkpoint') return parentPort?.postMessage(run());
  connection.close();
  parentPort?.close();
});
