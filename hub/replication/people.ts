import type { Hlc } from '../../shared/base/index.ts';
import { BUILT_IN_OPERATOR } from '../../shared/domain/acceptance/index.ts';
import { ROLES, type Role } from '../../shared/domain/index.ts';
import {
  isAdministrator,
  mayChangePerson,
  rolesAt,
  type PersonRecord,
} from '../../shared/domain/rights/index.ts';
import type { ReplicatedName } from '../../shared/contract/hub/index.ts';
import type { JsonObject, SiteTransaction } from '../store/port.ts';
import type { Caller } from './pull.ts';
import { refuse, type RowVerdict } from './verdict.ts';

export interface People {
  /** Roles that somebody held at that moment, by the hub's own list; undefined where nobody active had that id. */
  rolesOf(person: string, at: Hlc): readonly Role[] | undefined;
  /** Has the site an administrator, or had one? From then on only administrators change people. */
  readonly closed: boolean;
}

type Rows = readonly { readonly document: JsonObject }[];
const asPerson = (document: JsonObject): PersonRecord => document as unknown as PersonRecord;

/** Record that says that a site has had an administrator. */
const ADMINISTERED = 'administered';

/**
 * Everybody who signed an event of these rows, or changed a person. A station's built-in operators (`op:STATION-001`) are
 * known before their own documents have come: their orders may be pushed first.
 */
export async function peopleOf(
  tx: Pick<SiteTransaction, 'documents' | 'record'>,
  rows: Rows,
  who: Caller,
  collection?: ReplicatedName,
): Promise<People> {
  const people = collection === 'people';
  const ids = new Set<string>();
  const name = (id: unknown): void => {
    if (typeof id === 'string' && id !== 'SYS') ids.add(id);
  };
  for (const { document } of rows) {
    if (people || collection === 'stock') name(document['by']);
    const events = Array.isArray(document['events']) ? (document['events'] as { by?: unknown }[]) : [];
    for (const { by } of events) name(by);
  }
  const known = ids.size === 0 ? undefined : await tx.documents('people', [...ids]);
  return {
    closed: people && (await tx.record(ADMINISTERED, who.site)) !== undefined,
    rolesOf(id, at) {
      const person = known?.get(id)?.document;
      if (person === undefined) return id.startsWith(`op:${who.station}-`) ? BUILT_IN_OPERATOR : undefined;
      return person['site'] === who.site ? rolesAt(asPerson(person), at)?.filter(isPersonsRole) : undefined;
    },
  };
}

/**
 * Is a change of a person taken? What came earlier in the same push counts.
 * @param known documents of people as the hub has them now
 */
export function judgePerson(
  document: JsonObject,
  known: ReadonlyMap<string, { readonly document: JsonObject }>,
  people: People,
  who: Caller,
): RowVerdict | undefined {
  const pushed = asPerson(document);
  const master = known.get(pushed.id)?.document;
  const at = pushed.stamp ?? '';
  const by = pushed.by === undefined ? undefined : known.get(pushed.by)?.document;
  // Whoever makes himself administrator by the very change that is judged is none yet.
  const byRoles = by === undefined ? people.rolesOf(pushed.by ?? '', at) : rolesAt(asPerson(by), at);
  const allowed = mayChangePerson({
    pushed,
    master: master === undefined ? undefined : asPerson(master),
    closed: people.closed,
    station: who.station,
    byRoles,
  });
  return allowed ? undefined : refuse('role_not_allowed', { type: 'person', by: pushed.by ?? '' });
}

/** Keeps in mind that the site has an administrator, once one has come. */
export async function noteAdministrators(
  tx: Pick<SiteTransaction, 'insertRecord'>,
  taken: Rows,
  { site }: Caller,
): Promise<void> {
  if (!taken.some(({ document }) => isAdministrator(asPerson(document)))) return;
  await tx.insertRecord({ kind: ADMINISTERED, id: site, site, state: 'closed', due: 0, body: {} });
}

/** Nobody is the system or a carrier. */
const isPersonsRole = (role: string): role is Role =>
  role !== 'SYS' && role !== 'CAR' && (ROLES as readonly string[]).includes(role);
