import type { EpochMs } from '../../base/index.ts';
import type { Aggregate, DraftsOf, EventsOf, FoldConflict } from '../event.ts';
import type { Money } from '../order/types.ts';
import type { TracedUnit } from '../packing/session.ts';

/** Fulfilment axis of one shipment = one parcel (requirements 3). */
export const FULFILMENT_STATUSES = [
  'QUEUED',
  'ALLOCATED',
  'PICKING',
  'PICKED',
  'CHECKING',
  'CHECKED',
  'PACKED',
  'WEIGHED',
  'LABELED',
  'HANDOVER_PENDING',
  'HANDED_OVER',
  'VOIDED',
] as const;
export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

/** Where a waybill number comes from (design 6): file, printed elsewhere, own series, free pool. */
export const WAYBILL_SOURCES = ['file', 'external', 'own', 'pool'] as const;
export type WaybillSource = (typeof WAYBILL_SOURCES)[number];

/** 三段码 and 集包地 as the carrier gave them; never computed here. */
export interface Routing {
  readonly segments: string;
  readonly hubName?: string;
  readonly hubCode?: string;
}

/** So many units of a line. */
export interface LineUnits {
  readonly no: number;
  readonly qty: number;
}

/** Kits are already taken apart: a line is something that is scanned. */
export interface ShipmentLine {
  readonly no: number;
  readonly sku: string;
  readonly name: string;
  readonly variant?: string;
  readonly qty: number;
  readonly location?: string;
  /** SKU of the kit that this component belongs to. */
  readonly kit?: string;
}

export interface ShipmentBase {
  /** One order, or several merged ones (O23). */
  readonly orders: readonly string[];
  readonly lines: readonly ShipmentLine[];
  /** Carrier code; named by the order or chosen by rule. */
  readonly carrier: string;
  readonly createdAt: EpochMs;
  readonly shipBy?: EpochMs;
  /** Group of benches that it was given to when it was made. */
  readonly group?: string;
  readonly urgent: boolean;
  readonly marks: readonly ('fragile' | 'cold_chain')[];
  readonly cod?: Money;
  /** Parcel n of m of its order. */
  readonly parcel: { readonly n: number; readonly m: number };
  readonly receiverMasked: boolean;
}

/** Why an order stops its parcels. None of these can be overridden at the bench. `short`: goods of it are lacking. */
export const BLOCK_CAUSES = ['cancel_requested', 'hold', 'address_changed', 'unpaid', 'short'] as const;
export type BlockCause = (typeof BLOCK_CAUSES)[number];

export interface ShipmentEventMap {
  /** `bench` of the station whose event it is, or of `station`. */
  allocated: {
    readonly bench?: string;
    readonly station?: string;
    readonly wave?: string;
    readonly tote?: string;
    /** Group of benches that it is for (see the order's `allocated`); '' for all. */
    readonly group?: string;
  };
  /**
   * 认领: the station packs it next, others pass it over. Given by the hub, or taken over by a lead from a station that
   * does not answer (`takes`: id of the claim that ends). `until`: hub time after which its holder gives it back.
   */
  claimed: {
    readonly station: string;
    readonly bench?: string;
    readonly until?: EpochMs;
    readonly takes?: string;
    readonly reason?: string;
  };
  claim_released: {
    readonly claim: string;
    readonly reason: 'not_needed' | 'expired' | 'leaving' | 'by_lead';
  };
  /** `pick`: what is picked in one walk; whoever has it is the only one who picks this parcel. */
  /** Its order's deadline is another one than it was made with. */
  promised: { readonly shipBy: EpochMs };
  /** Its order was marked otherwise than when it was made: how it is to be handled from now on. */
  marked: { readonly urgent: boolean; readonly marks: ShipmentBase['marks'] };
  picking_started: { readonly pick?: string; readonly bench?: string };
  /** `lines`: what this walk brought; with an earlier one that was short it may be all. */
  picked: {
    readonly pick?: string;
    readonly lines?: readonly LineUnits[];
  };
  /** `qty` of the line were not there (PIC-05). */
  pick_short: {
    readonly pick: string;
    readonly line: number;
    readonly sku: string;
    readonly qty: number;
    readonly location?: string;
  };
  /** `qty` units were damaged; `replaced`: sound ones were taken in their place (PIC-04). */
  pick_damaged: {
    readonly pick: string;
    readonly line: number;
    readonly sku: string;
    readonly qty: number;
    readonly replaced: boolean;
    readonly location?: string;
  };
  /** The picker gives it back; what was taken goes back to its place. */
  picking_stopped: { readonly pick: string; readonly reason?: string };
  /** Another carrier than the one it was made with, before it has a number. */
  carrier_changed: { readonly carrier: string; readonly agreement?: string };
  /** What the carrier will charge, by the weight at the handover (PAY-09). */
  freight_costed: {
    readonly carrier: string;
    readonly agreement: string;
    readonly minor: number;
    readonly currency: string;
    /** That the price was reckoned with. */
    readonly grams: number;
    /** Weighed, or reckoned from the goods. */
    readonly weight: 'weighed' | 'goods' | 'unknown';
    readonly zone: string;
    readonly days?: number;
  };
  /** CHECKING starts. `from` = status to fall back to on abort. */
  opened: { readonly bench: string; readonly mode: 'label_first' | 'label_last' };
  /** `session` = the `opened` that ends; filled in by `decideShipment`, so that it cannot end another bench's. */
  aborted: { readonly reason: string; readonly session?: string }; // CHECKING → PICKED/ALLOCATED/QUEUED, as before `opened`
  /**
   * 另起一箱: what is in the box stays in this parcel, units by line; what is still open is in another one, `rest`. The first
   * such event stands.
   */
  divided: {
    readonly lines: readonly LineUnits[];
    readonly rest: string;
  };
  /** Every line scanned, no surplus. `traced`: units whose code named serial, lot, date or weight. */
  checked: { readonly units: number; readonly traced?: readonly TracedUnit[] };
  packed: { readonly material?: string; readonly skipped?: 'rule' };
  weighed: {
    readonly grams?: number;
    readonly skipped?: 'rule';
    readonly source?: 'scale' | 'manual';
    /** Id of the scale at its station. */
    readonly scale?: string;
    /** Grams of the goods alone, where all products have a weight. */
    readonly expected?: number;
    /** Why it was typed in, or why a weight out of its bounds was let pass. */
    readonly reason?: string;
    /** It is out of its bounds, and a lead let it pass. */
    readonly override?: true;
  };
  waybill_bound: { readonly carrier: string; readonly number: string; readonly source: WaybillSource };
  label_printed: { readonly job: string; readonly number: string }; // the ledger says the bytes went out
  labelled: { readonly number: string }; // the stuck label was scanned back
  staged: Record<string, never>; // LABELED → HANDOVER_PENDING
  handed_over: { readonly manifest: string; readonly courier: string; readonly at: EpochMs };
  reopened: { readonly reason: string }; // PACKED, CHECKED → CHECKING, audited
  label_voided: { readonly number: string; readonly reason: string }; // LABELED → PACKED
  recalled: { readonly reason: string }; // HANDOVER_PENDING → PACKED
  voided: { readonly reason: string };
  order_blocked: {
    readonly order: string;
    readonly cause: BlockCause;
  };
  order_unblocked: {
    readonly order: string;
    readonly cause: BlockCause;
  };
  exception_closed: { readonly exception: string; readonly note: string };
}
export type ShipmentEvent = EventsOf<ShipmentEventMap>;
export type ShipmentEventDraft = DraftsOf<ShipmentEventMap>;
export type ShipmentAggregate = Aggregate<ShipmentBase, ShipmentEvent>;

