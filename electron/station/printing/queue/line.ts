import type { Clock } from '../../../../shared/base/index.ts';
import type { PrintJob } from '../../../../shared/domain/print-job/index.ts';
import { DEFAULT_SEND, isBusy } from '../transports/index.ts';
import type { Outcome, StatusReport } from '../transports/index.ts';
import type { Ledger } from './ledger.ts';
import { createKeyedLock } from './lock.ts';
import { answersAgain, askPrinter, canBeAsked, reasonToWait } from './readiness.ts';
import type { PrinterLine, PrintQueueOptions, ResolvedPrinter, RetryPauses } from './types.ts';

/** A job that waits in the line of its printer. */
export interface Entry {
  readonly id: string;
  bytes: Uint8Array | undefined;
  /** Resolves when the job may start: it is on disk as `queued` (false = it could not be), or need not be. */
  readonly ready: Promise<boolean>;
  /** Is it on disk? If not, the next thing that is written is `sending`. */
  onDisk: boolean;
  /** Called once a job that was not on disk is, or cannot be (false). */
  readonly recorded: (written: boolean) => void;
}

export interface Line {
  /** Would a job that comes now be the next to leave, without waiting? */
  free(): boolean;
  push(entry: Entry): void;
  hold(code: string): void;
  retry(): void;
  check(deadlineMs: number, background: boolean): Promise<StatusReport>;
  view(): PrinterLine;
  stop(graceMs: number): Promise<void>;
}

interface LineOptions extends Pick<PrintQueueOptions, 'resolvePrinter' | 'render' | 'onChange'> {
  readonly printer: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly retry: RetryPauses;
}

const NOBODY: StatusReport = { state: 'unknown', raw: new Uint8Array(), reach: 'unreachable' };
const ASK_MS = 1500;
const BUSY_MS = 300;
/** Longer than any job of another station takes. */
const PATIENCE_MS = 20_000;

