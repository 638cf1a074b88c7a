import type {
  AccountView,
  BackupsView,
  BenchView,
  BulkReport,
  HubInvite,
  MethodOutput,
  PickView,
  PrinterSettings,
  ScaleTest,
  ScaleView,
  Settings,
  StationContract,
  SyncView,
  UpkeepView,
  VerdictView,
  WorkQuery,
} from '../../shared/contract/index.ts';
import type { LISTS } from '../../shared/contract/lists.ts';
import type { KeyRecord } from '../../shared/codec/scan/index.ts';
import type { Client } from '../../shared/rpc/index.ts';
import type { AreaName, PageName } from './pages.ts';

export type StationClient = Client<StationContract>;
export type Hello = MethodOutput<'app.hello'>;
export type Operator = Hello['operators'][number];
export type CarrierSettings = Hello['carriers'][number];
export type ImportProgress = MethodOutput<'import.list'>[number];
export type Lists = (typeof LISTS)[number];

/** A work list as somebody left it. */
export interface WorkPlace extends Required<WorkQuery> {
  readonly search: string;
  /** Index of the row with the cursor. */
  readonly cursor: number;
  /** px */
  readonly top: number;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'info';
  readonly text: string;
}

export interface GunTest {
  readonly text: string;
  readonly source: 'serial' | 'hid' | 'wedge';
  readonly hex: string;
  /** Why it is no code, and what is probably set wrong. */
  readonly fault: string | null;
  readonly hint: string | null;
}

/** Hears a gun that is tried, before anything else does. */
export interface GunTap {
  /** @returns true = no other part of the page sees the key */
  key(record: KeyRecord): boolean;
  raw(chunk: GunRaw): void;
}
/** A chunk of bytes or a report of a gun, as it came. */
export interface GunRaw {
  readonly bench: string;
  readonly gun: string;
  readonly kind: 'bytes' | 'report';
  /** Epoch ms with fraction. */
  readonly at: number;
  readonly hex: string;
}

export interface StationState {
  /** `ready`: the station has told its state, so that a scan would be taken. */
  readonly link: 'connecting' | 'ready' | 'lost';
  /** Why the station cannot start (a `HostFailure`). */
  readonly refused: string | null;
  readonly client: StationClient | null;
  readonly hello: Hello | null;
  readonly settings: Settings | null;
  /** Who is signed in at this window; null until the station has told it. */
  readonly session: AccountView | null;
  /** Bench that this window shows. */
  readonly bench: string;
  readonly view: BenchView | null;
  /** Last verdict heard, which may be ahead of the view. */
  readonly verdict: VerdictView | null;
  readonly fatal: { readonly code: string; readonly detail: string } | null;
  /** Scans made while the station was away; none of them counted. */
  readonly scansLost: number;
  /** Grows when a list may have changed. */
  readonly ticks: Readonly<Record<Lists, number>>;
  readonly imports: Readonly<Record<string, ImportProgress>>;
  readonly gunTest: GunTest | null;
  /** Address and code of a hub, as a gun read them from its screen; whoever joins takes them. */
  readonly invite: HubInvite | null;
  /** What the scale of this bench says; null where it has none. */
  readonly weight: ScaleView | null;
  /** While a scale is tried. */
  readonly scaleTest: ScaleTest | null;
  /** While a gun is tried. */
  readonly gunTap: GunTap | null;
  /**
   * Hears the single keys of a person outside text fields, as the page that is shown wants them: letters are held back until it is
   * sure that no gun types them. @returns true = the key is done with
   */
  readonly pageKeys: ((code: string) => boolean) | null;
  /** The page of picking is in front: scans of this window are the picker's. */
  readonly picking: boolean;
  /** As last told; null before the page of picking was opened. */
  readonly pick: PickView | null;
  /** Last verdict of picking, which may be ahead of its view. */
  readonly pickVerdict: VerdictView | null;
  /** As last told; null before the page of backups was opened or a backup began. */
  readonly backups: BackupsView | null;
  /** Disk, start check, retention, keys; null until the station has told it. */
  readonly upkeep: UpkeepView | null;
  /** How it stands with the hub; null until the station has told it. */
  readonly sync: SyncView | null;
  readonly notices: readonly Notice[];
  readonly page: PageName;
  /** The page of each area that was looked at last. */
  readonly visited: Readonly<Partial<Record<AreaName, PageName>>>;
  /** Order shown on the order page. */
  readonly order: string | null;
  /** Page that the order was opened from. */
  readonly from: PageName | null;
  /** Where somebody was in the work lists, to come back to. */
  readonly work: WorkPlace | null;
  /** Acts on many orders, by id, as last told. */
  readonly bulks: Readonly<Record<string, BulkReport>>;
  /** Tab of the settings that somebody was sent to; null: the first. */
  readonly tab: string | null;
  readonly menu: boolean;
  /** First start runs again although it was done. */
  readonly setupAgain: boolean;
}

export type { BenchView, PrinterSettings, Settings, VerdictView };
