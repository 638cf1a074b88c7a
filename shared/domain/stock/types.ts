import type { EpochMs, Hlc } from '../../base/index.ts';

/**
 * Kinds of moves of the stock ledger (库存台账). `receipt` 入库, `return` 退货入库 and `adjust` 调整 (either sign) change what lies
 * there; `ship` 出库 takes it away and uses up the order's reservation; `reserve` 预占 and `release` 释放 say whose it is; `pick`
 * 拣货 is on record only: the goods are still in the house.
 */
export const STOCK_KINDS = ['receipt', 'reserve', 'release', 'pick', 'ship', 'adjust', 'return'] as const;
export type StockKind = (typeof STOCK_KINDS)[number];

/** One move: written once, never changed; its id is derived from what it is an effect of, so that a retry repeats it. */
export interface StockMove {
  readonly id: string;
  readonly kind: StockKind;
  readonly sku: string;
  /** Units, whole; > 0 but for `adjust`. */
  readonly qty: number;
  /** Where it lies; '' where nobody said. */
  readonly location: string;
  /** '' where it is about none. */
  readonly order: string;
  readonly shipment: string;
  /** Number of the reservation that `reserve` begins and `release` ends, from 1; 0 for the others. */
  readonly attempt: number;
  /** Why, as a code; '' where the kind says all. */
  readonly reason: string;
  /** Number of the delivery note or of the count; '' for none. */
  readonly reference: string;
  /** Actor id. */
  readonly by: string;
  readonly at: Hlc;
}

/** What lies there of one SKU, and what of it is spoken for. */
export interface StockLevel {
  readonly sku: string;
  /** In the house. Below zero where more left than the ledger knew of: somebody has to look. */
  readonly onHand: number;
  /** Of orders that have not left. */
  readonly reserved: number;
  /** `onHand − reserved`. */
  readonly free: number;
  readonly locations: readonly { readonly location: string; readonly qty: number }[];
}

/** Units of one SKU that an order reserved and that have not left. */
export interface Reservation {
  readonly order: string;
  readonly qty: number;
  /** When it was made, and by which move: of two that want the same unit the earlier one has it. */
  readonly at: Hlc;
  readonly id: string;
}

/** Units that an order lacks. */
export interface Shortage {
  readonly sku: string;
  readonly needed: number;
  /** Free, and what it has reserved itself. */
  readonly free: number;
}

/** When goods are expected again; null where nobody knows. */
export type Expected = EpochMs | null;
