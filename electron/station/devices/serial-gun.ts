import { createLineFramer, decodeGunBytes } from '../../../shared/codec/index.ts';
import type { GunFrame, LineFramer, LineFramerOptions } from '../../../shared/codec/index.ts';
import { systemClock } from './device-clock.ts';
import type { DeviceClock } from './device-clock.ts';
import { openSerialPort, portErrorCode } from './serial-port.ts';
import type { OpenedPort, OpenPort, PortErrorCode, SerialSettings } from './serial-port.ts';

/** One code of the gun, or what was wrong with it. `at`: steady ms of its last bytes; `bytes`: its length. */
export type GunScan =
  | { readonly text: string; readonly at: number; readonly bytes: number }
  | { readonly invalid: 'encoding' | 'too_long' | 'torn'; readonly at: number; readonly bytes: number };

/**
 * `waiting`: no such port now, it is looked for again and again. `error`: the port is there but cannot be had;
 * tried again once a second, for the other program may let go of it.
 */
export interface GunStatus {
  readonly state: 'opening' | 'open' | 'waiting' | 'error';
  readonly code?: PortErrorCode;
}

export interface SerialGunOptions extends SerialSettings {
  readonly clock?: DeviceClock;
  /** For guns without suffix (`idleMs: 30`) or with another one. */
  readonly framing?: LineFramerOptions;
  onScan(scan: GunScan): void;
  onStatus(status: GunStatus): void;
  readonly openPort?: OpenPort;
}

export interface SerialGun {
  /** Lets go of the port. Nothing is reported afterwards. Closing twice is harmless. */
  close(): Promise<void>;
}

const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 1000;
/** A Bluetooth port may hang in the driver; it is said so, and the same attempt goes on. */
const OPEN_DEADLINE_MS = 5000;
const CLOSE_DEADLINE_MS = 1000;

/**
 * A barcode gun on a serial line. Opens the port, opens it again after an unplug (every 100 ms at first, up to a
 * second), with a new framer each time: half a code from before the unplug is reported as torn, never glued to
 * the next one.
 */
export function createSerialGun(options: SerialGunOptions): SerialGun {
  const { clock = systemClock, openPort = openSerialPort, onScan, onStatus } = options;
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

  const emit = (frames: readonly GunFrame[]): void => {
    for (const frame of frames) if (!closed) onScan(toScan(frame));
  };

  /** One life of the port, from opening to unplugging. */
  const connect = async (): Promise<void> => {
    const framer = createLineFramer(options.framing);
    const silence = silenceTimer(framer, emit, clock, later);
    let gone = false;
    const lost = (): void => {
      if (gone) return;
      gone = true;
      port = undefined;
      silence.stop();
      emit(framer.close(clock.now()));
      if (closed) return;
      status({ state: 'waiting', code: 'not_found' });
      retry();
    };
    const stopDeadline = later(OPEN_DEADLINE_MS, () => status({ state: 'error', code: 'open_timeout' }));
    try {
      const opened = await openPort(options, {
        onData(bytes) {
          if (gone || closed) return;
          emit(framer.push(bytes, clock.now()));
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

function toScan(frame: GunFrame): GunScan {
  if (frame.kind !== 'line') return { invalid: frame.kind, at: frame.at, bytes: frame.length };
  const text = decodeGunBytes(frame.bytes);
  const { at, bytes } = { at: frame.at, bytes: frame.bytes.length };
  return text.ok ? { text: text.value, at, bytes } : { invalid: text.error.code, at, bytes };
}

/** Asks the framer again when the line has been silent for as long as it wants. */
function silenceTimer(
  framer: LineFramer,
  emit: (frames: readonly GunFrame[]) => void,
  clock: DeviceClock,
  later: (ms: number, run: () => void) => () => void,
): { start(): void; stop(): void } {
  let stop: (() => void) | undefined;
  const start = (): void => {
    stop?.();
    const after = framer.idleAfter;
    // Timers may fire a fraction early: one more millisecond makes sure that the silence is long enough.
    stop = after === undefined ? undefined : later(after + 1, () => emit(framer.idle(clock.now())));
  };
  return { start, stop: () => stop?.() };
}
