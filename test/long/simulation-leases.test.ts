import { describe, expect, it } from 'vitest';
import { simulateManyLeases } from '../simulation/leases.ts';

const SEEDS = Number(process.env['LEASE_SEEDS'] ?? 5_000);

describe('numbers and claims put aside for stations', () => {
  it('are never with two, and none is lost', { timeout: 3 * 3_600_000 }, async () => {
    const { failed, totals } = await simulateManyLeases({ first: 1_000_000, seeds: SEEDS });
    process.stdout.write(`${JSON.stringify(totals)}\n`);
    expect(failed).toBeUndefined();
  });
});
