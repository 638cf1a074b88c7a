import { createReportReader, DEFAULT_PROFILE, HID_POS_USAGE_PAGE } from '../../../shared/codec/index.ts';
import type { GunProfile } from '../../../shared/codec/index.ts';
import { createGunLine } from './gun-line.ts';
import type { Gun, GunListener } from './gun-line.ts';
import { listHid, openHid } from './hid-driver.ts';
import type { HidInfo, HidModule } from './hid-driver.ts';
import { portErrorCode } from './serial-port.ts';
import { usbIdOf } from './usb-id.ts';

export interface HidGunOptions extends GunListener {
  readonly path: string;
  /** By which the gun is found again: systems give a HID device another path with every plug. */
  readonly usb?: string | undefined;
  /** Missing = as delivered. */
  readonly profile?: GunProfile;
  readonly module?: () => Promise<HidModule>;
}

/** A barcode gun in HID-POS mode (usage page 0x8C): no focus, no input method, AIM identifier beside the text. */
export function createHidGun(options: HidGunOptions): Gun {
  const { profile = DEFAULT_PROFILE, module, usb } = options;
  return createGunLine({
    ...options,
    async open(handlers) {
      const path =
        usb === undefined ? options.path : ((await find(usb, options.path, module)) ?? options.path);
      try {
        return await openHid(path, handlers, module);
      } catch (error) {
        // The driver says the same of a device without rights and of one that is not there: the list tells them apart.
        if (portErrorCode(error) !== 'failed') throw error;
        const { devices } = await listHid(module);
        if (devices.some((each) => each.path === path)) throw error;
        throw Object.assign(new Error(`${path}: no such device`), { code: 'ENOENT' });
      }
    },
    createReader: () => createReportReader(profile),
  });
}

/** Where the gun hangs now: the same path if it is still it, else the one of the same identity. */
async function find(
  usb: string,
  path: string,
  module: (() => Promise<HidModule>) | undefined,
): Promise<string | undefined> {
  const { devices } = await listHid(module);
  const same = devices.filter((each) => usbIdOf(each) === usb);
  return (
    same.find((each) => each.path === path)?.path ??
    same.find(isGun)?.path ??
    (same.length === 1 ? same[0]?.path : undefined)
  );
}

export const isGun = ({ usagePage }: HidInfo): boolean => usagePage === HID_POS_USAGE_PAGE;
