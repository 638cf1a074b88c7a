import type { Role } from '../event.ts';
import type { FulfilmentStatus, ShipmentEventMap } from './types.ts';
import { FULFILMENT_STATUSES } from './types.ts';

/** Guard of a row; `guards.ts` holds the function of the same name. */
export type ShipmentGuardName =
  | 'none'
  | 'reason'
  | 'ownBench'
  | 'freeClaim'
  | 'openClaim'
  | 'unitsComplete'
  | 'materialRule'
  | 'weightRule'
  | 'freeNumber'
  | 'boundNumber'
  | 'scannedBack'
  | 'weighedOrNoRule'
  | 'sameCarrier'
  | 'knownNumber'
  | 'recallCause'
  | 'orderOfShipment'
  | 'openBlock'
  | 'openException'
  | 'pickable'
  | 'toteOnly'
  | 'ownPick'
  | 'ownPickLine'
  | 'noNumber'
  | 'dividable';

export interface ShipmentTransition {
  readonly row: string;
  readonly from: readonly FulfilmentStatus[];
  /** `before` = the status before CHECKING, or PICKING, began; `stays` = no change. */
  readonly to: FulfilmentStatus | 'before' | 'stays';
  readonly event: keyof ShipmentEventMap;
  readonly roles: readonly Role[];
  readonly guard: ShipmentGuardName;
  /**
   * `forward` steps are blocked by hold, cancel request, address change, missing payment, and by an order that is not
   * READY_TO_SHIP. `back` steps and `note`s (what is so anyway) are not.
   */
  readonly kind: 'forward' | 'back' | 'note';
}

const UNOPENED: readonly FulfilmentStatus[] = ['QUEUED', 'ALLOCATED', 'PICKING', 'PICKED'];
const OPEN = FULFILMENT_STATUSES.filter((status) => status !== 'HANDED_OVER' && status !== 'VOIDED');

const row = (
  name: string,
  from: readonly FulfilmentStatus[],
  to: ShipmentTransition['to'],
  event: keyof ShipmentEventMap,
  roles: readonly Role[],
  guard: ShipmentGuardName,
  kind: ShipmentTransition['kind'],
): ShipmentTransition => ({ row: name, from, to, event, roles, guard, kind });

/**
 * Fulfilment of requirements 3 as data. A small shop skips allocation and picking: CHECKING may begin in QUEUED and
 * ALLOCATED too, and an abort falls back to where it began. `weighed` in LABELED and `labelled` in PACKED are the
 * order of the rule `after_label`; a parcel that got a new label is labelled from PACKED with its old weight.
 */
