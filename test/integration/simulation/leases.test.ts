import { describe, expect, it } from 'vitest';
import { LEASE_BUGS, simulateLeases, simulateManyLeases } from '../../simulation/leases.ts';

/** Thousands of seeds: `npm run test:long`. One again: `node test/simulation/leases-run.ts --seed N`. */
describe('numbers and claims put aside for stations', () => {
  it('are never with two, and none is lost', { timeout: 180_000 }, async () => {
    const { failed, totals } = await simulateManyLeases({ first: 1, seeds: 40 });
    expect(failed).toBeUndefined();
    // A simulation in which nothing goes wrong shows nothing.
    for (const trouble of ['lost', 'answer_lost', 'twice', 'later_again', 'hub_died'])
      expect(totals[trouble]).toBeGreaterThan(20);
  });

  it('are the same for the same seed', { timeout: 60_000 }, async () => {
    const traces = [[], []] as string[][];
    for (const trace of traces) await simulateLeases(77, { onTrace: (line) => void trace.push(line) });
    expect(traces[0]).toEqual(traces[1]);
  });

  const SIGNS = { hub_forgets: /is lost/, returns_used: /is with|bound/, keeps_stock: /is with/ } as const;
  it.each(LEASE_BUGS)('a planted bug is found: %s', { timeout: 120_000 }, async (bug) => {
    const { failed } = await simulateManyLeases({ first: 1, seeds: 60, bug });
    expect(failed?.faults.join('\n')).toMatch(SIGNS[bug]);
  });
});