/** One printer's jobs: one at a time, first come, first served. */
export function createLine(options: LineOptions): Line {
  const { printer, ledger, clock, resolvePrinter, render } = options;
  const entries: Entry[] = [];
  const exclusive = createKeyedLock();
  const stopping = new AbortController();
  let stopped = false;
  let running: Promise<void> | undefined;
  let current: string | undefined;
  let trouble: string | undefined;
  let pauseMs = options.retry.firstMs;
  let retryAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Somebody else has the printer, since when. */
  let busySince: number | undefined;
  let waits = false;
  let asked: PrinterLine['asked'];
  /** It has answered a question for its state. */
  let heard = false;
  /** Background questions in a row without a line, or without the answer that used to come. */
  let misses = 0;
  let background: AbortController | undefined;

  const stateNow = (): PrinterLine['state'] => {
    if (trouble !== undefined) return waits ? 'waiting' : 'not_ready';
    return current !== undefined ? 'sending' : 'ready';
  };
  const view = (): PrinterLine => ({
    printer,
    state: stateNow(),
    ...(trouble === undefined ? {} : { code: trouble }),
    waiting: entries.length - (current === undefined ? 0 : 1),
    ...(current === undefined ? {} : { current }),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(asked === undefined ? {} : { asked }),
  });
  const tell = (): void => options.onChange?.({ type: 'printer', line: view() });

  const run = (): void => {
    if (running || stopped || trouble !== undefined || entries.length === 0) return;
    running = (async () => {
      for (let head = entries[0]; head && !stopped && trouble === undefined; head = entries[0]) {
        const entry = head;
        const gone = (await entry.ready) ? await exclusive('line', () => sendOne(entry)) : true;
        if (gone) entries.splice(entries.indexOf(entry), 1);
      }
    })().finally(() => {
      running = undefined;
      current = undefined;
      tell();
      run();
    });
  };

  /** @returns whether the entry is done with (whatever became of it); false = it stays first in line */
  const sendOne = async (entry: Entry): Promise<boolean> => {
    const job = ledger.current(entry.id);
    if (job?.state !== 'queued') return true;
    const target = resolvePrinter(printer);
    if (!target) {
      if (!entry.onDisk) {
        entry.onDisk = await ledger.record(job);
        entry.recorded(entry.onDisk);
      }
      return entry.onDisk ? stay('no_printer') : true;
    }
    const bytes = entry.bytes ?? (await renderOr(job));
    if (bytes === undefined) {
      const rejected = await ledger.apply(job.id, { type: 'reject', code: 'render_failed', at: clock.now() });
      if (!rejected.ok) ledger.forget(job.id);
      entry.recorded(rejected.ok);
      return true;
    }
    entry.bytes = bytes;

    // On disk as "sending" before the first byte leaves.
    const started = await ledger.apply(job.id, { type: 'start', at: clock.now() });
    if (!started.ok) {
      const unwritten = started.error.code === 'not_recorded' || started.error.code === 'store_failed';
      if (unwritten && entry.onDisk) return stay('not_recorded');
      // The caller is told, and nothing of it will print later; or it was cancelled meanwhile.
      if (unwritten) ledger.forget(job.id);
      entry.recorded(!unwritten);
      return true;
    }
    entry.onDisk = true;
    entry.recorded(true);
    current = job.id;
    tell();
    const outcome = await sendSafely(target, bytes);
    const code = 'code' in outcome ? { code: outcome.code } : {};
    await ledger.apply(job.id, { type: 'outcome', outcome: outcome.kind, ...code, at: clock.now() });
    current = undefined;
    if (outcome.kind === 'not_sent') return stay(outcome.code);
    misses = 0;
    busySince = undefined;
    pauseMs = options.retry.firstMs;
    // The printer may hold half a job: what comes next must not run into it.
    if (outcome.kind === 'unknown') hold(outcome.code);
    return true;
  };

  const renderOr = async (job: PrintJob): Promise<Uint8Array | undefined> => {
    try {
      const bytes = await render(job);
      return bytes.length === 0 ? undefined : bytes;
    } catch {
      return undefined; // the ledger says "render_failed"; the renderer logs the cause where it knows it
    }
  };

  const sendSafely = async (target: ResolvedPrinter, bytes: Uint8Array): Promise<Outcome> => {
    try {
      const deadlines = { ...DEFAULT_SEND, ...target.deadlines };
      return await target.transport.send(bytes, { ...deadlines, signal: stopping.signal });
    } catch {
      // A transport must not reject; if one does, nobody knows what has left.
      return { kind: 'unknown', code: 'write_failed', bytesWritten: 0 };
    }
  };

  const stay = (code: string): false => {
    if (!stopped) hold(code);
    return false;
  };

  /** Is it somebody else's turn at the printer, and not for too long yet? */
  const isOthersTurn = (code: string): boolean => {
    if (!isBusy(code)) {
      busySince = undefined;
      return false;
    }
    busySince ??= clock.now();
    return clock.now() - busySince < (options.retry.patienceMs ?? PATIENCE_MS);
  };

  const hold = (code: string, byItself = true): void => {
    trouble = code;
    waits = byItself && isOthersTurn(code);
    clearTimeout(timer);
    retryAt = undefined;
    const target = resolvePrinter(printer);
    if (byItself && !stopped && (!target || waits || code === 'not_recorded' || canBeAsked(target))) {
      const pause = waits ? (options.retry.busyMs ?? BUSY_MS) : pauseMs;
      retryAt = clock.now() + pause;
      timer = setTimeout(() => void askAgain(), pause);
      timer.unref();
      if (!waits) pauseMs = Math.min(pauseMs * 2, options.retry.maxMs);
    }
    tell();
  };

  const release = (): void => {
    trouble = undefined;
    waits = false;
    clearTimeout(timer);
    retryAt = undefined;
    tell();
    run();
  };

  const ask = async (
    target: ResolvedPrinter,
    deadlineMs: number,
    signal?: AbortSignal,
  ): Promise<StatusReport> => {
    const report = await askPrinter(target, deadlineMs, signal).catch(() => NOBODY);
    if (signal?.aborted) return report;
    asked = { state: report.state, reach: report.reach, at: clock.now() };
    return report;
  };

  const askAgain = (): Promise<void> =>
    exclusive('line', async () => {
      if (trouble === undefined || stopped) return;
      const target = resolvePrinter(printer);
      // A full disk is asked by writing; a missing printer by looking it up.
      if (!target) return hold('no_printer');
      if (trouble === 'not_recorded') return release();
      // A port that another program has open cannot be asked, only tried.
      if (waits && !canBeAsked(target)) return release();
      const report = await ask(target, ASK_MS);
      const goesOn = answersAgain(target, report, heard);
      heard ||= report.reach === 'answered';
      if (goesOn) release();
      else hold(reasonToWait(report) ?? trouble);
    });

  const checkNow = async (deadlineMs: number, signal?: AbortSignal): Promise<StatusReport> => {
    const target = resolvePrinter(printer);
    if (!target || stopped || signal?.aborted) return NOBODY;
    const report = await ask(target, deadlineMs, signal);
    if (signal?.aborted) return report;
    const goesOn = answersAgain(target, report, heard);
    const silent = report.reach === 'silent' && heard && target.profile.language === 'zpl';
    heard ||= report.reach === 'answered';
    // Zebra's manual: no answer while paper or ribbon is out or the head is open.
    const reason = reasonToWait(report) ?? (silent ? 'no_answer' : undefined);
    misses = reason !== undefined && report.reach !== 'answered' ? misses + 1 : 0;
    if (reason !== undefined) {
      if (signal === undefined || report.reach === 'answered' || misses > 1) hold(reason);
    } else if (trouble !== undefined && trouble !== 'old_jobs' && goesOn) release();
    else tell();
    return report;
  };

  return {
    free: () => !stopped && trouble === undefined && entries.length === 0,
    push(entry) {
      entries.push(entry);
      background?.abort();
      if (trouble !== undefined) tell();
      run();
    },
    hold: (code) => hold(code, false),
    retry() {
      pauseMs = options.retry.firstMs;
      if (trouble !== undefined) release();
    },
    async check(deadlineMs, quietly) {
      if (!quietly) return exclusive('line', () => checkNow(deadlineMs));
      // A job that waits, or is being sent, says more than a question would.
      if (entries.length > 0 || background) return NOBODY;
      const controller = new AbortController();
      background = controller;
      try {
        return await exclusive('line', () => checkNow(deadlineMs, controller.signal));
      } finally {
        background = undefined;
      }
    },
    view,
    async stop(graceMs) {
      stopped = true;
      clearTimeout(timer);
      const timeout = setTimeout(() => stopping.abort(), graceMs);
      await running;
      clearTimeout(timeout);
    },
  };
}
