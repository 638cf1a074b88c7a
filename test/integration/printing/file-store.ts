import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { PrintStore } from '../../../electron/station/printing/queue/index.ts';
import { isOpen } from '../../../shared/domain/print-job/index.ts';
import type { PrintJob } from '../../../shared/domain/print-job/index.ts';

/** A print ledger in a file that survives `kill -9`: what `put` has acknowledged is on disk. One job a line, the last counts. */
export function createFileStore(path: string): PrintStore & { all(): PrintJob[] } {
  const read = (): Map<string, PrintJob> => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    // A last line without its end was never acknowledged.
    const lines = text.split('\n').slice(0, -1);
    return new Map(lines.map((line) => JSON.parse(line) as PrintJob).map((job) => [job.id, job]));
  };
  return {
    async put(job) {
      const file = openSync(path, 'a');
      writeSync(file, `${JSON.stringify(job)}\n`);
      fsyncSync(file);
      closeSync(file);
      return Promise.resolve();
    },
    get: (id) => Promise.resolve(read().get(id)),
    listOpen: () => Promise.resolve([...read().values()].filter(isOpen)),
    all: () => [...read().values()],
  };
}
