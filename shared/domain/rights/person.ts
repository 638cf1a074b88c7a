import type { Hlc } from '../../base/index.ts';
import type { Role } from '../event.ts';
import { canonicalJson } from '../event.ts';
import type { Stamped } from '../newest.ts';

/** One secret of a person: scrypt (RFC 7914) with the parameters it was made with; never the secret itself. */
export interface SecretHash {
  readonly kind: 'scrypt';
  readonly N: number;
  readonly r: number;
  readonly p: number;
  /** Base64. */
  readonly salt: string;
  readonly hash: string;
  /** When it was set, epoch ms; passwords expire by it. */
  readonly at: number;
}

/** What a person was until somebody changed it: a step is judged by the rights of its own time. */
export interface FormerRights {
  readonly roles: readonly Role[];
  readonly active: boolean;
  /** Stamp of the change. */
  readonly until: Hlc;
}

export interface PersonRecord extends Stamped {
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly badge: string;
  readonly roles: readonly Role[];
  readonly active: boolean;
  /** The password was given by somebody else and opens nothing but its own change. */
  readonly mustChange?: boolean;
  /** Who changed this record last; missing: the station itself, before there was an administrator. */
  readonly by?: string;
  /** Oldest first. */
  readonly was?: readonly FormerRights[];
  /** Encrypted at rest, here and at the hub. `password` opens the office, `pin` the bench. */
  readonly private?: { readonly password?: SecretHash; readonly pin?: SecretHash };
}

/** So many former rights are kept; what is older is judged by the oldest. */
export const KEPT_FORMER = 50;

/** From the first of these on, a site asks everybody to sign in. */
export const isAdministrator = (person: PersonRecord): boolean =>
  person.active && person.roles.includes('ADM') && person.private?.password !== undefined;

/** Roles that the person held at that moment; undefined where the person was not active. */
export function rolesAt(
  person: Pick<PersonRecord, 'roles' | 'active' | 'was'>,
  at: Hlc,
): readonly Role[] | undefined {
  const then = person.was?.find(({ until }) => at < until) ?? person;
  return then.active ? then.roles : undefined;
}

export interface PersonChange {
  readonly pushed: PersonRecord;
  /** What the hub has. */
  readonly master: PersonRecord | undefined;
  /** Did the site ever have an administrator? Before that every station keeps its own list. */
  readonly closed: boolean;
  /** The station that brings it. */
  readonly station: string;
  /** Roles of whoever is named in `by`, as the hub knows them. */
  readonly byRoles: readonly Role[] | undefined;
}

/**
 * May a station bring this state of a person? Where the site has an administrator: if an administrator made the change; if
 * the person changed nothing but the own secrets; or if it is the operator that every new station makes for itself, who has
 * no secret, so that nobody can sign in as him.
 */
export function mayChangePerson({ pushed, master, closed, station, byRoles }: PersonChange): boolean {
  if (!closed) return true;
  if (pushed.roles.some((role) => role === 'SYS' || role === 'CAR')) return false;
  if (pushed.by === undefined)
    return (
      master === undefined &&
      pushed.id.startsWith(`op:${station}-`) &&
      pushed.private === undefined &&
      !pushed.roles.includes('ADM')
    );
  if (byRoles?.includes('ADM') === true) return true;
  return master !== undefined && master.active && pushed.by === pushed.id && onlySecrets(pushed, master);
}

function onlySecrets(pushed: PersonRecord, master: PersonRecord): boolean {
  const rest = ({ private: secrets, mustChange, by, stamp, ...others }: PersonRecord): unknown => {
    void [secrets, mustChange, by, stamp];
    return others;
  };
  return canonicalJson(rest(pushed)) === canonicalJson(rest(master));
}
