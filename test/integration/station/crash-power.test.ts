import { afterAll, describe, expect, it } from 'vitest';
import { buildRecorder } from '../../fakes/power-loss/index.ts';
import { packAndCut } from './power.ts';

const recorder = buildRecorder();
const why = recorder.library === undefined ? ` (skipped: ${recorder.problem})` : '';
afterAll(() => {
  if (recorder.library !== undefined) recorder.dispose();
});

/** Few in every run, more in the long one. */
const CUTS = Number(process.env['PACKLINE_CUTS'] ?? 5);

describe.skipIf(recorder.library === undefined)(`the power goes while packing${why}`, () => {
  it(`${CUTS} times: closed parcels are whole, the open one goes on, no act is half done`, async () => {
    const result = await packAndCut({
      library: recorder.library ?? '',
      parcels: 4,
      cuts: CUTS,
      seed: 7,
    });
    expect(result.closed).toBe(4);
  }, 240_000);
});
