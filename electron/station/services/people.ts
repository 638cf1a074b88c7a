import { createEmitter, type Disposable } from '../../../shared/base/index.ts';
import { BUILT_IN_OPERATOR } from '../../../shared/domain/acceptance/index.ts';
import type { Actor } from '../../../shared/domain/index.ts';
import { isAdministrator, KEPT_FORMER } from '../../../shared/domain/rights/index.ts';
import type { PersonDoc } from '../../../shared/schema/index.ts';
import type { Context } from './context.ts';

export const SYSTEM: Actor = { id: 'SYS', roles: ['SYS'] };

export interface PeopleService {
  /** Who works here now. */
  list(): readonly PersonDoc[];
  /** Those too who do not any more: they signed what is here. */
  all(): readonly PersonDoc[];
  get(id: string): PersonDoc | undefined;
  /** An administrator has a password: from then on everybody signs in. */
  closed(): boolean;
  /** @returns the actor for events, or undefined where nobody active has that id. */
  actor(id: string): Actor | undefined;
  /** Badges that differ only in case are the same: our bar codes are upper case. */
  byBadge(badge: string): PersonDoc | undefined;
  add(name: string): Promise<PersonDoc>;
  /** Somebody new, made by an administrator. */
  make(given: Pick<PersonDoc, 'name' | 'roles' | 'by' | 'mustChange' | 'private'>): Promise<PersonDoc>;
  /** @param by who changes it; former rights are kept */
  change(id: string, by: string, change: (person: PersonDoc) => PersonDoc): Promise<PersonDoc | undefined>;
  /** People that came from the hub. */
  pulled(docs: readonly PersonDoc[]): void;
  /** Told after somebody has changed, with what was before. */
  onChange(listener: (person: PersonDoc, before: PersonDoc | undefined) => void): Disposable;
}

export async function createPeople(ctx: Context): Promise<PeopleService> {
  const people = new Map((await ctx.db.people.find({ selector: {} })).map((person) => [person.id, person]));
  const changed = createEmitter<{ person: PersonDoc; before: PersonDoc | undefined }>();

  function take(person: PersonDoc): void {
    const before = people.get(person.id);
    people.set(person.id, person);
    changed.emit({ person, before });
  }

  /** Numbers of this station's own people, each once; others come from the hub. */
  function nextNumber(): string {
    const taken = [...people.values()].flatMap(({ id, badge }) =>
      [id.replace(/^op:/, ''), badge].filter((one) => one.startsWith(`${ctx.station}-`)),
    );
    const last = Math.max(0, ...taken.map((one) => Number(one.slice(ctx.station.length + 1)) || 0));
    return `${ctx.station}-${String(last + 1).padStart(3, '0')}`;
  }

  async function make(given: Parameters<PeopleService['make']>[0]): Promise<PersonDoc> {
    const number = nextNumber();
    const person: PersonDoc = { id: `op:${number}`, site: ctx.site, badge: number, active: true, ...given };
    await ctx.db.people.put(person);
    take(person);
    return person;
  }

  const add = (name: string): Promise<PersonDoc> => make({ name, roles: BUILT_IN_OPERATOR });

  // One built-in operator, so that a new station can pack at once and every event still says who.
  if (people.size === 0) await add('操作员 1');

  const active = (): PersonDoc[] => [...people.values()].filter((person) => person.active);
  return {
    list: active,
    all: () => [...people.values()],
    get: (id) => people.get(id),
    closed: () => active().some(isAdministrator),
    actor: (id) => {
      const person = people.get(id);
      return person?.active ? { id: person.id, roles: person.roles } : undefined;
    },
    byBadge: (badge) => active().find((person) => person.badge.toUpperCase() === badge.toUpperCase()),
    add,
    make,
    async change(id, by, change) {
      const stored = await ctx.db.people.update(id, (doc) => {
        const next = { ...change(doc), by };
        const same = next.active === doc.active && String(next.roles) === String(doc.roles);
        if (same) return next;
        const former = { roles: doc.roles, active: doc.active, until: ctx.hlc.next() };
        return { ...next, was: [...(doc.was ?? []), former].slice(-KEPT_FORMER) };
      });
      if (stored) take(stored);
      return stored;
    },
    pulled(docs) {
      for (const person of docs) take(person);
    },
    onChange: (listener) => changed.on(({ person, before }) => listener(person, before)),
  };
}
