import type { HidHandle, HidInfo, HidModule } from '../../electron/station/devices/index.ts';

/** Input reports of a HID-POS gun: 64 bytes, id 2, 56 bytes of data a report, "continued" in the last byte. */
export function hidReports(text: string, aim: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const reports: Uint8Array[] = [];
  for (let from = 0; from === 0 || from < bytes.length; from += 56) {
    const part = bytes.subarray(from, from + 56);
    const report = new Uint8Array(64);
    report[0] = 2;
    report[1] = part.length;
    report.set(new TextEncoder().encode(aim.padEnd(3, '\0')).subarray(0, 3), 2);
    report.set(part, 5);
    report[63] = from + 56 < bytes.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}

/**
 * `node-hid` without hardware, as strict as the driver: opening what is not there rejects with its words, reading begins with
 * the first listener for `data`, an unplug comes as one `error`, a closed device reports nothing, on Linux without rights
 * it cannot be opened.
 */
export interface FakeHid {
  readonly module: HidModule;
  plug(device: HidInfo): void;
  /** Pulls the cable: the open handle fails once, the device is no longer listed. */
  unplug(path: string): void;
  /** A report from the device; lost where nobody has it open and listens. */
  send(path: string, report: Uint8Array): void;
  /** When true, listing fails as a whole. */
  broken: boolean;
  readonly denied: Set<string>;
  readonly open: number;
}

export function createFakeHid(): FakeHid {
  const devices = new Map<string, HidInfo>();
  const handles = new Map<string, Set<FakeHandle>>();
  const denied = new Set<string>();
  const fake: FakeHid = {
    broken: false,
    denied,
    module: {
      async devicesAsync() {
        await Promise.resolve();
        if (fake.broken) throw new TypeError('cannot enumerate HID devices');
        return [...devices.values()];
      },
      HIDAsync: {
        async open(path) {
          await Promise.resolve();
          if (denied.has(path))
            throw new TypeError(`cannot open device with path ${path}: Permission denied`);
          if (!devices.has(path))
            throw new TypeError(`cannot open device with path ${path}: No such file or directory`);
          const handle = new FakeHandle(() => handles.get(path)?.delete(handle));
          handles.set(path, (handles.get(path) ?? new Set()).add(handle));
          return handle;
        },
      },
    },
    plug: (device) => void devices.set(device.path, device),
    unplug(path) {
      devices.delete(path);
      const open = [...(handles.get(path) ?? [])];
      handles.delete(path);
      for (const handle of open) handle.fail(new Error('could not read from HID device'));
    },
    send(path, report) {
      if (!devices.has(path)) throw new Error(`${path} is unplugged`);
      for (const handle of handles.get(path) ?? []) handle.give(report);
    },
    get open() {
      return [...handles.values()].reduce((sum, set) => sum + set.size, 0);
    },
  };
  return fake;
}

class FakeHandle implements HidHandle {
  private readonly closed: () => void;
  private over = false;
  private onData: ((report: Uint8Array) => void)[] = [];
  private onError: ((error: unknown) => void)[] = [];

  constructor(closed: () => void) {
    this.closed = closed;
  }
  on(event: 'data' | 'error', listener: (value: never) => void): this {
    if (event === 'data') this.onData.push(listener as (report: Uint8Array) => void);
    else this.onError.push(listener as (error: unknown) => void);
    return this;
  }
  give(report: Uint8Array): void {
    // The driver hands out a Buffer of its own every time.
    if (!this.over) for (const listener of this.onData) listener(Uint8Array.from(report));
  }
  fail(error: Error): void {
    if (this.over) return;
    if (this.onError.length === 0) throw error;
    for (const listener of this.onError) listener(error);
  }
  async close(): Promise<void> {
    await Promise.resolve();
    if (this.over) throw new TypeError('device has been closed');
    this.over = true;
    this.closed();
  }
}
