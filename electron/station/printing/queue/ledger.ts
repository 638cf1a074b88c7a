import { err, ok } from '../../../../shared/base/index.ts';
import type { Result } from '../../../../shared/base/index.ts';
import { decidePrint } from '../../../../shared/domain/print-job/index.ts';
import type { PrintInput, PrintJob } from '../../../../shared/domain/print-job/index.ts';
import { createKeyedLock } from './lock.ts';
import type { PrintQueueOptions, PrintStore, QueueRefusal } from './types.ts';

/** The jobs under way, in step with the store: a change holds when it is on disk. */
export interface Ledger {
  /** Takes note of a new job that the caller will record. @returns the job that is there already, if any */
  adopt(job: PrintJob): Promise<Result<PrintJob | undefined, QueueRefusal>>;
  /** Takes note of a job that was read from the store. */
  restore(job: PrintJob): void;
  /** The job as it stands, if it is under way. */
  current(id: string): PrintJob | undefined;
  find(id: string): Promise<Result<PrintJob, QueueRefusal>>;
  /** Writes a job as it is. @returns whether it is on disk; if not, it is forgotten */
  record(job: PrintJob): Promise<boolean>;
  forget(id: string): void;
  /** @param write in place of the store's `put` */
  apply(id: string, input: PrintInput, write?: PrintStore['put']): Promise<Result<PrintJob, QueueRefusal>>;
}

export function createLedger({ store, onChange }: Pick<PrintQueueOptions, 'store' | 'onChange'>): Ledger {
  const lock = createKeyedLock();
  /** Jobs in queued and sending, and those whose last change could not be written. */
  const live = new Map<string, PrintJob>();

  const put = async (job: PrintJob, write = store.put): Promise<boolean> => {
    try {
      await write(job);
      return true;
    } catch (error) {
      onChange?.({ type: 'not_recorded', job, error });
      return false;
    }
  };
  const keep = (job: PrintJob, written: boolean): void => {
    if (written && job.state !== 'queued' && job.state !== 'sending') live.delete(job.id);
    else live.set(job.id, job);
    onChange?.({ type: 'job', job });
  };

  const find = async (id: string): Promise<Result<PrintJob, QueueRefusal>> => {
    try {
      const job = live.get(id) ?? (await store.get(id));
      return job === undefined ? err({ code: 'not_found' }) : ok(job);
    } catch {
      return err({ code: 'store_failed' });
    }
  };

  return {
    current: (id) => live.get(id),
    forget: (id) => void live.delete(id),
    restore: (job) => void live.set(job.id, job),
    find,

    adopt: (job) =>
      lock(job.id, async () => {
        const known = await find(job.id);
        if (known.ok || known.error.code !== 'not_found') return known;
        live.set(job.id, job);
        return ok(undefined);
      }),

    record: (job) =>
      lock(job.id, async () => {
        const written = await put(job);
        if (written) keep(job, true);
        else live.delete(job.id);
        return written;
      }),

    apply: (id, input, write) =>
      lock(id, async () => {
        const before = await find(id);
        if (!before.ok) return before;
        const decided = decidePrint(before.value, input);
        if (!decided.ok || decided.value === before.value) return decided;
        const written = await put(decided.value, write);
        // What a transport reported has happened, recorded or not: memory keeps it, and the disk still says
        // "sending", which a restart turns into "unknown". Everything else holds only when it is on disk.
        if (!written && input.type !== 'outcome') return err({ code: 'not_recorded' });
        keep(decided.value, written);
        return ok(decided.value);
      }),
  };
}
