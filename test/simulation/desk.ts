import type { HlcClock } from '../../shared/base/index.ts';
import type { ReplicatedName } from '../../shared/contract/hub/index.ts';
import {
  foldOrder,
  foldShipment,
  foldWaybill,
  type Actor,
  type OrderState,
  type ShipmentState,
  type WaybillFold,
} from '../../shared/domain/index.ts';
import type {
  CaseDoc,
  FileDoc,
  JournalDoc,
  OrderDoc,
  ShipmentDoc,
  WaybillDoc,
} from '../../shared/schema/index.ts';
import type { Random } from '../integration/storage/fuzz/random.ts';

/** An event before it has a time; effects of other events bring an id derived from them, as the station's services do. */
export interface EventDraft {
  readonly type: string;
  readonly data: unknown;
  readonly id?: string;
  readonly private?: unknown;
}

export interface Documents {
  readonly orders: OrderDoc;
  readonly shipments: ShipmentDoc;
  readonly waybills: WaybillDoc;
  readonly files: FileDoc;
  readonly journal: JournalDoc;
  readonly cases: CaseDoc;
}

/** What somebody at a station has in hands: the station's own documents, and writes that may be cut short by a crash. */
export interface Desk {
  readonly station: string;
  readonly site: string;
  readonly random: Random;
  readonly hlc: HlcClock;
  /** The station's clock, as wrong as it is. */
  now(): number;
  id(): string;
  person: Actor;
  all<N extends keyof Documents>(collection: N): Documents[N][];
  get<N extends keyof Documents>(collection: N, id: string): Documents[N] | undefined;
  /** Adds events; resolves when they are committed. Those that are there already stay as they are. */
  append(
    collection: 'orders' | 'shipments' | 'waybills' | 'cases',
    id: string,
    drafts: readonly EventDraft[],
    by: Actor,
  ): Promise<void>;
  /** Inserts where nothing is yet. */
  insert(collection: ReplicatedName, doc: { readonly id: string }): Promise<void>;
  /** Writes a document of which the newest counts, with a stamp of its own. */
  put(collection: ReplicatedName, doc: { readonly id: string }): Promise<void>;
  /** Everything acknowledged so far is on the platter. */
  barrier(): Promise<void>;
}

export const SYS: Actor = { id: 'SYS', roles: ['SYS'] };

export const orderState = (doc: OrderDoc): OrderState => foldOrder(doc as Parameters<typeof foldOrder>[0]);
export const shipmentState = (doc: ShipmentDoc): ShipmentState =>
  foldShipment(doc as Parameters<typeof foldShipment>[0]);
export const waybillState = (doc: WaybillDoc): WaybillFold =>
  foldWaybill(doc as Parameters<typeof foldWaybill>[0]);
