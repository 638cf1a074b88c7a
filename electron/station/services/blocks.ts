import type { Actor, OrderState } from '../../../shared/domain/index.ts';
import { blockDrafts } from '../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../shared/schema/index.ts';
import type { Change } from '../database/index.ts';
import type { Context } from './context.ts';
import { parcelsOfOrder } from './order-parcels.ts';
import type { QueueService } from './queue.ts';
import type { ShipmentsService } from './shipments.ts';

/** The parcels' own record of what their orders block: it moves them out of the queue and back. */
export interface Blocks {
  /** @param cause id of the event that changed the order; the parcels' events derive theirs from it */
  sync(doc: OrderDoc, state: OrderState, cause: string, actor: Actor): Promise<void>;
  /** The same as part of the act that changes the order. */
  plan(doc: OrderDoc, state: OrderState, cause: string, actor: Actor): Promise<BlockPlan>;
  /** Told of parcels that are blocked from now on. */
  onBlocked(listener: (shipment: string) => Promise<void>): void;
}

export interface BlockPlan {
  readonly changes: readonly Change[];
  /** To be called once they are written. */
  written(): Promise<void>;
}

export function createBlocks(deps: {
  readonly ctx: Context;
  readonly shipments: ShipmentsService;
  readonly queue: QueueService;
}): Blocks {
  let blocked: (shipment: string) => Promise<void> = () => Promise.resolve();

  async function plan(doc: OrderDoc, state: OrderState, cause: string, actor: Actor): Promise<BlockPlan> {
    const changes: Change[] = [];
    const touched: string[] = [];
    const stopped: string[] = [];
    for (const parcel of await parcelsOfOrder(deps.ctx.db, doc)) {
      if (parcel.lane === 'gone' || parcel.lane === 'void') continue;
      const drafts = blockDrafts(parcel, doc.id, state, cause);
      if (drafts.length === 0) continue;
      changes.push(deps.shipments.noting(parcel.id, drafts, actor));
      touched.push(parcel.id);
      if (drafts.some((draft) => draft.type === 'order_blocked')) stopped.push(parcel.id);
    }
    return {
      changes,
      async written() {
        for (const parcel of touched) deps.queue.notWaiting(parcel);
        for (const parcel of stopped) await blocked(parcel);
      },
    };
  }

  return {
    onBlocked: (listener) => void (blocked = listener),
    plan,
    async sync(doc, state, cause, actor) {
      const { changes, written } = await plan(doc, state, cause, actor);
      if (changes.length > 0) await deps.ctx.db.together(changes);
      await written();
    },
  };
}
