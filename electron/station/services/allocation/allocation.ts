import type { MethodInput, MethodOutput, ReleaseView } from '../../../../shared/contract/index.ts';
import {
  allocate,
  allocationFacts,
  groupsOf,
  nodesFor,
  parseAllocation,
  type AllocationRule,
} from '../../../../shared/domain/allocation/index.ts';
import {
  ALLOCATED_BY_SPLIT,
  decideOrder,
  isCovered,
  type Actor,
  type OrderState,
} from '../../../../shared/domain/index.ts';
import { receiverOf } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { Draft } from '../events.ts';
import type { OrdersService } from '../orders.ts';
import type { PeopleService } from '../people.ts';
import type { QueueService } from '../queue.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { Release, StockService } from '../stock/index.ts';
import { createLoads } from './loads.ts';

/** 放行与分配: who gets an order, who does what for it, until when; and the steps of a person at the release. */
export interface AllocationService {
  view(order: string): Promise<MethodOutput<'release.view'>>;
  /** O11 by a person. */
  release(order: string, actor: Actor): Promise<Outcome<null>>;
  promise(order: string, shipBy: number, actor: Actor): Promise<Outcome<null>>;
  set(input: MethodInput<'allocation.set'>, actor: Actor): Promise<Outcome<null>>;
  assign(input: MethodInput<'allocation.assign'>, actor: Actor): Promise<Outcome<null>>;
}

interface Deps {
  readonly ctx: Context;
  readonly siteRules: SiteRulesService;
  readonly orders: OrdersService;
  readonly people: Pick<PeopleService, 'get'>;
  readonly queue: Pick<QueueService, 'useGroups' | 'touch'>;
  readonly stock: StockService;
  readonly release: Release;
  /** Benches of this station. */
  readonly benches: () => readonly string[];
}

