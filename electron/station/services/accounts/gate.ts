import {
  stationContract,
  type MethodName,
  type Settings,
  type StationContract,
} from '../../../../shared/contract/index.ts';
import { mayCall, METHOD_RIGHTS, SETTING_RIGHTS, type Right } from '../../../../shared/contract/rights.ts';
import { CallRefused, type Handlers } from '../../../../shared/rpc/index.ts';
import type { AuditKind } from '../../../../shared/contract/audited.ts';
import type { AuditService } from '../audit.ts';
import { refused, type Refused } from '../context.ts';
import type { PeopleService } from '../people.ts';
import type { EmergencyStop } from './stop.ts';
import type { SignInService, Who, Window } from './types.ts';

interface Deps {
  readonly people: PeopleService;
  readonly signIn: Pick<SignInService, 'touch'>;
  readonly stop: Pick<EmergencyStop, 'standing'>;
  readonly audit: AuditService;
  /** Acts of people: they stop with everything else, and say that somebody is there. */
  readonly acts: ReadonlySet<string>;
  /** Who works at a bench; '' for nobody. */
  readonly benchOperator: (bench: string) => string;
  readonly now: () => number;
  /** Whose act it is; before there is an administrator, whoever works at the first bench. */
  readonly idOf: (window: Window) => string;
}

/** Acts that leave no event of their own and change no setting: the door notes them when they were done. */
const NOTED_ACTS: Partial<Record<MethodName, AuditKind>> = {
  'export.shipped': 'export',
  'prints.export': 'export',
  'backups.restore': 'backup_restored',
  'keys.rotate': 'keys_rotated',
  'sync.join': 'hub_joined',
  'sync.leave': 'hub_left',
  'hub.revoke': 'station_revoked',
};

/** Acts that go on while the emergency stop stands: it is lifted, people are looked after, and a bench refuses by verdict. */
const WHILE_STOPPED = /^(?:session|people|stop|audit|bench)\.|^handover\.start$|^pick\.(?:scan|act)$/;
/** What somebody may do whose password must be changed. */
const WITH_OLD_PASSWORD = /^(?:session\.|app\.hello$|stop\.press$)/;
/** Refusals that say something of the person; others say only how far the signing in was. */
const NOTED: ReadonlySet<string> = new Set(['role_not_allowed', 'other_person']);
/** One refusal of a kind is noted so often, ms. */
const NOTE_MS = 10_000;

/**
 * The door of the station: every call of the contract passes here, from whichever page. Who calls is known by the connection,
 * never by what the call says: an operator named in it must be the person that is signed in there.
 */
export function guardHandlers(
  handlers: Handlers<StationContract, Window>,
  deps: Deps,
): Handlers<StationContract, Window> {
  const noted = new Map<string, number>();

  function denied(name: MethodName, who: Who | undefined, code: string): void {
    if (!who || !NOTED.has(code)) return;
    const key = `${who.id} ${name} ${code}`;
    if (deps.now() - (noted.get(key) ?? 0) < NOTE_MS) return;
    noted.set(key, deps.now());
    deps.audit.note({ what: 'refused', by: who.id, on: name, new: code });
  }

  async function noteWhenDone(
    what: AuditKind,
    name: MethodName,
    input: unknown,
    window: Window,
    result: unknown,
  ): Promise<unknown> {
    const by = deps.idOf(window);
    const answer = (await result) as { readonly ok?: boolean };
    const { station, url } = (input ?? {}) as { readonly station?: string; readonly url?: string };
    if (answer.ok === true) deps.audit.note({ what, by, on: station ?? url ?? name });
    return answer;
  }

  /** Why the call is not made; undefined where it is. */
  function refusal(name: MethodName, input: unknown, window: Window): Refused | undefined {
    const given = (input ?? {}) as Readonly<Record<string, unknown>>;
    if (deps.stop.standing() && deps.acts.has(name) && !WHILE_STOPPED.test(name))
      return refused('emergency_stop');
    if (window.console || !deps.people.closed()) return undefined;
    const who = window.who();
    const may = mayCall(rightOf(name, given), who);
    if (may !== 'yes') return refused(may, who ? { method: name } : {});
    if (who?.mustChange && !WITH_OLD_PASSWORD.test(name)) return refused('password_change_needed');
    const right = METHOD_RIGHTS[name];
    const atBench = right.who === 'bench' ? String(given['bench'] ?? '') : undefined;
    if (atBench !== undefined && deps.benchOperator(atBench) !== who?.id)
      return refused('other_person_at_bench', { bench: atBench });
    const operator = given['operator'];
    if (typeof operator === 'string' && operator !== who?.id) return refused('other_person');
    return undefined;
  }

  const entries = Object.entries(handlers).map(([key, handler]) => {
    const name = key as MethodName;
    const says = canRefuse(name);
    const guarded = (input: unknown, window: Window): unknown => {
      const no = refusal(name, input, window);
      if (no) {
        denied(name, window.who(), no.code);
        if (says) return no;
        throw new CallRefused();
      }
      if (deps.acts.has(name)) deps.signIn.touch(window);
      const result = (handler as (input: unknown, window: Window) => unknown)(input, window);
      const what = NOTED_ACTS[name];
      return what === undefined ? result : noteWhenDone(what, name, input, window, result);
    };
    return [name, guarded];
  });
  return Object.fromEntries(entries) as Handlers<StationContract, Window>;
}

/** Settings are a right for each field: the strictest of those that are given. */
function rightOf(name: MethodName, given: Readonly<Record<string, unknown>>): Right {
  if (name !== 'settings.save') return METHOD_RIGHTS[name];
  const fields = Object.keys(given).filter((field) => given[field] !== undefined) as (keyof Settings)[];
  const rights = fields.map((field) => SETTING_RIGHTS[field]);
  const posts = rights.flatMap(({ who }) => (Array.isArray(who) ? [who as readonly string[]] : []));
  if (posts.length === 0) return METHOD_RIGHTS[name];
  const [first = [], ...others] = posts;
  const who = first.filter((post) => others.every((each) => each.includes(post)));
  return { who: who as Exclude<Right['who'], string>, by: 'password' };
}

/** Does the method's answer have room for a refusal? Others fail as a call. */
const canRefuse = (name: MethodName): boolean =>
  stationContract.methods[name].output.safeParse({ ok: false, code: 'x', data: {} }).success;
