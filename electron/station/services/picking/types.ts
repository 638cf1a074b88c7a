import type {
  MethodInput,
  PickAct,
  PickingOfOrder,
  PickSheet,
  PickView,
  VerdictView,
  WaveRow,
} from '../../../../shared/contract/index.ts';
import type { Actor, Product, StopRecord } from '../../../../shared/domain/index.ts';
import type { PickEntry, PickShort, PickTask } from '../../../../shared/domain/picking/index.ts';
import type { ScanInput } from '../bench/types.ts';
import type { Outcome } from '../context.ts';

/** A task with what the screen says of its order. */
export interface LiveTask extends PickTask {
  readonly order: string;
  /** All that lie in it, where several go in one parcel. */
  readonly orders: readonly string[];
  readonly channelOrderNo: string;
  readonly urgent: boolean;
  tote?: string;
  /** Written as picked, with something missing or not. */
  done?: 'picked' | 'short';
  /** Why it must not go on. */
  blocked?: string;
}

/** What one picker walks for; where it stands is in the journal and in the parcels' events. */
export interface Walk {
  readonly id: string;
  readonly kind: 'wave' | 'tote' | 'order' | 'next';
  readonly code: string;
  readonly startedAt: number;
  readonly tasks: LiveTask[];
  readonly products: ReadonlyMap<string, Product>;
  readonly entries: PickEntry[];
  readonly shorts: PickShort[];
  /** Location that was scanned last. */
  focus?: string | undefined;
  /** Parcel whose tote must be scanned before the next unit. */
  pending?: string | undefined;
  multiplier: number;
}

export interface PickStop {
  readonly number: number;
  readonly record: StopRecord;
  repeats: number;
}

export interface PickingService {
  /** The page of a bench is in front: the guns of that bench are the picker's. Renewed by the page, else it ends by itself. */
  front(bench: string, on: boolean): void;
  inFront(bench: string): boolean;
  scan(bench: string, input: ScanInput): Promise<VerdictView>;
  act(bench: string, act: PickAct): Promise<VerdictView>;
  view(bench: string): Promise<PickView>;
  waves(): Promise<WaveRow[]>;
  /** Puts orders together for one walk, without printing anything. */
  makeWave(
    input: Omit<MethodInput<'pick.wave'>, 'operator'>,
    actor: Actor,
  ): Promise<Outcome<{ wave: string; orders: number; refused: { shipment: string; code: string }[] }>>;
  sheet(input: MethodInput<'pick.sheet'>): Promise<Outcome<PickSheet>>;
  /** A lead takes a parcel from whoever has it in hand. */
  giveBack(shipment: string, actor: Actor, reason: string): Promise<Outcome<null>>;
  ofOrder(order: string): Promise<PickingOfOrder>;
  close(): Promise<void>;
}
