import { CASE_TRANSITIONS } from '../cases/transitions.ts';
import { ROLES } from '../event.ts';
import type { Role } from '../event.ts';
import { ORDER_TRANSITIONS } from '../order/transitions.ts';
import { SHIPMENT_TRANSITIONS } from '../shipment/transitions.ts';
import type { WaybillEventMap } from '../waybill/types.ts';
import type { AggregateKind } from './types.ts';

type Rights = ReadonlyMap<string, ReadonlySet<Role>>;

/** Every role that some row of the table lets write the event: in which state it may is the station's to decide. */
function rightsOf(rows: readonly { readonly event: string; readonly roles: readonly Role[] }[]): Rights {
  const rights = new Map<string, Set<Role>>();
  for (const { event, roles } of rows) rights.set(event, new Set([...(rights.get(event) ?? []), ...roles]));
  return rights;
}

/** Whoever may stop an order or let it go on; its parcels' record of that names the same person. */
const PEOPLE = ROLES.filter((role) => role !== 'CAR');

/** Numbers follow what happens to parcels, so these are the roles of the parcels' steps that they are effects of. */
const WAYBILL_RIGHTS: Readonly<Record<keyof WaybillEventMap, readonly Role[]>> = {
  leased: ['LOG', 'WHL', 'MGR', 'SYS'],
  bound: ['PKR', 'WHL', 'CLK', 'LOG', 'SYS'],
  printed: ['PKR', 'WHL', 'CLK', 'LOG', 'SYS'],
  used: ['SHP', 'SYS'],
  voided: ['WHL', 'CS', 'REV', 'MGR', 'SYS'],
  returned: ['LOG', 'WHL', 'MGR', 'SYS'],
  exception_closed: ['REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR', 'ADM'],
};

const RIGHTS: Readonly<Record<AggregateKind, Rights>> = {
  orders: rightsOf([
    ...ORDER_TRANSITIONS,
    // What the channel says of an order when it is taken in (`intakeEvents`).
    { event: 'refunded', roles: ['SYS'] },
  ]),
  shipments: rightsOf([
    ...SHIPMENT_TRANSITIONS,
    { event: 'order_blocked', roles: PEOPLE },
    { event: 'order_unblocked', roles: PEOPLE },
    // The parcel's record of what was decided about its order names who decided it.
    { event: 'marked', roles: ['REV', 'CS', 'SYS'] },
    { event: 'promised', roles: ['REV', 'CS', 'WHL', 'MGR', 'SYS'] },
    { event: 'allocated', roles: ['REV', 'MGR'] },
  ]),
  waybills: rightsOf(Object.entries(WAYBILL_RIGHTS).map(([event, roles]) => ({ event, roles }))),
  cases: rightsOf(CASE_TRANSITIONS),
};

/** Who may write the event at all; undefined where nobody knows it. */
export const writersOf = (kind: AggregateKind, type: string): ReadonlySet<Role> | undefined =>
  RIGHTS[kind].get(type);

/**
 * Until there are accounts with rights, an operator holds all posts of a small merchant's warehouse and desk; the station
 * gives these to the people that it makes itself.
 */
export const BUILT_IN_OPERATOR: readonly Role[] = [
  'CLK',
  'REV',
  'CS',
  'WHL',
  'PIK',
  'PKR',
  'SHP',
  'LOG',
  'FIN',
  'MGR',
];
