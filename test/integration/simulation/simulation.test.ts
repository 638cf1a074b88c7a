import { describe, expect, it } from 'vitest';
import { BUGS } from '../../simulation/bugs.ts';
import { simulateMany } from '../../simulation/many.ts';

/** Ten thousand seeds: `npm run test:long`. One again: `node test/simulation/run.ts --seed N --trace`. */
describe('stations, hubs and faults in simulated time', () => {
  it('agree afterwards and have lost nothing', { timeout: 180_000 }, async () => {
    const { failed, totals } = await simulateMany({ first: 1, seeds: 200 });
    expect(failed).toBeUndefined();
    // A simulation in which nothing goes wrong shows nothing.
    for (const trouble of ['conflicts', 'crashes', 'exceptions', 'refusals'])
      expect(totals[trouble]).toBeGreaterThan(100);
  });

  it('are the same for the same seed', async () => {
    const traces = [[], []] as string[][];
    for (const trace of traces)
      await simulateMany({ first: 77, seeds: 1, onTrace: (line) => void trace.push(line) });
    expect(traces[0]).toEqual(traces[1]);
    expect(traces[0]?.length).toBeGreaterThan(50);
  });
});

describe('a planted bug is found', () => {
  // Which of its signs is seen first hangs on the seed.
  const SIGNS: Readonly<Record<string, RegExp>> = {
    merge_drops_event: /is lost$/,
    checkpoint_off_by_one: /is only at the hub|not done after/,
    push_trusts_assumed: /is lost$/,
    reader_skips_uncommitted: /was not in the answer|the checkpoint went back/,
    refused_is_forgotten: /is not at the hub/,
  };
  it.each(Object.keys(BUGS))('%s', { timeout: 60_000 }, async (name) => {
    const bug = BUGS[name];
    const { failed } = await simulateMany({ first: 1, seeds: 60, ...(bug ? { bug } : {}) });
    expect(failed?.faults.join('\n')).toMatch(new RegExp(SIGNS[name]?.source ?? 'a sign', 'm'));
  });
});
