import { describe, expect, it } from 'vitest';

import { runFuzz } from './fuzz/run.ts';

/** `npm run fuzz:storage` plays the same game a million times. Repeat a failure with FUZZ_SEED and FUZZ_FROM (its round). */
const QUERIES = Number(process.env['FUZZ_QUERIES'] ?? 20_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
const FROM = Number(process.env['FUZZ_FROM'] ?? 0);

describe('random schemas, documents, writes and queries', () => {
  it('are answered as RxDB’s matcher and comparator answer them', async () => {
    const result = await runFuzz({ seed: SEED, queries: QUERIES, from: FROM });
    expect(result.mismatch ?? 'no mismatch').toBe('no mismatch');
    expect(result.queries).toBe(QUERIES);
    expect(result.hits).toBeGreaterThan(QUERIES / 4);
  }, 1_200_000);
});
