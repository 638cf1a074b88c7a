import type { FoldConflict } from '../event.ts';
import type { BlockCause, FulfilmentStatus, PeopleStep, ShipmentState } from './types.ts';

type Waybill = NonNullable<ShipmentState['waybill']>;

/** What the fold of a shipment keeps while it goes through the events. */
export interface Work {
  status: FulfilmentStatus;
  bench?: string;
  wave?: string;
  tote?: string;
  mode?: 'label_first' | 'label_last';
  before?: FulfilmentStatus;
  /** Open sessions; the first one runs. */
  sessions: { id: string; bench: string; mode: 'label_first' | 'label_last' }[];
  waybill?: Waybill;
  /** Every number ever bound, to know the one on the box. */
  bound: Waybill[];
  voidedNumbers: string[];
  prints: { job: string; number: string }[];
  weighed: boolean;
  weightGrams?: number;
  material?: string;
  handover?: NonNullable<ShipmentState['handover']>;
  blocks: { order: string; cause: BlockCause }[];
  conflicts: FoldConflict[];
  closed: Set<string>;
  people: Partial<Record<PeopleStep, string>>;
  /** Station that checked and packed, to tell a retry from a second bench. */
  checkedAt?: string;
  packedAt?: string;
}

export const start = (): Work => ({
  status: 'QUEUED',
  sessions: [],
  bound: [],
  voidedNumbers: [],
  prints: [],
  weighed: false,
  blocks: [],
  conflicts: [],
  closed: new Set(),
  people: {},
});
