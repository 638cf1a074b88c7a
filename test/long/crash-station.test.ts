import { afterAll, describe, expect, it } from 'vitest';
import { buildRecorder } from '../fakes/power-loss/index.ts';
import { packAndCut } from '../integration/station/power.ts';

const recorder = buildRecorder();
const why = recorder.library === undefined ? ` (skipped: ${recorder.problem})` : '';
afterAll(() => {
  if (recorder.library !== undefined) recorder.dispose();
});

const CUTS = Number(process.env['PACKLINE_CUTS'] ?? 40);
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

describe.skipIf(recorder.library === undefined)(`the power goes while packing, at length${why}`, () => {
  it(`${CUTS} times: closed parcels are whole, the open one goes on, no act is half done`, async () => {
    const result = await packAndCut({
      library: recorder.library ?? '',
      parcels: 15,
      cuts: CUTS,
      seed: SEED,
    });
    process.stdout.write(`power cuts while packing (seed ${SEED}): ${JSON.stringify(result)}\n`);
    expect(result.closed).toBe(15);
  }, 3_600_000);
});
