import {
  createScaleFramer,
  SCALE_PROTOCOLS,
  type ScaleReading,
  type ScaleUnit,
  type SerialScaleProtocol,
} from '../../../shared/codec/index.ts';
import { systemClock, type DeviceClock } from './device-clock.ts';
import { keepLine, type ScaleStatus } from './scale-line.ts';
import type { OpenPort, SerialSettings } from './serial-port.ts';

/** What a scale driver tells. Times are steady ms. */
export interface ScaleEvents {
  /** Readings of one chunk, in order; the last is the newest. */
  onReadings(readings: readonly ScaleReading[], at: number): void;
  onStatus(status: ScaleStatus): void;
  /** Bytes as they came, for the page that tries the scale. */
  onBytes?(bytes: Uint8Array): void;
  /** Question → reading, ms; only of scales that are asked. */
  onLatency?(ms: number): void;
}

export interface Scale {
  /** Sets the scale to zero. @returns false where it has no such command */
  zero(): boolean;
  /** Nothing is reported afterwards. */
  close(): Promise<void>;
}

export interface SerialScaleOptions extends ScaleEvents {
  readonly protocol: SerialScaleProtocol;
  readonly line: SerialSettings;
  /** For protocols that send none. */
  readonly unit: ScaleUnit;
  readonly clock?: DeviceClock;
  readonly openPort?: OpenPort;
}

/** Open and without one readable frame for so long: it is switched off, or set otherwise. */
const SILENT_MS = 3000;

/** A scale on a serial line; asked at its interval where it does not send by itself. */
export function createSerialScale(options: SerialScaleOptions): Scale {
  const { clock = systemClock, protocol } = options;
  const { ask, zero } = SCALE_PROTOCOLS[protocol];
  let framer = createScaleFramer(protocol, options.unit);
  let closed = false;
  let asked: number | undefined;
  let silent = false;
  let stopAsking: () => void = () => undefined;
  let stopWatch: () => void = () => undefined;

  const next = (): void => {
    if (!ask || closed) return;
    asked = clock.now();
    line.write(Uint8Array.from(ask.bytes));
    stopAsking = clock.after(ask.everyMs, next);
  };
  const watch = (): void => {
    stopWatch();
    stopWatch = clock.after(SILENT_MS, () => {
      silent = true;
      if (!closed) options.onStatus({ state: 'open', code: 'silent' });
    });
  };

  const line = keepLine({
    settings: options.line,
    clock,
    ...(options.openPort ? { openPort: options.openPort } : {}),
    onOpen() {
      framer = createScaleFramer(protocol, options.unit);
      watch();
      stopAsking();
      // After `open` has returned: the line cannot be written before.
      stopAsking = clock.after(0, next);
    },
    onData(bytes) {
      if (closed) return;
      const at = clock.now();
      options.onBytes?.(bytes);
      if (ask?.then && bytes.includes(ask.then.after)) line.write(Uint8Array.from(ask.then.bytes));
      const { readings } = framer.push(bytes);
      if (readings.length === 0) return;
      watch();
      if (silent) {
        silent = false;
        options.onStatus({ state: 'open' });
      }
      if (asked !== undefined) {
        options.onLatency?.(at - asked);
        asked = undefined;
      }
      options.onReadings(readings, at);
    },
    onStatus(status) {
      if (status.state !== 'open') {
        stopAsking();
        stopWatch();
        silent = false;
      }
      if (!closed) options.onStatus(status);
    },
  });

  return {
    zero() {
      if (zero) line.write(Uint8Array.from(zero));
      return zero !== undefined;
    },
    async close() {
      closed = true;
      stopAsking();
      stopWatch();
      await line.close();
    },
  };
}
