import type { BulkAction, BulkRequest, MethodInput } from '../../../../shared/contract/index.ts';
import {
  ASSIGNED_TO,
  decideOrder,
  foldOrder,
  hasRole,
  ORDER_TRANSITIONS,
  type Actor,
  type AssignedTo,
  type OrderEventDraft,
  type OrderFacts,
  type OrderState,
} from '../../../../shared/domain/index.ts';
import { REVIEW_REASON_CODES } from '../../../../shared/domain/review/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Context, type Outcome, type Refused } from '../context.ts';
import type { OrdersService } from '../orders.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { WavesService } from '../waves.ts';

export interface ActionDeps {
  readonly ctx: Context;
  readonly orders: Pick<OrdersService, 'command' | 'followUp' | 'get'>;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly waves: Pick<WavesService, 'print'>;
  /** A step as the page of one order takes it, with all that belongs to it. */
  readonly act: (input: MethodInput<'orders.act'>, actor: Actor) => Promise<Outcome<null>>;
  /** What the review has to say before somebody approves without reading. */
  readonly mayApprove: (doc: OrderDoc, state: OrderState) => Promise<Outcome<null>>;
  /** O11 by a person. */
  readonly release: (order: string, actor: Actor) => Promise<Outcome<null>>;
  /** Steps after shipping. */
  readonly complete: (order: string, step: StepAfter, actor: Actor) => Promise<Outcome<null>>;
  /** Bench whose printers print. */
  readonly bench: () => string;
}

export interface OneOrder {
  readonly doc: OrderDoc;
  readonly state: OrderState;
}

/** One thing that can be done to many orders. Each is done, or refused, by itself. */
export interface Action {
  /** Why it would be refused; undefined where it would be done. Writes nothing. */
  check(
    order: OneOrder,
    given: BulkRequest,
    actor: Actor,
  ): Promise<Refused | undefined> | Refused | undefined;
  /** Asks again itself: what was done meanwhile, by whomever, is refused. */
  run(order: OneOrder, given: BulkRequest, actor: Actor): Promise<Outcome<unknown>>;
}

export type StepAfter = 'settled' | 'completed' | 'archived';

/** Codes where somebody typed what he meant. */
const UNLISTED = 'unclear';
const HOLD = 'work_list';
/** The task that somebody has who got an order from a list. */
const TASK = 'work_list';

