import type { Random } from './random.ts';

/** How bad a line is: chances for each frame. */
export interface LineFaults {
  readonly noise: number;
  readonly corrupt: number;
  readonly loseByte: number;
  readonly loseFrame: number;
  /** The line is silent for 1–4 s. */
  readonly gap: number;
}

export const BAD_LINE: LineFaults = {
  noise: 0.03,
  corrupt: 0.03,
  loseByte: 0.02,
  loseFrame: 0.02,
  gap: 0.002,
};

/** What becomes of a frame on a bad line: nothing, the frame, or something like it. */
export function damage(frame: Uint8Array, random: Random, faults: LineFaults): Uint8Array {
  if (random.chance(faults.loseFrame)) return new Uint8Array(0);
  const bytes = [...frame];
  if (random.chance(faults.corrupt)) {
    const at = random.int(0, bytes.length - 1);
    bytes[at] = random.chance(0.5) ? (bytes[at] ?? 0) ^ (1 << random.int(0, 7)) : random.int(0, 255);
  }
  if (random.chance(faults.loseByte)) bytes.splice(random.int(0, bytes.length - 1), random.int(1, 3));
  if (random.chance(faults.noise)) {
    const noise = Array.from({ length: random.int(1, 20) }, () => random.int(0, 255));
    bytes.splice(random.int(0, bytes.length), 0, ...noise);
  }
  return Uint8Array.from(bytes);
}

/** Cuts bytes into chunks, as drivers hand them on. */
export function split(bytes: Uint8Array, random: Random): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const to = Math.min(bytes.length, at + (random.chance(0.6) ? 64 : random.int(1, 5)));
    parts.push(bytes.slice(at, to));
    at = to;
  }
  return parts;
}
