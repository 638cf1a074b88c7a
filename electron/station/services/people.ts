import { BUILT_IN_OPERATOR } from '../../../shared/domain/acceptance/index.ts';
import type { Actor } from '../../../shared/domain/index.ts';
import type { PersonDoc } from '../../../shared/schema/index.ts';
import type { Context } from './context.ts';

export const SYSTEM: Actor = { id: 'SYS', roles: ['SYS'] };

export interface PeopleService {
  list(): readonly PersonDoc[];
  /** @returns the actor for events, or undefined where nobody has that id. */
  actor(id: string): Actor | undefined;
  /** Badges that differ only in case are the same: our bar codes are upper case. */
  byBadge(badge: string): PersonDoc | undefined;
  add(name: string): Promise<PersonDoc>;
  /** People that came from the hub. */
  pulled(docs: readonly PersonDoc[]): void;
}

export async function createPeople(ctx: Context): Promise<PeopleService> {
  const people = new Map((await ctx.db.people.find({ selector: {} })).map((person) => [person.id, person]));

  async function add(name: string): Promise<PersonDoc> {
    const number = String(people.size + 1).padStart(3, '0');
    const person: PersonDoc = {
      id: `op:${ctx.station}-${number}`,
      site: ctx.site,
      name,
      badge: `${ctx.station}-${number}`,
      roles: BUILT_IN_OPERATOR,
      active: true,
    };
    await ctx.db.people.put(person);
    people.set(person.id, person);
    return person;
  }

  // One built-in operator, so that a new station can pack at once and every event still says who.
  if (people.size === 0) await add('操作员 1');

  return {
    list: () => [...people.values()].filter((person) => person.active),
    actor: (id) => {
      const person = people.get(id);
      return person && { id: person.id, roles: person.roles };
    },
    byBadge: (badge) =>
      [...people.values()].find(
        (person) => person.active && person.badge.toUpperCase() === badge.toUpperCase(),
      ),
    add,
    pulled(docs) {
      for (const person of docs) people.set(person.id, person);
    },
  };
}
