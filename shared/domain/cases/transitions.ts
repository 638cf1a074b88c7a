import { ROLES, type Role } from '../event.ts';
import type { CaseEventMap, CaseKind, CaseStatus } from './types.ts';
import { CASE_STATUSES } from './types.ts';

export type CaseGuardName =
  'none' | 'somebody' | 'party' | 'facts' | 'unlinked' | 'later' | 'decider' | 'reason' | 'erasable';

export interface CaseTransition {
  readonly row: string;
  readonly from: readonly CaseStatus[];
  readonly to: CaseStatus | 'stays';
  readonly event: keyof CaseEventMap;
  readonly roles: readonly Role[];
  readonly guard: CaseGuardName;
}

const ANY = CASE_STATUSES;
const LIVE: readonly CaseStatus[] = ['OPEN', 'ASSIGNED'];
/** Whoever works with orders may raise a case and say what is known of it; deciding is another matter (ruling 5). */
export const CASE_RAISERS: readonly Role[] = ROLES.filter((role) => role !== 'CAR');
/** The desk: everybody but the station's posts. */
const DESK: readonly Role[] = ['CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'PUR', 'RPR', 'MGR', 'ADM'];

const row = (
  name: string,
  from: readonly CaseStatus[],
  to: CaseStatus | 'stays',
  event: keyof CaseEventMap,
  roles: readonly Role[],
  guard: CaseGuardName,
): CaseTransition => ({ row: name, from, to, event, roles, guard });

/** A case's own table, as orders and parcels have theirs. K1 makes the document. */
export const CASE_TRANSITIONS: readonly CaseTransition[] = [
  row('K1 open', LIVE, 'OPEN', 'opened', CASE_RAISERS, 'none'),
  row('K2 assign', LIVE, 'ASSIGNED', 'assigned', [...DESK, 'SYS'], 'somebody'),
  row('K3 note', ANY, 'stays', 'noted', CASE_RAISERS, 'none'),
  row('K4 contact', ANY, 'stays', 'contacted', [...DESK, 'SHP'], 'party'),
  row('K5 detail', LIVE, 'stays', 'detailed', CASE_RAISERS, 'facts'),
  row('K6 link', LIVE, 'stays', 'linked', [...DESK, 'PKR', 'SHP', 'SYS'], 'unlinked'),
  row('K7 due', LIVE, 'stays', 'due_changed', [...DESK, 'SYS'], 'later'),
  row('K8 escalate', LIVE, 'stays', 'escalated', CASE_RAISERS, 'none'),
  row('K9 solve', LIVE, 'SOLVED', 'solved', [...DESK, 'SYS'], 'decider'),
  row('K10 reopen', ['SOLVED', 'CLOSED'], 'OPEN', 'reopened', DESK, 'reason'),
  row('K11 close', ['SOLVED'], 'CLOSED', 'closed', [...DESK, 'SYS'], 'none'),
  row('K12 erase', ANY, 'stays', 'private_erased', ['ADM', 'SYS'], 'erasable'),
];

/** Who may decide what: the department's own posts and management. SYS where a step of the order settles it. */
export const CASE_DECIDERS: Readonly<Record<CaseKind, readonly Role[]>> = {
  shortage: ['REV', 'CS', 'WHL', 'PUR', 'MGR', 'SYS'],
  delivery: ['LOG', 'CS', 'MGR', 'SYS'],
  payment: ['FIN', 'MGR', 'SYS'],
  wrong_information: ['CLK', 'REV', 'CS', 'MGR', 'SYS'],
  complaint: ['CS', 'MGR'],
  damage: ['CS', 'WHL', 'LOG', 'MGR'],
  returned_parcel: ['CS', 'WHL', 'LOG', 'MGR', 'SYS'],
  stock_discrepancy: ['WHL', 'MGR', 'SYS'],
  archive_access: ['REV', 'MGR', 'ADM'],
  incident: ['WHL', 'MGR', 'ADM'],
  violation: ['MGR', 'ADM'],
  other: ['CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'PUR', 'RPR', 'MGR', 'ADM'],
};

/** Decided by somebody else than whoever asked, or whom it is about. */
export const TWO_PEOPLE: readonly CaseKind[] = ['archive_access', 'violation'];
