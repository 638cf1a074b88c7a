import { decideOrder, hasRole, type Actor, type OrderEventDraft } from '../../../../shared/domain/index.ts';
import type { ChangesAct } from '../../../../shared/contract/change-views.ts';
import { ACTION_RIGHTS } from '../../../../shared/contract/rights.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { DONE, refused, type Outcome } from '../context.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { withState } from '../parcels.ts';
import { ofLabels, voidLabels } from './labels.ts';
import type { ChangesDeps } from './types.ts';
import { changingOrder, freeing, isLive, isTouched, noteOf, overtaken } from './writes.ts';

type Act<T extends ChangesAct['act']['type']> = Extract<ChangesAct['act'], { type: T }>;

const HOUR_MS = 3_600_000;
/** Reason of a hold by which a bench or a picker says that goods are lacking. */
export const SHORT_HOLD = 'SHORT';

/**
 * SHO-01: what is lacking, how many and where, by whoever finds it. The order is not packed until somebody decides; who finds
 * it decides nothing.
 */
export async function reportShort(
  deps: ChangesDeps,
  doc: OrderDoc,
  { sku, qty, place }: Omit<Act<'report_short'>, 'type'>,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  const opened = await deps.cases.open({
    id: `shortage:${doc.id}:${sku}`,
    kind: 'shortage',
    code: 'not_found',
    order: doc.id,
    sku,
    data: { qty, ...(place === undefined || place === '' ? {} : { place }) },
    note,
    again: true,
    actor,
  });
  if (!opened.ok) return opened;
  const { state } = withState(doc);
  const held = state.holds.some((hold) => hold.reason === SHORT_HOLD);
  if (state.status === 'READY_TO_SHIP' && !held)
    await deps.orders.hold(doc.id, SHORT_HOLD, actor, `hold:${opened.value.id}`);
  deps.orders.touch(doc.id);
  return DONE;
}

/** O12: it waits for goods. What held it because of that is lifted with it. */
export async function backorder(
  deps: ChangesDeps,
  doc: OrderDoc,
  { sku, qty, expected, cause }: Omit<Act<'backorder'>, 'type'>,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  const done = await deps.orders.command(
    doc.id,
    {
      type: 'backordered',
      data: {
        reason: 'stock_short',
        ...(sku === undefined || sku === '' ? {} : { sku }),
        ...(qty === undefined ? {} : { qty }),
        ...(expected === undefined ? {} : { expected }),
      },
    },
    actor,
    undefined,
    noteOf(note).private,
  );
  if (!done.ok) return done;
  for (const hold of withState(done.value).state.holds)
    if (hold.reason === SHORT_HOLD)
      await deps.orders.command(doc.id, { type: 'hold_lifted', data: { hold: hold.id } }, actor);
  const opened = await deps.cases.open({
    id: `shortage:${doc.id}:${sku ?? ''}`,
    kind: 'shortage',
    code: 'backordered',
    order: doc.id,
    sku,
    data: {
      ...(qty === undefined ? {} : { qty }),
      ...(expected === undefined ? {} : { expected }),
      ...(cause === undefined ? {} : { cause }),
    },
    note,
    again: true,
    actor,
  });
  if (
    opened.ok &&
    opened.value.base.code !== 'backordered' &&
    (expected !== undefined || cause !== undefined)
  ) {
    const facts = {
      ...(expected === undefined ? {} : { expected }),
      ...(cause === undefined ? {} : { cause }),
    };
    await deps.cases.command(opened.value.id, { type: 'detailed', data: { facts } }, actor);
  }
  return DONE;
}

/** SHO-04: the customer waits. He hears from us as often as the rule says, and on the day that was named. */
export async function waitFor(
  deps: ChangesDeps,
  doc: OrderDoc,
  { until, consent }: Omit<Act<'wait'>, 'type'>,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  if (!hasRole(actor, ACTION_RIGHTS.wait)) return refused('role_not_allowed', { row: 'O12' });
  if (doc.status !== 'BACKORDERED') return refused('wrong_status', { status: doc.status });
  const open = (await deps.cases.ofOrder(doc.id)).find(
    (one) => one.kind === 'shortage' && one.lane === 'open',
  );
  if (!open) return refused('no_shortage_case');
  const now = deps.ctx.clock.now();
  if (until <= now) return refused('due_in_the_past');
  const told = await deps.cases.command(
    open.id,
    { type: 'contacted', data: { with: 'customer' } },
    actor,
    note,
  );
  if (!told.ok) return told;
  const facts = { decision: 'wait', consent, expected: until };
  const noted = await deps.cases.command(open.id, { type: 'detailed', data: { facts } }, actor);
  if (!noted.ok) return noted;
  const next = Math.min(until, now + deps.siteRules.get('cases.followUpHours') * HOUR_MS);
  const due = await deps.cases.command(open.id, { type: 'due_changed', data: { due: next } }, actor);
  deps.orders.touch(doc.id);
  return due.ok ? DONE : due;
}

