import { describe, expect, it } from 'vitest';
import { createHidScale, type HidModule } from '../../../electron/station/devices/index.ts';
import { createFakeDeviceClock } from '../../fakes/serial-line.ts';
import { FRAMES } from '../../scale/frames.ts';

/** A USB scale that can be pulled out; every plug gives it another path. */
function createUsbScale() {
  let plug = 1;
  let data: (report: Uint8Array) => void = () => undefined;
  let failed: (error: unknown) => void = () => undefined;
  const scale = {
    plugged: true,
    report: (grams: number, moving = false) => data(FRAMES['hid']?.({ grams, moving }) ?? new Uint8Array(0)),
    unplug() {
      scale.plugged = false;
      failed(new Error('could not read from HID device'));
    },
    plugIn() {
      plug += 1;
      scale.plugged = true;
    },
    get path() {
      return `/dev/hidraw${String(plug)}`;
    },
  };
  const module: HidModule = {
    devicesAsync: async () =>
      scale.plugged
        ? [
            {
              vendorId: 0x0922,
              productId: 0x8003,
              path: scale.path,
              serialNumber: 'S1',
              usagePage: 0x8d,
              usage: 32,
            },
          ]
        : [{ vendorId: 1, productId: 2, path: '/dev/hidraw9' }],
    HIDAsync: {
      async open(path) {
        if (!scale.plugged || path !== scale.path) throw new Error('cannot open device with path');
        return {
          on: ((event: string, listener: (value: never) => void) => {
            if (event === 'data') data = listener as typeof data;
            else failed = listener as typeof failed;
          }) as never,
          close: async () => undefined,
        };
      },
    },
  };
  return { scale, module };
}

describe('a USB scale', () => {
  it('drops its first report, which may be of the parcel before, and is found again under another path', async () => {
    const { scale, module } = createUsbScale();
    const clock = createFakeDeviceClock();
    const grams: (number | null)[] = [];
    const states: string[] = [];
    const driver = createHidScale({
      path: scale.path,
      usb: '0922:8003:s1',
      clock,
      module: async () => module,
      onReadings: (readings) => grams.push(...readings.map((reading) => reading.grams)),
      onStatus: ({ state }) => states.push(state),
    });
    await clock.pass(10);
    scale.report(999);
    scale.report(0);
    scale.report(1500, true);
    scale.report(1500);
    expect(grams).toEqual([0, 1500, 1500]);
    scale.unplug();
    await clock.pass(1500);
    expect(states.at(-1)).toBe('waiting');
    scale.plugIn();
    await clock.pass(1500);
    expect(states.at(-1)).toBe('open');
    scale.report(1500);
    scale.report(20);
    expect(grams).toEqual([0, 1500, 1500, 20]);
    await driver.close();
  });
});
