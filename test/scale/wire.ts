import { sevenBits, withEvenParity } from '../../shared/codec/index.ts';
import type { DeviceClock, OpenPort } from '../../electron/station/devices/index.ts';
import { FRAMES } from './frames.ts';
import { createRandom } from './random.ts';

/** A scale at the other end of a serial cable: it has a speed and a form of its own, and hears nothing at another. */
export interface WiredScale {
  readonly openPort: OpenPort;
  /** What lies on it. */
  grams: number;
  moving: boolean;
  plugged: boolean;
  unplug(): void;
  readonly asked: string[];
}

const QUESTIONS: Readonly<Record<string, string>> = {
  and: 'Q\r\n',
  mt_sics: 'SI\r\n',
  mt_8217: 'W',
  cas: '\x05',
};
const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export function createWiredScale(options: {
  readonly name: string;
  readonly clock: DeviceClock;
  readonly baudRate: number;
  /** 7 bits with even parity instead of 8 without. */
  readonly seven: boolean;
  readonly seed?: number;
  /** ms between frames of a scale that sends by itself. */
  readonly everyMs?: number;
}): WiredScale {
  const { name, clock, seven } = options;
  const make = FRAMES[name];
  const question = QUESTIONS[name];
  const random = createRandom(options.seed ?? 1);
  let onData: ((bytes: Uint8Array) => void) | undefined;
  let onClose: (() => void) | undefined;
  let heard = '';
  const scale = {
    grams: 1234,
    moving: false,
    plugged: true,
    asked: [] as string[],
    unplug() {
      scale.plugged = false;
      const close = onClose;
      onData = undefined;
      onClose = undefined;
      close?.();
    },
  };
  const frame = (): Uint8Array => make?.(scale) ?? new Uint8Array(0);

  const openPort: OpenPort = async (settings, handlers) => {
    if (!scale.plugged) throw new Error('Error: No such file or directory');
    if (onData) throw new Error('Cannot lock port');
    const right = settings.baudRate === options.baudRate;
    const eight = (settings.dataBits ?? 8) === 8;
    const out = (bytes: Uint8Array): Uint8Array => {
      // Another speed makes other bytes, fewer or more of them.
      if (!right) {
        const share = (settings.baudRate ?? 9600) / options.baudRate;
        const count = Math.max(1, Math.round(bytes.length * Math.min(4, share)));
        return Uint8Array.from({ length: count }, () => random.int(0, 255));
      }
      return seven && eight ? withEvenParity(bytes) : bytes;
    };
    /** The port's line is as long in use as the bytes take. */
    const send = (bytes: Uint8Array, after: number): void => {
      const sent = out(bytes);
      const ms = after + (bytes.length * 10_000) / options.baudRate;
      clock.after(ms, () => {
        if (onData !== handlers.onData) return;
        const cut = random.int(0, sent.length);
        onData(sent.slice(0, cut));
        if (cut < sent.length) onData?.(sent.slice(cut));
      });
    };
    onData = handlers.onData;
    onClose = handlers.onClose;
    const tick = (): void => {
      if (onData !== handlers.onData || question !== undefined || make === undefined) return;
      send(frame(), 0);
      clock.after(Math.max(options.everyMs ?? 100, (frame().length * 10_000) / options.baudRate), tick);
    };
    clock.after(random.int(0, options.everyMs ?? 100), tick);
    const close = (): void => {
      onData = undefined;
      onClose = undefined;
    };
    return {
      async close() {
        if (onData !== handlers.onData) return;
        close();
        handlers.onClose();
      },
      write(bytes) {
        // Without the right parity it drops the byte; at another speed there is none.
        if (!right || question === undefined) return;
        const wanted = seven && eight ? withEvenParity(sevenBits(bytes)) : sevenBits(bytes);
        if (bytes.some((byte, at) => byte !== wanted[at])) return;
        const text = ascii(sevenBits(bytes));
        heard = (heard + text).slice(-8);
        scale.asked.push(text);
        if (name === 'cas' && text === '\x05') return send(Uint8Array.of(6), 10);
        if (name === 'cas' && text === '\x11') return send(frame(), 20);
        if (heard.endsWith(question)) {
          heard = '';
          send(frame(), random.int(20, 80));
        }
      },
    };
  };
  return Object.assign(scale, { openPort });
}
