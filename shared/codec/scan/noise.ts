/**
 * Tells the bytes of a line that runs at another speed from those of a gun. At the wrong baud rate a code comes out as
 * bytes with the top bit set, zeros and control characters, among which a printable one or a line end turns up by chance.
 */
export type NoiseHint =
  /** The gun runs at another speed. */
  | 'baud'
  /** Seven data bits and a parity bit, read as eight. */
  | '7E1'
  | '7O1';

export interface NoiseJudge {
  /** All bytes of the line, as they come. */
  saw(bytes: Uint8Array, atMs: number): void;
  /**
   * Is this frame a piece of noise?
   * @param whole false for one that broke off
   */
  judge(frame: Uint8Array, whole: boolean): NoiseHint | undefined;
}

/** Bytes over which strangeness is measured. */
const WINDOW = 64;
/**
 * Silence after which the past no longer counts, ms: a code at any speed comes without such a pause (USB adapters wait up to
 * 16 ms), and the next scan of a quick hand must not be taken for a piece of the noise before it.
 */
const QUIET_MS = 25;
/** Share of strange bytes beyond which nothing of the line is believed. */
const SHARE = 0.25;
/** Fewer strange bytes than this are a code in another encoding, and are reported as such. */
const FEW = 4;
/** Control characters that guns send: STX, ETX, EOT, TAB, LF, CR, FS, GS, RS. */
const USUAL = new Set([2, 3, 4, 9, 10, 13, 28, 29, 30]);

export function createNoiseJudge(): NoiseJudge {
  let window: number[] = [];
  let last = -Infinity;
  return {
    saw(bytes, at) {
      if (at - last > QUIET_MS) window = [];
      last = at;
      window = [...window, ...bytes].slice(-WINDOW);
    },
    judge(frame, whole) {
      const own = strangeIn(frame);
      const around = strangeIn(Uint8Array.from(window));
      const noisy = around >= FEW && around / window.length >= SHARE;
      // One character between two ends is no code of a packing bench, but often a piece of noise.
      const crumb = frame.length === 1 && own === 0;
      const rubble = !whole && own > 0 && own / frame.length >= SHARE;
      if (noisy || rubble) return parityOf(Uint8Array.from(window)) ?? 'baud';
      return crumb ? 'baud' : undefined;
    },
  };
}

/** Bytes that no gun sends: unusual control characters, DEL, and top bits that are no UTF-8. */
function strangeIn(bytes: Uint8Array): number {
  let strange = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    const more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0;
    if (byte < 0x80) {
      if (byte === 0x7f || (byte < 32 && !USUAL.has(byte))) strange += 1;
      at += 1;
    } else if (more > 0 && isTail(bytes, at + 1, more)) at += more + 1;
    else {
      strange += 1;
      at += 1;
    }
  }
  return strange;
}

function isTail(bytes: Uint8Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at += 1) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return false;
  return true;
}

/** All bytes text with a parity bit on top? */
function parityOf(bytes: Uint8Array): NoiseHint | undefined {
  const ones = (byte: number): number => byte.toString(2).replaceAll('0', '').length;
  const text = bytes.every((byte) => {
    const low = byte & 0x7f;
    return (low >= 32 && low < 127) || low === 13 || low === 10 || low === 29;
  });
  if (!text || bytes.length < 4) return undefined;
  if (bytes.every((byte) => ones(byte) % 2 === 0)) return '7E1';
  return bytes.every((byte) => ones(byte) % 2 === 1) ? '7O1' : undefined;
}
