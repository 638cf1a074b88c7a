import {
  decideOrder,
  foldOrder,
  type Actor,
  type OrderEvent,
  type OrderEventDraft,
  type OrderFacts,
} from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { orderDoc } from '../../database/index.ts';
import { accepted, refused, type Context, type Outcome } from '../context.ts';
import { appendEvents, stamp } from '../events.ts';

/** A step whose id is derived from what happened, so that telling it again changes nothing. */
export interface Step {
  readonly id: string;
  readonly draft: OrderEventDraft;
  /** What may only lie encrypted: words, places. */
  readonly private?: { readonly note?: string | undefined; readonly place?: string | undefined } | undefined;
}

/** Steps of orders that have left: none of their parcels is at a bench, so nothing but the order is written. */
export interface Steps {
  /** Decides by the tables and writes. @returns the order, whether the step is new or was there already */
  take(
    order: string,
    step: Step,
    actor: Actor,
    facts?: OrderFacts,
  ): Promise<Outcome<{ doc: OrderDoc; fresh: boolean }>>;
}

export function createSteps(ctx: Context, told: (order: string) => void): Steps {
  return {
    async take(order, { id, draft, private: hidden }, actor, facts) {
      const before = await ctx.db.orders.get(order);
      if (!before) return refused('not_here', { order });
      if (before.events.some((event) => event.id === id)) return accepted({ doc: before, fresh: false });
      const decided = decideOrder(foldOrder(before), before.base, draft, {
        actor,
        ...(facts ? { facts } : {}),
      });
      if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
      const given = Object.entries(hidden ?? {}).filter(([, value]) => value !== undefined && value !== '');
      const [event] = stamp<OrderEvent>(ctx, actor, [{ type: draft.type, data: draft.data, id }]);
      if (!event) return refused('not_here', { order });
      const brought = given.length === 0 ? {} : { [id]: Object.fromEntries(given) };
      const doc = await appendEvents(ctx.db.orders, orderDoc, order, [event], brought);
      if (!doc) return refused('not_here', { order });
      told(order);
      return accepted({ doc, fresh: true });
    },
  };
}
