import {
  currentBase,
  decideOrder,
  foldShipment,
  fulfilmentRank,
  hasRole,
  type Actor,
  type OrderEventDraft,
  type OrderState,
} from '../../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import { DONE, refused, type Outcome } from '../context.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { withState } from '../parcels.ts';
import { SYSTEM } from '../people.ts';
import { ofLabels, voidLabels } from './labels.ts';
import type { CancelGiven, ChangesDeps } from './types.ts';
import { changingOrder, freeing, isLive, noteOf, overtaken } from './writes.ts';

const LEFT_HOUSE: ReadonlySet<string> = new Set(['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED']);

/** CAN-06: what has left the house is refused or sent back, not cancelled. */
export function cancelRefusal(state: OrderState, parcels: readonly ShipmentDoc[]) {
  if (LEFT_HOUSE.has(state.status) || parcels.some((parcel) => parcel.lane === 'gone'))
    return refused('cancel_after_shipped', { status: state.status });
  return undefined;
}

const isPaid = ({ payment }: OrderState): boolean =>
  payment === 'PAID' || payment === 'PARTLY_REFUNDED' || payment === 'SETTLED';

/**
 * Has the money of a paid order been sent on its way back? The channel says so where it has refunded the order, a part of it
 * may be recorded here, and of the rest only a person knows.
 */
function refundStarted(doc: OrderDoc, state: OrderState, said: boolean): boolean {
  const byChannel = doc.events.some(
    (event) => event.type === 'cancel_requested' && event.data.reason === 'channel_refunded',
  );
  return said || byChannel || state.payment === 'PARTLY_REFUNDED';
}

/**
 * O19, O20. Labels are void first; then, in one transaction, the order is cancelled, its parcels are, and those whom it concerns get
 * their tasks: the warehouse puts the goods back, finance sees the refund through.
 */
export async function cancelOrder(
  deps: ChangesDeps,
  doc: OrderDoc,
  given: CancelGiven,
  actor: Actor,
): Promise<Outcome<null>> {
  const { ctx, orders, cases, shipments } = deps;
  const { reason } = given;
  const { state } = withState(doc);
  const parcels = await parcelsOfOrder(ctx.db, doc);
  const late = cancelRefusal(state, parcels);
  if (late) return late;
  if (parcels.some((parcel) => deps.onBench(parcel.id))) return refused('order_on_bench');
  const children = state.split === 'orders' ? await liveChildren(deps, state) : [];
  if (children.some((child) => LEFT_HOUSE.has(child.status))) return refused('partly_shipped');
  const said = given.refundStarted === true;
  // Customer service speaks for the customer, whether he has asked before or asks now on the telephone.
  const asked = doc.events.some((event) => event.type === 'cancel_requested');
  const byCustomer = asked || (given.byCustomer === true && hasRole(actor, ['CS']));
  const side = byCustomer ? 'customer' : 'merchant';
  const draft: OrderEventDraft =
    given.refused === true
      ? { type: 'closed', data: {} }
      : { type: 'cancelled', data: { reason, side, ...(said ? { refundStarted: true } : {}) } };
  const facts = {
    labelsOut: 0,
    // What is put aside for it is given back with it.
    stock: deps.stock.tracked() ? 'free' : 'not_tracked',
    refundStarted: refundStarted(doc, state, said),
  } as const;
  // A label is not voided for a cancel that is refused.
  const allowed = decideOrder(state, doc.base, draft, { actor, facts });
  if (!allowed.ok) return refused(allowed.error.code, { ...allowed.error.data });
  for (const child of children) {
    const done = await cancelOrder(deps, child, { ...given, refundStarted: true }, actor);
    if (!done.ok) return done;
  }
  if (parcels.some((parcel) => parcel.lane === 'staged') && state.cancelRequests.length === 0) {
    // A parcel is taken back from the handover for a cause, and from here on no courier takes it.
    const stopped = await orders.command(doc.id, { type: 'cancel_requested', data: { reason } }, actor);
    if (!stopped.ok) return stopped;
  }
  const voided = await voidLabels(deps, doc, reason, ofLabels(actor));
  if (!voided.ok) return voided;
  const before = await ctx.db.orders.get(doc.id);
  if (!before) return refused('not_here', { order: doc.id });
  const now = withState(before).state;
  const again = decideOrder(now, before.base, draft, { actor, facts });
  if (!again.ok) return refused(again.error.code, { ...again.error.data });

  const common = now.mergedInto;
  const live = parcels.filter(isLive);
  const others = common === undefined ? [] : await othersIn(deps, live, common, doc.id);
  const tasks = tasksOf(doc, now, live, given, actor).map((task) => cases.opening(task));
  const freed = await freeing(deps, doc.id, 'cancelled');
  const written = await ctx.db.together([
    changingOrder(
      ctx,
      before,
      again.value.map((each) => ({ ...each, ...noteOf(given.note) })),
      actor,
    ),
    ...live.map((parcel) =>
      shipments.noting(
        parcel.id,
        [{ type: 'voided', data: { reason }, id: `voided:${doc.id}:${parcel.id}` }],
        ofLabels(actor),
      ),
    ),
    ...others.map((other) =>
      changingOrder(
        ctx,
        other,
        [{ type: 'unmerged', data: { shipment: common ?? '' }, id: `unmerged:${common ?? ''}:${other.id}` }],
        SYSTEM,
      ),
    ),
    ...tasks.map((task) => task.change),
    ...freed.changes,
  ]);
  if (!written.done) return overtaken(doc.id);
  for (const task of tasks) task.opened();
  for (const parcel of live) {
    await deps.prints.withdraw(parcel.id);
    deps.queue.notWaiting(parcel.id);
  }
  await freed.after();
  await settleShortage(deps, doc.id, given, actor);
  for (const other of others) {
    await orders.followUp(other.id);
    orders.touch(other.id);
  }
  orders.touch(doc.id);
  ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
  await endParent(deps, doc, given, actor);
  await ctx.db.barrier();
  return DONE;
}

