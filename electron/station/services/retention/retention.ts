import type { Disposable } from '../../../../shared/base/index.ts';
import type { Settings } from '../../../../shared/contract/index.ts';
import { nameOf, type Context } from '../context.ts';
import type { SettingsService } from '../settings.ts';
import { createPace } from '../../pace.ts';
import { erasePrivate, noCounts, purgeDocuments, purgeRecords, type Counts, type Pass } from './passes.ts';

export interface RetentionRun {
  readonly at: number;
  /** Why it ran; `preview` took nothing away. */
  readonly cause: 'daily' | 'asked' | 'preview';
  /** `waits`: documents stayed because something has not been sent yet. `stopped`: the station closed before the end. */
  readonly outcome: 'done' | 'waits' | 'stopped' | 'failed';
  readonly counts: Readonly<Counts>;
  /** Wall time, most of it waiting for others' turns. */
  readonly ms: number;
}

/** Rules by which data leave this station (PRV-05, BAK-03), once a day and on demand. */
export interface RetentionService {
  last(): RetentionRun | null;
  running(): boolean;
  /** What would go now. */
  preview(): Promise<RetentionRun>;
  run(cause: 'daily' | 'asked'): Promise<RetentionRun>;
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

const CONFIG_ID = 'retention';
const DAY = 86_400_000;
/** How often the day is looked at. */
const LOOK_MS = 10 * 60_000;
/** Not beside the start of a shift. */
const FIRST_LOOK_MS = 5 * 60_000;

export async function createRetention(deps: {
  readonly ctx: Context;
  readonly settings: SettingsService;
}): Promise<RetentionService> {
  const { ctx, settings } = deps;
  let last = (await ctx.db.config.get(CONFIG_ID))?.value['last'] as RetentionRun | undefined;
  let current: Promise<RetentionRun> | undefined;
  let closed = false;
  const listeners: (() => void)[] = [];
  const changed = (): void => listeners.forEach((listener) => listener());

  /** Effects that wait to be sent; what the hub does not have is asked document by document. */
  const synced = async (): Promise<boolean> => {
    const kinds = ['shipped_export', 'notification'] as const;
    const waiting = await Promise.all(kinds.map((kind) => ctx.db.outbox.count({ kind, state: 'waiting' })));
    return waiting.every((n) => n === 0);
  };

  async function carryOut(pass: Pass, rules: Settings['retention']): Promise<RetentionRun['outcome']> {
    const before = (days: number): number => ctx.clock.now() - days * DAY;
    if (rules.privateDays > 0) await erasePrivate(pass, before(rules.privateDays));
    if (rules.recordDays > 0) await purgeRecords(pass, before(rules.recordDays));
    if (rules.documentDays === 0) return 'done';
    if (!(await synced())) return 'waits';
    const stayed = await purgeDocuments(pass, before(rules.documentDays));
    return stayed ? 'waits' : 'done';
  }

  async function work(cause: RetentionRun['cause']): Promise<RetentionRun> {
    const began = performance.now();
    const at = ctx.clock.now();
    const dry = cause === 'preview';
    const pass: Pass = {
      ctx,
      pace: createPace(),
      dry,
      counts: noCounts(),
      stopped: () => closed || ctx.failed(),
    };
    let outcome: RetentionRun['outcome'];
    try {
      outcome = await carryOut(pass, settings.get().retention);
      if (pass.stopped()) outcome = 'stopped';
    } catch (error) {
      outcome = 'failed';
      ctx.log(`retention failed: ${nameOf(error)}`);
    }
    const run: RetentionRun = { at, cause, outcome, counts: pass.counts, ms: performance.now() - began };
    if (dry || ctx.failed()) return run;
    last = run;
    await ctx.db.config.put({ id: CONFIG_ID, kind: 'station', value: { last: { ...run } }, private: {} });
    await ctx.db.barrier();
    const taken = Object.entries(run.counts).filter(([, n]) => n > 0);
    ctx.log(`retention: ${outcome}${taken.map(([what, n]) => `, ${n} ${what}`).join('')}`);
    if (taken.length > 0) ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
    return run;
  }

  function start(cause: RetentionRun['cause']): Promise<RetentionRun> {
    // One after the other: a preview beside a run would count half of it.
    const before = current ?? Promise.resolve();
    const run = before.then(() => work(cause));
    current = run;
    changed();
    void run.finally(() => {
      if (current === run) current = undefined;
      changed();
    });
    return run;
  }

  const look = (): void => {
    if (closed || current || ctx.paused()) return;
    // A clock that was set back must not stop it for years.
    if (last && last.at <= ctx.clock.now() && ctx.clock.now() - last.at < DAY) return;
    void start('daily');
  };
  const timers: Disposable[] = [after(FIRST_LOOK_MS, look), every(LOOK_MS, look)];

  return {
    last: () => last ?? null,
    running: () => current !== undefined,
    preview: () => start('preview'),
    run: (cause) => start(cause),
    onChange: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      for (const timer of timers) void timer.dispose();
      await current;
    },
  };
}

function after(ms: number, work: () => void): Disposable {
  const timer = setTimeout(work, ms).unref();
  return { dispose: () => clearTimeout(timer) };
}

function every(ms: number, work: () => void): Disposable {
  const timer = setInterval(work, ms).unref();
  return { dispose: () => clearInterval(timer) };
}
