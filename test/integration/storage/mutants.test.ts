import { describe, expect, it } from 'vitest';

import { MUTANTS, plant, sourceOf } from '../../tools/storage-mutants.ts';

/** `npm run mutants` plants them and runs the tests; a sample of that runs in the long tests. */
describe('the bugs that the storage’s tests must catch', () => {
  it.each(MUTANTS)('can still be planted: $name', (mutant) => {
    const source = sourceOf(mutant);
    expect(plant(source, mutant)).not.toBe(source);
    expect(() => plant(source.replace(mutant.find, ''), mutant)).toThrow('does not apply');
  });
});
