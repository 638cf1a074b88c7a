import type { OpenedPort, PortHandlers } from './serial-port.ts';

export interface HidInfo {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
  readonly product?: string;
  /** 0x8C bar code scanners, 0x8D scales. Linux kernels before 6 and some drivers tell none. */
  readonly usagePage?: number;
  readonly usage?: number;
}

/** The parts of `node-hid` that are used; a fake in test/ has the same. */
export interface HidModule {
  devicesAsync(): Promise<
    readonly {
      readonly vendorId: number;
      readonly productId: number;
      readonly path?: string | undefined;
      readonly serialNumber?: string | undefined;
      readonly manufacturer?: string | undefined;
      readonly product?: string | undefined;
      readonly usagePage?: number | undefined;
      readonly usage?: number | undefined;
    }[]
  >;
  readonly HIDAsync: { open(path: string): Promise<HidHandle> };
}

export interface HidHandle {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  close(): Promise<void>;
}

/** Loaded with the first HID device: stations without one start without it. Rejects where no prebuilt driver fits. */
const driver = async (): Promise<HidModule> => (await import('node-hid')).default;

export interface HidList {
  readonly devices: readonly HidInfo[];
  /** Why none could be listed: the driver does not load here, or the system refuses. */
  readonly code: 'no_driver' | 'failed' | null;
}

/** All HID devices of this machine; empty, with the reason, where the system cannot say. */
export async function listHid(load: () => Promise<HidModule> = driver): Promise<HidList> {
  let module: HidModule;
  try {
    module = await load();
  } catch {
    return { devices: [], code: 'no_driver' };
  }
  try {
    const found = await module.devicesAsync();
    const devices = found.flatMap((each): HidInfo[] => {
      if (each.path === undefined || each.path === '') return [];
      const given = Object.entries(each).filter(([, value]) => value !== undefined && value !== '');
      return [Object.fromEntries(given) as unknown as HidInfo];
    });
    return { devices, code: null };
  } catch {
    return { devices: [], code: 'failed' };
  }
}

/** Opens a HID device for reading. Rejects with the driver's error; `portErrorCode` tells what it means. */
export async function openHid(
  path: string,
  handlers: PortHandlers,
  load: () => Promise<HidModule> = driver,
): Promise<OpenedPort> {
  const handle = await (await load()).HIDAsync.open(path);
  let over = false;
  const end = async (): Promise<void> => {
    if (over) return;
    over = true;
    // A device that is gone refuses to be closed; it is closed then.
    await handle.close().catch(() => undefined);
    handlers.onClose();
  };
  // The driver reports an unplug as an error of reading, and reads on no more.
  handle.on('error', () => void end());
  handle.on('data', (report) => {
    if (!over) handlers.onData(report);
  });
  return { close: end };
}
