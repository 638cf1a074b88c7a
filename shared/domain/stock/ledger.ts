import { reserveId } from './reservation.ts';
import type { Reservation, StockLevel, StockMove } from './types.ts';

/** Levels made from moves, in whatever order these come. Each move is to be added once. */
export interface StockLedger {
  add(move: StockMove): void;
  /** The hub had the same effect with another time or place: that is how it is told from now on. */
  restate(before: StockMove, after: StockMove): void;
  level(sku: string): StockLevel;
  skus(): string[];
  /** Standing reservations of a SKU, oldest first. */
  reservations(sku: string): Reservation[];
  /** Orders that have something reserved. */
  orders(): Set<string>;
}

/** What one order has reserved of one SKU. */
interface Holding {
  readonly made: Map<number, { readonly qty: number; readonly at: string }>;
  readonly released: Set<number>;
  shipped: number;
}

interface Stock {
  onHand: number;
  reserved: number;
  readonly locations: Map<string, number>;
  /** By order. One that has ended is kept as a short text: a move that comes late may still speak of it. */
  readonly holdings: Map<string, Holding | string>;
}

/**
 * Sums are commutative, and a reservation stands by its number: it is made and not released, whichever is heard of first.
 * What left is taken off what stands. So replicas that have the same moves have the same levels.
 */
export function createLedger(): StockLedger {
  const all = new Map<string, Stock>();

  function stockOf(sku: string): Stock {
    const known = all.get(sku);
    if (known) return known;
    const fresh: Stock = { onHand: 0, reserved: 0, locations: new Map(), holdings: new Map() };
    all.set(sku, fresh);
    return fresh;
  }

  function bring(stock: Stock, location: string, qty: number): void {
    stock.onHand += qty;
    const now = (stock.locations.get(location) ?? 0) + qty;
    if (now === 0) stock.locations.delete(location);
    else stock.locations.set(location, now);
  }

  function hold(stock: Stock, order: string, change: (holding: Holding) => void): void {
    const known = stock.holdings.get(order);
    const holding =
      typeof known === 'string'
        ? unpacked(known)
        : (known ?? { made: new Map(), released: new Set(), shipped: 0 });
    const before = standing(holding);
    change(holding);
    const now = standing(holding);
    stock.reserved += now - before;
    stock.holdings.set(order, now === 0 ? packed(holding) : holding);
  }

  return {
    add(move) {
      const stock = stockOf(move.sku);
      switch (move.kind) {
        case 'receipt':
        case 'return':
        case 'adjust':
          return bring(stock, move.location, move.qty);
        case 'ship':
          bring(stock, move.location, -move.qty);
          if (move.order !== '') hold(stock, move.order, (holding) => void (holding.shipped += move.qty));
          return;
        case 'reserve':
          return hold(stock, move.order, ({ made }) => {
            made.set(move.attempt, { qty: move.qty, at: move.at });
          });
        case 'release':
          return hold(stock, move.order, ({ released }) => void released.add(move.attempt));
        case 'pick':
          return;
        default:
          // A kind of a newer version: on record, without effect here.
          move.kind satisfies never;
      }
    },
    restate(before, after) {
      const stock = stockOf(after.sku);
      if (after.kind === 'reserve') {
        return hold(stock, after.order, ({ made }) => {
          made.set(after.attempt, { qty: after.qty, at: after.at });
        });
      }
      const sign = after.kind === 'ship' ? -1 : after.kind === 'release' || after.kind === 'pick' ? 0 : 1;
      if (sign === 0 || before.location === after.location) return;
      bring(stock, before.location, -sign * before.qty);
      bring(stock, after.location, sign * after.qty);
    },
    level(sku) {
      const stock = all.get(sku);
      if (!stock) return { sku, onHand: 0, reserved: 0, free: 0, locations: [] };
      const { onHand, reserved } = stock;
      const locations = [...stock.locations]
        .map(([location, qty]) => ({ location, qty }))
        .sort((a, b) => (a.location < b.location ? -1 : 1));
      return { sku, onHand, reserved, free: onHand - reserved, locations };
    },
    skus: () => [...all.keys()],
    reservations(sku) {
      const found: Reservation[] = [];
      for (const [order, holding] of all.get(sku)?.holdings ?? []) {
        if (typeof holding === 'string') continue;
        const first = [...holding.made]
          .filter(([attempt]) => !holding.released.has(attempt))
          .map(([attempt, { at }]) => ({ at, id: reserveId(order, attempt, sku) }))
          .sort(byAge)[0];
        if (first) found.push({ order, qty: standing(holding), ...first });
      }
      return found.sort(byAge);
    },
    orders() {
      const orders = new Set<string>();
      for (const stock of all.values())
        for (const [order, holding] of stock.holdings) if (typeof holding !== 'string') orders.add(order);
      return orders;
    },
  };
}

function standing({ made, released, shipped }: Holding): number {
  let qty = 0;
  for (const [attempt, one] of made) if (!released.has(attempt)) qty += one.qty;
  return Math.max(0, qty - shipped);
}

const packed = ({ made, released, shipped }: Holding): string =>
  JSON.stringify([[...made].map(([attempt, { qty, at }]) => [attempt, qty, at]), [...released], shipped]);

function unpacked(text: string): Holding {
  const [made, released, shipped] = JSON.parse(text) as [[number, number, string][], number[], number];
  return {
    made: new Map(made.map(([attempt, qty, at]) => [attempt, { qty, at }])),
    released: new Set(released),
    shipped,
  };
}

const byAge = (
  a: { readonly at: string; readonly id: string },
  b: { readonly at: string; readonly id: string },
): number => (a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The levels of a set of moves; of one id the first counts. */
export function ledgerOf(moves: Iterable<StockMove>): StockLedger {
  const ledger = createLedger();
  const seen = new Set<string>();
  for (const move of moves) {
    if (seen.has(move.id)) continue;
    seen.add(move.id);
    ledger.add(move);
  }
  return ledger;
}

/**
 * Orders whose reservation is of units that are not there: two stations reserved the same one without knowing of each other.
 * The earlier reservations keep theirs; the same answer on every replica that has the same moves.
 */
export function overbooked(ledger: Pick<StockLedger, 'level' | 'reservations'>, sku: string): Reservation[] {
  const { onHand, reserved } = ledger.level(sku);
  if (reserved <= onHand) return [];
  let left = Math.max(0, onHand);
  const losers: Reservation[] = [];
  for (const one of ledger.reservations(sku)) {
    if (one.qty <= left) left -= one.qty;
    else losers.push(one);
  }
  return losers;
}
