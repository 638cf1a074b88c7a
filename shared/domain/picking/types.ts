/** A line of a parcel that somebody has to fetch. */
export interface PickLine {
  readonly no: number;
  readonly sku: string;
  readonly name: string;
  readonly variant?: string;
  /** Units that are still to be fetched, ≥ 1. */
  readonly qty: number;
  readonly location?: string;
}

/** A parcel in a walk: its slot on the cart, its tote, what to fetch for it. */
export interface PickTask {
  readonly shipment: string;
  /** 1-based place on the cart. */
  readonly slot: number;
  readonly tote?: string;
  readonly lines: readonly PickLine[];
}

/** A line of a parcel by name. */
export interface LineRef {
  readonly shipment: string;
  readonly line: number;
}

/** What was taken from a shelf, as the journal says it. */
export interface PickUnit extends LineRef {
  readonly id: string;
  readonly sku: string;
  readonly n: number;
}

export type PickEntry =
  | ({ readonly kind: 'unit' } & PickUnit)
  | { readonly kind: 'undo'; readonly id: string; readonly entry: string };

export interface PickShort extends LineRef {
  readonly qty: number;
}

export interface PickTally {
  /** Units taken by line. */
  readonly taken: ReadonlyMap<string, number>;
  readonly short: ReadonlyMap<string, number>;
  /** Entries that count, oldest first: the last one is what UNDO takes back. */
  readonly counted: readonly PickUnit[];
}

/** Where the picker stops: one product at one location, for one or several parcels. */
export interface PickPosition {
  /** `location sku`; unique in a walk. */
  readonly key: string;
  readonly location?: string;
  readonly sku: string;
  readonly name: string;
  readonly variant?: string;
  readonly qty: number;
  readonly taken: number;
  readonly short: number;
  readonly parts: readonly (LineRef & {
    readonly slot: number;
    readonly tote?: string;
    readonly qty: number;
    readonly taken: number;
    readonly short: number;
  })[];
}
