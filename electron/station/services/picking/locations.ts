import { compareLocations } from '../../../../shared/domain/picking/index.ts';
import type { ShipmentDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import type { StockService } from '../stock/index.ts';

/** Where a product of a parcel lies by the stock ledger; one that is missing lies where its product data say. */
export type Places = (parcel: Pick<ShipmentDoc, 'order'>, sku: string) => string | undefined;
export type Locations = (parcels: readonly Pick<ShipmentDoc, 'order' | 'base'>[]) => Promise<Places>;

/**
 * Of several places the one with the most units, of equal ones the first of the walk; of a parcel whose order was given to a
 * warehouse, those in it.
 */
export function createLocations(stock: Pick<StockService, 'tracked' | 'level' | 'warehouseIn'>): Locations {
  return async (parcels) => {
    const found = new Map<string, string>();
    const key = (order: string, sku: string): string => `${order}\n${sku}`;
    if (!stock.tracked()) return () => undefined;
    const pace = createPace();
    for (const { order, base } of parcels) {
      const inIt = (await stock.warehouseIn(order)) ?? (() => true);
      for (const sku of new Set(base.lines.map((line) => line.sku))) {
        const { locations } = await stock.level(sku);
        const [first] = locations
          .filter(({ qty, location }) => qty > 0 && location !== '' && inIt(location))
          .toSorted((a, b) => b.qty - a.qty || compareLocations(a.location, b.location));
        if (first) found.set(key(order, sku), first.location);
        await pace.step();
      }
    }
    return ({ order }, sku) => found.get(key(order, sku));
  };
}
