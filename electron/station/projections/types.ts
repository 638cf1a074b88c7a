import type { WorkFilter, WorkSort, WorkView } from '../../../shared/domain/work-lists/index.ts';

/** One order as the index keeps it. Nothing private in clear: receivers as keyed hashes alone. */
export interface IndexRow {
  readonly id: string;
  readonly no: string;
  readonly channel: string;
  readonly status: string;
  readonly payment: string;
  readonly logistics: string;
  readonly flags: readonly string[];
  readonly orderedAt: number;
  readonly shipBy: number | null;
  /** When it entered its status. */
  readonly since: number;
  readonly cod: boolean;
  /** Minor units. */
  readonly total: number | null;
  readonly currency: string;
  readonly units: number;
  readonly lines: number;
  /** Name of the first goods line. */
  readonly goods: string;
  readonly carrier: string;
  /** Fulfilment statuses and numbers of its parcels. */
  readonly parcels: readonly string[];
  readonly waybills: readonly string[];
  readonly department: string;
  readonly person: string;
  /** Keyed hashes of names and phone numbers. */
  readonly hashes: readonly string[];
  readonly items: readonly { readonly sku: string; readonly name: string }[];
  readonly lists: readonly { readonly list: string; readonly since: number; readonly due: number | null }[];
}

/** Where the catching up stands in a collection. */
export interface Place {
  readonly id: string;
  readonly lwt: number;
}
export type Followed = 'orders' | 'shipments';
export type Places = Readonly<Record<Followed, Place>>;
export const START: Places = { orders: { id: '', lwt: 0 }, shipments: { id: '', lwt: 0 } };

/** What a list of the page shows, from the index. */
export interface FoundRow extends Omit<IndexRow, 'hashes' | 'items' | 'lists'> {
  /** In the list that was asked for, else in the status. */
  readonly listSince: number;
  readonly late: boolean;
}

/** Hours of each list, as ms. */
export type Limits = Readonly<Record<string, number>>;

export interface RowsQuery {
  readonly list: WorkView;
  readonly filter: WorkFilter;
  readonly sort: WorkSort;
  readonly reverse: boolean;
  /** What the filter's text means. */
  readonly text?: Asked | undefined;
  readonly now: number;
  readonly limits: Limits;
}

/** What was typed, by what it may mean. */
export interface Asked {
  /** Upper case: beginning or end of a number. Empty: too short. */
  readonly number: string;
  readonly sku: string;
  readonly phones: readonly string[];
  readonly names: readonly string[];
  /** FTS5; empty: nothing to look for. */
  readonly product: string;
}

export interface ListCount {
  readonly list: string;
  readonly count: number;
  readonly oldest: number | null;
  readonly late: number;
  readonly urgent: number;
}

export type HitKind = 'number' | 'waybill' | 'sku' | 'phone' | 'name' | 'product';
export interface Hit extends FoundRow {
  readonly by: HitKind;
}

/** The index, wherever it runs. Every call may reject: then the file is made anew. */
export interface IndexStore {
  /** How many orders are in it, and how far it has caught up. Undefined: it is new, and holds nothing. */
  open(): Promise<{ readonly rows: number; readonly places: Places; readonly sound: boolean } | undefined>;
  /** Rows and places in one transaction. @param seen of the newest document in them */
  put(rows: readonly IndexRow[], gone: readonly string[], places: Places): Promise<void>;
  count(): Promise<number>;
  /** Orders that were taken in since that place: a power cut may have undone what they were made from. */
  takenSince(lwt: number): Promise<string[]>;
  lists(lists: readonly string[], now: number, limits: Limits): Promise<ListCount[]>;
  rows(query: RowsQuery, offset: number, limit: number): Promise<{ total: number; rows: FoundRow[] }>;
  ids(query: RowsQuery, limit: number): Promise<string[]>;
  search(
    asked: Asked,
    options: {
      readonly archived: boolean;
      readonly now: number;
      readonly limits: Limits;
      readonly limit: number;
    },
  ): Promise<{ hits: Hit[]; more: boolean }>;
  close(): Promise<void>;
}
