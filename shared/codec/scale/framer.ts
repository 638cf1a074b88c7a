import type { Dialect, ScaleFault } from './dialect.ts';
import type { ScaleReading } from './reading.ts';

export interface ScaleFrames {
  readonly readings: readonly ScaleReading[];
  readonly faults: readonly ScaleFault[];
  /** Bytes that belong to no frame. */
  readonly noise: number;
}

export interface ScaleFramer {
  /** Bytes as they come, split anywhere. */
  push(bytes: Uint8Array): ScaleFrames;
  /** The line was silent or cut: half a frame from before is none. */
  reset(): void;
}

/** Even a line of noise holds no more memory than this (domain rule: drop at 128 bytes). */
const LONGEST = 128;

/**
 * Cuts a stream into frames. Every place of the stream is tried, so that it falls into step again behind any noise;
 * what does not have a whole frame's shape, and its checksum where it has one, gives no reading.
 */
export function createFramer(dialect: Dialect): ScaleFramer {
  let held = new Uint8Array(0);
  return {
    reset: () => void (held = new Uint8Array(0)),
    push(bytes) {
      const all = join(held, bytes);
      const readings: ScaleReading[] = [];
      const faults: ScaleFault[] = [];
      let noise = 0;
      let at = 0;
      while (at < all.length) {
        const match = dialect.match(all, at);
        if (match === 'more' && all.length - at <= Math.min(dialect.longest, LONGEST)) break;
        if (match === 'more' || match === 'no') {
          noise += 1;
          at += 1;
          continue;
        }
        if (match.reading) readings.push(match.reading);
        if (match.fault) faults.push(match.fault);
        at += match.length;
      }
      held = all.slice(at);
      return { readings, faults, noise };
    },
  };
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
