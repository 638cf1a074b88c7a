import { describe, expect, it } from 'vitest';
import { packAndKill } from '../integration/station/kills.ts';

describe('kill -9 while packing, at length', () => {
  it('50 times: the session stands where it was acknowledged, no label comes out twice by itself', async () => {
    const result = await packAndKill({ kills: Number(process.env['PACKLINE_KILLS'] ?? 50), seed: 2026 });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect(result.closed).toBeGreaterThan(10);
  });
});
