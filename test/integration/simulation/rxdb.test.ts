import { describe, expect, it } from 'vitest';
import { simulateRxdb } from '../../simulation/rxdb.ts';

describe('stations that replicate by RxDB’s own protocol', () => {
  it.each([1, 2, 3, 4, 5])(
    'agree with the hub and lose nothing (seed %i)',
    { timeout: 60_000 },
    async (seed) => {
      expect(await simulateRxdb(seed)).toEqual([]);
    },
  );
});
