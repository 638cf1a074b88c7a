import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

export type CheckpointAnswer =
  { readonly ok: true } | { readonly ok: false; readonly errcode: number; readonly message: string };

/** Copies the write-ahead log into the database file on a thread of its own: two fsyncs that no scan has to wait for. */
export interface Checkpointer {
  /** One pass; a call during a pass is told with that one. Undefined where there is no thread (any more). */
  run(): Promise<CheckpointAnswer | undefined>;
  /** Closes the thread's connection, so that the next one that closes is SQLite's last. */
  close(): Promise<void>;
}

/** Beside the built program, or in its source. */
function threadFile(): string {
  const built = join(import.meta.dirname, 'checkpoint.js');
  return existsSync(built) ? built : join(import.meta.dirname, 'checkpoint-worker.ts');
}

/** Starts nothing before the first pass. */
export function createCheckpointer(path: string): Checkpointer {
  let worker: Worker | undefined;
  let exited: Promise<void> = Promise.resolve();
  let gone = false;
  let pass: Promise<CheckpointAnswer | undefined> | undefined;
  let tell: (answer: CheckpointAnswer | undefined) => void = () => undefined;

  function start(): Worker {
    const thread = new Worker(threadFile(), { workerData: path, name: 'checkpoints' });
    thread.on('message', (answer: CheckpointAnswer) => tell(answer));
    // Whoever asks does without: the log grows a little longer, nothing is lost.
    thread.on('error', () => (gone = true));
    exited = new Promise((resolve) => {
      thread.on('exit', () => {
        gone = true;
        tell(undefined);
        resolve();
      });
    });
    return thread;
  }

  return {
    run() {
      if (gone) return Promise.resolve(undefined);
      if (pass) return pass;
      worker ??= start();
      const thread = worker;
      pass = new Promise<CheckpointAnswer | undefined>((resolve) => {
        tell = resolve;
        thread.ref();
        thread.postMessage('checkpoint');
      }).finally(() => {
        pass = undefined;
        // Idle, it must not keep a program from ending.
        thread.unref();
      });
      return pass;
    },
    async close() {
      await pass;
      if (worker && !gone) {
        worker.ref();
        worker.postMessage('close');
      }
      gone = true;
      await exited;
    },
  };
}
