import type { GunRead, GunReader } from '../../../shared/codec/index.ts';
import { systemClock } from './device-clock.ts';
import type { DeviceClock } from './device-clock.ts';
import { portErrorCode } from './serial-port.ts';
import type { OpenedPort, PortErrorCode, PortHandlers } from './serial-port.ts';

/** One code of the gun, or what was wrong with it. `at`: steady ms of its last bytes. */
export type GunScan = GunRead;

/**
 * `waiting`: no such device now, it is looked for again and again. `error`: the device is there but cannot be had;
 * tried again once a second, for the other program may let go of it.
 */
export interface GunStatus {
  readonly state: 'opening' | 'open' | 'waiting' | 'error';
  readonly code?: PortErrorCode;
}

export interface GunListener {
  readonly clock?: DeviceClock;
  onScan(scan: GunScan): void;
  onStatus(status: GunStatus): void;
  /** Every chunk or report as it came, for the test panel. */
  readonly onRaw?: ((bytes: Uint8Array, at: number) => void) | undefined;
}

export interface GunLineOptions extends GunListener {
  /** Opens the device once; rejects where it is not there or cannot be had. */
  open(handlers: PortHandlers): Promise<OpenedPort>;
  /** A reader for one life of the device, from opening to unplugging. */
  createReader(): GunReader;
}

export interface Gun {
  /** Lets go of the device. Nothing is reported afterwards. Closing twice is harmless. */
  close(): Promise<void>;
}

const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 1000;
/** A Bluetooth port may hang in the driver; it is said so, and the same attempt goes on. */
const OPEN_DEADLINE_MS = 5000;
const CLOSE_DEADLINE_MS = 1000;

/**
 * A gun that reaches the station by itself, whatever it hangs on. Opens it, opens it again after an unplug (every 100 ms at
 * first, up to a second), with a new reader each time: half a code from before the unplug is reported as torn, never glued
 * to the next one.
 */
export function createGunLine(options: GunLineOptions): Gun {
  const { clock = systemClock, onScan, onStatus, onRaw } = options;
  let closed = false;
  let port: OpenedPort | undefined;
  let retryMs = RETRY_FIRST_MS;
  let shown = '';
  const cancels = new Set<() => void>();

  const status = (next: GunStatus): void => {
    const text = `${next.state} ${next.code ?? ''}`;
    if (closed || text === shown) return;
    shown = text;
    onStatus(next);
  };

  const later = (ms: number, run: () => void): (() => void) => {
    const cancelTimer = clock.after(ms, () => {
      cancels.delete(cancel);
      run();
    });
    const cancel = (): void => {
      cancels.delete(cancel);
      cancelTimer();
    };
    cancels.add(cancel);
    return cancel;
  };

  const emit = (reads: readonly GunRead[]): void => {
    for (const read of reads) if (!closed) onScan(read);
  };

  /** One life of the device, from opening to unplugging. */
  const connect = async (): Promise<void> => {
    const reader = options.createReader();
    const silence = silenceTimer(reader, emit, clock, later);
    let gone = false;
    const lost = (): void => {
      if (gone) return;
      gone = true;
      port = undefined;
      silence.stop();
      emit(reader.close(clock.now()));
      if (closed) return;
      status({ state: 'waiting', code: 'not_found' });
      retry();
    };
    const stopDeadline = later(OPEN_DEADLINE_MS, () => status({ state: 'error', code: 'open_timeout' }));
    try {
      const opened = await options.open({
        onData(bytes) {
          if (gone || closed) return;
          const at = clock.now();
          onRaw?.(bytes, at);
          emit(reader.push(bytes, at));
          silence.start();
        },
        onClose: lost,
      });
      stopDeadline();
      if (closed) await opened.close();
      else if (!gone) {
        port = opened;
        retryMs = RETRY_FIRST_MS;
        status({ state: 'open' });
      }
    } catch (error) {
      stopDeadline();
      if (gone || closed) return;
      gone = true;
      const code = portErrorCode(error);
      if (code !== 'not_found') retryMs = RETRY_MOST_MS;
      status({ state: code === 'not_found' ? 'waiting' : 'error', code });
      retry();
    }
  };

  const retry = (): void => {
    later(retryMs, () => {
      connecting = connect();
    });
    retryMs = Math.min(RETRY_MOST_MS, retryMs * 1.5);
  };

  status({ state: 'opening' });
  let connecting = connect();
  return {
    async close() {
      if (closed) return;
      closed = true;
      for (const cancel of [...cancels]) cancel();
      const open = port;
      port = undefined;
      await open?.close();
      // An opening that hangs in the driver ends by itself later; the station does not wait for it.
      let stopWaiting = (): void => undefined;
      const enough = new Promise<void>((resolve) => {
        stopWaiting = clock.after(CLOSE_DEADLINE_MS, resolve);
      });
      await Promise.race([connecting, enough]);
      stopWaiting();
    },
  };
}

/** Asks the reader again when the line has been silent for as long as it wants. */
function silenceTimer(
  reader: GunReader,
  emit: (reads: readonly GunRead[]) => void,
  clock: DeviceClock,
  later: (ms: number, run: () => void) => () => void,
): { start(): void; stop(): void } {
  let stop: (() => void) | undefined;
  const start = (): void => {
    stop?.();
    const after = reader.idleAfter;
    // Timers may fire a fraction early: one more millisecond makes sure that the silence is long enough.
    stop = after === undefined ? undefined : later(after + 1, () => emit(reader.idle(clock.now())));
  };
  return { start, stop: () => stop?.() };
}
