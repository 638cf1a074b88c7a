import { createByteReader, DEFAULT_PROFILE } from '../../../shared/codec/index.ts';
import type { GunProfile } from '../../../shared/codec/index.ts';
import { createGunLine } from './gun-line.ts';
import type { Gun, GunListener } from './gun-line.ts';
import { listPorts, openSerialPort, portErrorCode } from './serial-port.ts';
import type { OpenPort, PortInfo, SerialSettings } from './serial-port.ts';
import { usbIdOf } from './usb-id.ts';

export interface SerialGunOptions extends SerialSettings, GunListener {
  /** Missing = as delivered. */
  readonly profile?: GunProfile;
  /** By which the gun is found again where the system has given its port another name. */
  readonly usb?: string | undefined;
  readonly openPort?: OpenPort;
  readonly ports?: () => Promise<readonly PortInfo[]>;
}

/** A barcode gun on a serial line: USB-CDC, RS-232, Bluetooth SPP. */
export function createSerialGun(options: SerialGunOptions): Gun {
  const { profile = DEFAULT_PROFILE, openPort = openSerialPort, ports = listPorts, usb } = options;
  return createGunLine({
    ...options,
    async open(handlers) {
      try {
        return await openPort(options, handlers);
      } catch (error) {
        if (usb === undefined || portErrorCode(error) !== 'not_found') throw error;
        const moved = (await ports()).find((port) => usbIdOf(port) === usb && port.path !== options.path);
        if (!moved) throw error;
        return openPort({ ...options, path: moved.path }, handlers);
      }
    },
    createReader: () => createByteReader(profile),
  });
}
