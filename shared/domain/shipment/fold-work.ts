import type { FoldConflict } from '../event.ts';
import type {
  BlockCause,
  FulfilmentStatus,
  PeopleStep,
  ShipmentClaim,
  ShipmentEvent,
  ShipmentState,
} from './types.ts';

type Waybill = NonNullable<ShipmentState['waybill']>;

/** What the fold of a shipment keeps while it goes through the events. */
export interface Work {
  status: FulfilmentStatus;
  bench?: string;
  /** Of `bench`. */
  station?: string;
  claim?: ShipmentClaim;
  /** Claims that were given back or taken over, whenever that is told: such a one never stands. */
  readonly endedClaims: ReadonlySet<string>;
  shipBy?: number;
  group?: string;
  wave?: string;
  tote?: string;
  picking?: NonNullable<ShipmentState['picking']> & { readonly event: string };
  /** Status before the pick began. */
  beforePick?: FulfilmentStatus;
  readonly pickedLines: Map<number, number>;
  /** Of the running pick, and of the last one that ended. */
  newShorts: ShipmentState['shorts'][number][];
  shorts: ShipmentState['shorts'][number][];
  carrier?: string;
  freight?: NonNullable<ShipmentState['freight']>;
  mode?: 'label_first' | 'label_last';
  before?: FulfilmentStatus;
  /** Open sessions; the first one runs. */
  sessions: { id: string; station: string; bench: string; mode: 'label_first' | 'label_last' }[];
  waybill?: Waybill;
  /** Every number ever bound, to know the one on the box, and the event that bound it. */
  bound: (Waybill & { readonly event: string })[];
  voidedNumbers: string[];
  prints: { job: string; number: string }[];
  divided?: string;
  weighed: boolean;
  weightGrams?: number;
  material?: string;
  handover?: NonNullable<ShipmentState['handover']>;
  blocks: { order: string; cause: BlockCause }[];
  conflicts: FoldConflict[];
  closed: Set<string>;
  people: Partial<Record<PeopleStep, string>>;
  /** Who checked and packed, to tell a retry from a second bench. */
  checked?: Pick<ShipmentEvent, 'id' | 'station'>;
  packed?: Pick<ShipmentEvent, 'id' | 'station'>;
  handedOver?: string;
}

export const start = (events: readonly ShipmentEvent[]): Work => ({
  endedClaims: new Set(events.flatMap(endedBy)),
  status: 'QUEUED',
  sessions: [],
  bound: [],
  voidedNumbers: [],
  prints: [],
  pickedLines: new Map(),
  newShorts: [],
  shorts: [],
  weighed: false,
  blocks: [],
  conflicts: [],
  closed: new Set(),
  people: {},
});

function endedBy(event: ShipmentEvent): string[] {
  if (event.type === 'claim_released') return [event.data.claim];
  return event.type === 'claimed' && event.data.takes !== undefined ? [event.data.takes] : [];
}

export function claimOf({ id, data }: Extract<ShipmentEvent, { type: 'claimed' }>): ShipmentClaim {
  const { station, bench, until } = data;
  return {
    id,
    station,
    ...(bench === undefined ? {} : { bench }),
    ...(until === undefined ? {} : { until }),
  };
}

export const isSame = (one: Waybill, other: Waybill | undefined): boolean =>
  one.number === other?.number && one.carrier === other.carrier;

export const plain = ({ carrier, number, source }: Waybill): Waybill => ({ carrier, number, source });
