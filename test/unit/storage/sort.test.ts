import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createBest, sortInTurns } from '../../../electron/station/storage/sort.ts';

interface Item {
  readonly key: number;
  readonly at: number;
}
const byKey = (a: Item, b: Item): number => a.key - b.key;
const items = fc
  .array(fc.integer({ min: 0, max: 50 }), { minLength: 0, maxLength: 3_000 })
  .map((keys): Item[] => keys.map((key, at) => ({ key, at })));

describe('sorting in turns', () => {
  it('gives what the engine’s stable sort gives', async () => {
    await fc.assert(
      fc.asyncProperty(items, async (list) => {
        expect(await sortInTurns([...list], byKey)).toEqual([...list].sort(byKey));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the first ones whatever comes later', async () => {
    const total = (a: Item, b: Item): number => byKey(a, b) || a.at - b.at;
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 700 }), async (list, keep) => {
        const best = createBest<Item>(keep, total);
        for (const item of list) best.add(item);
        expect((await best.sorted()).slice(0, keep)).toEqual([...list].sort(total).slice(0, keep));
      }),
      { numRuns: 60 },
    );
  });
});
