import type { Role } from '../event.ts';
import type { StockKind, StockMove } from './types.ts';

const WAREHOUSE: readonly Role[] = ['WHL', 'MGR', 'PUR', 'SYS'];

/**
 * Who may write a move (checked in the station, and again by the hub). Reservations follow an order's steps and are the
 * system's, whoever made the step.
 */
export const STOCK_WRITERS: Readonly<Record<StockKind, readonly Role[]>> = {
  receipt: WAREHOUSE,
  // Approved by a second person in the stock counts to come; until then the lead's word.
  adjust: ['WHL', 'MGR', 'SYS'],
  return: ['WHL', 'PKR', 'MGR', 'SYS'],
  pick: ['PIK', 'WHL', 'PKR', 'SYS'],
  reserve: ['SYS'],
  release: ['SYS'],
  ship: ['SHP', 'WHL', 'SYS'],
};

/** Is this a move that a ledger can add? @returns the field that does not fit */
export function moveFault(
  move: Pick<StockMove, 'kind' | 'sku' | 'qty' | 'order' | 'attempt'>,
): string | undefined {
  if (!Object.hasOwn(STOCK_WRITERS, move.kind)) return 'kind';
  if (move.sku.trim() === '') return 'sku';
  if (!Number.isSafeInteger(move.qty) || move.qty === 0 || Math.abs(move.qty) > MOST_UNITS) return 'qty';
  if (move.qty < 0 && move.kind !== 'adjust') return 'qty';
  if (move.kind !== 'reserve' && move.kind !== 'release') return undefined;
  if (move.order === '') return 'order';
  return Number.isSafeInteger(move.attempt) && move.attempt >= 1 ? undefined : 'attempt';
}

/** Units of one move at most: a typing error, not a delivery. */
export const MOST_UNITS = 10_000_000;

/**
 * Two stations carried out one effect: the same of everything but who heard of it first. What the hub has stays.
 */
export const isSameEffect = (a: StockMove, b: StockMove): boolean =>
  a.id === b.id &&
  a.kind === b.kind &&
  a.sku === b.sku &&
  a.qty === b.qty &&
  a.order === b.order &&
  a.shipment === b.shipment &&
  a.attempt === b.attempt;
