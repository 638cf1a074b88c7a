import { describe, expect, it } from 'vitest';
import { simulateRxdb } from '../simulation/rxdb.ts';

const SEEDS = Number(process.env['SIMULATION_RXDB_SEEDS'] ?? 200);

describe('stations that replicate by RxDB’s own protocol', () => {
  it('agree with the hub and lose nothing', { timeout: 3_600_000 }, async () => {
    for (let seed = 1_000; seed < 1_000 + SEEDS; seed += 1)
      expect({ seed, faults: await simulateRxdb(seed) }).toEqual({ seed, faults: [] });
  });
});
