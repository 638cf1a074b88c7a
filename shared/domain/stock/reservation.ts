import type { OrderLine } from '../order/types.ts';
import type { Product } from '../product/types.ts';
import type { Shortage, StockMove } from './types.ts';

/** Units by SKU. */
export type Units = ReadonlyMap<string, number>;

/**
 * What an order takes from the shelves: its goods, kits taken apart as `shipmentOf` does.
 * @param products by SKU; one that is not known counts as itself
 */
export function needsOf(
  lines: readonly Pick<OrderLine, 'sku' | 'qty' | 'kind'>[],
  products: ReadonlyMap<string, Pick<Product, 'kit'>>,
): Map<string, number> {
  const needs = new Map<string, number>();
  const add = (sku: string, qty: number): void => void needs.set(sku, (needs.get(sku) ?? 0) + qty);
  for (const line of lines) {
    if (line.kind !== 'goods') continue;
    const kit = products.get(line.sku)?.kit;
    if (kit) for (const part of kit) add(part.sku, part.qty * line.qty);
    else add(line.sku, line.qty);
  }
  return needs;
}

/** What one order has reserved, from all its moves. */
export interface Reserved {
  /** Units that stand reserved and have not left. */
  readonly units: Units;
  /** Numbers of reservations that stand, with their units. */
  readonly open: ReadonlyMap<number, Units>;
  /** Units that have left. */
  readonly shipped: Units;
  /** The number that a new reservation gets. */
  readonly next: number;
}

/** @param moves of one order, each id once */
export function reservedBy(moves: readonly StockMove[]): Reserved {
  const ended = new Set<string>();
  const open = new Map<number, Map<string, number>>();
  const shipped = new Map<string, number>();
  let last = 0;
  const keyOf = (move: StockMove): string => `${move.attempt}\n${move.sku}`;
  for (const move of moves) {
    last = Math.max(last, move.attempt);
    if (move.kind === 'release') ended.add(keyOf(move));
    if (move.kind === 'ship') shipped.set(move.sku, (shipped.get(move.sku) ?? 0) + move.qty);
  }
  for (const move of moves) {
    if (move.kind !== 'reserve' || ended.has(keyOf(move))) continue;
    const units = open.get(move.attempt) ?? new Map<string, number>();
    open.set(move.attempt, units.set(move.sku, move.qty));
  }
  const units = new Map<string, number>();
  for (const one of open.values()) for (const [sku, qty] of one) units.set(sku, (units.get(sku) ?? 0) + qty);
  for (const [sku, qty] of shipped) {
    const left = (units.get(sku) ?? 0) - qty;
    if (left > 0) units.set(sku, left);
    else units.delete(sku);
  }
  return { units, open, shipped, next: last + 1 };
}

/** What is lacking for these needs beside what is reserved already; empty where all can be had. */
export function shortagesOf(needs: Units, reserved: Units, free: (sku: string) => number): Shortage[] {
  const short: Shortage[] = [];
  for (const [sku, needed] of needs) {
    const own = reserved.get(sku) ?? 0;
    const there = Math.max(0, free(sku)) + own;
    if (there < needed) short.push({ sku, needed, free: there });
  }
  return short;
}

/** Does it stand reserved, unit for unit? */
export const isReserved = (needs: Units, reserved: Units): boolean =>
  [...needs].every(([sku, qty]) => (reserved.get(sku) ?? 0) >= qty);

/** Ids of documents have an end; what is longer keeps its beginning and a number made of the whole. */
const MOST = 200;
function fitted(id: string): string {
  if (id.length <= MOST) return id;
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return `${id.slice(0, MOST - 9)}~${(hash >>> 0).toString(16).padStart(8, '0')}`;
}

export const reserveId = (order: string, attempt: number, sku: string): string =>
  fitted(`reserve:${order}:${attempt}:${sku}`);
export const releaseId = (order: string, attempt: number, sku: string): string =>
  fitted(`release:${order}:${attempt}:${sku}`);
export const shipId = (shipment: string, sku: string): string => fitted(`ship:${shipment}:${sku}`);
