import type { MethodInput, MethodOutput } from '../../../../shared/contract/index.ts';
import { foldOrder, type Actor } from '../../../../shared/domain/index.ts';
import { createCarrierLookup } from '../../../../shared/intake/index.ts';
import { createPace } from '../../pace.ts';
import type { CasesService } from '../cases/index.ts';
import { DONE, nameOf, refused, type Context, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import { lacksSignature, type Manifests } from '../manifests.ts';
import type { OrdersService } from '../orders.ts';
import { SYSTEM } from '../people.ts';
import type { SettingsService } from '../settings.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { createBoard, type AfterRow } from './board.ts';
import { createCompletion, type Completion } from './completion.ts';
import { caseOf, createLists } from './lists.ts';
import { createShown, type Shown } from './shown.ts';
import { createSteps, type Steps } from './steps.ts';
import { createTracking, deliveredId, type TrackingService } from './tracking.ts';

/** What happens between handover and archive. */
export interface AfterService extends Pick<TrackingService, 'record'>, Completion, Shown {
  board(): Promise<MethodOutput<'after.board'>>;
  rows(input: MethodInput<'after.rows'>): Promise<MethodOutput<'after.rows'>>;
  add(input: MethodInput<'tracking.add'>, actor: Actor): Promise<Outcome<null>>;
  /** Opens cases for what went wrong, completes and archives what the rules say. @returns what was done */
  sweep(): Promise<{ cases: number; steps: number }>;
  readonly steps: Steps;
  close(): Promise<void>;
}

export interface AfterDeps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly siteRules: SiteRulesService;
  readonly orders: Pick<OrdersService, 'touch' | 'onChanged'>;
  readonly cases: CasesService;
  readonly manifests: Manifests;
  readonly exchange: ExchangeService;
}

/** The first look is not beside the start of a shift, ms. */
const FIRST_SWEEP_MS = 3 * 60_000;
const SWEEP_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export function createAfter(deps: AfterDeps): AfterService {
  const { ctx, siteRules, cases } = deps;
  const steps = createSteps(ctx, (order) => {
    deps.orders.touch(order);
    ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
  });
  const tracking = createTracking({ ctx, siteRules, steps });
  const completion = createCompletion({ ctx, siteRules, cases, manifests: deps.manifests, steps });
  const board = createBoard({ ctx, siteRules, tracking });
  deps.orders.onChanged((order) => board.touch(order));
  board.onFilled(() => ctx.push.emit({ event: 'changed', value: { what: 'orders' } }));
  siteRules.onChanged((key) => {
    if (key === 'tracking.transitDays') board.forget();
  });

  const lists = createLists({ ctx, siteRules, board });
  const shown = createShown({ ctx, settings: deps.settings, exchange: deps.exchange, tracking, board });

  async function unsignedManifests(): Promise<number> {
    if (siteRules.get('handover.signatures') !== 'both') return 0;
    const { rows } = await deps.manifests.list(0, 200);
    return rows.filter(lacksSignature).length;
  }

  async function sweep(): Promise<{ cases: number; steps: number }> {
    await board.filled();
    await board.refresh();
    const pace = createPace();
    let opened = 0;
    let taken = 0;
    for (const row of [...board.rows().values()]) {
      if (closed || ctx.failed() || ctx.paused()) break;
      for (const wrong of board.anomalies(row)) {
        const id = caseOf(wrong);
        if (await ctx.db.cases.get(id)) continue;
        const { shipment, carrier, number, code, since } = wrong;
        const made = await cases.open({
          id,
          kind: 'delivery',
          code,
          order: row.order,
          shipment,
          data: { reason: code, carrier, number, since },
          actor: SYSTEM,
        });
        if (made.ok) opened += 1;
      }
      taken += await settleByRule(row);
      await pace.step();
    }
    return { cases: opened, steps: taken };
  }

  async function settleByRule(row: AfterRow): Promise<number> {
    if (row.status === 'SHIPPED' && row.logistics === 'SIGNED') {
      // A crash came between the last signature and what follows from it.
      const times = row.tracks.flatMap((track) => track.receivedAt ?? []);
      const time = times.length === 0 ? {} : { time: Math.max(...times) };
      const draft = { type: 'delivered', data: { source: 'carrier', ...time } } as const;
      const done = await steps.take(row.order, { id: deliveredId(row.order), draft }, SYSTEM);
      return done.ok && done.value.fresh ? 1 : 0;
    }
    // What cannot be due is not read: most of them.
    const days =
      row.status === 'DELIVERED'
        ? siteRules.get('completion.days')
        : row.status === 'SHIPPED'
          ? siteRules.get('completion.shippedDays')
          : siteRules.get('archive.days');
    const since = row.completedAt ?? row.deliveredAt ?? row.shippedAt;
    if (days === 0 || ctx.clock.now() - since < days * DAY_MS) return 0;
    return completion.byRule(row.order);
  }

  let closed = false;
  let sweeping: Promise<unknown> = Promise.resolve();
  const look = (): void => {
    if (closed || ctx.paused() || ctx.failed()) return;
    sweeping = sweeping.then(sweep).catch((error: unknown) => {
      if (!closed) ctx.log(`orders after shipping not looked at: ${nameOf(error)}`);
    });
  };
  const timers = [setTimeout(look, FIRST_SWEEP_MS).unref(), setInterval(look, SWEEP_MS).unref()];

  return {
    ...completion,
    ...shown,
    record: tracking.record,
    steps,
    sweep,

    board: async () => ({ ...(await lists.counts()), unsigned: await unsignedManifests() }),
    rows: (input) => lists.rows(input),

    async add({ order, number, carrier, status, cause, at, place, text }, actor) {
      if (at > ctx.clock.now() + siteRules.get('tracking.aheadMinutes') * 60_000)
        return refused('time_ahead');
      const doc = await ctx.db.orders.get(order);
      if (!doc) return refused('not_here', { order });
      const parcel = foldOrder(doc).parcels.find((each) => each.number === number.toUpperCase());
      if (!parcel) return refused('waybill_unknown', { number });
      const known =
        carrier === undefined ? undefined : createCarrierLookup(deps.settings.carriers())(carrier);
      const recorded = await tracking.record(
        {
          number: parcel.number,
          carrier: known ?? parcel.carrier,
          status,
          at,
          ...(cause === undefined ? {} : { cause }),
          ...(place === undefined || place === '' ? {} : { place }),
          ...(text === undefined || text === '' ? {} : { text }),
        },
        actor,
      );
      return typeof recorded === 'string' ? DONE : recorded;
    },

    async close() {
      closed = true;
      board.close();
      for (const timer of timers) clearTimeout(timer);
      await sweeping;
    },
  };
}
