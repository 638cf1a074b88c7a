import type { PrintStore } from '../../../electron/station/printing/queue/index.ts';
import { isOpen } from '../../../shared/domain/print-job/index.ts';
import type { PrintJob } from '../../../shared/domain/print-job/index.ts';

export interface FakePrintStore extends PrintStore {
  /** Everything that was ever acknowledged, in order. */
  readonly writes: readonly PrintJob[];
  /** As after `kill -9`: what was acknowledged, and nothing else. */
  survivors(): PrintJob[];
  /** From now on writes fail, as on a full disk. */
  fail(failing: boolean): void;
  /** Called before a write is acknowledged. */
  onPut?: (job: PrintJob) => void | Promise<void>;
}

/** A print ledger in memory that keeps documents as the disk does: by value. */
export function createFakePrintStore(initial: readonly PrintJob[] = []): FakePrintStore {
  const jobs = new Map(initial.map((job) => [job.id, structuredClone(job)]));
  const writes: PrintJob[] = [];
  let failing = false;
  const store: FakePrintStore = {
    writes,
    async put(job) {
      await store.onPut?.(job);
      await Promise.resolve();
      if (failing) throw new Error('database or disk is full');
      jobs.set(job.id, structuredClone(job));
      writes.push(structuredClone(job));
    },
    async get(id) {
      await Promise.resolve();
      return structuredClone(jobs.get(id));
    },
    async listOpen() {
      await Promise.resolve();
      return structuredClone([...jobs.values()].filter(isOpen));
    },
    survivors: () => structuredClone([...jobs.values()]),
    fail: (next) => void (failing = next),
  };
  return store;
}