export function createActions(deps: ActionDeps): Readonly<Record<BulkAction, Action>> {
  const { orders, siteRules } = deps;

  function decided(
    { doc, state }: OneOrder,
    draft: OrderEventDraft,
    actor: Actor,
    facts?: OrderFacts,
  ): Refused | undefined {
    const answer = decideOrder(state, doc.base, draft, { actor, ...(facts ? { facts } : {}) });
    return answer.ok ? undefined : refused(answer.error.code, { ...answer.error.data });
  }

  /** A step of the order's own table. */
  const step = (
    draftOf: (order: OneOrder, given: BulkRequest) => OrderEventDraft,
    options: {
      readonly not?: (order: OneOrder, given: BulkRequest) => Refused | undefined;
      readonly follow?: boolean;
      /** What was typed, where it is more than a code: it lies encrypted. */
      readonly note?: (given: BulkRequest) => string;
    } = {},
  ): Action => ({
    check: (order, given, actor) =>
      options.not?.(order, given) ?? decided(order, draftOf(order, given), actor),
    async run(order, given, actor) {
      const no = options.not?.(order, given);
      if (no) return no;
      const note = options.note?.(given) ?? '';
      const done = await orders.command(
        order.doc.id,
        draftOf(order, given),
        actor,
        {},
        note === '' ? {} : { note },
      );
      if (done.ok && options.follow) await orders.followUp(order.doc.id);
      return done;
    },
  });

  /** As the order's page does it. */
  const asOnPage = (
    action: MethodInput<'orders.act'>['action'],
    draftOf: (order: OneOrder, given: BulkRequest) => OrderEventDraft,
    target?: (order: OneOrder) => string | undefined,
  ): Action => ({
    check: (order, given, actor) => decided(order, draftOf(order, given), actor),
    run(order, given, actor) {
      const no = decided(order, draftOf(order, given), actor);
      if (no) return Promise.resolve(no);
      const on = target?.(order);
      return deps.act(
        {
          order: order.doc.id,
          operator: actor.id,
          action,
          ...(given.reason === undefined ? {} : { reason: given.reason }),
          ...(on === undefined ? {} : { target: on }),
        },
        actor,
      );
    },
  });

  const afterwards = (type: StepAfter, draft: OrderEventDraft, facts: () => OrderFacts): Action => ({
    check: (order, _, actor) => decided(order, draft, actor, facts()),
    run: (order, _, actor) => deps.complete(order.doc.id, type, actor),
  });

  const reasonOf = ({ reason = '' }: BulkRequest): string => reason;
  /** A reason that the customer is told is one of the list; anything else is a note to it. */
  const isCode = (reason: string): boolean =>
    [...REVIEW_REASON_CODES, ...siteRules.get('review.reasons')].includes(reason);
  const codeOf = (given: BulkRequest): string => (isCode(reasonOf(given)) ? reasonOf(given) : UNLISTED);
  const noteOf = (given: BulkRequest): string => (isCode(reasonOf(given)) ? '' : reasonOf(given));
  const approve = asOnPage('approve', () => ({ type: 'approved', data: {} }));

  return {
    submit: step(() => ({ type: 'submitted', data: {} }), { follow: true }),
    approve: {
      ...approve,
      async check(order, given, actor) {
        const no = await approve.check(order, given, actor);
        if (no) return no;
        const passed = await deps.mayApprove(order.doc, order.state);
        return passed.ok ? undefined : passed;
      },
    },
    needs_fix: step((_, given) => ({ type: 'needs_fix', data: { reason: codeOf(given) } }), { note: noteOf }),
    reject: step((_, given) => ({ type: 'rejected', data: { reason: codeOf(given) } }), { note: noteOf }),
    release: {
      check: ({ state }, _, actor) => mayRelease(state, actor),
      async run({ doc }, _, actor) {
        const found = await orders.get(doc.id);
        const no = found ? mayRelease(found.state, actor) : refused('not_here');
        if (no) return no;
        // Payment, stock and holds decide, as where nobody asks.
        await orders.followUp(doc.id);
        const after = await orders.get(doc.id);
        if (after?.state.status === 'READY_TO_SHIP') return accepted(null);
        // Where the site's rule leaves it to people, this is their word.
        if (after?.state.status === 'APPROVED') return deps.release(doc.id, actor);
        return refused(after?.state.status === 'AWAITING_PAYMENT' ? 'unpaid' : 'not_released');
      },
    },
    hold: step(
      // The order's id in it: an order has one hold of a kind, however often it is asked for.
      ({ doc }) => ({
        type: 'held',
        data: { hold: `bulk:${doc.id}:${String(doc.events.length)}`, reason: HOLD },
      }),
      {
        not: ({ state }) => (state.holds.length > 0 ? refused('already_held') : undefined),
        note: reasonOf,
      },
    ),
    lift_hold: asOnPage(
      'lift_hold',
      ({ state }) => ({ type: 'hold_lifted', data: { hold: state.holds[0]?.id ?? '' } }),
      ({ state }) => state.holds[0]?.id,
    ),
    assign: step(
      ({ state }, given) => ({
        type: 'assigned',
        data: {
          assignment: TASK,
          department: departmentOf(given, state),
          task: TASK,
          ...(given.person === undefined || given.person === '' ? {} : { person: given.person }),
        },
      }),
      { not: ({ state }, given) => alreadyAssigned(state, given) },
    ),
    request_cancel: asOnPage('request_cancel', (_, given) => ({
      type: 'cancel_requested',
      data: { reason: reasonOf(given) },
    })),
    settle: afterwards('settled', { type: 'settled', data: {} }, () => ({})),
    complete: afterwards('completed', { type: 'completed', data: { cause: 'confirmed' } }, () => ({
      settleBeforeComplete: siteRules.get('completion.settled'),
    })),
    // Its papers are looked at when it is done.
    archive: afterwards('archived', { type: 'archived', data: {} }, () => ({ papersComplete: true })),
    print_wave: {
      async check({ doc, state }, _, actor) {
        if (!hasRole(actor, WAVE_PRINTERS)) return refused('role_not_allowed');
        if (state.status !== 'READY_TO_SHIP') return refused('wrong_status', { status: state.status });
        return (await waiting(doc.id)).length === 0 ? refused('already_done') : undefined;
      },
      async run({ doc }, given, actor) {
        const shipments = await waiting(doc.id);
        if (shipments.length === 0) return refused('already_done');
        const printed = await deps.waves.print({
          shipments,
          labels: given.labels ?? true,
          slips: given.slips ?? true,
          bench: deps.bench(),
          actor,
        });
        if (!printed.ok) return printed;
        const [first] = printed.value.refused;
        return printed.value.printed === 0 && first ? refused(first.code) : DONE;
      },
    },
  };

  /** Parcels whose label is not out yet. */
  async function waiting(order: string): Promise<string[]> {
    const docs = await deps.ctx.db.shipments.find({ selector: { order } });
    return docs
      .filter((doc) => doc.lane === 'queue' && !doc.events.some((event) => event.type === 'label_printed'))
      .map((doc) => doc.id);
  }
}

/** As `wave.print` (METHOD_RIGHTS). */
const WAVE_PRINTERS = ['CLK', 'WHL', 'PKR', 'LOG'] as const;
const RELEASE = ORDER_TRANSITIONS.find(({ event }) => event === 'released');

function mayRelease(state: OrderState, actor: Actor): Refused | undefined {
  if (RELEASE === undefined || !RELEASE.from.includes(state.status))
    return refused('wrong_status', { status: state.status });
  if (!hasRole(actor, RELEASE.roles)) return refused('role_not_allowed', { row: RELEASE.row });
  return state.holds.length > 0 ? refused('on_hold') : undefined;
}

const isDepartment = (text: string | undefined): text is AssignedTo =>
  (ASSIGNED_TO as readonly (string | undefined)[]).includes(text);

/** The one that was named, else the one that has it. */
function departmentOf({ department }: BulkRequest, state: OrderState): AssignedTo {
  if (isDepartment(department)) return department;
  return state.assignments.find((each) => each.id === TASK)?.department ?? 'orders';
}

function alreadyAssigned(state: OrderState, given: BulkRequest): Refused | undefined {
  const { department, person } = given;
  if (department === undefined && person === undefined) return refused('assignee_required');
  if (department !== undefined && !isDepartment(department)) return refused('department_unknown');
  const now = state.assignments.find((each) => each.id === TASK && each.done !== true);
  const same = now?.department === departmentOf(given, state) && (now.person ?? '') === (person ?? '');
  return same ? refused('already_assigned') : undefined;
}

export const stateOf = (doc: OrderDoc): OneOrder => ({ doc, state: foldOrder(doc) });
