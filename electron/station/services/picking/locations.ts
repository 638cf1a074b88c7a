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
    if (!stock.tracked()) return () => undefined;
    const best = new Map<string, readonly string[]>();
    const within = new Map<string, (location: string) => boolean>();
    const pace = createPace();
    for (const sku of new Set(parcels.flatMap(({ base }) => base.lines.map((line) => line.sku)))) {
      const { locations } = await stock.level(sku);
      const sorted = locations
        .filter(({ qty, location }) => qty > 0 && location !== '')
        .toSorted((a, b) => b.qty - a.qty || compareLocations(a.location, b.location));
      best.set(
        sku,
        sorted.map(({ location }) => location),
      );
      await pace.step();
    }
    for (const order of new Set(parcels.map((parcel) => parcel.order))) {
      const inIt = await stock.warehouseIn(order);
      if (inIt) within.set(order, inIt);
    }
    return ({ order }, sku) => best.get(sku)?.find(within.get(order) ?? (() => true));
  };
}
