import { describe, expect, it } from 'vitest';

import { MUTANTS, tryMutant } from '../tools/storage-mutants.ts';

/** All of them: `npm run mutants`. */
const SAMPLE = ['wrong $ne', 'checkpoint off by one'];

describe('bugs planted in a copy of the storage', () => {
  it('the tests pass without one', async () => {
    expect(await tryMutant(undefined)).toMatchObject({ caught: [] });
  });

  it.each(MUTANTS.filter(({ name }) => SAMPLE.includes(name)))('$name is caught', async (mutant) => {
    const { caught } = await tryMutant(mutant);
    process.stdout.write(`${JSON.stringify({ bug: mutant.name, caught })}\n`);
    expect(caught).not.toEqual([]);
  });
});
