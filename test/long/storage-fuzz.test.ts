import { describe, expect, it } from 'vitest';

import { runFuzz } from '../integration/storage/fuzz/run.ts';

/** The game of `npm test` with cases that no run has drawn before; a million of the known ones: `npm run fuzz:storage`. */
describe('random schemas, documents, writes and queries', () => {
  it('are answered as RxDB’s matcher and comparator answer them', async () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const { mismatch, ...counts } = await runFuzz({ seed, queries: 100_000 });
    process.stdout.write(`${JSON.stringify({ seed, ...counts })}\n`);
    expect(mismatch ?? 'no mismatch').toBe('no mismatch');
  });
});
