import { describe, expect, it } from 'vitest';
import { packAndKill } from './kills.ts';

/** Few in every run, fifty in the long one. */
const KILLS = Number(process.env['PACKLINE_KILLS'] ?? 5);

describe('kill -9 while packing', () => {
  it(`${KILLS} times: the session stands where it was acknowledged, no label comes out twice by itself`, async () => {
    const result = await packAndKill({ kills: KILLS, seed: 7 });
    expect(result.kills).toBe(KILLS);
    expect(result.scans).toBeGreaterThan(KILLS);
  }, 240_000);
});
