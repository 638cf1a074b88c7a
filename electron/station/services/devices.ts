import { readdir } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DeviceHealth, MethodOutput, VerdictView } from '../../../shared/contract/index.ts';
import { listPorts } from '../devices/index.ts';
import { accepted, DONE, type Context, type Outcome } from './context.ts';
import { exportDevices, importDevices } from './device-file.ts';
import { findDevices, remembered, type Finding } from './device-finder.ts';
import type { ExchangeService } from './exchange.ts';
import { createGuns, type GunsDeps } from './guns.ts';
import type { DeviceHealthBook } from './device-health.ts';
import type { ScanInput } from './bench/types.ts';
import type { SettingsService } from './settings.ts';

export interface DevicesService {
  health(): DeviceHealth[];
  ports(): Promise<MethodOutput<'devices.ports'>>;
  /** Ports and HID devices, in words. */
  find(): Promise<Finding>;
  /** The settings of all devices as a JSON file to download. */
  export(): Outcome<{ readonly token: string; readonly fileName: string }>;
  /** Takes such a file over; refused as a whole where any of it is wrong. */
  import(text: string): Promise<Outcome<null>>;
  /** While a bench's guns are tried, all that they send is pushed as it comes. */
  setTest(bench: string, on: boolean): void;
  /** Opens the guns of the settings, closes those that are gone from them. */
  apply(): void;
  onScan(listener: (bench: string, scan: ScanInput) => Promise<VerdictView> | undefined): void;
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly health: DeviceHealthBook;
  readonly exchange: ExchangeService;
  readonly gunDrivers?: GunsDeps['drivers'];
  /** State of the printer's line, from the print queue. */
  readonly printerState: (id: string) => { state: DeviceHealth['state']; code: string | null };
}

const run = promisify(execFile);

export function createDevices(deps: Deps): DevicesService {
  const { ctx, settings, health, exchange, gunDrivers } = deps;
  let scanned: GunsDeps['scanned'] = () => undefined;
  let changed: () => void = () => undefined;
  const guns = createGuns({
    ctx,
    settings,
    health,
    ...(gunDrivers ? { drivers: gunDrivers } : {}),
    scanned: (bench, scan) => scanned(bench, scan),
    changed: () => changed(),
  });

  return {
    health: () => [
      ...guns.states(),
      ...deps.settings.get().printers.map((printer): DeviceHealth => {
        const { state, code } = deps.printerState(printer.id);
        return { id: printer.id, kind: 'printer', name: printer.name, state, code };
      }),
    ],
    async ports() {
      const ports = (await listPorts()).map((port) => ({
        path: port.path,
        name: port.manufacturer ?? port.path,
      }));
      return { ports, queues: await printQueues(), devices: await printerDevices() };
    },
    find: () => findDevices(settings.get()),
    export() {
      const fileName = 'packline-devices.json';
      const bytes = new TextEncoder().encode(exportDevices(settings.get()));
      return accepted({ token: exchange.offer(fileName, 'application/json', bytes), fileName });
    },
    async import(text) {
      const read = importDevices(text);
      if (!read.ok) return read;
      await settings.save(read.value);
      return DONE;
    },
    setTest: (bench, on) => guns.setTest(bench, on),
    apply() {
      guns.apply();
      const seenDevices = remembered(settings.get(), ctx.clock.now());
      if (seenDevices) void settings.save({ seenDevices }).catch(() => ctx.log('devices: not remembered'));
    },
    onScan: (listener) => void (scanned = listener),
    onChange: (listener) => void (changed = listener),
    close: () => guns.close(),
  };
}

/** Names of the system's print queues; empty where there is no CUPS. */
async function printQueues(): Promise<string[]> {
  if (process.platform === 'win32') return [];
  try {
    const { stdout } = await run('lpstat', ['-e'], { timeout: 3000 });
    return stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

/** USB printer class devices of Linux. */
async function printerDevices(): Promise<string[]> {
  try {
    return (await readdir('/dev/usb'))
      .filter((name) => /^lp\d+$/.test(name))
      .map((name) => join('/dev/usb', name));
  } catch {
    return [];
  }
}
