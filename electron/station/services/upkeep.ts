import type { UpkeepView } from '../../../shared/contract/index.ts';
import { accepted, DONE, nameOf, refused, type Context, type Outcome } from './context.ts';
import type { DiskWatch } from './disk.ts';
import type { Recovery } from './recover.ts';
import type { RetentionRun, RetentionService } from './retention/index.ts';
import type { StartChecks } from './start-check.ts';

/** What the station looks after by itself, as the page shows it. */
export interface UpkeepService {
  view(): UpkeepView;
  preview(): Promise<Outcome<RetentionRun>>;
  run(): Promise<Outcome<RetentionRun>>;
  /** A new data key; how it goes on is told by the event `upkeep`. */
  rotateKey(): Outcome<null>;
  close(): Promise<void>;
}

/** ms between two pushes of a change that goes on. */
const PUSH_MS = 250;

export function createUpkeep(deps: {
  readonly ctx: Context;
  readonly disk: DiskWatch;
  readonly checks: StartChecks;
  readonly recovery: Recovery;
  readonly retention: RetentionService;
}): UpkeepService {
  const { ctx, disk, checks, recovery, retention } = deps;
  let keys: UpkeepView['keys'] = null;
  let rotating: Promise<void> | undefined;
  let pushed = 0;

  const view = (): UpkeepView => {
    const { outcome, at, ms, endedCleanly } = checks.view();
    const completed = Object.values(recovery.counts()).reduce((sum: number, n: number) => sum + n, 0);
    return {
      disk: disk.state(),
      start: { outcome, at, ms, endedCleanly, completed },
      retention: { last: retention.last(), running: retention.running() },
      keys,
    };
  };
  const push = (): void => {
    pushed = performance.now();
    ctx.push.emit({ event: 'upkeep', value: view() });
  };
  disk.onChange(({ level, freeBytes }) => {
    const free = freeBytes === null ? '?' : String(Math.round(freeBytes / 1024 ** 2));
    ctx.log(`disk: ${level}, ${free} MB free`);
    push();
  });
  checks.onChange(push);
  retention.onChange(push);

  function rotate(): void {
    keys = { done: 0, total: 0 };
    rotating = ctx.db.keys
      .rotateDataKey((progress) => {
        keys = progress;
        if (performance.now() - pushed > PUSH_MS) push();
      })
      .then(() => ctx.log('the data key was changed'))
      .catch((error: unknown) => ctx.log(`the data key was not changed: ${nameOf(error)}`))
      .finally(() => {
        rotating = undefined;
        keys = null;
        push();
      });
    push();
  }

  // One that a crash broke off goes on.
  if (ctx.db.keys.rotating()) rotate();

  const ran = (run: RetentionRun): Outcome<RetentionRun> =>
    run.outcome === 'failed' ? refused('retention_failed') : accepted(run);

  return {
    view,
    preview: async () => ran(await retention.preview()),
    run: async () => ran(await retention.run('asked')),
    rotateKey() {
      if (!rotating) rotate();
      return DONE;
    },
    async close() {
      disk.close();
      checks.close();
      await retention.close();
    },
  };
}
