import type { PrinterSettings } from '../../../shared/contract/index.ts';
import type { PrintQueue } from '../printing/index.ts';

/** Looks after the printers while nothing is printed, so that "no paper" is said before a label is wanted. */
export interface PrinterMonitor {
  /** The printers may be others than before: asks all of them now. */
  look(): void;
  close(): void;
}

/** ms between two questions to a printer that answers. */
const EVERY_MS = 5000;
/** To one that did not answer: it costs a second and says nothing. */
const SELDOM_MS = 60_000;
/** An answer takes 50 ms; who needs longer would stand in the way of a label. */
const ASK_MS = 800;

export function createPrinterMonitor(options: {
  readonly queue: Pick<PrintQueue, 'check'>;
  readonly printers: () => readonly PrinterSettings[];
  readonly everyMs?: number;
}): PrinterMonitor {
  const every = options.everyMs ?? EVERY_MS;
  const next = new Map<string, number>();
  let closed = false;
  let running = false;

  async function round(): Promise<void> {
    for (const { id, statusQuery } of options.printers()) {
      if (closed) return;
      if (!statusQuery || (next.get(id) ?? 0) > performance.now()) continue;
      const { reach } = await options.queue.check(id, ASK_MS, true);
      const pause = reach === 'silent' || reach === 'garbled' ? Math.max(every, SELDOM_MS) : every;
      next.set(id, performance.now() + pause * 0.9);
    }
  }

  const tick = (): void => {
    if (running) return;
    running = true;
    // `check` never rejects; a bug in it must not end the rounds.
    void round().finally(() => (running = false));
  };
  const timer = setInterval(tick, every);
  timer.unref();

  return {
    look() {
      next.clear();
      tick();
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}
