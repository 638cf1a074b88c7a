import type { Actor, OrderState } from '../../../shared/domain/index.ts';
import { blockDrafts } from '../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../shared/schema/index.ts';
import type { Context } from './context.ts';
import type { QueueService } from './queue.ts';
import type { ShipmentsService } from './shipments.ts';

/** The parcels' own record of what their orders block: it moves them out of the queue and back. */
export interface Blocks {
  /** @param cause id of the event that changed the order; the parcels' events derive theirs from it */
  sync(doc: OrderDoc, state: OrderState, cause: string, actor: Actor): Promise<void>;
  /** Told of parcels that are blocked from now on. */
  onBlocked(listener: (shipment: string) => Promise<void>): void;
}

export function createBlocks(deps: {
  readonly ctx: Context;
  readonly shipments: ShipmentsService;
  readonly queue: QueueService;
}): Blocks {
  let blocked: (shipment: string) => Promise<void> = () => Promise.resolve();

  return {
    onBlocked: (listener) => void (blocked = listener),
    async sync(doc, state, cause, actor) {
      for (const parcel of await deps.ctx.db.shipments.find({ selector: { order: doc.id } })) {
        if (parcel.lane === 'gone' || parcel.lane === 'void') continue;
        const drafts = blockDrafts(parcel, doc.id, state, cause);
        if (drafts.length === 0) continue;
        await deps.shipments.note(parcel.id, drafts, actor);
        deps.queue.notWaiting(parcel.id);
        if (drafts.some((draft) => draft.type === 'order_blocked')) await blocked(parcel.id);
      }
    },
  };
}
