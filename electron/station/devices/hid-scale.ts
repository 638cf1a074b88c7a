import { HID_SCALE_PAGE, readHidScale } from '../../../shared/codec/index.ts';
import type { DeviceClock } from './device-clock.ts';
import { listHid, openHid, type HidInfo, type HidModule } from './hid-driver.ts';
import { keepLine } from './scale-line.ts';
import type { Scale, ScaleEvents } from './serial-scale.ts';
import { usbIdOf } from './usb-id.ts';

export const isScale = ({ usagePage }: HidInfo): boolean => usagePage === HID_SCALE_PAGE;

/** A USB scale (usage page 0x8D): it reports by itself, with its own stable flag. */
export function createHidScale(
  options: ScaleEvents & {
    readonly path: string;
    /** By which it is found again: systems give a HID device another path with every plug. */
    readonly usb?: string | undefined;
    readonly clock?: DeviceClock;
    readonly module?: () => Promise<HidModule>;
  },
): Scale {
  const { usb, module } = options;
  let reports = 0;

  async function whereIsIt(): Promise<string> {
    if (usb === undefined) return options.path;
    const { devices } = await listHid(module);
    const same = devices.filter((each) => usbIdOf(each) === usb);
    const at = same.find((each) => each.path === options.path) ?? same.find(isScale) ?? same[0];
    // Without a list (no driver, no rights) the old path is as good as any.
    if (at || devices.length === 0) return at?.path ?? options.path;
    throw Object.assign(new Error('no such device'), { code: 'ENOENT' });
  }

  const line = keepLine({
    settings: { path: options.path },
    ...(options.clock ? { clock: options.clock } : {}),
    openPort: async (_, handlers) => openHid(await whereIsIt(), handlers, module),
    onOpen: () => void (reports = 0),
    onData(bytes) {
      options.onBytes?.(bytes);
      reports += 1;
      // The first one may still be of the parcel before it was opened.
      if (reports === 1) return;
      const reading = readHidScale(bytes);
      if (reading) options.onReadings([reading], options.clock?.now() ?? performance.now());
    },
    onStatus: options.onStatus,
  });
  return { zero: () => false, close: () => line.close() };
}
