import type { Aggregate, DraftsOf, EventsOf, FoldConflict } from '../event.ts';
import type { Routing, WaybillSource } from '../shipment/types.ts';

export const WAYBILL_STATES = ['FREE', 'LEASED', 'BOUND', 'PRINTED', 'USED', 'VOIDED', 'RETURNED'] as const;
export type WaybillState = (typeof WAYBILL_STATES)[number];

/** A number is used once: free → leased → bound → printed → used, or voided. Its document id is carrier + number. */
export interface WaybillBase {
  readonly carrier: string;
  readonly number: string;
  readonly source: WaybillSource;
  /** Order the carrier or platform issued it for (source `file`). */
  readonly order?: string;
  readonly routing?: Routing;
  /** What the carrier sells it as, e.g. 标准快递. */
  readonly service?: string;
  /**
   * What the platform's print component prints it from, sealed with the site's key: the platform gave the receiver in no
   * other form.
   */
  readonly document?: string;
}

export interface WaybillEventMap {
  leased: { readonly station: string };
  bound: { readonly shipment: string };
  printed: { readonly job: string };
  used: { readonly manifest: string };
  voided: { readonly reason: string };
  returned: Record<string, never>;
  exception_closed: { readonly exception: string; readonly note: string };
}
export type WaybillEvent = EventsOf<WaybillEventMap>;
export type WaybillEventDraft = DraftsOf<WaybillEventMap>;
export type WaybillAggregate = Aggregate<WaybillBase, WaybillEvent>;

export interface WaybillFold {
  readonly state: WaybillState;
  /** Station that holds the lease. */
  readonly station?: string;
  readonly shipment?: string;
  readonly manifest?: string;
  readonly exceptions: readonly FoldConflict[];
}

/** A carrier as data (config). `routed` carriers need 三段码 on the label. */
export interface Carrier {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly routed: boolean;
  /** Usual source of numbers, first choice first. `pool` only where the carrier allows free numbers. */
  readonly sources: readonly WaybillSource[];
  readonly freePool: boolean;
  /** Courier's contact for the handover screen. */
  readonly pickupContact?: string;
  readonly pickupPhone?: string;
  /** When the courier comes, as the site writes it. */
  readonly pickupTimes?: string;
}
