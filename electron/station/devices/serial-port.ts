import type { SerialPort } from 'serialport';
import { readPosix } from './posix-read.ts';

export interface SerialSettings {
  /** As listed, or typed by hand: pseudo-terminals and some adapters are never listed. */
  readonly path: string;
  /** Default 9600, what RS-232 guns come with; USB-CDC guns take any. */
  readonly baudRate?: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly stopBits?: 1 | 2;
}

export interface PortHandlers {
  onData(bytes: Uint8Array): void;
  /** Once, when an open port is gone: unplugged, failed, or closed by us. */
  onClose(): void;
}

export interface OpenedPort {
  close(): Promise<void>;
  /** For devices that answer when they are asked. A line that is gone says so by `onClose`. */
  write?(bytes: Uint8Array): void;
}

/** Opens a line for reading. Rejects with the driver's error; `portErrorCode` tells what it means. */
export type OpenPort = (settings: SerialSettings, handlers: PortHandlers) => Promise<OpenedPort>;

/** Loaded with the first port: stations without one start without it. */
const driver = async (): Promise<typeof SerialPort> => (await import('serialport')).SerialPort;

/** The driver's binding, with a reading that notices when the line hangs up. */
const hangupAware = ({ binding }: typeof SerialPort) => ({
  list: binding.list,
  async open(options: Parameters<typeof binding.open>[0]) {
    const port = await binding.open(options);
    if ('poller' in port)
      port.read = (buffer: Buffer, offset: number, length: number) => readPosix(port, buffer, offset, length);
    return port;
  },
});

export const openSerialPort: OpenPort = async (settings, handlers) => {
  const Port = await driver();
  return new Promise((resolve, reject) => {
    const options = {
      binding: hangupAware(Port),
      path: settings.path,
      baudRate: settings.baudRate ?? 9600,
      dataBits: settings.dataBits ?? 8,
      parity: settings.parity ?? 'none',
      stopBits: settings.stopBits ?? 1,
      autoOpen: false,
    };
    const port = new Port(options);
    // A listener from the start: bytes that wait in the driver are read as soon as the port is open.
    port.on('data', (bytes: Uint8Array) => handlers.onData(bytes));
    port.once('close', () => handlers.onClose());
    // Reading errors come as `close`; without a listener an `error` would end the process.
    port.on('error', () => {
      if (!port.isOpen) handlers.onClose();
    });
    port.open((error) => {
      if (error) reject(error);
      else
        resolve({
          close: () => closePort(port),
          write: (bytes) => {
            if (port.isOpen) port.write(Buffer.from(bytes));
          },
        });
    });
  });
};

const closePort = (port: SerialPort): Promise<void> =>
  new Promise((resolve) => {
    if (port.isOpen) port.close(() => resolve());
    else resolve();
  });

export type PortErrorCode =
  /** Unplugged, or the path is wrong. */
  | 'not_found'
  /** Another program, or another gun of this station, has it. */
  | 'locked'
  /** The user may not open it (Linux: group dialout). */
  | 'no_rights'
  | 'not_a_port'
  | 'bad_settings'
  | 'open_timeout'
  | 'failed';

/** The drivers give texts of their own and of the system, seldom codes. */
const MEANINGS: readonly (readonly [RegExp, PortErrorCode])[] = [
  [/cannot lock port|resource busy|EBUSY|access denied/i, 'locked'],
  [/EACCES|EPERM|permission denied|operation not permitted/i, 'no_rights'],
  [/ENOENT|ENXIO|ENODEV|no such (file|device)|file not found|not configured/i, 'not_found'],
  [/ENOTTY|inappropriate ioctl|not a tty|EISDIR|is a directory|invalid argument|EINVAL/i, 'not_a_port'],
  [/baud ?rate|is not a valid|must be/i, 'bad_settings'],
];

/** @returns what a driver's error means to the person at the bench. */
export function portErrorCode(error: unknown): PortErrorCode {
  const text =
    error instanceof Error ? `${'code' in error ? String(error.code) : ''} ${error.message}` : String(error);
  return MEANINGS.find(([pattern]) => pattern.test(text))?.[1] ?? 'failed';
}

export interface PortInfo {
  readonly path: string;
  readonly manufacturer?: string;
  readonly serialNumber?: string;
  readonly vendorId?: string;
  readonly productId?: string;
}

/**
 * The ports that the system knows. Empty where it cannot say (Linux without udevadm): the path can always be typed.
 * @param list for tests; the driver's own list otherwise
 */
export async function listPorts(list: () => Promise<readonly PortInfo[]> = driverPorts): Promise<PortInfo[]> {
  try {
    return [...(await list())].sort((a, b) => usbFirst(a) - usbFirst(b) || a.path.localeCompare(b.path));
  } catch {
    return [];
  }
}

/** A gun's port has a USB id; a PC's built-in ttyS ports have none. */
const usbFirst = (port: PortInfo): number => (port.vendorId === undefined ? 1 : 0);

async function driverPorts(): Promise<PortInfo[]> {
  const ports = await (await driver()).list();
  return ports.map(({ path, manufacturer, serialNumber, vendorId, productId }) => ({
    path,
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(productId === undefined ? {} : { productId }),
  }));
}
