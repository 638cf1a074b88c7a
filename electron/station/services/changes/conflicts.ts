import { conflictHolds } from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import { nameOf, type Context } from '../context.ts';
import type { OrdersService } from '../orders.ts';
import { withState } from '../parcels.ts';
import { SYSTEM } from '../people.ts';

/** Two stations' work on one order meets where the hub brings it: what may be packed twice is held until somebody has looked. */
export function followConflicts(ctx: Context, orders: Pick<OrdersService, 'hold'>): void {
  const pace = createPace();
  let working: Promise<void> = Promise.resolve();

  async function look(doc: OrderDoc): Promise<void> {
    for (const { order, reason, id } of conflictHolds(doc, withState(doc).state)) {
      const known = await ctx.db.orders.get(order);
      if (known && known.events.every((event) => event.id !== id))
        await orders.hold(order, reason, SYSTEM, id);
      await pace.step();
    }
  }
  const touched = ({ events }: OrderDoc): boolean =>
    events.some((event) => event.type === 'split' || event.type === 'merged');

  ctx.db.orders.onPulled((pulled) => {
    const about = pulled
      .filter(({ doc }) => touched(doc) || doc.base.parent !== undefined)
      .map(({ doc }) => doc);
    if (about.length === 0) return;
    working = working
      .then(async () => {
        for (const doc of about) {
          if (ctx.failed() || ctx.paused()) return;
          // A part may come after the order that names it, or names another in its place.
          const parent = doc.base.parent === undefined ? undefined : await ctx.db.orders.get(doc.base.parent);
          await look(parent ?? doc);
        }
      })
      .catch((error: unknown) => ctx.log(`orders: conflicts not followed, ${nameOf(error)}`));
  });
}
