import type { MethodInput, PersonView, SecurityRules } from '../../../../shared/contract/index.ts';
import { SECURITY_DEFAULTS } from '../../../../shared/contract/index.ts';
import { BUILT_IN_OPERATOR } from '../../../../shared/domain/acceptance/index.ts';
import type { Role } from '../../../../shared/domain/index.ts';
import { isAdministrator } from '../../../../shared/domain/rights/index.ts';
import type { PersonDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { PeopleService } from '../people.ts';
import type { SettingsService } from '../settings.ts';
import { passwordFault, pinFault, type Secrets } from './secrets.ts';
import type { SignedIn, SignInService, Window } from './types.ts';

/** What an administrator does with people, and everybody with the own secrets. */
export interface ManageService {
  list(): readonly PersonView[];
  first(window: Window, given: MethodInput<'people.first'>): Promise<Outcome<SignedIn>>;
  save(by: string, given: MethodInput<'people.save'>): Promise<Outcome<PersonView>>;
  secret(by: string, given: MethodInput<'people.secret'>): Promise<Outcome<null>>;
  active(by: string, id: string, active: boolean): Promise<Outcome<null>>;
  unlock(by: string, id: string): Promise<Outcome<null>>;
  ownSecret(id: string, given: MethodInput<'session.secret'>): Promise<Outcome<null>>;
}

const DAY_MS = 86_400_000;

export function createManage({
  ctx,
  people,
  settings,
  secrets,
  signIn,
  audit,
}: {
  readonly ctx: Context;
  readonly people: PeopleService;
  readonly settings: SettingsService;
  readonly secrets: Secrets;
  readonly signIn: Pick<SignInService, 'enter' | 'prove' | 'lockedUntil' | 'unlock' | 'tellAll'>;
  readonly audit: AuditService;
}): ManageService {
  const rules = (): SecurityRules => settings.get().security ?? SECURITY_DEFAULTS;
  let makingFirst = false;

  function view(person: PersonDoc): PersonView {
    const { passwordDays } = rules();
    const known = person.private?.password;
    const old = known && passwordDays > 0 && ctx.clock.now() - known.at > passwordDays * DAY_MS;
    return {
      id: person.id,
      name: person.name,
      badge: person.badge,
      roles: [...person.roles],
      active: person.active,
      password: !known ? 'none' : person.mustChange === true ? 'given' : old ? 'expired' : 'set',
      pin: person.private?.pin !== undefined,
      lockedUntil: signIn.lockedUntil(person.id) ?? null,
    };
  }

  /** Nobody could let anybody in any more. */
  const isLast = (person: PersonDoc): boolean =>
    isAdministrator(person) &&
    !people.list().some((other) => other.id !== person.id && isAdministrator(other));

  const nameTaken = (name: string, id?: string): boolean =>
    people.list().some((person) => person.name === name && person.id !== id);

  return {
    list: () => people.all().map(view),

    async first(window, { name, password, pin, works }) {
      if (people.closed() || makingFirst) return refused('administrator_exists');
      const fault = passwordFault(password, name) ?? (pin === undefined ? undefined : pinFault(pin));
      if (fault) return refused(fault);
      makingFirst = true;
      try {
        const now = ctx.clock.now();
        const hashed = await secrets.make(password, now);
        const roles: Role[] = works ? [...BUILT_IN_OPERATOR, 'ADM'] : ['MGR', 'ADM'];
        const known = people.list().find((person) => person.name === name);
        const own = { password: hashed, ...(pin === undefined ? {} : { pin: await secrets.make(pin, now) }) };
        const person = known
          ? await people.change(known.id, known.id, (doc) => ({ ...doc, roles, private: own }))
          : await people.make({ name, roles, private: own });
        if (!person) return refused('person_unknown');
        // The first one is nobody's but his own.
        const made = known ? person : await people.change(person.id, person.id, (doc) => doc);
        await ctx.db.barrier();
        await audit.record({ what: 'person_added', by: person.id, on: person.id, new: roles.join(' ') });
        return accepted(signIn.enter(window, made ?? person));
      } finally {
        makingFirst = false;
      }
    },

    async save(by, { id, name, roles }) {
      if (nameTaken(name, id)) return refused('name_taken', { name });
      if (id === undefined) {
        const made = await people.make({ name, roles, by });
        await ctx.db.barrier();
        await audit.record({ what: 'person_added', by, on: made.id, new: roles.join(' ') });
        return accepted(view(made));
      }
      const before = people.get(id);
      if (!before) return refused('person_unknown');
      if (isLast(before) && !roles.includes('ADM')) return refused('last_administrator');
      const changed = await people.change(id, by, (doc) => ({ ...doc, name, roles }));
      if (!changed) return refused('person_unknown');
      await ctx.db.barrier();
      const told = (person: PersonDoc): string => [person.name, ...person.roles].join(' ');
      await audit.record({ what: 'person_changed', by, on: id, old: told(before), new: told(changed) });
      return accepted(view(changed));
    },

    async secret(by, { id, password, pin }) {
      const person = people.get(id);
      if (!person) return refused('person_unknown');
      const fault =
        (password === undefined ? undefined : passwordFault(password, person.name)) ??
        (pin === undefined ? undefined : pinFault(pin));
      if (fault) return refused(fault);
      if (password === undefined && pin === undefined) return refused('nothing_to_change');
      // Before there is an administrator a password for one would lock everybody out by the way.
      if (!people.closed()) return refused('administrator_first');
      const now = ctx.clock.now();
      const made = {
        ...(password === undefined ? {} : { password: await secrets.make(password, now) }),
        ...(pin === undefined ? {} : { pin: await secrets.make(pin, now) }),
      };
      // Whoever gives a password knows it; what one gives oneself stays.
      const given = password !== undefined && by !== id;
      await people.change(id, by, (doc) => ({
        ...doc,
        ...(given ? { mustChange: true } : {}),
        private: { ...doc.private, ...made },
      }));
      await ctx.db.barrier();
      await audit.record({ what: 'secret_set', by, on: id, new: Object.keys(made).join(' ') });
      return DONE;
    },

    async active(by, id, active) {
      const person = people.get(id);
      if (!person) return refused('person_unknown');
      if (!active && isLast(person)) return refused('last_administrator');
      if (person.active === active) return DONE;
      await people.change(id, by, (doc) => ({ ...doc, active }));
      await ctx.db.barrier();
      await audit.record({
        what: 'person_changed',
        by,
        on: id,
        old: person.active ? 'active' : 'inactive',
        new: active ? 'active' : 'inactive',
      });
      return DONE;
    },

    async unlock(by, id) {
      if (!people.get(id)) return refused('person_unknown');
      signIn.unlock(id);
      await audit.record({ what: 'unlocked', by, on: id });
      return DONE;
    },

    async ownSecret(id, { current, password, pin }) {
      const person = people.get(id);
      if (!person) return refused('person_unknown');
      const proved = await signIn.prove(person, current);
      if (!proved.ok) return proved;
      const fault =
        (password === undefined ? undefined : passwordFault(password, person.name)) ??
        (pin === undefined ? undefined : pinFault(pin));
      if (fault) return refused(fault);
      if (password !== undefined && password === current) return refused('password_same');
      if (password === undefined && pin === undefined) return refused('nothing_to_change');
      const now = ctx.clock.now();
      const made = {
        ...(password === undefined ? {} : { password: await secrets.make(password, now) }),
        ...(pin === undefined ? {} : { pin: await secrets.make(pin, now) }),
      };
      await people.change(id, id, (doc) => {
        const { mustChange, ...rest } = doc;
        const still = password === undefined && mustChange === true;
        return {
          ...rest,
          ...(still ? { mustChange: true } : {}),
          private: { ...doc.private, ...made },
        };
      });
      await ctx.db.barrier();
      await audit.record({ what: 'secret_set', by: id, on: id, new: Object.keys(made).join(' ') });
      return DONE;
    },
  };
}
