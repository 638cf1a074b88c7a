import type { Context } from '../context.ts';

/**
 * What a person has typed and not saved yet: a window that reloads, or a station that starts anew, gives it back. It is that
 * person's alone, stays at this station, and is encrypted like every receiver.
 */
export interface Sketches {
  get(person: string): Promise<string | null>;
  keep(person: string, sketch: string | null): Promise<void>;
}

const idOf = (person: string): string => `sketch:${person}`;

export function createSketches(ctx: Context): Sketches {
  return {
    async get(person) {
      const doc = await ctx.db.config.get(idOf(person));
      const sketch = doc?.private['sketch'];
      return typeof sketch === 'string' ? sketch : null;
    },
    async keep(person, sketch) {
      if (sketch === null && !(await ctx.db.config.get(idOf(person)))) return;
      await ctx.db.config.put({
        id: idOf(person),
        kind: 'sketch',
        value: {},
        private: sketch === null ? {} : { sketch },
      });
    },
  };
}