/** Steps whose doers are recorded separately. */
export type PeopleStep =
  'picked' | 'opened' | 'checked' | 'packed' | 'weighed' | 'printed' | 'labelled' | 'handed_over';

export interface ShipmentClaim {
  /** Id of the `claimed` event. */
  readonly id: string;
  readonly station: string;
  readonly bench?: string;
  readonly until?: EpochMs;
}

export interface ShipmentState {
  readonly status: FulfilmentStatus;
  /** Benches are called the same at every station: only with `station` does it say which. */
  readonly bench?: string;
  readonly station?: string;
  /** Who has put it aside for itself, as long as nobody has opened it. */
  readonly claim?: ShipmentClaim;
  readonly wave?: string;
  readonly tote?: string;
  /** Deadline as it stands. */
  readonly shipBy?: EpochMs;
  /** Group of benches that it is for; missing: any bench. */
  readonly group?: string;
  /** Who picks it, while somebody does. */
  readonly picking?: {
    readonly pick: string;
    readonly station: string;
    readonly bench?: string;
    readonly by: string;
  };
  /** Units of each line that picks have brought; missing lines: none, or nobody picked by list. */
  readonly pickedLines: readonly LineUnits[];
  /** What the running pick, or else the last one, did not find. */
  readonly shorts: readonly { readonly line: number; readonly sku: string; readonly qty: number }[];
  /** By another carrier than `base` says. */
  readonly carrier?: string;
  readonly freight?: ShipmentEventMap['freight_costed'];
  readonly mode?: 'label_first' | 'label_last';
  /** Status before CHECKING, or PICKING: where it falls back to. */
  readonly before?: FulfilmentStatus;
  readonly waybill?: { readonly carrier: string; readonly number: string; readonly source: WaybillSource };
  readonly voidedNumbers: readonly string[];
  /** Print jobs whose bytes went out for the bound number. */
  readonly printedJobs: readonly string[];
  /** True once weighed or skipped by rule; a new label does not ask for a new weight, a reopened parcel does. */
  /** Part of it went into another box (`currentBase`). */
  readonly divided: boolean;
  readonly weighed: boolean;
  readonly weightGrams?: number;
  readonly material?: string;
  readonly handover?: ShipmentEventMap['handed_over'];
  /** Why every forward step is blocked, if it is. */
  readonly blocks: readonly { readonly order: string; readonly cause: BlockCause }[];
  readonly exceptions: readonly FoldConflict[];
  /** Actor id by step (the last one to do it). */
  readonly people: Readonly<Partial<Record<PeopleStep, string>>>;
  /** Event id of the `opened` that the running session belongs to. */
  readonly session?: string;
}
