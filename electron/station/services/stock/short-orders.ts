import { needsOf } from '../../../../shared/domain/stock/index.ts';
import { priorityKey, type OrderDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import type { CatalogueService } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { withState } from '../parcels.ts';
import type { StockService } from './types.ts';

export interface ShortOrder {
  readonly doc: OrderDoc;
  /** Queue order: urgent first, then the deadline, then the age. */
  readonly key: string;
  readonly urgent: boolean;
  readonly shipBy: number | undefined;
  readonly needs: ReadonlyMap<string, number>;
}

/** Backordered orders with what they need, read again when orders have changed. */
export interface ShortOrders {
  all(): Promise<readonly ShortOrder[]>;
  /** Those that could go now, each with what those before it leave. */
  servable(): Promise<readonly ShortOrder[]>;
  /** Units that are waited for, by SKU. */
  waiting(): Promise<ReadonlyMap<string, number>>;
}

const PAGE = 100;

export function createShortOrders(deps: {
  readonly ctx: Context;
  readonly catalogue: Pick<CatalogueService, 'products'>;
  readonly stock: Pick<StockService, 'tracked' | 'level'>;
}): ShortOrders {
  const { ctx } = deps;
  let known: Promise<readonly ShortOrder[]> | undefined;
  const isShort = (doc: Pick<OrderDoc, 'status'> | undefined): boolean => doc?.status === 'BACKORDERED';
  ctx.db.orders.onWritten((written) => {
    if (written.some(({ doc, before }) => isShort(doc) || isShort(before))) known = undefined;
  });

  async function read(): Promise<readonly ShortOrder[]> {
    const pace = createPace();
    const found: ShortOrder[] = [];
    for (let skip = 0; ; skip += PAGE) {
      const docs = await ctx.db.orders.find({
        selector: { lane: 'blocked', status: 'BACKORDERED' },
        sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
        skip,
        limit: PAGE,
      });
      const states = docs.map(withState);
      const skus = states.flatMap(({ state }) => state.current.lines.map((line) => line.sku));
      const products = await deps.catalogue.products([...new Set(skus)]);
      for (const { doc, state } of states) {
        await pace.step();
        // Its sub-orders stand for themselves.
        if (state.split === 'orders') continue;
        const urgent = state.flags.includes('urgent');
        const { shipBy } = state.current;
        found.push({
          doc,
          urgent,
          shipBy,
          key: priorityKey({ urgent, createdAt: doc.base.receivedAt }, shipBy),
          needs: needsOf(state.current.lines, products),
        });
      }
      if (docs.length < PAGE) break;
    }
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  const all = (): Promise<readonly ShortOrder[]> => {
    const reading = known ?? read();
    known = reading;
    reading.catch(() => void (known = undefined));
    return reading;
  };

  return {
    all,
    async servable() {
      if (!deps.stock.tracked()) return [];
      const left = new Map<string, number>();
      const can: ShortOrder[] = [];
      for (const order of await all()) {
        for (const sku of order.needs.keys())
          if (!left.has(sku)) left.set(sku, (await deps.stock.level(sku)).free);
        const fits = [...order.needs].every(([sku, qty]) => (left.get(sku) ?? 0) >= qty);
        if (!fits) continue;
        for (const [sku, qty] of order.needs) left.set(sku, (left.get(sku) ?? 0) - qty);
        can.push(order);
      }
      return can;
    },
    async waiting() {
      const units = new Map<string, number>();
      for (const { needs } of await all())
        for (const [sku, qty] of needs) units.set(sku, (units.get(sku) ?? 0) + qty);
      return units;
    },
  };
}
