import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detectScale } from '../../electron/station/devices/index.ts';
import { FRAMES, protocolOf } from '../scale/frames.ts';
import { createPtyScale } from '../scale/pty.ts';
import { createRandom } from '../scale/random.ts';
import { runScale } from '../scale/run.ts';

const NAMES = Object.keys(FRAMES);

describe('200,000 frames of each protocol on bad lines', () => {
  it.each(NAMES)(
    '%s',
    (name) => {
      const seen = { foreign: 0, wrong: 0, weighed: 0 };
      for (let seed = 1; seed <= 20; seed += 1) {
        const { foreign, wrong, weighed } = runScale(name, seed * 7919, 10_000);
        seen.foreign += foreign;
        seen.wrong += wrong;
        seen.weighed += weighed;
      }
      expect(seen).toMatchObject({ foreign: 0, wrong: 0 });
      expect(seen.weighed).toBeGreaterThan(1000);
    },
    120_000,
  );
});

/** The real driver on pseudo-terminals, which take every speed: the first one that is tried is the one that is proposed. */
describe('which scale is it, on a real port', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packline-scales-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(NAMES.filter((name) => name !== 'hid'))(
    '%s: 20 of 20 starts',
    async (name) => {
      const random = createRandom(name.length);
      const pty = await createPtyScale(join(folder, 'tty'), name, random.pick([50, 100, 150]));
      try {
        const found: string[] = [];
        const times: number[] = [];
        for (let start = 0; start < 20; start += 1) {
          pty.grams = random.pick([0, 40, 1234, 15_000]);
          const begun = performance.now();
          const result = await detectScale({ path: pty.path });
          times.push(performance.now() - begun);
          found.push(result.ok ? result.proposal.protocol : result.code);
        }
        expect(found).toEqual(found.map(() => protocolOf(name)));
        // The promise is 5 s; on a machine that does other work too, twice that.
        expect(Math.max(...times)).toBeLessThan(10_000);
      } finally {
        await pty.close();
      }
    },
    240_000,
  );
});
