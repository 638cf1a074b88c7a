import type { OrderLine } from '../order/types.ts';
import type { Product } from '../product/types.ts';
import { WAREHOUSE_ENTRY } from './patterns.ts';

/** Units by line number: what goes into one part. */
export type PartLines = readonly { readonly no: number; readonly qty: number }[];

/** How an order could be divided so that each part comes out of one warehouse (SPL-01). */
export interface WarehouseParts {
  /** Two at least; the one that has the most first. `warehouse` is '' for the places that no entry names. */
  readonly parts: readonly { readonly warehouse: string; readonly lines: PartLines }[];
  /** What no warehouse has, or, of a kit, has as a whole. */
  readonly lacking: PartLines;
}

/** Where so many units lie. */
interface Place {
  readonly location: string;
  readonly qty: number;
}

/**
 * Which warehouse a location belongs to.
 * @param entries of the rule `stock.warehouses` (`WAREHOUSE_ENTRY`); the first that names the location counts
 * @returns '' where none does
 */
export function warehouseOf(entries: readonly string[]): (location: string) => string {
  const named = entries.flatMap((entry) => {
    if (!WAREHOUSE_ENTRY.test(entry.trim())) return [];
    const [name = '', places = ''] = entry.split('=').map((part) => part.trim());
    return [{ name, places: places.split('|').map(fold) }];
  });
  return (location) => {
    const place = fold(location);
    const fits = (given: string): boolean =>
      given.endsWith('*') ? place.startsWith(given.slice(0, -1)) : place === given;
    return named.find(({ places }) => places.some(fits))?.name ?? '';
  };
}

const fold = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** Parts that a division may have, with the one that waits. */
const MOST_PARTS = 20;

/**
 * Takes what an order needs from as few warehouses as there is need of: first from the one that has the most of it, then from
 * the one that has the most of the rest. A kit comes out of one warehouse as a whole.
 * @param placesOf where the units of a SKU lie
 * @param mostOf how many of them this order may have; what others reserved is taken off where the most lies, for nobody says
 *   from which place a reservation is
 * @returns undefined where one warehouse has all that can be had
 */
export function partsByWarehouse(
  lines: readonly Pick<OrderLine, 'no' | 'sku' | 'qty' | 'kind'>[],
  products: ReadonlyMap<string, Pick<Product, 'kit'>>,
  placesOf: (sku: string) => readonly Place[],
  mostOf: (sku: string) => number,
  of: (location: string) => string,
): WarehouseParts | undefined {
  const goods = lines.filter((line) => line.kind === 'goods' && line.qty > 0);
  const unitsOf = (sku: string): readonly { readonly sku: string; readonly qty: number }[] =>
    products.get(sku)?.kit ?? [{ sku, qty: 1 }];

  /** Units by warehouse and SKU; what is taken is taken off. */
  const there = new Map<string, Map<string, number>>();
  for (const sku of new Set(goods.flatMap((line) => unitsOf(line.sku).map((unit) => unit.sku)))) {
    const lies = new Map<string, number>();
    for (const { location, qty } of placesOf(sku))
      if (qty > 0) lies.set(of(location), (lies.get(of(location)) ?? 0) + qty);
    let spoken = [...lies.values()].reduce((units, qty) => units + qty, 0) - Math.max(0, mostOf(sku));
    for (const [warehouse, qty] of [...lies].sort((a, b) => b[1] - a[1])) {
      const off = Math.min(qty, Math.max(0, spoken));
      spoken -= off;
      const stock = there.get(warehouse) ?? new Map<string, number>();
      there.set(warehouse, stock.set(sku, qty - off));
    }
  }

  /** What of the lines this much stock serves, one line after another. */
  function served(stock: ReadonlyMap<string, number>, wanted: PartLines): PartLines {
    const left = new Map(stock);
    return wanted.flatMap(({ no, qty }) => {
      const units = unitsOf(goods.find((line) => line.no === no)?.sku ?? '');
      const most = units.map((unit) => Math.floor((left.get(unit.sku) ?? 0) / unit.qty));
      const n = Math.min(qty, ...most);
      if (n <= 0) return [];
      for (const unit of units) left.set(unit.sku, (left.get(unit.sku) ?? 0) - n * unit.qty);
      return [{ no, qty: n }];
    });
  }

  const parts: { warehouse: string; lines: PartLines }[] = [];
  let rest: PartLines = goods.map(({ no, qty }) => ({ no, qty }));
  while (rest.length > 0 && parts.length < MOST_PARTS - 1) {
    const best = [...there]
      .map(([warehouse, stock]) => ({ warehouse, lines: served(stock, rest) }))
      .sort((a, b) => sum(b.lines) - sum(a.lines) || (a.warehouse < b.warehouse ? -1 : 1))[0];
    if (best === undefined || best.lines.length === 0) break;
    parts.push(best);
    // It gave all that it can give.
    there.delete(best.warehouse);
    rest = without(rest, best.lines);
  }
  return parts.length < 2 ? undefined : { parts, lacking: rest };
}

const sum = (lines: PartLines): number => lines.reduce((units, line) => units + line.qty, 0);

const without = (lines: PartLines, taken: PartLines): PartLines =>
  lines.flatMap(({ no, qty }) => {
    const left = qty - (taken.find((line) => line.no === no)?.qty ?? 0);
    return left > 0 ? [{ no, qty: left }] : [];
  });
