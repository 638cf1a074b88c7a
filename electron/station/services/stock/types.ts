import type { WarehouseParts } from '../../../../shared/domain/allocation/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { Shortage, StockKind, StockLevel } from '../../../../shared/domain/stock/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import type { Change } from '../../database/index.ts';
import type { Outcome } from '../context.ts';

/** How an order stands with the ledger. */
export type StockFact =
  | { readonly kind: 'not_tracked' }
  /** Every unit that it needs is put aside for it. */
  | { readonly kind: 'reserved' }
  /** All of it is there, and not put aside yet. */
  | { readonly kind: 'free' }
  | { readonly kind: 'short'; readonly short: readonly Shortage[] };

export interface MoveInput {
  /** Repeats with a retry of the same act; missing: a new one. */
  readonly id?: string;
  readonly kind: Exclude<StockKind, 'reserve' | 'release' | 'ship'>;
  readonly sku: string;
  readonly qty: number;
  readonly location?: string;
  readonly order?: string;
  readonly shipment?: string;
  readonly reason?: string;
  readonly reference?: string;
}

/** 库存台账: what lies there, whose it is, and what came and went. */
export interface StockService {
  /** Does the site keep stock? If not, everything that is ordered counts as there. */
  tracked(): boolean;
  level(sku: string): Promise<StockLevel>;
  /** How the order stands; reserves nothing. */
  fact(order: OrderDoc): Promise<StockFact>;
  /**
   * How the order could be divided by warehouse (rule `stock.warehouses`); undefined where its goods lie in one, or where it is
   * too late to divide it.
   */
  byWarehouse(order: OrderDoc): Promise<WarehouseParts | undefined>;
  /**
   * Is a location in the warehouse that the order was given to? undefined: it was given to none, or the site has one alone.
   */
  warehouseIn(order: string): Promise<((location: string) => boolean) | undefined>;
  /** Puts aside what the order needs, all of it or nothing. One at a time: two benches never get the same unit. */
  reserve(order: string): Promise<StockFact>;
  /** Gives back what an order has put aside, as changes of the act that ends it; none where there is nothing. */
  releasing(order: string, reason: string): Promise<readonly Change[]>;
  /** The same as an act of its own. */
  release(order: string, reason: string): Promise<void>;
  /** Parcels left the house: what was in them is booked out. Repeats without harm. */
  shipped(parcels: readonly ShipmentDoc[], actor: Actor): Promise<void>;
  /** Moves by hand or of a file; on disk when it resolves. @returns ids of those that were booked before */
  move(inputs: readonly MoveInput[], actor: Actor): Promise<Outcome<ReadonlySet<string>>>;
  /** Could a backordered order go now? */
  canServe(order: OrderDoc): Promise<boolean>;
  /** Told of the SKUs that moved. */
  onChanged(listener: (skus: ReadonlySet<string>) => void): void;
  /** What a crash, or a station that knew of nothing, left open: reservations of orders that have ended. */
  reconcile(goOn: () => Promise<boolean>): Promise<number>;
  close(): Promise<void>;
}
