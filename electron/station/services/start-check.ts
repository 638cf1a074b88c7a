import { statSync } from 'node:fs';
import { nameOf, type Context } from './context.ts';

export interface StartCheck {
  /** `pending`: it waits for a quiet moment or runs. `unknown`: it could not be read to the end. */
  readonly outcome: 'pending' | 'sound' | 'damaged' | 'unknown';
  /** Epoch ms of its end. */
  readonly at: number | null;
  readonly ms: number | null;
  /** Did the last run end properly, or was it killed? */
  readonly endedCleanly: boolean;
}

export interface StartChecks {
  view(): StartCheck;
  onChange(listener: () => void): void;
  close(): void;
}

/** After the ready lamp, when page and station have done what a start asks of the disk. */
const LATER_MS = 30_000;
/** A file of this size is read in a fifth of a second: after a crash that is done before anything is written. */
const SMALL_BYTES = 64 * 1024 * 1024;

type Check = () => { readonly done: Promise<{ readonly outcome: StartCheck['outcome'] }>; cancel(): void };

/** Resolves when the check is over where it is worth waiting for, else at once. */
export async function checkAtStart(options: {
  readonly ctx: Context;
  readonly file: string;
  readonly endedCleanly: boolean;
  readonly check: Check;
  readonly laterMs?: number;
}): Promise<StartChecks> {
  const { ctx, file, endedCleanly, check } = options;
  let view: StartCheck = { outcome: 'pending', at: null, ms: null, endedCleanly };
  let cancel: () => void = () => undefined;
  let closed = false;
  const listeners: (() => void)[] = [];

  async function run(): Promise<void> {
    if (closed) return;
    const began = performance.now();
    try {
      const running = check();
      cancel = running.cancel;
      const { outcome } = await running.done;
      if (closed) return;
      view = { outcome, at: ctx.clock.now(), ms: performance.now() - began, endedCleanly };
    } catch (error) {
      ctx.log(`start check failed: ${nameOf(error)}`);
      view = { outcome: 'unknown', at: ctx.clock.now(), ms: null, endedCleanly };
    }
    if (view.outcome !== 'sound') ctx.log(`start check: the data file is ${view.outcome}`);
    for (const listener of listeners) listener();
  }

  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const now = !endedCleanly && size <= SMALL_BYTES;
  if (!endedCleanly) ctx.log('the last run did not end properly; what it left half done is completed');
  const timer = now ? undefined : setTimeout(() => void run(), options.laterMs ?? LATER_MS).unref();
  if (now) await run();
  return {
    view: () => view,
    onChange: (listener) => void listeners.push(listener),
    close() {
      closed = true;
      clearTimeout(timer);
      cancel();
    },
  };
}