export function createAllocation(deps: Deps): AllocationService {
  const { ctx, siteRules, orders, stock } = deps;
  const loads = createLoads(ctx);

  let parsed: { readonly entries: readonly string[]; readonly rules: readonly AllocationRule[] } | undefined;
  function rules(): readonly AllocationRule[] {
    const entries = siteRules.get('allocation.rules');
    if (parsed?.entries !== entries)
      parsed = { entries, rules: entries.flatMap((entry) => parseAllocation(entry) ?? []) };
    return parsed.rules;
  }

  /** ALC-01..03: by the first rule that fits; the one with the least to do of those that it names. */
  async function allocated(doc: OrderDoc, state: OrderState): Promise<Draft[]> {
    const from = state.allocation?.warehouse;
    // A part of a division has its warehouse; the rules say who packs it there.
    const byStock = state.allocation?.event.startsWith(ALLOCATED_BY_SPLIT) === true;
    if ((state.allocation !== undefined && !byStock) || rules().length === 0) return [];
    const mine = byStock
      ? rules().filter(({ warehouse }) => warehouse === undefined || warehouse === from)
      : rules();
    const load = await loads.now();
    const facts = allocationFacts(
      state.current,
      state.payment === 'COD',
      state.chosenCarrier?.carrier ?? state.current.carrier,
      receiverOf(doc),
    );
    const found = allocate(mine, facts, load);
    if (found === undefined) return [];
    loads.add(found);
    return [{ type: 'allocated', data: found, id: `allocated:auto:${doc.id}` }];
  }

  /** SPC-02: what departments have to do with a special order, counted from its release. */
  function assigned(doc: OrderDoc, state: OrderState): Draft[] {
    const flags = [...state.flags, ...(state.payment === 'COD' ? ['cod'] : [])];
    const known = new Set(state.assignments.map((one) => one.id));
    return nodesFor(siteRules.get('allocation.nodes'), flags, ctx.clock.now())
      .filter((one) => !known.has(one.assignment))
      .map((data) => ({ type: 'assigned', data, id: `assigned:auto:${data.assignment}:${doc.id}` }));
  }

  deps.release.add({
    active: () => rules().length > 0 || siteRules.get('allocation.nodes').length > 0,
    steps: async (doc, state) => [...(await allocated(doc, state)), ...assigned(doc, state)],
  });
  deps.queue.useGroups((bench) => {
    const entries = siteRules.get('allocation.benches');
    if (entries.length === 0) return undefined;
    if (bench !== undefined) return groupsOf(entries, ctx.station, bench);
    const all = deps.benches().map((one) => groupsOf(entries, ctx.station, one));
    // One bench of this station that takes all is enough.
    return all.every((one) => one !== undefined) ? new Set(all.flatMap((one) => [...one])) : undefined;
  });
  siteRules.onChanged((key) => {
    if (key.startsWith('allocation.')) deps.queue.touch();
  });

  async function groupNames(): Promise<string[]> {
    const named = rules().flatMap((rule) => rule.groups);
    const ofBenches = siteRules
      .get('allocation.benches')
      .flatMap((entry) => entry.split('=')[1]?.split('|') ?? []);
    return [...new Set([...named, ...ofBenches].map((one) => one.trim()))].sort();
  }

  async function viewOf(doc: OrderDoc, state: OrderState): Promise<ReleaseView> {
    const open =
      state.status === 'APPROVED' || state.status === 'BACKORDERED' || state.status === 'READY_TO_SHIP';
    const fact = open ? await stock.fact(doc) : ({ kind: stock.tracked() ? 'free' : 'not_tracked' } as const);
    const { allocation } = state;
    const backorder = doc.events.findLast((event) => event.type === 'backordered');
    const shipBy = deps.release.expected(doc, state);
    const unsent = open || state.status === 'AWAITING_PAYMENT' || state.status === 'IN_REVIEW';
    return {
      stock: fact.kind,
      short: fact.kind === 'short' ? [...fact.short] : [],
      warehouses: ((await stock.byWarehouse(doc))?.parts ?? []).map(({ warehouse }) => warehouse),
      shipBy: shipBy ?? null,
      promise:
        state.promise !== undefined
          ? state.promise.rule === undefined
            ? 'person'
            : 'rule'
          : doc.base.shipBy !== undefined
            ? 'order'
            : shipBy === undefined
              ? 'none'
              : 'rule',
      overdue: unsent && shipBy !== undefined && shipBy < ctx.clock.now(),
      releasable: state.status === 'APPROVED' && isCovered(state.payment),
      expected: state.status === 'BACKORDERED' ? (backorder?.data.expected ?? null) : null,
      allocation: allocation
        ? {
            warehouse: allocation.warehouse ?? null,
            group: allocation.group ?? null,
            person: allocation.person ?? null,
            rule: allocation.rule ?? null,
          }
        : null,
      assignments: state.assignments.map((one) => ({
        id: one.id,
        department: one.department,
        person: one.person ?? null,
        task: one.task,
        due: one.due ?? null,
        done: one.done === true,
        byRule: one.rule !== undefined,
        note: doc.private.events[one.event]?.note ?? null,
      })),
      groups: await groupNames(),
      cod: state.payment === 'COD' ? (state.current.codAmount ?? state.current.total ?? null) : null,
    };
  }

  const simple = (outcome: Outcome<unknown>): Outcome<null> => (outcome.ok ? DONE : outcome);

  return {
    async view(order) {
      const found = await orders.get(order);
      return found ? accepted(await viewOf(found.doc, found.state)) : refused('not_here', { order });
    },

    async release(order, actor) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const { doc, state } = found;
      const tracked = stock.tracked();
      const draft = { type: 'released', data: { stock: tracked ? 'reserved' : 'not_tracked' } } as const;
      // Whoever may not release it puts nothing aside, and hears of what is short only after that.
      const facts = { stock: draft.data.stock };
      const allowed = decideOrder(state, doc.base, draft, { actor, facts });
      if (!allowed.ok) return refused(allowed.error.code, { ...allowed.error.data });
      const fact = await stock.fact(doc);
      const [short] = fact.kind === 'short' ? fact.short : [];
      if (short) return refused('stock_short', { ...short });
      for (const { id, ...step } of await deps.release.beside(doc, state))
        await orders.effect(order, { ...step, id: id ?? ctx.ids.next() });
      const released = await orders.command(order, draft, actor);
      if (released.ok) await orders.followUp(order);
      return simple(released);
    },

    promise: async (order, shipBy, actor) =>
      simple(await orders.command(order, { type: 'promised', data: { shipBy } }, actor)),

    async set({ order, warehouse, group, person }, actor) {
      if (person !== undefined && person !== '' && deps.people.get(person)?.active !== true)
        return refused('operator_unknown');
      const data = {
        ...(warehouse === undefined ? {} : { warehouse }),
        ...(group === undefined ? {} : { group }),
        ...(person === undefined ? {} : { person }),
      };
      return simple(await orders.command(order, { type: 'allocated', data }, actor));
    },

    async assign({ order, assignment, department, person, task, due, done, note }, actor) {
      if (person !== undefined && person !== '' && deps.people.get(person)?.active !== true)
        return refused('operator_unknown');
      const data = {
        assignment: assignment ?? ctx.ids.next(),
        department,
        ...(person === undefined || person === '' ? {} : { person }),
        task,
        ...(due === undefined ? {} : { due }),
        ...(done === undefined ? {} : { done }),
      };
      const brings = note === undefined || note === '' ? undefined : { note };
      return simple(await orders.command(order, { type: 'assigned', data }, actor, undefined, brings));
    },
  };
}
