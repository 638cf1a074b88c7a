import { BUILT_IN_OPERATOR } from '../../shared/domain/acceptance/index.ts';
import { ROLES, type Role } from '../../shared/domain/index.ts';
import type { JsonObject, SiteTransaction } from '../store/port.ts';
import type { Caller } from './pull.ts';

/**
 * Roles of everybody who signed an event of these rows: of the hub's own list, active people only. A station's built-in
 * operators (`op:STATION-001`) are known before their own documents have come: their orders may be pushed first.
 */
export async function peopleOf(
  tx: Pick<SiteTransaction, 'documents'>,
  rows: readonly { readonly document: JsonObject }[],
  who: Caller,
): Promise<ReadonlyMap<string, readonly Role[]>> {
  const ids = new Set<string>();
  for (const { document } of rows) {
    const events = Array.isArray(document['events']) ? (document['events'] as { by?: unknown }[]) : [];
    for (const { by } of events) if (typeof by === 'string' && by !== 'SYS') ids.add(by);
  }
  const roles = new Map<string, readonly Role[]>();
  if (ids.size === 0) return roles;
  const known = await tx.documents('people', [...ids]);
  for (const id of ids) {
    const person = known.get(id)?.document;
    if (person === undefined) {
      if (id.startsWith(`op:${who.station}-`)) roles.set(id, BUILT_IN_OPERATOR);
    } else if (person['active'] === true && person['site'] === who.site) {
      roles.set(id, (person['roles'] as readonly string[]).filter(isPersonsRole));
    }
  }
  return roles;
}

/** Nobody is the system or a carrier. */
const isPersonsRole = (role: string): role is Role =>
  role !== 'SYS' && role !== 'CAR' && (ROLES as readonly string[]).includes(role);
