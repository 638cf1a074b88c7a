import { conflictOf, sortEvents } from '../event.ts';
import { applyPicking, pickingOf } from './fold-picking.ts';
import type { Work } from './fold-work.ts';
import { claimOf, isSame, plain, start } from './fold-work.ts';
import type { FulfilmentStatus, ShipmentBase, ShipmentEvent, ShipmentState } from './types.ts';
import { FULFILMENT_STATUSES } from './types.ts';

/**
 * State of a shipment from what happened to it. Takes any set of events; one that cannot apply gives a defined state
 * and a conflict. The rules when benches worked without knowing of each other:
 *
 * - The furthest physical step stands: a second checking or packing changes nothing but is told
 *   (`checked_at_two_benches`, `packed_at_two_benches`), a skipped step is told (`packed_unchecked`, …).
 * - Opened at two benches: the first keeps the session (`opened_at_two_benches`); when it aborts, the other goes on.
 *   Benches of two stations may have one name: the event's station tells them apart.
 * - Of two claims the first stands, until it is given back or a lead takes it over. Who opened it needs none.
 * - HANDED_OVER applies in every state and never ends (`handed_over_after_void`, `handed_over_while_blocked`,
 *   `handed_over_unstaged`, `handed_over_twice`).
 * - VOIDED stands against every other step: the parcel must not go out. What was done to it in the meantime is told
 *   (`work_after_void`: goods have to go back), in whichever order the two arrive the status is VOIDED.
 * - Two numbers bound: the first stays (`bound_twice`), until the scan of a stuck label shows which one is on the box.
 * - A voided number can never be bound, printed or stuck again (`bound_voided_number`, …).
 */
export function foldShipment(shipment: {
  readonly base: ShipmentBase;
  readonly events: readonly ShipmentEvent[];
}): ShipmentState {
  const work = start(shipment.events);
  if (shipment.base.shipBy !== undefined) work.shipBy = shipment.base.shipBy;
  if (shipment.base.group !== undefined) work.group = shipment.base.group;
  for (const event of sortEvents(shipment.events)) apply(work, event);
  return toState(work);
}

/** Position on the way from QUEUED to HANDED_OVER. */
export const fulfilmentRank = (status: FulfilmentStatus): number => FULFILMENT_STATUSES.indexOf(status);

/** Events that are neither work on the parcel nor refused by its end. */
const ALWAYS: readonly ShipmentEvent['type'][] = [
  'exception_closed',
  'order_blocked',
  'order_unblocked',
  'promised',
  'marked',
  'freight_costed',
];
/** After the end these say nothing new: an abort, a second void, a clerk's allocation. */
const HARMLESS: readonly ShipmentEvent['type'][] = [
  'aborted',
  'voided',
  'allocated',
  'claimed',
  'claim_released',
  'label_voided',
  'recalled',
  'picking_stopped',
  'carrier_changed',
];

function apply(work: Work, event: ShipmentEvent): void {
  const conflict: Tell = (code, against) => void work.conflicts.push(conflictOf(event, code, against));
  if (event.type === 'handed_over') return applyHandover(work, event, conflict);
  if (!ALWAYS.includes(event.type)) {
    if (work.status === 'HANDED_OVER') {
      if (event.type === 'voided') conflict('voided_after_handover');
      else if (event.type === 'recalled') conflict('recalled_after_handover');
      else if (event.type === 'label_voided') conflict('label_voided_after_handover');
      else if (event.type === 'opened') conflict('opened_after_handover');
      return;
    }
    if (work.status === 'VOIDED') {
      if (!HARMLESS.includes(event.type)) conflict('work_after_void');
      return;
    }
  }
  applyStep(work, event, conflict);
}

type Tell = (code: string, against?: string) => void;
type Of<T extends ShipmentEvent['type']> = Extract<ShipmentEvent, { type: T }>;

