import {
  decideOrder,
  hasRole,
  SPLIT_RULE,
  ALLOCATED_BY_SPLIT,
  type Actor,
  type OrderEvent,
} from '../../../../shared/domain/index.ts';
import {
  childrenOf,
  receiverOf,
  receiverText,
  subOrders,
  type Division,
} from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { orderDoc } from '../../database/index.ts';
import { accepted, refused, type Outcome } from '../context.ts';
import { stamp, type Draft } from '../events.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { withState } from '../parcels.ts';
import { SYSTEM } from '../people.ts';
import { ofLabels, voidLabels } from './labels.ts';
import type { ChangesDeps } from './types.ts';
import { changingOrder, freeing, isLive, isTouched, noteOf, overtaken } from './writes.ts';

export interface SplitGiven {
  readonly parts: Division;
  /** Which of the parts waits for goods. */
  readonly waiting?: number | undefined;
  /** Warehouse that each part comes out of; '' for none in particular. */
  readonly warehouses?: readonly string[] | undefined;
  readonly consent?: string | undefined;
  readonly note?: string | undefined;
}

/**
 * 拆单: sub-orders with documents of their own, parcels and numbers of their own; the order itself is shipped when all of them
 * are. The parcel that it had is void. All of it is one transaction.
 */
export async function splitOrder(
  deps: ChangesDeps,
  doc: OrderDoc,
  { parts, waiting, warehouses = [], consent, note }: SplitGiven,
  actor: Actor,
): Promise<Outcome<string[]>> {
  const { ctx, orders } = deps;
  const { state } = withState(doc);
  const known = new Set(state.current.lines.filter((line) => line.kind === 'goods').map((line) => line.no));
  if (!parts.flat().every(({ no }) => known.has(no))) return refused('lines_do_not_sum');
  const parcels = (await parcelsOfOrder(ctx.db, doc)).filter(isLive);
  const children = childrenOf(doc, parts);
  const draft = {
    type: 'split' as const,
    data: { children, into: 'orders' as const, ...(consent === undefined ? {} : { consent }) },
  };
  // A part that waits is a partial delivery: the customer is asked, whatever state the order is in (SPL-03).
  if (waiting !== undefined && (consent ?? '').trim() === '') return refused('consent_required');
  if (waiting !== undefined && !hasRole(actor, ['REV', 'CS']))
    return refused('role_not_allowed', { row: 'O12' });
  const decided = decideOrder(state, doc.base, draft, { actor });
  if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
  if (parcels.some((parcel) => isTouched(parcel) || deps.onBench(parcel.id)))
    return refused('order_on_bench');
  const voided = await voidLabels(deps, doc, 'split', ofLabels(actor));
  if (!voided.ok) return voided;
  const receiver = receiverOf(doc);
  const hash = receiver === undefined ? undefined : deps.siteKey.hash(receiverText(receiver)).slice(0, 32);
  const before = await ctx.db.orders.get(doc.id);
  if (!before || before.events.length !== doc.events.length) return overtaken(doc.id);
  const docs = subOrders(before, children).map((sub, at) => {
    const steps: Draft[] = [
      { type: 'submitted', data: {}, id: `submitted:split:${sub.id}` },
      { type: 'approved', data: { rule: SPLIT_RULE }, id: `approved:split:${sub.id}` },
    ];
    const short: Draft = {
      type: 'backordered',
      data: { reason: state.reason ?? 'partial' },
      id: `backordered:split:${sub.id}`,
    };
    const warehouse = warehouses[at] ?? '';
    const from: Draft = {
      type: 'allocated',
      data: { warehouse },
      id: `${ALLOCATED_BY_SPLIT}${sub.id}`,
    };
    const events = [
      ...stamp<OrderEvent>(ctx, SYSTEM, warehouse === '' ? steps : [...steps, from]),
      ...(at === waiting ? stamp<OrderEvent>(ctx, actor, [short]) : []),
    ];
    return orderDoc({
      ...sub,
      base: { ...sub.base, ...(hash === undefined ? {} : { receiverHash: hash }) },
      events,
    });
  });
  const freed = await freeing(deps, doc.id, 'split');
  const written = await ctx.db.together([
    changingOrder(
      ctx,
      before,
      decided.value.map((each) => ({ ...each, ...noteOf(note) })),
      actor,
    ),
    ...parcels.map((parcel) =>
      deps.shipments.noting(
        parcel.id,
        [{ type: 'voided', data: { reason: 'split' }, id: `voided:split:${parcel.id}` }],
        ofLabels(actor),
      ),
    ),
    ...docs.map((sub) => ctx.db.orders.ensuring(sub)),
    ...freed.changes,
  ]);
  if (!written.done) return overtaken(doc.id);
  for (const parcel of parcels) deps.queue.notWaiting(parcel.id);
  await freed.after();
  for (const [at, sub] of docs.entries()) if (at !== waiting) await orders.followUp(sub.id);
  await ctx.db.barrier();
  orders.touch(doc.id);
  return accepted(docs.map((sub) => sub.id));
}
