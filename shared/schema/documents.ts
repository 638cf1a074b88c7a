import type { EpochMs, Hlc } from '../base/index.ts';
import type { CaseAggregate, CasePrivate } from '../domain/cases/index.ts';
import type {
  Carrier,
  OrderAggregate,
  OrderPrivate,
  Product,
  ShipmentAggregate,
  Stamped,
  WaybillAggregate,
} from '../domain/index.ts';
import type { PersonRecord } from '../domain/rights/index.ts';
import type { StockMove } from '../domain/stock/index.ts';

/**
 * Documents as they are stored and replicated. Fields beside `base`, `events` and `private` are index fields: results of
 * the fold, never written by hand.
 */

/** Work lane of an order: what somebody has to do with it. */
export type OrderLane = 'blocked' | 'released' | 'shipped' | 'closed';

export interface OrderDoc extends OrderAggregate {
  readonly private: OrderPrivate;
  readonly lane: OrderLane;
  readonly status: string;
  readonly channel: string;
  readonly channelOrderNo: string;
  /** Upper-case id, as our bar code carries it. */
  readonly code: string;
  readonly orderedAt: EpochMs;
}

/** `held`: in the queue, but its order is blocked. */
export type ShipmentLane = 'queue' | 'held' | 'work' | 'staged' | 'gone' | 'void';

export interface ShipmentDoc extends ShipmentAggregate {
  readonly lane: ShipmentLane;
  readonly status: string;
  /** Sorts the queue: urgent first, then ship-by, then age. */
  readonly priority: string;
  /**
   * Bench that has it in work (benches of two stations may have one name: the fold says which), or `claimKey` of the station
   * that claimed it; '' where none has.
   */
  readonly bench: string;
  readonly carrier: string;
  /** First order. */
  readonly order: string;
  readonly tote: string;
  /** Bound number, '' where none. */
  readonly waybill: string;
}

export interface WaybillDoc extends WaybillAggregate {
  readonly carrier: string;
  readonly number: string;
  readonly state: string;
  /** Order it was issued for, '' where none. */
  readonly order: string;
  readonly shipment: string;
}

/** Anything that needs a person (异常单). */
export interface CaseDoc extends CaseAggregate {
  readonly private: CasePrivate;
  readonly lane: 'open' | 'done';
  readonly kind: string;
  readonly status: string;
  /** '' where it is about none. */
  readonly order: string;
  readonly department: string;
  /** Whose it is, '' nobody's yet. */
  readonly person: string;
  /** Epoch ms; `NO_DUE` where nobody waits. */
  readonly due: EpochMs;
}

/** `p:SKU` holds a product, `c:CODE` says which SKU a bar code means and how many units it counts. */
export interface ProductDoc extends Stamped {
  readonly id: string;
  readonly kind: 'product' | 'code';
  readonly sku: string;
  readonly n: number;
  readonly product?: Product;
}

/** Somebody who works here: name, badge, posts, and hashes of the secrets. */
export type PersonDoc = PersonRecord;

/** One handover of parcels to a carrier's courier (交接). */
export interface ManifestDoc {
  readonly id: string;
  readonly site: string;
  readonly carrier: string;
  /** `closing`: signed; its effects are being written, and are written again after a crash. */
  readonly state: 'open' | 'closing' | 'closed';
  readonly startedAt: EpochMs;
  readonly bench: string;
  readonly courier: string;
  readonly by: string;
  readonly closedAt?: EpochMs;
  /** Waybill numbers by what became of them. */
  readonly scanned: readonly { readonly shipment: string; readonly number: string; readonly at: EpochMs }[];
  readonly missing: readonly { readonly shipment: string; readonly number: string }[];
  readonly foreign: readonly { readonly number: string; readonly reason: string }[];
  /** Once for each side at a station, never changed; those of stations that were apart are united (`newestFile`). */
  readonly signatures?: readonly ManifestSignature[];
}

/** Who signed a handover (SHP-04). The name and the drawing are sealed with the site's key. */
export interface ManifestSignature {
  readonly party: 'shipper' | 'courier';
  readonly at: EpochMs;
  /** Actor at whose window it was given; the shipper is that person. */
  readonly by: string;
  /** Drawn, or proved by the shipper's own PIN. */
  readonly way: 'drawn' | 'pin';
  readonly sealed: string;
}

/** `settings`, `carrier:CODE`, `series:CODE`, `bench:ID`, `template:REF` (one version), `print-rules`, `rule:KEY`; what is private in it (the sender) lies in `private`. */
export interface ConfigDoc extends Stamped {
  readonly id: string;
  readonly kind:
    | 'station'
    | 'settings'
    | 'carrier'
    | 'series'
    | 'bench'
    | 'serial'
    | 'agreement'
    | 'customer'
    | 'sketch'
    | 'template'
    | 'print_rules'
    | 'work_filters'
    | 'site_rule'
    | 'notice_template';
  readonly value: Readonly<Record<string, unknown>>;
  readonly private: Readonly<Record<string, unknown>>;
}
export type CarrierConfig = Carrier;

/** Single scans and stops: small, append-only, written relaxed. */
export interface JournalDoc {
  /** `bench:hlc`, so that entries of a bench sort by time. */
  readonly id: string;
  readonly site: string;
  readonly bench: string;
  /** Id of the `opened` event, or `idle:STATION/BENCH`. */
  readonly session: string;
  readonly kind: 'unit' | 'undo' | 'stop' | 'ack';
  readonly at: Hlc;
  readonly by: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One move of the stock ledger (库存台账). */
export interface StockDoc extends StockMove {
  readonly site: string;
}

/** The print ledger: one document per job; never leaves the station. */
export interface PrintDoc {
  readonly id: string;
  readonly state: string;
  readonly shipment: string;
  readonly at: EpochMs;
  readonly job: Readonly<Record<string, unknown>>;
}

/** Effects that wait to be carried out or sent, and marks of those that were. */
export interface OutboxDoc {
  readonly id: string;
  readonly kind:
    'shipped_export' | 'notification' | 'refused' | 'exception' | 'customer_notice' | 'staff_notice';
  readonly state: 'waiting' | 'done';
  readonly at: EpochMs;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reports of imports, audited reveals, exports, and pictures. */
export interface FileDoc extends Stamped {
  readonly id: string;
  readonly kind: 'import' | 'audit' | 'picture' | 'manifest' | 'wave' | 'payment_file' | 'payment_rows';
  readonly at: EpochMs;
  readonly data: Readonly<Record<string, unknown>>;
}
