import { describe, expect, it } from 'vitest';
import { createScaleFramer, SERIAL_SCALE_PROTOCOLS } from '../../../../shared/codec/index.ts';
import { FRAMES, protocolOf } from '../../../scale/frames.ts';
import { BAD_LINE } from '../../../scale/line.ts';
import { createRandom } from '../../../scale/random.ts';
import { runScale } from '../../../scale/run.ts';

const NAMES = Object.keys(FRAMES);

describe('10,000 frames of a bad line, with parcels put on, pushed, swapped and taken away', () => {
  it.each(NAMES)('%s: no weight that moved, none of another parcel', (name) => {
    const seen = runScale(name, 20_261_122, 10_000);
    expect({ foreign: seen.foreign, wrong: seen.wrong }).toEqual({ foreign: 0, wrong: 0 });
    expect(seen.faults).toBeGreaterThan(100);
    // It is no use to be safe and take nothing.
    expect(seen.weighed).toBeGreaterThan(seen.orders * 0.4);
  });

  it.each(NAMES)(
    '%s: on a good line nearly every parcel that was put on an empty scale is weighed',
    (name) => {
      const good = { noise: 0, corrupt: 0, loseByte: 0, loseFrame: 0, gap: 0 };
      const seen = runScale(name, 4711, 4000, good);
      expect(seen).toMatchObject({ foreign: 0, wrong: 0, faults: 0 });
      expect(seen.weighed).toBeGreaterThan(runScale(name, 4711, 4000, BAD_LINE).weighed * 0.9);
    },
  );
});

describe('garbage', () => {
  it.each(SERIAL_SCALE_PROTOCOLS)('%s reads no two equal weights from 100,000 random bytes', (protocol) => {
    const random = createRandom(99);
    const framer = createScaleFramer(protocol);
    let last: number | null = null;
    for (let i = 0; i < 1000; i += 1) {
      const noise = Uint8Array.from({ length: 100 }, () => random.int(0, 255));
      for (const { grams } of framer.push(noise).readings) {
        expect(grams === null || grams !== last).toBe(true);
        last = grams;
      }
    }
  });

  it.each(NAMES.filter((name) => name !== 'hid'))('%s is read by no other protocol', (name) => {
    const frame = FRAMES[name]?.({ grams: 1234 }) ?? new Uint8Array(0);
    const many = Uint8Array.from(Array.from({ length: 20 }, () => [...frame]).flat());
    for (const protocol of SERIAL_SCALE_PROTOCOLS) {
      const { readings } = createScaleFramer(protocol).push(many);
      if (protocol === protocolOf(name)) expect(readings.length).toBeGreaterThan(15);
      else expect(readings).toEqual([]);
    }
  });
});
