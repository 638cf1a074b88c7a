import { compareLocations } from '../../../../shared/domain/picking/index.ts';
import { createPace } from '../../pace.ts';
import type { StockService } from '../stock/index.ts';

/** Where products lie by the stock ledger, by SKU; one that is missing lies where its product data say. */
export type Locations = (skus: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Of several places the one with the most units; of equal ones the first of the walk. */
export function createLocations(stock: Pick<StockService, 'tracked' | 'level'>): Locations {
  return async (skus) => {
    const found = new Map<string, string>();
    if (!stock.tracked()) return found;
    const pace = createPace();
    for (const sku of new Set(skus)) {
      const { locations } = await stock.level(sku);
      const [first] = locations
        .filter(({ qty, location }) => qty > 0 && location !== '')
        .toSorted((a, b) => b.qty - a.qty || compareLocations(a.location, b.location));
      if (first) found.set(sku, first.location);
      await pace.step();
    }
    return found;
  };
}