/** O13: goods came, or it was agreed what is sent instead. Its parcel is made anew where its lines are others. */
export async function restock(
  deps: ChangesDeps,
  doc: OrderDoc,
  consent: string,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  const draft: OrderEventDraft = { type: 'restocked', data: { consent } };
  const done = await deps.orders.command(doc.id, draft, actor, undefined, noteOf(note).private);
  if (!done.ok) return done;
  await deps.orders.followUp(doc.id);
  const lines = doc.events.some((event) => event.type === 'substituted')
    ? 'substituted'
    : doc.events.some((event) => event.type === 'lines_cancelled')
      ? 'line_cancelled'
      : 'waited';
  await deps.cases.settle(doc.id, 'shortage', lines, actor);
  deps.orders.touch(doc.id);
  return DONE;
}

export async function substitute(
  deps: ChangesDeps,
  doc: OrderDoc,
  given: Omit<Act<'substitute'>, 'type'>,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  const line = withState(doc).state.current.lines.find((one) => one.no === given.line);
  const product = (await deps.catalogue.products([given.sku])).get(given.sku);
  if (!product) return refused('unknown_sku', { sku: given.sku });
  return changeLines(
    deps,
    doc,
    {
      type: 'substituted',
      data: {
        line: given.line,
        from: line?.sku ?? '',
        sku: product.sku,
        name: product.name,
        ...(product.variant === undefined ? {} : { variant: product.variant }),
        qty: given.qty,
        ...(given.difference === undefined ? {} : { difference: given.difference }),
        consent: given.consent,
      },
    },
    note,
    actor,
  );
}

export async function cancelLines(
  deps: ChangesDeps,
  doc: OrderDoc,
  given: Omit<Act<'cancel_lines'>, 'type'>,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  const { lines } = withState(doc).state.current;
  return changeLines(
    deps,
    doc,
    {
      type: 'lines_cancelled',
      data: {
        lines: given.lines.map(({ no, qty }) => ({
          no,
          qty,
          sku: lines.find((line) => line.no === no)?.sku ?? '',
        })),
        ...(given.refund === undefined ? {} : { refund: given.refund }),
        consent: given.consent,
      },
    },
    note,
    actor,
  );
}

/**
 * Other goods, or less of them: the parcel that was to hold the old ones is void, what was put aside for it is free again, and
 * money that goes one way or the other is a task for finance. All in one transaction.
 */
async function changeLines(
  deps: ChangesDeps,
  doc: OrderDoc,
  draft: Extract<OrderEventDraft, { type: 'substituted' | 'lines_cancelled' }>,
  note: string | undefined,
  actor: Actor,
): Promise<Outcome<null>> {
  const { ctx } = deps;
  const { state } = withState(doc);
  const decided = decideOrder(state, doc.base, draft, { actor });
  if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
  const parcels = (await parcelsOfOrder(ctx.db, doc)).filter(isLive);
  if (parcels.some((parcel) => isTouched(parcel) || deps.onBench(parcel.id)))
    return refused('order_on_bench');
  const voided = await voidLabels(deps, doc, 'lines_changed', ofLabels(actor));
  if (!voided.ok) return voided;
  const event = ctx.ids.next();
  const money = draft.type === 'substituted' ? draft.data.difference : draft.data.refund;
  const due = draft.type === 'substituted' ? (money?.minor ?? 0) : -(money?.minor ?? 0);
  const settled =
    state.payment === 'PAID' || state.payment === 'PARTLY_REFUNDED' || state.payment === 'SETTLED';
  const tasks =
    settled && money !== undefined && due !== 0
      ? [
          deps.cases.opening({
            id: `money:${event}`,
            kind: 'payment',
            code: due > 0 ? 'difference_due' : 'refund_due',
            order: doc.id,
            data: { minor: Math.abs(due), currency: money.currency, reason: draft.type },
            actor,
          }),
        ]
      : [];
  const freed = await freeing(deps, doc.id, 'lines_changed');
  const written = await ctx.db.together([
    changingOrder(ctx, doc, [{ ...draft, id: event, ...noteOf(note) }], actor),
    ...parcels.map((parcel) =>
      deps.shipments.noting(
        parcel.id,
        [{ type: 'voided', data: { reason: 'lines_changed' }, id: `voided:lines:${parcel.id}` }],
        ofLabels(actor),
      ),
    ),
    ...tasks.map((task) => task.change),
    ...freed.changes,
  ]);
  if (!written.done) return overtaken(doc.id);
  for (const task of tasks) task.opened();
  for (const parcel of parcels) deps.queue.notWaiting(parcel.id);
  await freed.after();
  await ctx.db.barrier();
  deps.orders.touch(doc.id);
  ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
  return DONE;
}
