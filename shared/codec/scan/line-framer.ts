import { err, ok } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';

/**
 * What a serial gun sent between two line ends. Times are the caller's, in ms, of the frame's last byte. `tail`: the last 64
 * bytes or fewer of a code that did not come whole, to tell what it was.
 */
export type GunFrame =
  | { readonly kind: 'line'; readonly bytes: Uint8Array; readonly at: number }
  /** Longer than allowed; what follows is dropped up to the next line end. `length` is what was seen by then. */
  | { readonly kind: 'too_long'; readonly length: number; readonly tail: Uint8Array; readonly at: number }
  /** A code that broke off: bytes, then a long silence, then something else. */
  | { readonly kind: 'torn'; readonly length: number; readonly tail: Uint8Array; readonly at: number };

export interface LineFramerOptions {
  /** Bytes that end a code; empty lines do not count, so that CR LF is one end. Default CR and LF. */
  readonly terminators?: readonly number[];
  /**
   * Only for guns without suffix: silence that ends a code, in ms (30 serves at 9600 baud). Leave it out where the
   * gun sends a suffix: a busy computer would cut a code in two.
   */
  readonly idleMs?: number;
  /** Silence after which an unfinished code is given up, in ms. Default 1000. */
  readonly staleMs?: number;
  /** Default 4096. */
  readonly maxBytes?: number;
}

export interface LineFramer {
  push(bytes: Uint8Array, atMs: number): GunFrame[];
  /** To be called when nothing has come for a while; ends or gives up what the silence says is over. */
  idle(nowMs: number): GunFrame[];
  /** The line is gone: gives up what is unfinished. */
  close(nowMs: number): GunFrame[];
  /** Bytes of an unfinished code. */
  readonly pending: number;
  /** After how much silence `idle` has something to say, in ms; undefined while nothing is unfinished. */
  readonly idleAfter: number | undefined;
}

const TAIL_BYTES = 64;
const CR = 13;
const LF = 10;

/** Cuts a gun's byte stream into codes. Make a new one for every connection. */
export function createLineFramer(options: LineFramerOptions = {}): LineFramer {
  const { terminators = [CR, LF], idleMs, staleMs = 1000, maxBytes = 4096 } = options;
  const ends = new Set(terminators);
  const buffer = new Uint8Array(maxBytes);
  let length = 0;
  let last = 0;
  /** Inside a code that was too long and has been reported. */
  let skipping = false;

  const take = (kind: 'line' | 'torn', at: number): GunFrame[] => {
    const bytes = buffer.slice(0, length);
    length = 0;
    if (bytes.length === 0) return [];
    if (kind === 'line') return [{ kind, bytes, at }];
    return [{ kind, length: bytes.length, tail: bytes.slice(-TAIL_BYTES), at }];
  };

  const idle = (now: number): GunFrame[] => {
    const silence = now - last;
    if (idleMs !== undefined && silence >= idleMs) {
      skipping = false;
      return take('line', last);
    }
    if (silence < staleMs) return [];
    skipping = false;
    return take('torn', last);
  };

  return {
    push(bytes, at) {
      const frames = idle(at);
      last = at;
      for (const byte of bytes) {
        if (ends.has(byte)) {
          if (!skipping) frames.push(...take('line', at));
          skipping = false;
        } else if (skipping) {
          continue;
        } else if (length < maxBytes) {
          buffer[length] = byte;
          length += 1;
        } else {
          frames.push({ kind: 'too_long', length: length + 1, tail: buffer.slice(-TAIL_BYTES), at });
          length = 0;
          skipping = true;
        }
      }
      return frames;
    },
    idle,
    close(now) {
      skipping = false;
      return take('torn', now);
    },
    get pending() {
      return length;
    },
    get idleAfter() {
      return length === 0 && !skipping ? undefined : (idleMs ?? staleMs);
    },
  };
}

/**
 * The text of a frame. Guns send ASCII or UTF-8; anything else is reported, not guessed at: a guess would turn
 * one product's code into another's.
 */
export function decodeGunBytes(bytes: Uint8Array): Result<string, { readonly code: 'encoding' }> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return err({ code: 'encoding' });
  }
}
