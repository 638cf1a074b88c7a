import type { Load } from '../../../../shared/domain/allocation/index.ts';
import { foldOrder } from '../../../../shared/domain/index.ts';
import { createPace } from '../../pace.ts';
import type { Context } from '../context.ts';

/** How many open orders each group and person has: counted now and then, and kept by what is given out meanwhile. */
export interface Loads {
  now(): Promise<Load>;
  add(given: { readonly group?: string; readonly person?: string }): void;
}

/** Counting reads all released orders; what was packed since then counts until the next time, ms. */
const FRESH_MS = 60_000;
const PAGE = 200;

export function createLoads(ctx: Context): Loads {
  let counts = new Map<string, number>();
  let countedAt = -FRESH_MS;
  let counting: Promise<void> | undefined;

  const keyOf = (kind: string, name: string): string => `${kind}\n${name}`;
  const plus = (map: Map<string, number>, kind: string, name: string | undefined): void => {
    if (name !== undefined && name !== '') map.set(keyOf(kind, name), (map.get(keyOf(kind, name)) ?? 0) + 1);
  };

  async function count(): Promise<void> {
    const fresh = new Map<string, number>();
    const pace = createPace();
    for (let from = ''; ;) {
      const docs = await ctx.db.orders.find({
        selector: { lane: 'released', code: { $gt: from } },
        sort: [{ code: 'asc' }],
        limit: PAGE,
      });
      for (const doc of docs) {
        if (doc.events.some((event) => event.type === 'allocated')) {
          const { allocation } = foldOrder(doc);
          plus(fresh, 'group', allocation?.group);
          plus(fresh, 'person', allocation?.person);
        }
        await pace.step();
      }
      const last = docs.at(-1);
      if (!last || docs.length < PAGE) break;
      from = last.code;
    }
    counts = fresh;
    countedAt = ctx.clock.now();
  }

  return {
    async now() {
      if (ctx.clock.now() - countedAt >= FRESH_MS) {
        counting ??= count().finally(() => (counting = undefined));
        await counting;
      }
      return (kind, name) => counts.get(keyOf(kind, name)) ?? 0;
    },
    add({ group, person }) {
      plus(counts, 'group', group);
      plus(counts, 'person', person);
    },
  };
}
