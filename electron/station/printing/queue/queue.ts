import { err, ok } from '../../../../shared/base/index.ts';
import { isOpen } from '../../../../shared/domain/print-job/index.ts';
import type { PrintJob } from '../../../../shared/domain/print-job/index.ts';
import { createLedger } from './ledger.ts';
import { createLine } from './line.ts';
import type { Line } from './line.ts';
import type { PrintQueue, PrintQueueOptions } from './types.ts';

const RETRY = { firstMs: 2000, maxMs: 60_000 };
const STALE_MS = 30 * 60_000;
const CHECK_MS = 1500;
const GRACE_MS = 3000;

/**
 * The print queue of a station. A job is in the ledger as `sending` before its first byte leaves; after a crash it
 * is `unknown` and a person is asked. A job goes out again by itself only if certainly no byte of it has left.
 */
export function createPrintQueue(options: PrintQueueOptions): PrintQueue {
  const { store, clock } = options;
  const ledger = createLedger(options);
  const lines = new Map<string, Line>();
  let stopped = false;

  const lineOf = (printer: string): Line => {
    let line = lines.get(printer);
    if (!line) {
      line = createLine({ ...options, printer, ledger, retry: options.retry ?? RETRY });
      lines.set(printer, line);
    }
    return line;
  };

  /** Puts a new job in its printer's line. @returns whether it is on disk */
  const enqueue = (job: PrintJob, bytes: Uint8Array | undefined): Promise<boolean> =>
    new Promise((resolve) => {
      const line = lineOf(job.printer);
      const nothing = (): void => undefined;
      if (line.free()) {
        // The next thing on disk is "sending": one fsync instead of two between the last scan and paper.
        line.push({ id: job.id, bytes, onDisk: false, ready: Promise.resolve(true), recorded: resolve });
      } else {
        const ready = ledger.record(job);
        line.push({ id: job.id, bytes, onDisk: true, ready, recorded: nothing });
        void ready.then(resolve);
      }
    });

  return {
    async submit(job, bytes) {
      if (stopped) return err({ code: 'stopped' });
      if (job.state !== 'queued') return err({ code: 'wrong_state', state: job.state });
      const known = await ledger.adopt(job);
      if (!known.ok) return known;
      if (known.value) return ok(known.value);
      return (await enqueue(job, bytes)) ? ledger.find(job.id) : err({ code: 'not_recorded' });
    },

    async recover() {
      const open = [...(await store.listOpen())].filter(isOpen).sort(byAge);
      const after: PrintJob[] = [];
      for (const job of open) {
        const result = await ledger.apply(job.id, { type: 'restart', at: clock.now() });
        after.push(result.ok ? result.value : job);
      }
      const queued = after.filter((job) => job.state === 'queued');
      const old = clock.now() - (options.staleMs ?? STALE_MS);
      for (const job of queued) if (job.createdAt < old) lineOf(job.printer).hold('old_jobs');
      for (const job of queued) ledger.restore(job);
      for (const { id, printer } of queued) {
        const entry = { id, bytes: undefined, onDisk: true, recorded: () => undefined };
        lineOf(printer).push({ ...entry, ready: Promise.resolve(true) });
      }
      return after;
    },

    answer: (id, input, put) => ledger.apply(id, input, put),

    async cancel(id, by) {
      const found = await ledger.find(id);
      if (!found.ok) return found;
      const { state } = found.value;
      if (state !== 'queued') return err({ code: state === 'sending' ? 'in_flight' : 'wrong_state', state });
      return ledger.apply(id, { type: 'void', by, reason: 'cancelled', at: clock.now() });
    },

    retry: (printer) => lineOf(printer).retry(),
    check: (printer, deadlineMs = CHECK_MS, background = false) =>
      lineOf(printer).check(deadlineMs, background),
    line: (printer) => lineOf(printer).view(),
    lines: () => [...lines.values()].map((line) => line.view()),

    async dispose(graceMs = GRACE_MS) {
      stopped = true;
      await Promise.all([...lines.values()].map((line) => line.stop(graceMs)));
    },
  };
}

const byAge = (a: PrintJob, b: PrintJob): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
