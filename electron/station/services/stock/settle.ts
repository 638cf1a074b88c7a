import { foldOrder } from '../../../../shared/domain/index.ts';
import { overbooked, type Reservation } from '../../../../shared/domain/stock/index.ts';
import type { CasesService } from '../cases/index.ts';
import { nameOf, type Context } from '../context.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import type { OrdersService } from '../orders.ts';
import { SYSTEM } from '../people.ts';
import type { Levels } from './levels.ts';
import type { StockService } from './types.ts';

/** What came from the hub may come in several pieces: looked at when nothing has come for so long, ms. */
const QUIET_MS = 2_000;

export interface Settling {
  /** Looks now; for scripts and tests. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Two stations that did not hear of each other may put the same unit aside. When their moves meet, the earlier reservation
 * has it; the order of the later one is backordered, or, where its parcel is packed already, somebody has to look. Every
 * station comes to the same answer, with ids that repeat.
 */
export function settleOverbooked(deps: {
  readonly ctx: Context;
  readonly stock: StockService & { readonly levels: Levels };
  readonly orders: Pick<OrdersService, 'note'>;
  readonly cases: Pick<CasesService, 'open'>;
}): Settling {
  const { ctx, stock } = deps;
  const touched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let closed = false;

  async function lose(sku: string, { order, qty, id }: Reservation): Promise<void> {
    const doc = await ctx.db.orders.get(order);
    if (!doc) return;
    const { status } = foldOrder(doc);
    if (status !== 'READY_TO_SHIP' && status !== 'APPROVED') return;
    const parcels = await parcelsOfOrder(ctx.db, doc);
    if (parcels.some(({ lane }) => lane === 'staged' || lane === 'gone')) {
      await deps.cases.open({
        id: `stock:overbooked:${id}`,
        kind: 'stock_discrepancy',
        code: 'overbooked',
        sku,
        order,
        data: { qty },
        actor: SYSTEM,
      });
      return;
    }
    await deps.orders.note(
      order,
      { type: 'backordered', data: { reason: 'stock_overbooked', sku, qty }, id: `backordered:${id}` },
      SYSTEM,
      await stock.releasing(order, 'overbooked'),
    );
  }

  async function look(): Promise<void> {
    if (!stock.tracked() || ctx.failed() || ctx.paused()) return;
    const ledger = await stock.levels.ready();
    const skus = [...touched];
    touched.clear();
    for (const sku of skus)
      for (const loser of overbooked(ledger, sku)) {
        if (closed) return;
        await lose(sku, loser);
      }
  }

  ctx.db.stock.onPulled((pulled) => {
    for (const { doc } of pulled) touched.add(doc.sku);
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => void run(), QUIET_MS).unref();
  });

  function run(): Promise<void> {
    looking = looking
      .then(look)
      .catch((error: unknown) => ctx.log(`overbooked stock not settled: ${nameOf(error)}`));
    return looking;
  }

  return {
    look: run,
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
