import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { BulkAction, BulkPreview, BulkReport, BulkRequest } from '../../../../shared/contract/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import { createPace } from '../../pace.ts';
import type { AuditService } from '../audit.ts';
import { accepted, DONE, nameOf, refused, type Context, type Outcome } from '../context.ts';
import { stateOf, type Action } from './actions.ts';

/**
 * One thing done to many orders, one after the other, each with its own decision and its own transaction: a scan waits for one
 * of them at most, and beside a packer they are begun in the lull after a verdict. Nothing is kept of an act that was cut off
 * but what it has done; asked for again, that is refused and the rest is done.
 */
export interface BulkService {
  preview(request: BulkRequest, orders: readonly string[], actor: Actor): Promise<Outcome<BulkPreview>>;
  /** Resolves when it has begun. */
  start(request: BulkRequest, orders: readonly string[], actor: Actor): Outcome<BulkReport>;
  cancel(id: string, actor: Actor): Outcome<null>;
  list(): BulkReport[];
  close(): Promise<void>;
}

/** Orders read at once. */
const PAGE = 5;
/** How often pages are told, ms. */
const TELL_MS = 300;
const EXAMPLES = 5;
const KEPT = 20;
/** After each order so many times what it took: two thirds of the time are for others. */
const REST = 2;
const REST_MOST_MS = 20;
const NEED_REASON: readonly BulkAction[] = ['needs_fix', 'reject', 'hold', 'request_cancel'];
/** Whoever manages may end somebody else's. */
const MANAGERS = ['MGR', 'ADM'];

interface Job {
  report: BulkReport;
  cancelled: boolean;
}

export function createBulk(deps: {
  readonly ctx: Context;
  readonly actions: Readonly<Record<BulkAction, Action>>;
  readonly audit: AuditService;
  /** With the roles that the person holds now; undefined where nobody active has that id any more. */
  readonly actor: (id: string) => Actor | undefined;
  /** Somebody has pressed the emergency stop. */
  readonly stopped: () => boolean;
}): BulkService {
  const { ctx, actions } = deps;
  const jobs: Job[] = [];
  const running = new Set<Promise<void>>();
  let closed = false;

  /** Each of them as it is now, read shortly before. */
  async function* ordersOf(ids: readonly string[]) {
    for (let at = 0; at < ids.length; at += PAGE) {
      const page = ids.slice(at, at + PAGE);
      const docs = await ctx.db.orders.getMany(page);
      for (const id of page) yield { id, doc: docs.get(id) };
    }
  }

  function faultOf(request: BulkRequest, ids: readonly string[]): Outcome<never> | undefined {
    if (NEED_REASON.includes(request.action) && (request.reason ?? '').trim() === '')
      return refused('reason_required');
    return ids.length === 0 ? refused('nothing_selected') : undefined;
  }

  async function run(job: Job, request: BulkRequest, ids: readonly string[], actor: Actor): Promise<void> {
    const counts = createCounts();
    let toldAt = 0;
    const told = (more: Partial<BulkReport>): void => {
      job.report = { ...job.report, ...more, refused: counts.refused() };
      toldAt = performance.now();
      if (!closed) ctx.push.emit({ event: 'bulk', value: job.report });
    };
    let state: BulkReport['state'] = 'done';
    try {
      for (const id of ids) {
        // A right may be taken away in the middle of the act.
        const now = deps.actor(actor.id);
        if (job.cancelled || closed || deps.stopped() || !now) {
          state = 'cancelled';
          break;
        }
        if (ctx.failed() || ctx.paused()) {
          state = 'failed';
          break;
        }
        await ctx.scans.lull();
        const began = performance.now();
        const doc = await ctx.db.orders.get(id);
        // Reading and writing are two turns.
        await nextTurn();
        const done = doc
          ? await actions[request.action].run(stateOf(doc), request, now)
          : refused('not_here');
        counts.take(done, { order: id, channelOrderNo: doc?.channelOrderNo ?? id });
        const rest = (performance.now() - began) * REST;
        // Beside a packer the lull is short, and all of it is free.
        await (ctx.scans.packing()
          ? nextTurn()
          : sleep(Math.min(REST_MOST_MS, rest), undefined, { ref: false }));
        if (performance.now() - toldAt >= TELL_MS) told({ seen: counts.seen(), done: counts.done() });
      }
    } catch (error) {
      state = 'failed';
      ctx.log(`bulk ${request.action} failed: ${nameOf(error)}`);
    }
    told({ state, seen: counts.seen(), done: counts.done() });
    deps.audit.note({
      what: 'bulk',
      by: actor.id,
      on: request.action,
      old: String(ids.length),
      new: `${state} ${String(counts.done())}`,
      ...(request.reason === undefined ? {} : { reason: request.reason }),
    });
  }

  return {
    async preview(request, ids, actor) {
      const fault = faultOf(request, ids);
      if (fault) return fault;
      const counts = createCounts();
      const pace = createPace();
      for await (const { id, doc } of ordersOf(ids)) {
        const no = doc
          ? await actions[request.action].check(stateOf(doc), request, actor)
          : refused('not_here');
        counts.take(no ?? DONE, { order: id, channelOrderNo: doc?.channelOrderNo ?? id });
        await pace.step();
        await ctx.scans.clear();
      }
      return accepted({ total: ids.length, will: counts.done(), refused: counts.refused() });
    },

    start(request, ids, actor) {
      const fault = faultOf(request, ids);
      if (fault) return fault;
      if (jobs.some(({ report }) => report.state === 'running' && report.by === actor.id))
        return refused('bulk_running');
      const job: Job = {
        cancelled: false,
        report: {
          id: ctx.ids.next(),
          action: request.action,
          by: actor.id,
          startedAt: ctx.clock.now(),
          state: 'running',
          total: ids.length,
          seen: 0,
          done: 0,
          refused: [],
        },
      };
      jobs.unshift(job);
      jobs.splice(KEPT);
      const work = run(job, request, [...new Set(ids)], actor).finally(() => running.delete(work));
      running.add(work);
      return accepted(job.report);
    },

    cancel(id, actor) {
      const job = jobs.find(({ report }) => report.id === id);
      if (!job) return refused('not_here');
      if (job.report.by !== actor.id && !actor.roles.some((role) => MANAGERS.includes(role)))
        return refused('role_not_allowed');
      job.cancelled = true;
      return DONE;
    },

    list: () => jobs.map(({ report }) => report),
    async close() {
      closed = true;
      await Promise.all(running);
    },
  };
}

/** What became of the orders: how many, and of each reason the first few. */
function createCounts() {
  const byCode = new Map<string, BulkReport['refused'][number]>();
  let seen = 0;
  let done = 0;
  return {
    take(outcome: Outcome<unknown>, order: { order: string; channelOrderNo: string }): void {
      seen += 1;
      if (outcome.ok) {
        done += 1;
        return;
      }
      const of = byCode.get(outcome.code) ?? { code: outcome.code, count: 0, examples: [] };
      const examples = of.examples.length < EXAMPLES ? [...of.examples, order] : of.examples;
      byCode.set(outcome.code, { ...of, count: of.count + 1, examples });
    },
    seen: () => seen,
    done: () => done,
    refused: () => [...byCode.values()].sort((a, b) => b.count - a.count),
  };
}
