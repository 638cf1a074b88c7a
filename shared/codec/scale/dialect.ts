import type { ScaleReading } from './reading.ts';

/** Why a frame was dropped. Its bytes are never used for anything else. */
export type ScaleFault = 'checksum' | 'shape' | 'implausible';

/**
 * What stands at one place of the stream. `no`: no frame begins here. `more`: may be one, the rest is not here yet.
 * `length` bytes are a frame: a reading, a fault, or something of the protocol that says nothing about the weight.
 */
export type Match =
  'no' | 'more' | { readonly length: number; readonly reading?: ScaleReading; readonly fault?: ScaleFault };

/** How one protocol is cut and read. May remember what it has seen of its line; made anew for every connection. */
export interface Dialect {
  /** No frame is longer (bytes); what waits longer for its end is noise. */
  readonly longest: number;
  match(bytes: Uint8Array, at: number): Match;
}

export const CR = 0x0d;
export const LF = 0x0a;

/** Bytes as Latin-1 text. */
export function latin(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

/**
 * A protocol of text lines. The frame must end its line; what stands in front of it on the line is noise. A line in
 * which there is no frame is a fault.
 * @param read gives the reading, or undefined where the line is none
 */
export function lineDialect(
  longest: number,
  read: (line: string) => ScaleReading | 'other' | undefined,
): Dialect {
  return {
    longest,
    match(bytes, at) {
      const first = bytes[at];
      if (first === CR || first === LF) return { length: 1 };
      let end = at;
      while (end < bytes.length && bytes[end] !== CR && bytes[end] !== LF) end += 1;
      if (end - at >= longest) return 'no';
      if (end === bytes.length) return 'more';
      const found = read(latin(bytes, at, end));
      if (found === undefined) return { length: end - at, fault: 'shape' };
      return found === 'other' ? { length: end - at } : { length: end - at, reading: found };
    },
  };
}
