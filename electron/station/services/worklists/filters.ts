import { savedFilter, type SavedFilter } from '../../../../shared/contract/index.ts';
import type { ConfigDoc } from '../../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';

/** Saved filters of each person at this station. What was typed into one may name somebody: it lies encrypted. */
export interface SavedFilters {
  list(person: string): Promise<SavedFilter[]>;
  save(
    person: string,
    filter: Omit<SavedFilter, 'id'> & { readonly id?: string | undefined },
  ): Promise<Outcome<SavedFilter>>;
  remove(person: string, id: string): Promise<Outcome<null>>;
}

const MOST = 50;
const KIND = 'work_filters';
const idOf = (person: string): string => `filters:${person}`;

/** Another version may have stored what this one does not know: that is left out. */
function filtersIn(doc: ConfigDoc | undefined): SavedFilter[] {
  const stored = doc?.private['filters'];
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each: unknown) => {
    const read = savedFilter.safeParse(each);
    return read.success ? [read.data] : [];
  });
}

export function createSavedFilters(ctx: Pick<Context, 'db' | 'ids'>): SavedFilters {
  const { config } = ctx.db;

  async function change(person: string, next: (filters: SavedFilter[]) => SavedFilter[]): Promise<void> {
    const id = idOf(person);
    const changed = (doc: ConfigDoc): ConfigDoc => ({ ...doc, private: { filters: next(filtersIn(doc)) } });
    if (await config.update(id, changed)) return;
    await config.put(changed({ id, kind: KIND, value: {}, private: {} }));
  }

  return {
    list: async (person) => filtersIn(await config.get(idOf(person))),
    async save(person, { id = ctx.ids.next(), ...given }) {
      const filter: SavedFilter = { ...given, id };
      const known = filtersIn(await config.get(idOf(person)));
      if (known.length >= MOST && known.every((each) => each.id !== id))
        return refused('too_many_filters', { most: MOST });
      await change(person, (filters) =>
        filters.some((each) => each.id === id)
          ? filters.map((each) => (each.id === id ? filter : each))
          : [...filters, filter],
      );
      return accepted(filter);
    },
    async remove(person, id) {
      await change(person, (filters) => filters.filter((each) => each.id !== id));
      return DONE;
    },
  };
}