async function liveChildren(deps: ChangesDeps, state: OrderState): Promise<OrderDoc[]> {
  const found = await deps.ctx.db.orders.getMany(state.children);
  return [...found.values()].filter((child) => child.status !== 'CANCELLED');
}

/** Orders that lay in one parcel with it: they get parcels of their own again. */
async function othersIn(
  deps: ChangesDeps,
  live: readonly ShipmentDoc[],
  common: string,
  order: string,
): Promise<OrderDoc[]> {
  const parcel = live.find(({ id }) => id === common);
  const found = await deps.ctx.db.orders.getMany((parcel?.base.orders ?? []).filter((id) => id !== order));
  return [...found.values()].filter((other) => withState(other).state.mergedInto === common);
}

/** The last sub-order that is cancelled ends the order that it is a part of; one that is shipped may complete it. */
async function endParent(deps: ChangesDeps, doc: OrderDoc, given: CancelGiven, actor: Actor): Promise<void> {
  const parent = doc.base.parent === undefined ? undefined : await deps.ctx.db.orders.get(doc.base.parent);
  if (!parent || parent.status === 'CANCELLED') return;
  const { state } = withState(parent);
  if (!state.children.includes(doc.id)) return;
  if ((await liveChildren(deps, state)).length > 0) return deps.orders.shipWhenComplete(parent.id, SYSTEM);
  await cancelOrder(deps, parent, { ...given, refundStarted: true }, actor);
}

function tasksOf(
  doc: OrderDoc,
  state: OrderState,
  live: readonly ShipmentDoc[],
  { reason }: CancelGiven,
  actor: Actor,
) {
  const code = /^[a-z0-9_]{1,40}$/.test(reason) ? reason : 'asked';
  const handled = live.filter(
    (parcel) => fulfilmentRank(foldShipment(parcel).status) >= fulfilmentRank('PICKED'),
  );
  const units = handled
    .flatMap((parcel) => currentBase(parcel).lines)
    .reduce((sum, line) => sum + line.qty, 0);
  const { total } = state.current;
  return [
    // CAN-04: somebody has them in hand.
    ...(handled.length === 0
      ? []
      : [
          {
            id: `put_back:${doc.id}`,
            kind: 'other' as const,
            code: 'put_back',
            department: 'WHL' as const,
            order: doc.id,
            shipment: handled[0]?.id,
            data: { units, reason: code },
            actor,
          },
        ]),
    ...(isPaid(state) && doc.base.parent === undefined
      ? [
          {
            id: `refund:${doc.id}`,
            kind: 'payment' as const,
            code: 'refund_due',
            order: doc.id,
            data: { reason: code, ...(total ? { minor: total.minor, currency: total.currency } : {}) },
            actor,
          },
        ]
      : []),
  ];
}

/** CAN-05: why goods were short is on record with the case that this ends. */
async function settleShortage(
  deps: ChangesDeps,
  order: string,
  { cause }: CancelGiven,
  actor: Actor,
): Promise<void> {
  for (const one of await deps.cases.ofOrder(order)) {
    if (one.kind !== 'shortage' || one.lane !== 'open') continue;
    if (cause !== undefined)
      await deps.cases.command(one.id, { type: 'detailed', data: { facts: { cause } } }, actor);
  }
  await deps.cases.settle(order, 'shortage', 'order_cancelled', actor);
}
