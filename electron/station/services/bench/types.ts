import type { BenchView, VerdictView, WeightAct } from '../../../../shared/contract/index.ts';
import type {
  Product,
  SessionTally,
  StopRecord,
  VerdictKind,
  WaybillSource,
} from '../../../../shared/domain/index.ts';
import type { PrintJob } from '../../../../shared/domain/print-job/index.ts';
import type { BenchAccess } from '../accounts/index.ts';
import type { CatalogueService, CodeMatch } from '../catalogue.ts';
import type { CasesService } from '../cases/index.ts';
import type { ClaimsService } from '../claims.ts';
import type { Context, Outcome } from '../context.ts';
import type { HandoverService } from '../handover.ts';
import type { NumbersService } from '../numbers.ts';
import type { OrdersService } from '../orders.ts';
import type { Parcel, ParcelsService } from '../parcels.ts';
import type { PeopleService } from '../people.ts';
import type { PrintsService } from '../prints.ts';
import type { QueueService } from '../queue.ts';
import type { ScalesService } from '../scales.ts';
import type { SettingsService } from '../settings.ts';
import type { ShipmentsService } from '../shipments.ts';
import type { LatencyMeter } from '../stats.ts';
import type { WavesService } from '../waves.ts';
import type { WaybillsService } from '../waybills.ts';
import type { DevicesService } from '../devices.ts';
import type { Lookup } from './lookup.ts';
import type { WeighStep } from './weighing.ts';

export interface BenchDeps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly people: PeopleService;
  readonly access: BenchAccess;
  readonly catalogue: CatalogueService;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly orders: OrdersService;
  readonly waybills: WaybillsService;
  readonly numbers: NumbersService;
  readonly lookup: Lookup;
  readonly prints: PrintsService;
  readonly waves: WavesService;
  readonly handover: HandoverService;
  readonly queue: QueueService;
  readonly claims: Pick<ClaimsService, 'reserve'>;
  readonly cases: Pick<CasesService, 'open' | 'get'>;
  readonly devices: DevicesService;
  readonly scales: ScalesService;
  readonly verdictMeter: LatencyMeter;
  /** Last scan → the label's first byte. */
  readonly printMeter: LatencyMeter;
}

/** The shipment that lies on the bench. */
export interface Live {
  parcel: Parcel;
  /** Id of the `opened` event. */
  readonly session: string;
  readonly openedAt: number;
  readonly products: ReadonlyMap<string, Product>;
  /** Bar codes of this shipment's products: the usual scan needs no database. */
  readonly codes: ReadonlyMap<string, CodeMatch>;
  tally: SessionTally;
  step: 'checking' | 'label';
  labelSource: WaybillSource;
  /** Line of the last counted scan. */
  line: number | null;
  /** When the last scan's last byte arrived, until its label's first byte left. */
  completedAt?: number | undefined;
  /** The newest copy of its label. */
  job: PrintJob | undefined;
  /** Its weighing, where there is one. */
  weigh?: WeighStep;
}

export interface StandingStop {
  readonly number: number;
  /** Journal entry of the stop. */
  readonly entry: string;
  readonly record: StopRecord;
  repeats: number;
}

/** Counts of one day at one bench. */
export interface Today {
  day: string;
  parcels: number;
  units: number;
  stops: number;
}

export type Data = VerdictView['data'];
/** Makes the verdict known: sound and flash first, disk after. */
export type Say = (kind: VerdictKind, data?: Data) => void;

export interface ScanInput {
  readonly text: string;
  readonly source: 'serial' | 'hid' | 'wedge' | 'manual';
  /** AIM identifier, where it was told apart from the text; `''`: known to have none. */
  readonly symbology?: string | undefined;
  /** Reference given by the page, null for a serial gun. */
  readonly ref: string | null;
  /** Epoch ms with fraction: when the last byte or key arrived. */
  readonly scannedAt: number;
  /** The driver could not make text of it. */
  readonly invalid?:
    | 'too_long'
    | 'encoding'
    | 'control_chars'
    | 'empty'
    /** The line runs at another speed or parity; `hint` says which. */
    | 'noise'
    /** What the gun always sends around a code is not there: the code was cut. */
    | 'prefix_missing'
    | 'suffix_missing'
    | 'aim_missing'
    | 'torn'
    | undefined;
  readonly hint?: string;
}

export interface BenchService {
  readonly id: string;
  /** Resolves when the verdict's events are on their way to the disk; the verdict itself is pushed before. */
  scan(input: ScanInput): Promise<VerdictView>;
  command(name: string, arg: string | undefined, ref: string | null): Promise<VerdictView>;
  open(shipment: string): Promise<VerdictView>;
  startHandover(carrier: string, courier: string): Promise<VerdictView>;
  setOperator(operator: string): Promise<Outcome<null>>;
  /** Who works here; '' where nobody has signed in. */
  operator(): string;
  /** Badge and PIN were right. */
  signIn(person: { readonly id: string; readonly name: string }): Promise<void>;
  /** Says by verdict why a scan was not taken. */
  refuse(input: ScanInput, reason: string): Promise<VerdictView>;
  /** Whoever comes next shows a badge; what lies on the bench stays. */
  signOut(): Promise<void>;
  /** Its scale has said something. */
  scaleRead(): void;
  weight(act: WeightAct): Promise<Outcome<null>>;
  /** Scans are shown and do not count. */
  setTest(on: boolean): void;
  view(): Promise<BenchView>;
  /** What lies on it. */
  shipment(): string | undefined;
  /** Something beside the bench changed: queue, devices, printing. */
  refresh(): Promise<void>;
  /** Resolves when the scans so far are done. */
  settled(): Promise<void>;
}
