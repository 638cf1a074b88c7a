import { describe, expect, it } from 'vitest';
import { postgresProblem } from '../lib/postgres.ts';
import { soak } from './sync-soak.ts';

const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 20 * 60);
const problem = postgresProblem();

describe.skipIf(problem !== undefined)(`a soak of real processes ${problem ?? ''}`, () => {
  it('ends in agreement, with nothing lost', { timeout: (SECONDS + 600) * 1_000 }, async () => {
    const seed = Number(process.env['SOAK_SEED'] ?? 20_261_122);
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    const { faults, ...counts } = await soak({ seconds: SECONDS, stations: 3, seed, say });
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    expect(faults).toEqual([]);
    for (const kind of ['station', 'hub', 'database', 'cut'] as const)
      expect(counts.kills[kind]).toBeGreaterThan(0);
    expect(counts.acts).toBeGreaterThan(SECONDS / 4);
  });
});