export const SHIPMENT_TRANSITIONS: readonly ShipmentTransition[] = [
  row(
    'F1 allocate',
    ['QUEUED', 'ALLOCATED'],
    'ALLOCATED',
    'allocated',
    ['WHL', 'CLK', 'SYS', 'PKR'],
    'none',
    'forward',
  ),
  // Given by the hub, or taken over by a lead; it is no step of the parcel.
  row('C1 claim', UNOPENED, 'stays', 'claimed', ['SYS', 'WHL'], 'freeClaim', 'note'),
  row('C2 claim given back', UNOPENED, 'stays', 'claim_released', ['SYS', 'WHL', 'PKR'], 'openClaim', 'back'),
  // Without an allocation where nobody plans the work (PIC-03); once more where something was short.
  row(
    'F2 start picking',
    ['QUEUED', 'ALLOCATED', 'PICKED'],
    'PICKING',
    'picking_started',
    ['PIK'],
    'pickable',
    'forward',
  ),
  row('F2a tote', ['PICKING', 'PICKED'], 'stays', 'allocated', ['PIK', 'PKR', 'WHL'], 'toteOnly', 'forward'),
  row('F3 picked', ['PICKING'], 'PICKED', 'picked', ['PIK'], 'ownPick', 'forward'),
  row('F3a picked short', ['PICKING'], 'stays', 'pick_short', ['PIK'], 'ownPickLine', 'note'),
  row('F3b damaged', ['PICKING'], 'stays', 'pick_damaged', ['PIK'], 'ownPickLine', 'note'),
  row('B5 give the pick back', ['PICKING'], 'before', 'picking_stopped', ['PIK', 'WHL'], 'ownPick', 'back'),
  row('F4 open', ['QUEUED', 'ALLOCATED', 'PICKED'], 'CHECKING', 'opened', ['PKR'], 'ownBench', 'forward'),
  row('F4a another box', ['CHECKING'], 'stays', 'divided', ['PKR'], 'dividable', 'forward'),
  row('F5 checked', ['CHECKING'], 'CHECKED', 'checked', ['PKR'], 'unitsComplete', 'forward'),
  row('F6 packed', ['CHECKED'], 'PACKED', 'packed', ['PKR'], 'materialRule', 'forward'),
  row('F7 weighed', ['PACKED'], 'WEIGHED', 'weighed', ['PKR', 'WHL'], 'weightRule', 'forward'),
  row('F7a weighed again', ['WEIGHED'], 'stays', 'weighed', ['PKR', 'WHL'], 'weightRule', 'forward'),
  row(
    'F7b weighed after the label',
    ['LABELED'],
    'stays',
    'weighed',
    ['PKR', 'WHL'],
    'weightRule',
    'forward',
  ),
  row('F8 labelled', ['WEIGHED', 'PACKED'], 'LABELED', 'labelled', ['PKR'], 'scannedBack', 'forward'),
  row(
    'F9 staged',
    ['LABELED'],
    'HANDOVER_PENDING',
    'staged',
    ['PKR', 'SHP', 'SYS'],
    'weighedOrNoRule',
    'forward',
  ),
  row(
    'F10 handed over',
    ['HANDOVER_PENDING'],
    'HANDED_OVER',
    'handed_over',
    ['SHP'],
    'sameCarrier',
    'forward',
  ),
  row('L0 other carrier', UNOPENED, 'stays', 'carrier_changed', ['LOG', 'WHL', 'SYS'], 'noNumber', 'note'),
  // Label-first binds before picking, label-last at the last scan; a carrier may want the weight before it gives a number.
  row(
    'L1 bind',
    ['QUEUED', 'ALLOCATED', 'PICKED', 'CHECKING', 'CHECKED', 'PACKED', 'WEIGHED'],
    'stays',
    'waybill_bound',
    ['PKR', 'WHL', 'CLK', 'LOG', 'SYS'],
    'freeNumber',
    'forward',
  ),
  // The bytes are out already: whether to send them was asked before (`mayPrintLabel`), this writes it down.
  row(
    'L2 printed',
    OPEN,
    'stays',
    'label_printed',
    ['PKR', 'WHL', 'CLK', 'LOG', 'SYS'],
    'boundNumber',
    'note',
  ),
  row('B1 abort', ['CHECKING'], 'before', 'aborted', ['PKR', 'WHL'], 'reason', 'back'),
  row(
    'B2 reopen',
    ['CHECKED', 'PACKED', 'WEIGHED'],
    'CHECKING',
    'reopened',
    ['PKR', 'WHL'],
    'reason',
    'back',
  ),
  row('B3 void label', ['LABELED'], 'PACKED', 'label_voided', ['WHL', 'MGR', 'SYS'], 'knownNumber', 'back'),
  row(
    'B3b void label that is not stuck',
    ['QUEUED', 'ALLOCATED', 'PICKING', 'PICKED', 'CHECKING', 'CHECKED', 'PACKED', 'WEIGHED'],
    'stays',
    'label_voided',
    ['WHL', 'MGR', 'SYS'],
    'knownNumber',
    'back',
  ),
  row(
    'B4 recall',
    ['HANDOVER_PENDING'],
    'PACKED',
    'recalled',
    ['SHP', 'WHL', 'MGR', 'SYS'],
    'recallCause',
    'back',
  ),
  row('V void', OPEN, 'VOIDED', 'voided', ['WHL', 'CS', 'REV', 'MGR', 'SYS'], 'reason', 'back'),
  row('N0 freight', ['HANDED_OVER'], 'stays', 'freight_costed', ['SYS'], 'none', 'note'),
  // Its order was promised for another time.
  row('N0 promised', FULFILMENT_STATUSES, 'stays', 'promised', ['SYS'], 'none', 'note'),
  row('N0 marked', FULFILMENT_STATUSES, 'stays', 'marked', ['SYS'], 'none', 'note'),
  row('N1 blocked', OPEN, 'stays', 'order_blocked', ['SYS'], 'orderOfShipment', 'note'),
  row('N2 unblocked', FULFILMENT_STATUSES, 'stays', 'order_unblocked', ['SYS'], 'openBlock', 'note'),
  row(
    'N3 exception closed',
    FULFILMENT_STATUSES,
    'stays',
    'exception_closed',
    ['REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR', 'ADM'],
    'openException',
    'note',
  ),
];
