import { hlcMs } from '../../../../shared/base/index.ts';
import type { Disposable } from '../../../../shared/base/index.ts';
import type { OrderEvent } from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { Pulled } from '../../database/index.ts';
import { createPace } from '../../pace.ts';
import { nameOf, type Context } from '../context.ts';
import type { OrdersService } from '../orders.ts';

/** What comes together is looked at together; and two steps of one act are seen as one, ms. */
const SETTLE_MS = 150;
/** Whatever is older was told when it was new, or lies in the books of a station that has just joined. */
const NEWS_MS = 2 * 86_400_000;
/** Orders read at once: they are decrypted in one turn, which a scan may have to wait. */
const FEW = 5;

/** How far before a crash the last looks may have been missed, ms. */
const MISSED_MS = 10 * 60_000;

export interface Following extends Disposable {
  /** Everything that was news until now has been looked at. */
  settled(): Promise<void>;
  /** What was written shortly before the station ended is looked at again. */
  recover(): Promise<void>;
}

/**
 * Looks at the new events of orders that changed, here or elsewhere, beside the work: nobody waits for a notice.
 * @param each gets an order and those of its events that may be news; may see the same again
 */
export function followOrders(
  deps: { readonly ctx: Context; readonly orders: Pick<OrdersService, 'onChanged'> },
  each: (doc: OrderDoc, news: readonly OrderEvent[]) => Promise<void>,
): Following {
  const { ctx, orders } = deps;
  const changed = new Set<string>();
  /** Pulled orders are looked at as they come; that they are told of a second time is no news. */
  const pulled = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const newsOf = (events: readonly OrderEvent[]): OrderEvent[] => {
    const since = ctx.clock.now() - NEWS_MS;
    return events.filter((event) => hlcMs(event.at) >= since);
  };

  async function work(): Promise<void> {
    timer = undefined;
    const ids = [...changed];
    changed.clear();
    pulled.clear();
    const pace = createPace();
    for (let at = 0; at < ids.length && !closed; at += FEW) {
      await ctx.scans.lull();
      for (const doc of (await ctx.db.orders.getMany(ids.slice(at, at + FEW))).values()) {
        const news = newsOf(doc.events);
        if (news.length > 0 && !ctx.paused()) await each(doc, news);
        await pace.step();
      }
    }
  }
  function look(id: string): void {
    changed.add(id);
    timer ??= setTimeout(() => {
      running = running
        .then(work)
        .catch((error: unknown) => void (closed || ctx.log(`notices not made: ${nameOf(error)}`)));
    }, SETTLE_MS).unref();
  }

  ctx.db.orders.onPulled((docs: readonly Pulled<OrderDoc>[]) => {
    for (const { doc, before } of docs) {
      pulled.add(doc.id);
      const known = new Set(before?.events.map((event) => event.id));
      if (newsOf(doc.events).some((event) => !known.has(event.id))) look(doc.id);
    }
  });
  orders.onChanged((id) => {
    if (!closed && !pulled.delete(id)) look(id);
  });

  return {
    dispose() {
      closed = true;
      clearTimeout(timer);
    },
    async recover() {
      const pace = createPace();
      let place: { id: string; lwt: number } | undefined = { id: '', lwt: ctx.clock.now() - MISSED_MS };
      while (place !== undefined && !closed) {
        await ctx.scans.lull();
        const changes: Awaited<ReturnType<typeof ctx.db.orders.changedSince>> =
          await ctx.db.orders.changedSince(place, FEW);
        for (const doc of changes.docs) {
          const news = newsOf(doc.events);
          if (news.length > 0 && !ctx.paused()) await each(doc, news);
          await pace.step();
        }
        place = changes.place;
      }
    },
    async settled() {
      if (timer !== undefined) {
        clearTimeout(timer);
        running = running.then(work);
      }
      await running;
    },
  };
}
