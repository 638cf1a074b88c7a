import { hlcMs } from '../../../../shared/base/index.ts';
import {
  decideOrder,
  feedbackOf,
  foldOrder,
  missingPapers,
  type Actor,
  type OrderFacts,
  type OrderState,
  type Paper,
} from '../../../../shared/domain/index.ts';
import type { AfterAct } from '../../../../shared/contract/after-views.ts';
import type { MethodInput, MethodOutput } from '../../../../shared/contract/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import type { CasesService } from '../cases/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { Manifests } from '../manifests.ts';
import { lacksSignature } from '../manifests.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { Steps } from './steps.ts';

export type BulkDone = Extract<MethodOutput<'after.bulk'>, { ok: true }>['value'];
export type CompletionCard = Extract<MethodOutput<'completion.of'>, { ok: true }>['value'];

/** O16 by hand, O17, settlement, O18, feedback, O21: one order at a time, or many. */
export interface Completion {
  of(order: string): Promise<Outcome<CompletionCard>>;
  act(input: AfterAct, actor: Actor): Promise<Outcome<null>>;
  bulk(input: MethodInput<'after.bulk'>, actor: Actor): Promise<BulkDone>;
  /** Completes and archives by the site's rules; @returns steps that were taken. */
  byRule(order: string): Promise<number>;
  missing(doc: OrderDoc): Promise<readonly Paper[]>;
  /** When it counts as accepted without a word; undefined: never by itself. */
  dueAt(doc: OrderDoc, state: OrderState): number | undefined;
}

const DAY_MS = 86_400_000;
const SYS: Actor = { id: 'SYS', roles: ['SYS'] };

