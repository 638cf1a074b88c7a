import { hlcMs, type EpochMs, type Hlc } from '../../base/index.ts';
import type { DomainEvent, FoldConflict } from '../event.ts';
import { ORDER_TRANSITIONS } from '../order/transitions.ts';
import type { OrderAggregate, OrderState, OrderStatus } from '../order/types.ts';
import { STATUS_LISTS, WORK_LIST_DEFINITIONS, type WorkList } from './lists.ts';

/** A parcel as the lists see it. */
export interface WorkParcel {
  /** Its work lane; `void` and `gone` are behind us. */
  readonly lane: string;
  readonly status: string;
  readonly events: readonly DomainEvent[];
  readonly exceptions: readonly FoldConflict[];
}

export interface Membership {
  readonly list: WorkList;
  /** When the order entered the list. */
  readonly since: EpochMs;
  /** The order's own deadline, where the list goes by it. */
  readonly due?: EpochMs;
}

export interface WorkFacts {
  /** When the order entered its present status. */
  readonly since: EpochMs;
  readonly shipBy?: EpochMs;
  readonly department?: string;
  /** Actor id. */
  readonly person?: string;
  readonly lists: readonly Membership[];
}

/** Types of the events that bring an order into a status (transition tables). */
const STEPS_TO: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const steps = new Map<string, Set<string>>();
  for (const { to, event } of ORDER_TRANSITIONS)
    if (to !== 'stays') steps.set(to, (steps.get(to) ?? new Set()).add(event));
  return steps;
})();

/** What stops an order wherever it stands. */
const STOPS = ['hold', 'cancel_requested', 'address_changed'] as const;
/** Nothing more comes from the carrier. */
const ARRIVED = ['SIGNED', 'RETURN_SIGNED'];
const BEHIND = ['void', 'gone'];
const MONEY_BACK = ['SETTLED', 'REFUNDED'];

/**
 * In which lists an order stands, since when, and who has it. Whether it is late depends on the time and the site's rules and is
 * asked of the list.
 * @param elsewhere an exception of the order that its own documents do not tell (a waybill number), and since when
 */
export function workFacts(
  order: OrderAggregate,
  state: OrderState,
  parcels: readonly WorkParcel[],
  elsewhere?: EpochMs,
): WorkFacts {
  const { base, events } = order;
  const since = lastOf(events, (type) => STEPS_TO.get(state.status)?.has(type) ?? false) ?? base.receivedAt;
  const { shipBy } = state.current;
  const open = state.assignments.filter(({ done }) => done !== true);
  // The nearest in time is the next to be done.
  const next = [...open].sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity))[0];
  const department = next?.department;
  const person = next?.person ?? state.allocation?.person;
  const lists: Membership[] = [];
  const add = (list: WorkList, at: EpochMs): void => {
    const due = WORK_LIST_DEFINITIONS[list].byShipBy ? shipBy : undefined;
    lists.push({ list, since: at, ...(due === undefined ? {} : { due }) });
  };

  const own = STATUS_LISTS[state.status];
  if (own !== undefined && isOpen(state, own, parcels))
    add(own, own === 'in_transit' ? lastWord(events, since) : since);
  if (STOPS.some((flag) => state.flags.includes(flag)) && !isOver(state.status))
    add('on_hold', stoppedSince(events, state) ?? since);
  const staged = parcels.filter(({ lane }) => lane === 'staged');
  if (staged.length > 0)
    add('to_hand_over', Math.min(...staged.map((one) => lastOf(one.events, isStaged) ?? since)));
  const odd = oddSince(events, state, parcels, elsewhere);
  if (odd !== undefined) add('exceptions', odd === 0 ? since : odd);
  const arrived = state.status === 'DELIVERED' || state.status === 'COMPLETED';
  if (arrived && !MONEY_BACK.includes(state.payment)) add('to_settle', since);
  if (state.status === 'COMPLETED' && state.payment === 'SETTLED') add('to_archive', since);
  return {
    since,
    ...(shipBy === undefined ? {} : { shipBy }),
    ...(department === undefined ? {} : { department }),
    ...(person === undefined || person === '' ? {} : { person }),
    lists,
  };
}

/** Is there still something to do in the list of its status? */
function isOpen(state: OrderState, list: WorkList, parcels: readonly WorkParcel[]): boolean {
  const divided = state.split === 'orders';
  switch (list) {
    case 'ready':
      return (
        !divided &&
        !STOPS.some((flag) => state.flags.includes(flag)) &&
        (parcels.length === 0 || parcels.some(({ lane }) => !BEHIND.includes(lane) && lane !== 'staged'))
      );
    case 'short':
      // Its parts go their own ways; it follows them.
      return !divided;
    case 'in_transit':
      return !state.shippedByChannel && !ARRIVED.includes(state.logistics);
    default:
      return true;
  }
}

const isOver = (status: OrderStatus): boolean =>
  ['SHIPPED', 'DELIVERED', 'CANCELLED', 'COMPLETED', 'ARCHIVED'].includes(status);
const isStaged = (type: string): boolean => type === 'staged';

/** The carrier's last word, or the handover. */
const lastWord = (events: readonly DomainEvent[], shipped: EpochMs): EpochMs =>
  Math.max(shipped, lastOf(events, (type) => type === 'logistics') ?? 0);

/** The oldest stop that stands. */
function stoppedSince(events: readonly DomainEvent[], state: OrderState): EpochMs | undefined {
  const holds = new Set(state.holds.map((hold) => hold.id));
  const standing = new Set([...state.cancelRequests, state.addressChange]);
  const times = events
    .filter(
      (event) => standing.has(event.id) || (event.type === 'held' && holds.has(textIn(event, 'hold') ?? '')),
    )
    .map((event) => hlcMs(event.at));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** @returns undefined where there is no exception, 0 where nobody knows since when */
function oddSince(
  events: readonly DomainEvent[],
  state: OrderState,
  parcels: readonly WorkParcel[],
  elsewhere: EpochMs | undefined,
): EpochMs | undefined {
  const times = [
    ...state.exceptions.map(({ eventId }) => timeOf(events, eventId)),
    ...parcels.flatMap((parcel) => parcel.exceptions.map(({ eventId }) => timeOf(parcel.events, eventId))),
    ...(elsewhere === undefined ? [] : [elsewhere]),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

const timeOf = (events: readonly DomainEvent[], id: string): EpochMs =>
  hlcMs(events.find((event) => event.id === id)?.at ?? '');

function lastOf(events: readonly DomainEvent[], is: (type: string) => boolean): EpochMs | undefined {
  let last: Hlc | undefined;
  for (const event of events) if (is(event.type) && (last === undefined || event.at > last)) last = event.at;
  return last === undefined ? undefined : hlcMs(last);
}

function textIn(event: DomainEvent, key: string): string | undefined {
  const value = (event.data as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' ? value : undefined;
}
