import { describe, expect, it } from 'vitest';
import { simulateMany } from '../simulation/many.ts';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 10_000);
const SAY_EVERY = 1_000;

describe('stations, hubs and faults in simulated time', () => {
  it('agree afterwards and have lost nothing', { timeout: 3 * 3_600_000 }, async () => {
    const began = performance.now();
    const { failed, totals } = await simulateMany({
      first: 1_000_000,
      seeds: SEEDS,
      onSeed(done) {
        if (done % SAY_EVERY !== 0) return;
        const seconds = Math.round((performance.now() - began) / 1_000);
        process.stderr.write(`${done} seeds, ${seconds} s\n`);
      },
    });
    process.stdout.write(`${JSON.stringify(totals)}\n`);
    expect(failed).toBeUndefined();
  });
});
