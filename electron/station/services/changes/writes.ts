import type { Actor, OrderEvent } from '../../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import { orderDoc, type Change } from '../../database/index.ts';
import { refused, type Context } from '../context.ts';
import { stamp, withEvents, type Draft } from '../events.ts';
import type { ChangesDeps } from './types.ts';

/** Steps of an order as one change of an act; refused where somebody else wrote it since it was read. */
export function changingOrder(
  ctx: Context,
  before: OrderDoc,
  drafts: readonly Draft[],
  actor: Actor,
): Change<OrderDoc> {
  const events = stamp<OrderEvent>(ctx, actor, drafts);
  const brought = Object.fromEntries(
    events.flatMap((event, at) =>
      drafts[at]?.private === undefined ? [] : [[event.id, drafts[at].private]],
    ),
  );
  return ctx.db.orders.changing(before.id, (doc) =>
    doc.events.length === before.events.length ? orderDoc(withEvents(doc, events, brought)) : undefined,
  );
}

/** Changes of one act that a scan may have to wait for, at most. */
const MOST_TOGETHER = 100;

/** What an order has put aside is free again: with the act that ends it, or after it where it is much. */
export async function freeing(
  { stock }: Pick<ChangesDeps, 'stock'>,
  order: string,
  reason: string,
): Promise<{ readonly changes: readonly Change[]; after(): Promise<void> }> {
  const changes = await stock.releasing(order, reason);
  const much = changes.length > MOST_TOGETHER;
  return {
    changes: much ? [] : changes,
    after: () => (much ? stock.release(order, reason) : Promise.resolve()),
  };
}

/** Somebody else was faster: what was decided no longer fits what is there. */
export const overtaken = (order: string) => refused('changed_meanwhile', { order });

/** Goods of it are in somebody's hands: opened, packed or waiting for the courier. */
export const isTouched = ({ lane }: Pick<ShipmentDoc, 'lane'>): boolean =>
  lane === 'work' || lane === 'staged' || lane === 'gone';
export const isLive = ({ lane }: Pick<ShipmentDoc, 'lane'>): boolean => lane !== 'gone' && lane !== 'void';

/** A note as what an event brings; nothing where nothing was said. */
export const noteOf = (note: string | undefined): { readonly private?: { readonly note: string } } => {
  const said = note?.trim() ?? '';
  return said === '' ? {} : { private: { note: said } };
};
