import { afterAll, describe, expect, it } from 'vitest';

import { createRandom } from '../../shared/demo/random.ts';
import { buildRecorder, readFolder } from '../fakes/power-loss/index.ts';
import {
  cutAgain,
  killAgain,
  makePlace,
  recordKilledLoad,
  recordLoad,
} from '../integration/storage/crash-run.ts';
import type { LoadOptions } from '../integration/storage/crash-run.ts';
import type { States } from '../integration/storage/crash-verdict.ts';

/** With the fifty of the packing station these are two hundred. */
const KILLS = Number(process.env['CRASH_KILLS'] ?? 150);
const LOADS = Number(process.env['CRASH_LOADS'] ?? 10);
const CUTS_EACH = 18;
/** A new load every time; the seed of a failure is in its message. */
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

const tell = (what: string, figures: object): void =>
  void process.stdout.write(`${what} (seed ${SEED}): ${JSON.stringify(figures)}\n`);

describe('kill -9 while the storage writes, at length', () => {
  it(`${KILLS} times`, async () => {
    const result = await killAgain({ kills: KILLS, seed: SEED, bulk: 800 });
    tell('killed', result);
    expect(result.events).toBeGreaterThan(KILLS * 10);
  }, 3_600_000);
});

const recorder = buildRecorder();
const library = recorder.library ?? '';
const why = recorder.library === undefined ? ` (skipped: ${recorder.problem})` : '';
afterAll(() => {
  if (recorder.library !== undefined) recorder.dispose();
});

describe.skipIf(recorder.library === undefined)(
  `power cuts while the storage writes, at length${why}`,
  () => {
    it(`${LOADS * CUTS_EACH} cuts in ${LOADS} loads, each on what the last cut left`, async () => {
      const random = createRandom(SEED);
      const place = makePlace();
      const sum = { cuts: 0, fsyncs: 0, megabytes: 0, documents: 0 };
      let states: States = new Map();
      try {
        for (let n = 0; n < LOADS; n += 1) {
          const load: LoadOptions = {
            library,
            seed: random.int(0, 1e9),
            first: (2 * n + 1) * 1_000_000,
            ms: random.int(500, 4_000),
            end: random.pick(['idle', 'close', 'nothing'] as const),
            quietMs: [300, 900, 2_300],
            bulk: random.pick([50, 300, 1_200]),
            syncMs: random.pick([0, 1, 8, 20]),
          };
          const base = readFolder(place.directory);
          const killed = n % 3 === 2;
          const processes = killed ? await recordKilledLoad(place, load) : [await recordLoad(place, load)];
          const how = { cuts: CUTS_EACH, seed: random.int(0, 1e9) };
          try {
            const result = await cutAgain(place, { base, processes }, states, how);
            states = result.states;
            sum.cuts += result.cuts;
            sum.fsyncs += result.fsyncs;
            sum.megabytes += result.megabytes;
            sum.documents = states.size;
          } catch (error) {
            throw new Error(`seed ${SEED}, load ${n} ${JSON.stringify({ ...load, killed })}`, {
              cause: error,
            });
          }
        }
      } finally {
        place.dispose();
      }
      tell('power cuts', sum);
      expect(sum.fsyncs).toBeGreaterThan(LOADS * 10);
    }, 3_600_000);
  },
);
