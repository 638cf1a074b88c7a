import { afterAll, describe, expect, it } from 'vitest';

import { buildRecorder, readFolder } from '../../fakes/power-loss/index.ts';
import { cutAgain, makePlace, recordKilledLoad, recordLoad, unseen } from './crash-run.ts';
import type { LoadOptions } from './crash-run.ts';

/** Few in every run, of a load of seconds; the long one takes many of many loads. */
const CUTS = Number(process.env['CRASH_CUTS'] ?? 18);

const recorder = buildRecorder();
const library = recorder.library ?? '';
const why = recorder.library === undefined ? ` (skipped: ${recorder.problem})` : '';
const load: LoadOptions = {
  library,
  seed: 20261122,
  first: 1_000_000,
  ms: 2_500,
  end: 'idle',
  quietMs: [700],
  bulk: 200,
};

afterAll(() => {
  if (recorder.library !== undefined) recorder.dispose();
});

describe.skipIf(recorder.library === undefined)(`the power goes while it writes${why}`, () => {
  it('nothing durable is lost, nothing relaxed that is older than the bound, no file is corrupt', async () => {
    const place = makePlace();
    try {
      const base = readFolder(place.directory);
      const records = await recordLoad(place, { ...load, syncMs: 4 });
      expect(unseen(base, records, place.directory)).toEqual([]);
      const result = await cutAgain(place, { base, processes: [records] }, new Map(), {
        cuts: CUTS,
        seed: 1,
      });
      expect(result.fsyncs).toBeGreaterThan(10);
    } finally {
      place.dispose();
    }
  }, 120_000);

  it('a killed process’s writes are made safe by the next one', async () => {
    const place = makePlace();
    try {
      const base = readFolder(place.directory);
      const processes = await recordKilledLoad(place, { ...load, ms: 400 });
      await cutAgain(place, { base, processes }, new Map(), { cuts: CUTS, seed: 2, at: ['quiet', 'any'] });
    } finally {
      place.dispose();
    }
  }, 120_000);

  it.each([
    ['the write-ahead log', '-wal', /the last acknowledged write/],
    ['the file itself', '.sqlite', /not a database|malformed|acknowledged|half|with all writes/],
  ])(
    'is noticed where nobody waits for %s',
    async (_, ignore, problem) => {
      const place = makePlace();
      try {
        const base = readFolder(place.directory);
        const records = await recordLoad(place, { ...load, ms: 700, ignore });
        await expect(
          cutAgain(place, { base, processes: [records] }, new Map(), { cuts: 40, seed: 3 }),
        ).rejects.toThrow(problem);
      } finally {
        place.dispose();
      }
    },
    120_000,
  );
});