export function createCompletion(deps: {
  readonly ctx: Context;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly cases: Pick<CasesService, 'open' | 'ofOrder'>;
  readonly manifests: Pick<Manifests, 'get'>;
  readonly steps: Steps;
}): Completion {
  const { ctx, siteRules, steps } = deps;

  /** Times that an act of one kind may come more than once are part of its id; others happen once. */
  const once = (what: string, order: string): string => `${what}:${order}`;

  async function unsigned(doc: OrderDoc): Promise<number> {
    if (siteRules.get('handover.signatures') !== 'both') return 0;
    const shipments = await ctx.db.shipments.getMany(foldOrder(doc).parcels.map((each) => each.shipment));
    const ids = [...shipments.values()].flatMap((shipment) =>
      shipment.events.flatMap((event) => (event.type === 'handed_over' ? [event.data.manifest] : [])),
    );
    const found = await Promise.all([...new Set(ids)].map((id) => deps.manifests.get(id)));
    return found.filter((manifest) => manifest && lacksSignature(manifest)).length;
  }

  /** @param besides kinds that do not count; a request to look into the archive is no business of the order */
  const openCases = async (order: string, besides: readonly string[] = []): Promise<number> =>
    (await deps.cases.ofOrder(order)).filter(
      ({ kind, lane }) => kind !== 'archive_access' && lane === 'open' && !besides.includes(kind),
    ).length;

  async function missing(doc: OrderDoc): Promise<readonly Paper[]> {
    return missingPapers(doc, foldOrder(doc), {
      openCases: await openCases(doc.id),
      unsigned: await unsigned(doc),
      needsFeedback: siteRules.get('archive.feedback'),
    });
  }

  const completionFacts = (): OrderFacts => ({ settleBeforeComplete: siteRules.get('completion.settled') });

  function dueAt(doc: OrderDoc, state: OrderState): number | undefined {
    const at = (type: 'delivered' | 'shipped'): number | undefined => {
      const event = doc.events.find((each) => each.type === type);
      // By the time it was told here: a report that comes late must leave the customer the time to object.
      return event && hlcMs(event.at);
    };
    const [from, days] =
      state.status === 'DELIVERED'
        ? [at('delivered'), siteRules.get('completion.days')]
        : state.status === 'SHIPPED'
          ? [at('shipped'), siteRules.get('completion.shippedDays')]
          : [undefined, 0];
    return from === undefined || days === 0 ? undefined : from + days * DAY_MS;
  }

  /** Why it cannot be completed now; undefined where it can. A person's confirmation is asked for as CS. */
  function blocked(doc: OrderDoc, state: OrderState): string | undefined {
    const draft = { type: 'completed', data: { cause: 'confirmed' } } as const;
    const decided = decideOrder(state, doc.base, draft, { actor: SYS, facts: completionFacts() });
    return decided.ok ? undefined : decided.error.code;
  }

  /**
   * What is open about it: no time-out counts as a word of the customer then (CMP-02). What logistics still has to close of the
   * way of a parcel that arrived is no objection; of one that did not it is.
   */
  async function hasObjection(doc: OrderDoc, state: OrderState): Promise<boolean> {
    if (state.exceptions.length > 0 || state.openAfterSales.length > 0) return true;
    return (await openCases(doc.id, state.status === 'DELIVERED' ? ['delivery'] : [])) > 0;
  }

  async function archive(doc: OrderDoc, actor: Actor): Promise<Outcome<null>> {
    const lacking = await missing(doc);
    const papers = lacking.filter((paper) => paper !== 'settlement');
    const facts = { papersComplete: papers.length === 0 };
    const taken = await steps.take(
      doc.id,
      { id: once('archived', doc.id), draft: { type: 'archived', data: {} } },
      actor,
      facts,
    );
    if (taken.ok) return DONE;
    return taken.code === 'papers_incomplete' ? refused(taken.code, { missing: papers.join(' ') }) : taken;
  }

  async function deliver(
    doc: OrderDoc,
    act: Extract<AfterAct['act'], { type: 'delivered' }>,
    actor: Actor,
  ): Promise<Outcome<null>> {
    const { at, problem, note } = act;
    if (at > ctx.clock.now() + siteRules.get('tracking.aheadMinutes') * 60_000) return refused('time_ahead');
    const data = { source: 'manual' as const, time: at, ...(problem === undefined ? {} : { problem }) };
    const taken = await steps.take(
      doc.id,
      { id: once('delivered:manual', doc.id), draft: { type: 'delivered', data }, private: { note } },
      actor,
    );
    if (!taken.ok || problem === undefined) return taken.ok ? DONE : taken;
    return openCase(doc, `delivery_problem:${doc.id}`, problem, note, actor);
  }

  /** DLV-05: what was noted on the receipt is CS's to settle with the customer. */
  async function openCase(
    doc: OrderDoc,
    id: string,
    problem: string,
    note: string | undefined,
    actor: Actor,
  ): Promise<Outcome<null>> {
    const opened = await deps.cases.open({
      id,
      kind: problem === 'damaged' ? 'damage' : 'complaint',
      code: `delivery_${problem}`,
      data: { reason: `delivery_${problem}` },
      order: doc.id,
      note,
      department: 'CS',
      actor,
    });
    return opened.ok ? DONE : opened;
  }

  /** O21: the case comes first, so that the order never names one that is not there. */
  async function afterSales(doc: OrderDoc, note: string | undefined, actor: Actor): Promise<Outcome<null>> {
    const state = foldOrder(doc);
    const cause = state.logistics === 'REFUSED' ? ('refused' as const) : ('returning' as const);
    const caseId = `after_sales:${cause}:${doc.id}`;
    const draft = { type: 'after_sales_opened', data: { caseId, cause } } as const;
    const decided = decideOrder(state, doc.base, draft, { actor });
    if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
    const opened = await deps.cases.open({
      id: caseId,
      kind: 'returned_parcel',
      code: cause,
      data: { reason: cause },
      order: doc.id,
      note,
      department: 'CS',
      actor,
    });
    if (!opened.ok) return opened;
    const taken = await steps.take(doc.id, { id: once(`after_sales:${cause}`, doc.id), draft }, actor);
    return taken.ok ? DONE : taken;
  }

  async function carryOut(doc: OrderDoc, act: AfterAct['act'], actor: Actor): Promise<Outcome<null>> {
    switch (act.type) {
      case 'delivered':
        return deliver(doc, act, actor);
      case 'completed': {
        const draft = { type: 'completed', data: { cause: 'confirmed' } } as const;
        const id = once('completed:confirmed', doc.id);
        const taken = await steps.take(doc.id, { id, draft }, actor, completionFacts());
        return taken.ok ? DONE : taken;
      }
      case 'settled': {
        const id = once('settled', doc.id);
        const taken = await steps.take(doc.id, { id, draft: { type: 'settled', data: {} } }, actor);
        return taken.ok ? DONE : taken;
      }
      case 'archived':
        return archive(doc, actor);
      case 'feedback': {
        const { rating, about, note } = act;
        const draft = { type: 'feedback_recorded', data: { rating, about } } as const;
        const id = `feedback:${ctx.ids.next()}`;
        const taken = await steps.take(doc.id, { id, draft, private: { note } }, actor);
        return taken.ok ? DONE : taken;
      }
      case 'after_sales':
        return afterSales(doc, act.note, actor);
    }
  }

  return {
    missing,
    dueAt,

    async of(order) {
      const doc = await ctx.db.orders.get(order);
      if (!doc) return refused('not_here', { order });
      const state = foldOrder(doc);
      const completed = doc.events.find((event) => event.type === 'completed');
      const archived = doc.events.find((event) => event.type === 'archived');
      const over = state.status === 'COMPLETED' || state.status === 'ARCHIVED';
      return accepted({
        order,
        status: state.status,
        payment: state.payment,
        dueAt: dueAt(doc, state) ?? null,
        blocked: over ? null : (blocked(doc, state) ?? null),
        completed: completed
          ? { at: hlcMs(completed.at), by: completed.by, cause: completed.data.cause }
          : null,
        archived: archived ? { at: hlcMs(archived.at), by: archived.by } : null,
        missing: state.status === 'ARCHIVED' ? [] : [...(await missing(doc))],
        feedback: feedbackOf(doc.events).map((event) => ({
          at: hlcMs(event.at),
          by: event.by,
          rating: event.data.rating,
          about: event.data.about,
          note: doc.private.events[event.id]?.note ?? null,
        })),
      });
    },

    async act({ order, act }, actor) {
      const doc = await ctx.db.orders.get(order);
      return doc ? carryOut(doc, act, actor) : refused('not_here', { order });
    },

    async bulk({ orders, act }, actor) {
      const pace = createPace();
      const not: BulkDone['refused'] = [];
      let done = 0;
      for (const order of new Set(orders)) {
        const doc = await ctx.db.orders.get(order);
        const taken = doc ? await carryOut(doc, { type: act }, actor) : refused('not_here', { order });
        if (taken.ok) done += 1;
        else {
          const lacking = String(taken.data['missing'] ?? '');
          not.push({
            order,
            channelOrderNo: doc?.channelOrderNo ?? order,
            code: taken.code,
            missing: lacking === '' ? [] : lacking.split(' '),
          });
        }
        await pace.step();
      }
      return { done, refused: not };
    },

    async byRule(order) {
      const doc = await ctx.db.orders.get(order);
      if (!doc) return 0;
      const state = foldOrder(doc);
      const now = ctx.clock.now();
      if (state.status === 'COMPLETED') {
        const days = siteRules.get('archive.days');
        const completed = doc.events.find((event) => event.type === 'completed');
        if (days === 0 || !completed || now - hlcMs(completed.at) < days * DAY_MS) return 0;
        if ((await missing(doc)).length > 0) return 0;
        return (await archive(doc, SYS)).ok ? 1 : 0;
      }
      const due = dueAt(doc, state);
      if (due === undefined || now < due || (await hasObjection(doc, state))) return 0;
      const draft = { type: 'completed', data: { cause: 'time_out' } } as const;
      const id = once('completed:time_out', doc.id);
      const taken = await steps.take(doc.id, { id, draft }, SYS, completionFacts());
      return taken.ok && taken.value.fresh ? 1 : 0;
    },
  };
}
