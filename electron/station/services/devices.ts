import { readdir } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DeviceHealth, GunSettings, MethodOutput } from '../../../shared/contract/index.ts';
import { createSerialGun, listPorts, type SerialGun } from '../devices/index.ts';
import type { Context } from './context.ts';
import type { DeviceHealthBook } from './device-health.ts';
import type { ScanInput } from './bench/types.ts';
import type { SettingsService } from './settings.ts';

export interface DevicesService {
  health(): DeviceHealth[];
  ports(): Promise<MethodOutput<'devices.ports'>>;
  /** Opens the guns of the settings, closes those that are gone from them. */
  apply(): void;
  onScan(listener: (bench: string, scan: ScanInput) => void): void;
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly health: DeviceHealthBook;
  /** State of the printer's line, from the print queue. */
  readonly printerState: (id: string) => { state: DeviceHealth['state']; code: string | null };
}

const run = promisify(execFile);
const GUN_STATE = { opening: 'waiting', open: 'ready', waiting: 'waiting', error: 'error' } as const;

export function createDevices(deps: Deps): DevicesService {
  const guns = new Map<string, { key: string; gun: SerialGun; health: () => DeviceHealth }>();
  let scanned: (bench: string, scan: ScanInput) => void = () => undefined;
  let changed: () => void = () => undefined;

  function openGun(settings: GunSettings, key: string): void {
    // The gun tells its first state before it is returned.
    let health: DeviceHealth = {
      id: settings.id,
      kind: 'gun',
      name: settings.path,
      state: 'waiting',
      code: null,
    };
    const entry = {
      key,
      health: () => health,
      gun: createSerialGun({
        path: settings.path,
        baudRate: settings.baudRate,
        dataBits: settings.dataBits,
        parity: settings.parity,
        stopBits: settings.stopBits,
        onScan(scan) {
          // The driver's clock is monotonic; the page and the verdicts speak epoch ms with fraction.
          const scannedAt = performance.timeOrigin + scan.at;
          deps.health.seen('gun', settings.id);
          if ('text' in scan)
            scanned(settings.bench, { text: scan.text, source: 'serial', ref: null, scannedAt });
          else {
            const invalid = scan.invalid === 'torn' ? 'encoding' : scan.invalid;
            scanned(settings.bench, { text: '', source: 'serial', ref: null, scannedAt, invalid });
          }
        },
        onStatus(status) {
          health = { ...health, state: GUN_STATE[status.state], code: status.code ?? null };
          if (status.code !== undefined) deps.health.failed('gun', settings.id, status.code);
          changed();
        },
      }),
    };
    guns.set(settings.id, entry);
  }

  return {
    health: () => [
      ...[...guns.values()].map((entry) => entry.health()),
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
    apply() {
      const wanted = new Map(deps.settings.get().guns.map((gun) => [gun.id, gun]));
      for (const [id, entry] of guns) {
        const settings = wanted.get(id);
        if (settings && JSON.stringify(settings) === entry.key) continue;
        guns.delete(id);
        void entry.gun.close().then(() => settings && openGun(settings, JSON.stringify(settings)));
        wanted.delete(id);
      }
      for (const [id, settings] of wanted) if (!guns.has(id)) openGun(settings, JSON.stringify(settings));
    },
    onScan: (listener) => void (scanned = listener),
    onChange: (listener) => void (changed = listener),
    async close() {
      await Promise.all([...guns.values()].map((entry) => entry.gun.close()));
      guns.clear();
    },
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