function applyStep(work: Work, event: Exclude<ShipmentEvent, { type: 'handed_over' }>, conflict: Tell): void {
  const at = (...statuses: FulfilmentStatus[]): boolean => statuses.includes(work.status);
  const beyond = (status: FulfilmentStatus): boolean => fulfilmentRank(work.status) >= fulfilmentRank(status);
  switch (event.type) {
    case 'allocated':
      if (beyond('CHECKING')) return;
      if (event.data.bench !== undefined) {
        work.bench = event.data.bench;
        work.station = event.data.station ?? event.station;
      }
      if (event.data.group !== undefined) work.group = event.data.group;
      if (event.data.wave !== undefined) work.wave = event.data.wave;
      if (event.data.tote !== undefined) work.tote = event.data.tote;
      if (at('QUEUED')) work.status = 'ALLOCATED';
      return;
    case 'claimed':
      if (work.claim !== undefined || work.endedClaims.has(event.id)) return;
      work.claim = claimOf(event);
      return;
    case 'claim_released':
      // Known from the beginning, see `endedClaims`.
      return;
    case 'promised':
      work.shipBy = event.data.shipBy;
      return;
    case 'marked':
      // Read by `handlingOf`.
      return;
    case 'picking_started':
    case 'picked':
    case 'pick_short':
    case 'pick_damaged':
    case 'picking_stopped':
      return applyPicking(work, event, conflict);
    case 'carrier_changed':
      work.carrier = event.data.carrier;
      return;
    case 'freight_costed':
      work.freight ??= event.data;
      return;
    case 'opened':
      return applyOpened(work, event, conflict);
    case 'aborted':
      return applyAborted(work, event);
    case 'divided':
      // Its lines are read by `currentBase`.
      if (work.divided !== undefined) conflict('divided_twice', work.divided);
      else if (!at('CHECKING')) conflict('divided_unopened');
      work.divided ??= event.id;
      return;
    case 'checked':
      if (beyond('CHECKED')) {
        if (work.checked?.station !== event.station) conflict('checked_at_two_benches', work.checked?.id);
        return;
      }
      if (!at('CHECKING')) conflict('checked_unopened');
      work.status = 'CHECKED';
      work.checked = event;
      work.people.checked = event.by;
      return;
    case 'packed':
      if (beyond('PACKED')) {
        if (work.packed?.station !== event.station) conflict('packed_at_two_benches', work.packed?.id);
        return;
      }
      if (!at('CHECKED')) conflict('packed_unchecked');
      work.status = 'PACKED';
      work.packed = event;
      work.people.packed = event.by;
      if (event.data.material !== undefined) work.material = event.data.material;
      return;
    case 'weighed':
      if (!beyond('PACKED')) return conflict('weighed_unpacked');
      work.weighed = true;
      work.people.weighed = event.by;
      if (event.data.grams !== undefined) work.weightGrams = event.data.grams;
      if (at('PACKED')) work.status = 'WEIGHED';
      return;
    case 'waybill_bound':
      return applyBound(work, event, conflict);
    case 'label_printed':
      if (work.voidedNumbers.includes(event.data.number)) return conflict('printed_voided_number');
      if (!work.bound.some((one) => one.number === event.data.number)) conflict('printed_unbound');
      if (!work.prints.some((one) => one.job === event.data.job)) {
        work.prints.push({ job: event.data.job, number: event.data.number });
      }
      work.people.printed = event.by;
      return;
    case 'labelled':
      return applyLabelled(work, event, conflict);
    case 'staged':
      if (at('LABELED')) work.status = 'HANDOVER_PENDING';
      else if (!beyond('HANDOVER_PENDING')) conflict('staged_unlabelled');
      return;
    case 'reopened':
      if (at('CHECKED', 'PACKED', 'WEIGHED')) {
        work.status = 'CHECKING';
        work.weighed = false;
        delete work.weightGrams;
        delete work.material;
      } else if (beyond('WEIGHED')) conflict('reopened_too_late');
      return;
    case 'label_voided':
      if (!work.voidedNumbers.includes(event.data.number)) work.voidedNumbers.push(event.data.number);
      if (work.waybill?.number !== event.data.number) return;
      delete work.waybill;
      if (at('LABELED', 'HANDOVER_PENDING')) work.status = 'PACKED';
      return;
    case 'recalled':
      if (at('HANDOVER_PENDING')) work.status = 'PACKED';
      return;
    case 'voided':
      work.status = 'VOIDED';
      work.sessions = [];
      if (work.waybill !== undefined) work.voidedNumbers.push(work.waybill.number);
      delete work.waybill;
      return;
    case 'order_blocked':
      if (!isBlocked(work, event)) work.blocks.push({ order: event.data.order, cause: event.data.cause });
      return;
    case 'order_unblocked':
      work.blocks = work.blocks.filter(
        (block) => block.order !== event.data.order || block.cause !== event.data.cause,
      );
      return;
    case 'exception_closed':
      work.closed.add(event.data.exception);
      return;
    default:
      // A type of a newer version: kept in the document, without effect here.
      event satisfies never;
  }
}

const isBlocked = (work: Work, event: Of<'order_blocked'>): boolean =>
  work.blocks.some((block) => block.order === event.data.order && block.cause === event.data.cause);

function applyOpened(work: Work, event: Of<'opened'>, conflict: Tell): void {
  const { bench, mode } = event.data;
  const { station } = event;
  if (fulfilmentRank(work.status) > fulfilmentRank('CHECKING'))
    return conflict('opened_after_checked', work.checked?.id);
  if (work.status === 'CHECKING' && work.sessions.length > 0) {
    // The same bench again is a retry; another one works on the same goods without knowing.
    if (work.sessions.some((session) => session.bench === bench && session.station === station)) return;
    conflict('opened_at_two_benches', work.sessions[0]?.id);
  }
  if (work.status !== 'CHECKING') work.before = work.status;
  work.status = 'CHECKING';
  work.sessions.push({ id: event.id, station, bench, mode });
  if (work.sessions.length === 1) work.people.opened = event.by;
}

