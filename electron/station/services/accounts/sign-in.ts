import { randomBytes } from 'node:crypto';
import {
  SECURITY_DEFAULTS,
  type AccountView,
  type SecurityRules,
} from '../../../../shared/contract/index.ts';
import type { PersonDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import type { BenchService } from '../bench/index.ts';
import { accepted, DONE, nameOf, refused, type Context, type Outcome } from '../context.ts';
import type { PeopleService } from '../people.ts';
import type { SettingsService } from '../settings.ts';
import { createLockouts } from './lockouts.ts';
import { shownTo } from './shown.ts';
import type { Secrets } from './secrets.ts';
import type { EmergencyStop } from './stop.ts';
import type { BenchAccess, SignedIn, SignInBy, SignInService, Who, Window } from './types.ts';

interface Session {
  readonly token: string;
  readonly person: string;
  readonly by: SignInBy;
  /** Of the last sign of life, epoch ms. */
  last: number;
}

interface Deps {
  readonly ctx: Context;
  readonly people: PeopleService;
  readonly settings: SettingsService;
  readonly audit: AuditService;
  readonly secrets: Secrets;
  readonly stop: EmergencyStop;
  readonly benches: () => ReadonlyMap<string, Pick<BenchService, 'signIn' | 'signOut' | 'operator'>>;
}

/** How often it is looked who has gone, ms. */
const LOOK_MS = 5_000;
/** A badge waits so long for its PIN, ms. */
const ASK_MS = 60_000;
const DAY_MS = 86_400_000;

/** Who is signed in where. Sessions live in memory: a station that starts anew asks everybody again. */
export async function createSignIn(deps: Deps): Promise<SignInService & { readonly bench: BenchAccess }> {
  const { ctx, people, audit, secrets } = deps;
  const rules = (): SecurityRules => deps.settings.get().security ?? SECURITY_DEFAULTS;
  const lockouts = createLockouts(ctx.clock, rules);
  const sessions = new Map<string, Session>();
  const windows = new Map<Window, { session: string | undefined; tell: (view: AccountView) => void }>();
  const asked = new Map<string, { readonly person: string; readonly until: number }>();
  const benchActs = new Map<string, number>();

  await rememberFailures();

  /** A restart gives nobody new tries. */
  async function rememberFailures(): Promise<void> {
    const since = ctx.clock.now() - rules().lockMinutes * 60_000;
    const selector = { kind: 'audit', at: { $gte: since } } as const;
    const found = await ctx.db.files.find({ selector, sort: [{ kind: 'asc' }, { at: 'asc' }] });
    for (const { at, data } of found) {
      const person = String(data['on'] ?? '');
      if (data['station'] !== ctx.station || person === '') continue;
      if (data['what'] === 'sign_in_failed') lockouts.failed(person, at);
      if (data['what'] === 'sign_in' || data['what'] === 'unlocked') lockouts.clear(person);
    }
  }

  function mustChange(person: PersonDoc): Who['mustChange'] {
    if (person.mustChange === true) return 'given';
    const { passwordDays } = rules();
    const at = person.private?.password?.at ?? 0;
    return passwordDays > 0 && ctx.clock.now() - at > passwordDays * DAY_MS ? 'expired' : null;
  }

  function sessionOf(window: Window): Session | undefined {
    const token = windows.get(window)?.session;
    return token === undefined ? undefined : sessions.get(token);
  }

  function whoIs(window: Window): Who | undefined {
    const session = sessionOf(window);
    const person = session && people.get(session.person);
    if (!session || !person?.active) return undefined;
    const { id, roles } = person;
    return {
      id,
      roles,
      by: session.by,
      mustChange: session.by === 'password' ? mustChange(person) : null,
    };
  }

  function viewOf(window: Window): AccountView {
    const who = whoIs(window);
    const person = who && people.get(who.id);
    const now = ctx.clock.now();
    return {
      mode: people.closed() ? 'closed' : 'open',
      person: person
        ? { id: person.id, name: person.name, roles: [...person.roles], badge: person.badge }
        : null,
      by: who?.by ?? null,
      mustChange: who?.mustChange ?? null,
      asked: [...asked].flatMap(([bench, ask]) =>
        ask.until > now ? [{ bench, name: people.get(ask.person)?.name ?? '' }] : [],
      ),
      stop: deps.stop.standing(),
    };
  }

  const tell = (window: Window): void => windows.get(window)?.tell(viewOf(window));
  const tellAll = (): void => {
    for (const window of windows.keys()) tell(window);
  };

  /** Ends sessions; the benches of their people are locked with them. */
  function end(which: (session: Session) => boolean): void {
    const gone = [...sessions.values()].filter(which);
    if (gone.length === 0) return;
    for (const session of gone) {
      sessions.delete(session.token);
      audit.note({ what: 'sign_out', by: session.person, on: session.person });
    }
    for (const place of windows.values())
      if (place.session !== undefined && !sessions.has(place.session)) place.session = undefined;
    tellAll();
  }

  async function signOutAt(bench: string): Promise<void> {
    await deps.benches().get(bench)?.signOut();
  }

  function enter(window: Window, person: PersonDoc, by: SignInBy): SignedIn {
    const token = randomBytes(24).toString('base64url');
    sessions.set(token, { token, person: person.id, by, last: ctx.clock.now() });
    const place = windows.get(window);
    if (place) {
      if (place.session !== undefined) sessions.delete(place.session);
      place.session = token;
    }
    lockouts.clear(person.id);
    audit.note({ what: 'sign_in', by: person.id, on: person.id, new: by });
    tellAll();
    return { token };
  }

  /** One try: right, wrong, or not to be tried now. */
  async function check(
    person: PersonDoc | undefined,
    kind: SignInBy,
    secret: string,
    typed: string,
  ): Promise<Outcome<null>> {
    const until = person && lockouts.until(person.id);
    if (until !== undefined) return refused('locked_out', { until });
    const right = await secrets.verify(secret, person?.private?.[kind]);
    if (right === undefined) return refused('sign_in_busy');
    // Tries of other windows went on meanwhile.
    const since = person && lockouts.until(person.id);
    if (since !== undefined) return refused('locked_out', { until: since });
    if (right) return DONE;
    audit.note({ what: 'sign_in_failed', by: '', on: person?.id ?? typed.slice(0, 40), new: kind });
    if (person && lockouts.failed(person.id)) {
      audit.note({ what: 'locked_out', by: '', on: person.id });
      const locked = lockouts.until(person.id) ?? ctx.clock.now();
      return refused('locked_out', { until: locked });
    }
    return refused(kind === 'pin' ? 'pin_wrong' : 'sign_in_wrong');
  }

  function named(who: string): PersonDoc | undefined {
    const byBadge = people.byBadge(who);
    if (byBadge) return byBadge;
    const same = people.list().filter((person) => person.name === who);
    return same.length === 1 ? same[0] : undefined;
  }

  /** Whoever has not been seen for too long is asked again. */
  function look(): void {
    if (!people.closed()) return;
    const now = ctx.clock.now();
    const { idleMinutes, benchIdleMinutes } = rules();
    // A clock that was set back has no idle time.
    end((session) => now - session.last > idleMinutes * 60_000);
    for (const [bench, service] of deps.benches()) {
      if (service.operator() === '') continue;
      const last = benchActs.get(bench) ?? now;
      benchActs.set(bench, last);
      if (now - last > benchIdleMinutes * 60_000) careful(signOutAt(bench));
    }
    for (const [bench, ask] of [...asked])
      if (ask.until <= now) {
        asked.delete(bench);
        tellAll();
      }
  }
  const careful = (work: Promise<void>): void =>
    void work.catch((error: unknown) => ctx.log(`not signed out: ${nameOf(error)}`));
  const timer = setInterval(look, LOOK_MS).unref();

  let wasClosed = people.closed();
  const following = people.onChange((person, before) => {
    if (wasClosed !== people.closed()) {
      wasClosed = people.closed();
      // From now on a bench belongs to whoever shows a badge.
      if (wasClosed) for (const bench of deps.benches().keys()) careful(signOutAt(bench));
    }
    const took = before?.roles.some((role) => !person.roles.includes(role)) ?? false;
    const given = person.mustChange === true && before?.mustChange !== true;
    if (!person.active || took || given) {
      end((session) => session.person === person.id);
      for (const [bench, service] of deps.benches())
        if (service.operator() === person.id) careful(signOutAt(bench));
    }
    tellAll();
  });
  const stopping = deps.stop.onChange(tellAll);

  const service: SignInService = {
    attach({ console, tell: teller }) {
      const window: Window = {
        console,
        who: () => whoIs(window),
        view: () => viewOf(window),
        shown: (push) => (console || !people.closed() || whoIs(window) ? push.value : shownTo(push)),
        // The session itself stays for a while: the window may come back with its token.
        dispose: () => void windows.delete(window),
      };
      windows.set(window, { session: undefined, tell: teller });
      return window;
    },
    async signIn(window, who, password) {
      const person = named(who);
      const checked = await check(person, 'password', password, who);
      if (!checked.ok || !person) return checked.ok ? refused('sign_in_wrong') : checked;
      return accepted(enter(window, person, 'password'));
    },
    async pin(window, bench, pin) {
      const ask = asked.get(bench);
      const person = ask && ask.until > ctx.clock.now() ? people.get(ask.person) : undefined;
      if (!person?.active) return refused('badge_first');
      const checked = await check(person, 'pin', pin, person.id);
      if (!checked.ok) return checked;
      asked.delete(bench);
      const signedIn = enter(window, person, 'pin');
      benchActs.set(bench, ctx.clock.now());
      await deps.benches().get(bench)?.signIn(person);
      return accepted(signedIn);
    },
    enter: (window, person) => enter(window, person, 'password'),
    resume(window, token) {
      const session = sessions.get(token);
      const place = windows.get(window);
      if (!session || !place || !people.get(session.person)?.active) return refused('session_over');
      place.session = token;
      tell(window);
      return DONE;
    },
    async lock(window) {
      const session = sessionOf(window);
      if (!session) return;
      end((each) => each.token === session.token);
      for (const [bench, each] of deps.benches())
        if (each.operator() === session.person) await signOutAt(bench);
    },
    touch(window) {
      const session = sessionOf(window);
      if (session) session.last = ctx.clock.now();
    },
    tellAll,
    lockedUntil: (person) => lockouts.until(person),
    unlock: (person) => lockouts.clear(person),
    prove: (person, password) => check(person, 'password', password, person.id),
    provePin: (person, pin) => check(person, 'pin', pin, person.id),
    close() {
      clearInterval(timer);
      void following.dispose();
      void stopping.dispose();
    },
  };

  const bench: BenchAccess = {
    closed: () => people.closed(),
    refusal(operator) {
      if (deps.stop.standing()) return 'emergency_stop';
      return people.closed() && !people.actor(operator) ? 'sign_in' : undefined;
    },
    badge(at, person) {
      if (!people.closed()) return 'signed_in';
      if (lockouts.until(person.id) !== undefined) return 'locked_out';
      if (!person.private?.pin) return 'pin_missing';
      asked.set(at, { person: person.id, until: ctx.clock.now() + ASK_MS });
      tellAll();
      return 'pin_asked';
    },
    acted(at) {
      const now = ctx.clock.now();
      benchActs.set(at, now);
      const operator = deps.benches().get(at)?.operator();
      for (const session of sessions.values()) if (session.person === operator) session.last = now;
    },
  };
  return { ...service, bench };
}
