import { systemClock, type DeviceClock } from './device-clock.ts';
import { openSerialPort, portErrorCode } from './serial-port.ts';
import type { OpenedPort, OpenPort, PortErrorCode, SerialSettings } from './serial-port.ts';

/** As of a gun; `silent`: the line is open and the scale says nothing that can be read. */
export interface ScaleStatus {
  readonly state: 'opening' | 'open' | 'waiting' | 'error';
  readonly code?: PortErrorCode | 'silent';
}

export interface KeptLine {
  /** Does nothing while the line is not open. */
  write(bytes: Uint8Array): void;
  close(): Promise<void>;
}

const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 1000;

/**
 * A serial line that is opened again after every unplug (every 100 ms at first, up to a second).
 * `onOpen` comes before the first bytes of every life of the line.
 */
export function keepLine(options: {
  readonly settings: SerialSettings;
  readonly clock?: DeviceClock;
  readonly openPort?: OpenPort;
  readonly onOpen: () => void;
  readonly onData: (bytes: Uint8Array) => void;
  readonly onStatus: (status: ScaleStatus) => void;
}): KeptLine {
  const { clock = systemClock, openPort = openSerialPort, onStatus } = options;
  let closed = false;
  let port: OpenedPort | undefined;
  let retryMs = RETRY_FIRST_MS;
  let stopRetry: () => void = () => undefined;

  const again = (status: ScaleStatus): void => {
    if (closed) return;
    onStatus(status);
    stopRetry = clock.after(retryMs, () => void (connecting = connect()));
    retryMs = Math.min(RETRY_MOST_MS, retryMs * 1.5);
  };

  async function connect(): Promise<void> {
    let gone = false;
    let ready = false;
    const begin = (): void => {
      if (ready) return;
      ready = true;
      options.onOpen();
    };
    const lost = (): void => {
      if (gone) return;
      gone = true;
      port = undefined;
      again({ state: 'waiting', code: 'not_found' });
    };
    try {
      const opened = await openPort(options.settings, {
        onData(bytes) {
          if (gone || closed) return;
          begin();
          options.onData(bytes);
        },
        onClose: lost,
      });
      if (closed) return await opened.close();
      if (gone) return;
      port = opened;
      retryMs = RETRY_FIRST_MS;
      onStatus({ state: 'open' });
      begin();
    } catch (error) {
      if (gone) return;
      gone = true;
      const code = portErrorCode(error);
      if (code !== 'not_found') retryMs = RETRY_MOST_MS;
      again({ state: code === 'not_found' ? 'waiting' : 'error', code });
    }
  }

  onStatus({ state: 'opening' });
  let connecting = connect();
  return {
    write: (bytes) => port?.write?.(bytes),
    async close() {
      if (closed) return;
      closed = true;
      stopRetry();
      await port?.close();
      port = undefined;
      let stopWaiting = (): void => undefined;
      // An opening that hangs in the driver ends by itself later.
      const enough = new Promise<void>((resolve) => (stopWaiting = clock.after(1000, resolve)));
      await Promise.race([connecting, enough]);
      stopWaiting();
    },
  };
}
