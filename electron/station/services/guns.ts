import { DEFAULT_PROFILE, hexOf } from '../../../shared/codec/index.ts';
import type { DeviceHealth, GunSettings, VerdictView } from '../../../shared/contract/index.ts';
import { createHidGun, createSerialGun, type Gun, type GunScan } from '../devices/index.ts';
import type { Context } from './context.ts';
import type { DeviceHealthBook } from './device-health.ts';
import type { ScanInput } from './bench/types.ts';
import type { SettingsService } from './settings.ts';

export interface GunsService {
  states(): DeviceHealth[];
  /** Opens the guns of the settings, closes those that are gone from them or set otherwise. */
  apply(): void;
  /** While a bench's guns are tried, all that they send is pushed as it comes (`gunRaw`). */
  setTest(bench: string, on: boolean): void;
  close(): Promise<void>;
}

export interface GunsDeps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly health: DeviceHealthBook;
  /** Makes the guns, for tests; the drivers otherwise. */
  readonly drivers?: { readonly serial: typeof createSerialGun; readonly hid: typeof createHidGun };
  /** Takes a scan to the bench that the gun is bound to. */
  readonly scanned: (bench: string, scan: ScanInput) => Promise<VerdictView> | undefined;
  readonly changed: () => void;
}

interface Entry {
  /** The settings that it was opened with. */
  readonly key: string;
  readonly gun: Gun;
  state(): DeviceHealth;
}

const GUN_STATE = { opening: 'waiting', open: 'ready', waiting: 'waiting', error: 'error' } as const;
/** What noise on the line means to the person at the bench. */
const NOISE_CODE = { baud: 'wrong_speed', '7E1': 'wrong_parity', '7O1': 'wrong_parity' } as const;

export function createGuns(deps: GunsDeps): GunsService {
  const { health, settings } = deps;
  const drivers = deps.drivers ?? { serial: createSerialGun, hid: createHidGun };
  const guns = new Map<string, Entry>();
  /** Benches whose guns are being tried. */
  const tried = new Set<string>();

  /** The driver's clock is monotonic; the page and the verdicts speak epoch ms with fraction. */
  const epoch = (at: number): number => performance.timeOrigin + at;

  function open(gun: GunSettings, key: string): Entry {
    const { id, bench } = gun;
    const kind = gun.kind ?? 'serial';
    // The gun tells its first state before it is returned.
    let state: DeviceHealth = { id, kind: 'gun', name: gun.name ?? gun.path, state: 'waiting', code: null };
    const setState = (next: Partial<DeviceHealth>): void => {
      state = { ...state, ...next };
      deps.changed();
    };

    function onScan(scan: GunScan): void {
      const scannedAt = epoch(scan.at);
      if ('text' in scan) {
        health.seen('gun', id);
        if (state.code !== null) setState({ state: 'ready', code: null });
        const { text, symbology } = scan;
        const given = symbology === undefined ? {} : { symbology };
        judge(deps.scanned(bench, { text, source: kind, ref: null, scannedAt, ...given }), scannedAt);
        return;
      }
      const code = scan.hint === undefined ? scan.invalid : NOISE_CODE[scan.hint];
      health.failed('gun', id, code);
      if (scan.hint !== undefined) setState({ state: 'error', code });
      const invalid = scan.invalid === 'torn' ? 'encoding' : scan.invalid;
      const hint = scan.hint === undefined ? {} : { hint: scan.hint };
      void deps.scanned(bench, { text: '', source: kind, ref: null, scannedAt, invalid, ...hint });
    }

    function judge(verdict: Promise<VerdictView> | undefined, scannedAt: number): void {
      void verdict?.then(
        ({ decidedAt }) => health.latency('gun', id, decidedAt - scannedAt),
        () => health.failed('gun', id, 'failed'),
      );
    }

    const listener = {
      profile: gun.profile ?? DEFAULT_PROFILE,
      usb: gun.usb,
      onScan,
      onStatus: ({ state: next, code }: { state: keyof typeof GUN_STATE; code?: string }) => {
        if (code !== undefined) health.failed('gun', id, code);
        if (next === 'open') health.seen('gun', id);
        setState({ state: GUN_STATE[next], code: code ?? null });
      },
      onRaw(bytes: Uint8Array, at: number) {
        if (!tried.has(bench)) return;
        const entry = kind === 'hid' ? ('report' as const) : ('bytes' as const);
        const value = { bench, gun: id, kind: entry, at: epoch(at), hex: hexOf(bytes) };
        deps.ctx.push.emit({ event: 'gunRaw', value });
      },
    };
    const { path, baudRate, dataBits, parity, stopBits } = gun;
    return {
      key,
      state: () => state,
      gun:
        kind === 'hid'
          ? drivers.hid({ path, ...listener })
          : drivers.serial({ path, baudRate, dataBits, parity, stopBits, ...listener }),
    };
  }

  const start = (gun: GunSettings): void => {
    const key = JSON.stringify(gun);
    guns.set(gun.id, open(gun, key));
  };

  return {
    states: () => [...guns.values()].map((entry) => entry.state()),
    apply() {
      const wanted = new Map(settings.get().guns.map((gun) => [gun.id, gun]));
      for (const [id, entry] of guns) {
        const gun = wanted.get(id);
        if (gun && JSON.stringify(gun) === entry.key) continue;
        guns.delete(id);
        if (!gun) health.forget('gun', id);
        wanted.delete(id);
        // The port must be free before it is opened anew; by then the settings may say something else again.
        void entry.gun.close().then(() => {
          const now = settings.get().guns.find((each) => each.id === id);
          if (now && !guns.has(id)) start(now);
        });
      }
      for (const [id, gun] of wanted) if (!guns.has(id)) start(gun);
    },
    setTest(bench, on) {
      if (on) tried.add(bench);
      else tried.delete(bench);
    },
    async close() {
      await Promise.all([...guns.values()].map((entry) => entry.gun.close()));
      guns.clear();
    },
  };
}
