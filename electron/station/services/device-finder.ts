import type { FoundDevice, SeenDevice, Settings } from '../../../shared/contract/index.ts';
import { HID_POS_USAGE_PAGE } from '../../../shared/codec/index.ts';
import { listHid, listPorts, usbIdOf, type HidInfo, type HidList, type PortInfo } from '../devices/index.ts';

/** Usage page of HID scales. */
const SCALE_PAGE = 0x8d;
const MOST = 100;

export interface Finding {
  readonly devices: FoundDevice[];
  /** Why HID devices could not be looked for. */
  readonly hid: HidList['code'];
}

/** Serial ports and HID devices of the point-of-sale pages, named in words as far as they name themselves. */
export async function findDevices(
  settings: Settings,
  list: { readonly ports: () => Promise<readonly PortInfo[]>; readonly hid: () => Promise<HidList> } = {
    ports: listPorts,
    hid: () => listHid(),
  },
): Promise<Finding> {
  const [ports, hid] = await Promise.all([list.ports(), list.hid()]);
  const taken = takenPaths(settings);
  const seen = new Map((settings.seenDevices ?? []).map((each) => [each.usb, each.name]));
  const describe = (
    kind: FoundDevice['kind'],
    use: FoundDevice['use'],
    device: PortInfo | HidInfo,
  ): FoundDevice => {
    const usb = usbIdOf(device) ?? null;
    const byUsb = [...settings.guns, ...(settings.scales ?? [])].find(
      (each) => usb !== null && each.usb === usb,
    );
    return {
      kind,
      use,
      path: device.path,
      usb,
      manufacturer: device.manufacturer ?? null,
      product: 'product' in device ? (device.product ?? null) : null,
      serialNumber: device.serialNumber ?? null,
      usedBy: taken.get(device.path) ?? byUsb?.id ?? null,
      seenAs: usb === null ? null : (seen.get(usb) ?? null),
    };
  };
  return {
    devices: [
      ...ports.map((port) => describe('serial', 'unknown', port)),
      ...hid.devices.flatMap((device) => {
        if (device.usagePage === HID_POS_USAGE_PAGE) return [describe('hid', 'gun', device)];
        return device.usagePage === SCALE_PAGE ? [describe('hid', 'scale', device)] : [];
      }),
    ],
    hid: hid.code,
  };
}

/** Path → id of the gun, scale or printer that is set up on it. */
function takenPaths(settings: Settings): Map<string, string> {
  const taken = new Map<string, string>();
  const others = (
    settings as { readonly scales?: readonly { readonly id: string; readonly path?: string }[] }
  ).scales;
  for (const { id, path } of [...settings.guns, ...(others ?? [])])
    if (path !== undefined) taken.set(path, id);
  for (const { id, transport } of settings.printers) if ('path' in transport) taken.set(transport.path, id);
  return taken;
}

/** The memory of devices with those of the settings in it; undefined where nothing is new. */
export function remembered(settings: Settings, now: number): SeenDevice[] | undefined {
  const known = settings.seenDevices ?? [];
  const here = settings.guns.flatMap(({ usb, name, path }) =>
    usb === undefined ? [] : [{ usb, name: (name ?? path).slice(0, 80), at: now }],
  );
  const fresh = here.filter((each) => !known.some(({ usb, name }) => usb === each.usb && name === each.name));
  if (fresh.length === 0) return undefined;
  const kept = known.filter(({ usb }) => !fresh.some((each) => each.usb === usb));
  return [...fresh, ...kept].slice(0, MOST);
}