function applyAborted(work: Work, event: Of<'aborted'>): void {
  // A parcel that was checked meanwhile is not un-checked by somebody else's abort.
  if (work.status !== 'CHECKING') return;
  const session = event.data.session;
  work.sessions = session === undefined ? [] : work.sessions.filter((open) => open.id !== session);
  if (work.sessions.length > 0) return;
  work.status = work.before ?? 'QUEUED';
  delete work.before;
}

function applyBound(work: Work, event: Of<'waybill_bound'>, conflict: Tell): void {
  const { carrier, number, source } = event.data;
  if (work.voidedNumbers.includes(number)) return conflict('bound_voided_number');
  const known = work.bound.some((one) => one.number === number && one.carrier === carrier);
  if (!known) work.bound.push({ carrier, number, source, event: event.id });
  if (work.waybill === undefined) work.waybill = { carrier, number, source };
  else if (!known) conflict('bound_twice', work.bound.find((one) => isSame(one, work.waybill))?.event);
}

function applyLabelled(work: Work, event: Of<'labelled'>, conflict: Tell): void {
  const { number } = event.data;
  if (work.voidedNumbers.includes(number)) return conflict('labelled_voided_number');
  const stuck = work.bound.find((one) => one.number === number);
  if (stuck === undefined) return conflict('labelled_other_number');
  if (fulfilmentRank(work.status) >= fulfilmentRank('LABELED')) {
    if (work.waybill?.number !== number) conflict('labelled_twice');
    return;
  }
  if (fulfilmentRank(work.status) < fulfilmentRank('PACKED')) conflict('labelled_unpacked');
  work.waybill = plain(stuck);
  work.status = 'LABELED';
  work.people.labelled = event.by;
}

function applyHandover(work: Work, event: Of<'handed_over'>, conflict: Tell): void {
  if (work.status === 'HANDED_OVER') {
    if (work.handover?.manifest !== event.data.manifest) conflict('handed_over_twice', work.handedOver);
    return;
  }
  if (work.status === 'VOIDED') {
    conflict('handed_over_after_void');
    // The number that went out is the one that the box still carries.
    const number = work.voidedNumbers.at(-1);
    const stuck = work.bound.find((one) => one.number === number);
    if (stuck !== undefined) work.waybill = plain(stuck);
  } else if (work.status !== 'HANDOVER_PENDING') conflict('handed_over_unstaged');
  if (work.blocks.length > 0) conflict('handed_over_while_blocked');
  work.status = 'HANDED_OVER';
  work.handover = event.data;
  work.handedOver = event.id;
  work.sessions = [];
  work.people.handed_over = event.by;
}

function toState(work: Work): ShipmentState {
  const running = work.status === 'VOIDED' ? undefined : work.sessions[0];
  const { bench, station } = running ?? work;
  const claim = fulfilmentRank(work.status) < fulfilmentRank('CHECKING') ? work.claim : undefined;
  const waybill = work.waybill;
  return {
    status: work.status,
    ...(bench === undefined ? {} : { bench }),
    ...(bench === undefined || station === undefined ? {} : { station }),
    ...(claim === undefined ? {} : { claim }),
    ...(work.wave === undefined ? {} : { wave: work.wave }),
    ...(work.tote === undefined ? {} : { tote: work.tote }),
    ...(work.shipBy === undefined ? {} : { shipBy: work.shipBy }),
    ...(work.group === undefined || work.group === '' ? {} : { group: work.group }),
    ...(work.status !== 'PICKING' || work.picking === undefined ? {} : { picking: pickingOf(work.picking) }),
    pickedLines: [...work.pickedLines].map(([no, qty]) => ({ no, qty })),
    shorts: work.status === 'PICKING' ? work.newShorts : work.shorts,
    ...(work.carrier === undefined ? {} : { carrier: work.carrier }),
    ...(work.freight === undefined ? {} : { freight: work.freight }),
    ...(running === undefined ? {} : { mode: running.mode, session: running.id }),
    ...(work.status === 'CHECKING' && work.before !== undefined ? { before: work.before } : {}),
    ...(work.status === 'PICKING' && work.beforePick !== undefined ? { before: work.beforePick } : {}),
    ...(waybill === undefined ? {} : { waybill }),
    voidedNumbers: work.voidedNumbers,
    printedJobs: work.prints.filter((one) => one.number === waybill?.number).map((one) => one.job),
    divided: work.divided !== undefined,
    weighed: work.weighed,
    ...(work.weightGrams === undefined ? {} : { weightGrams: work.weightGrams }),
    ...(work.material === undefined ? {} : { material: work.material }),
    ...(work.handover === undefined ? {} : { handover: work.handover }),
    blocks: work.blocks,
    exceptions: work.conflicts.filter((one) => !work.closed.has(one.id)),
    people: work.people,
  };
}
