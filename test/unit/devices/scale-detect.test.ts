import { describe, expect, it } from 'vitest';
import { detectScale, type Detection } from '../../../electron/station/devices/index.ts';
import { SCALE_PROTOCOLS, type SerialScaleProtocol } from '../../../shared/codec/index.ts';
import { createFakeDeviceClock } from '../../fakes/serial-line.ts';
import { FRAMES, protocolOf } from '../../scale/frames.ts';
import { createRandom } from '../../scale/random.ts';
import { createWiredScale } from '../../scale/wire.ts';

/** Detects with held time. @returns what, and after how many ms */
async function detect(options: Omit<Parameters<typeof createWiredScale>[0], 'clock'>, grams = 1234) {
  const clock = createFakeDeviceClock();
  const scale = createWiredScale({ ...options, clock });
  scale.grams = grams;
  let result: Detection | undefined;
  const begun = clock.now();
  let ended = begun;
  void detectScale({ path: '/dev/scale', clock, openPort: scale.openPort }).then((value) => {
    result = value;
    ended = clock.now();
  });
  for (let i = 0; i < 2000 && result === undefined; i += 1) await clock.pass(10);
  return { result, ms: ended - begun, scale };
}

const NAMES = Object.keys(FRAMES).filter((name) => name !== 'hid');

describe('which scale is it', () => {
  it.each(NAMES)('%s: the right protocol and line within 5 s in 20 of 20 starts', async (name) => {
    const protocol = protocolOf(name) as SerialScaleProtocol;
    const { ask, line } = SCALE_PROTOCOLS[protocol];
    const random = createRandom(NAMES.indexOf(name) + 5);
    let right = 0;
    for (let start = 0; start < 20; start += 1) {
      const speeds = ask ? [9600, 2400, 4800, 19200] : [9600, 2400, 4800, 1200, 19200];
      const baudRate = start < 5 ? line.baudRate : random.pick(speeds);
      // MT-SICS and CAS are asked as they are delivered, with 8 bits.
      const free = !['mt_sics', 'cas'].includes(protocol);
      const seven = start % 2 === 0 || !free ? line.dataBits === 7 : random.chance(0.5);
      const everyMs = random.pick([50, 100, 200]);
      const { result, ms } = await detect(
        { name, baudRate, seven, seed: start, everyMs },
        random.pick([0, 35, 1234, 9876]),
      );
      const expected = {
        protocol,
        baudRate,
        dataBits: seven ? 7 : 8,
        parity: seven ? 'even' : 'none',
      };
      if (result?.ok !== true || ms > 5000) {
        expect({ start, ms, result }).toEqual({ ms: 'at most 5000', proposal: expected });
        continue;
      }
      expect(result.proposal).toMatchObject(expected);
      right += 1;
    }
    expect(right).toBe(20);
  });

  it('says that nothing answers, and that something is there which nobody understands', async () => {
    expect((await detect({ name: 'none', baudRate: 9600, seven: false })).result).toEqual({
      ok: false,
      code: 'silent',
    });
    const odd = await detect({ name: 'hid', baudRate: 9600, seven: false });
    expect(odd.result).toEqual({ ok: false, code: 'unknown' });
  });

  it('asks nothing of a scale that sends by itself', async () => {
    const { scale } = await detect({ name: 'text', baudRate: 9600, seven: false });
    expect(scale.asked).toEqual([]);
  });

  it('says that the port is not there', async () => {
    const clock = createFakeDeviceClock();
    const scale = createWiredScale({ name: 'text', clock, baudRate: 9600, seven: false });
    scale.unplug();
    expect(await detectScale({ path: '/dev/x', clock, openPort: scale.openPort })).toEqual({
      ok: false,
      code: 'not_found',
    });
  });
});
