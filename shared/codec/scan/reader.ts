import type { AimId } from './aim.ts';
import { createHidAssembler, parseHidReport } from './hid-report.ts';
import { createLineFramer, decodeGunBytes } from './line-framer.ts';
import type { GunFrame } from './line-framer.ts';
import { createNoiseJudge } from './noise.ts';
import type { NoiseHint } from './noise.ts';
import { framingOf, undressCode } from './profile.ts';
import type { GunProfile, UndressProblem } from './profile.ts';

/** A code as a gun meant it. `at`: the caller's time of its last byte, ms; `bytes`: its length on the line. */
export interface GunCode {
  readonly text: string;
  readonly symbology?: AimId | '';
  readonly at: number;
  readonly bytes: number;
}
export type GunFault = 'encoding' | 'too_long' | 'torn' | 'noise' | UndressProblem;
export interface GunMisread {
  readonly invalid: GunFault;
  /** Of noise: what is probably set wrong. */
  readonly hint?: NoiseHint;
  readonly at: number;
  readonly bytes: number;
}
export type GunRead = GunCode | GunMisread;

/** From the bytes of a serial line or the reports of a HID device to codes. One for every connection. */
export interface GunReader {
  push(bytes: Uint8Array, atMs: number): GunRead[];
  /** To be called when nothing has come for `idleAfter` ms. */
  idle(nowMs: number): GunRead[];
  /** The line is gone. */
  close(nowMs: number): GunRead[];
  readonly idleAfter: number | undefined;
}

/** ms between two reports of noise: a line full of it says so once in a while. */
const NOISE_EVERY_MS = 2000;

/** Reads a serial gun. Bytes at another speed than the line's give no code, but a hint. */
export function createByteReader(profile: GunProfile): GunReader {
  const framer = createLineFramer(framingOf(profile));
  const noise = createNoiseJudge();
  let noisyAt = -Infinity;

  const read = (frame: GunFrame): GunRead[] => {
    const whole = frame.kind === 'line';
    const at = frame.at;
    const hint = noise.judge(whole ? frame.bytes : frame.tail, whole);
    if (hint !== undefined) {
      // What reads as a whole code is never passed over without a word.
      const again = at - noisyAt < NOISE_EVERY_MS && !(whole && isPlain(frame.bytes));
      noisyAt = at;
      const bytes = whole ? frame.bytes.length : frame.length;
      return again ? [] : [{ invalid: 'noise', hint, at, bytes }];
    }
    if (!whole) return [{ invalid: frame.kind, at, bytes: frame.length }];
    return [readCode(frame.bytes, at, profile)];
  };
  return {
    push(bytes, at) {
      noise.saw(bytes, at);
      return framer.push(bytes, at).flatMap(read);
    },
    idle: (now) => framer.idle(now).flatMap(read),
    close: (now) => framer.close(now).flatMap(read),
    get idleAfter() {
      return framer.idleAfter;
    },
  };
}

/** Reads a HID-POS gun: every push is one input report. */
export function createReportReader(profile: GunProfile): GunReader {
  const assembler = createHidAssembler();
  const read = (frame: ReturnType<typeof assembler.close>[number]): GunRead =>
    frame.kind === 'line'
      ? readCode(frame.bytes, frame.at, profile, frame.symbology)
      : { invalid: frame.kind, at: frame.at, bytes: frame.length };
  return {
    push(report, at) {
      const part = parseHidReport(report);
      return part ? assembler.push(part, at).map(read) : [];
    },
    idle: (now) => assembler.close(now).map(read),
    close: (now) => assembler.close(now).map(read),
    get idleAfter() {
      return assembler.pending === 0 ? undefined : 1000;
    },
  };
}

/** Text as guns send it, long enough for a code. */
const isPlain = (bytes: Uint8Array): boolean =>
  bytes.length > 3 && bytes.every((byte) => byte >= 32 && byte < 127);

function readCode(bytes: Uint8Array, at: number, profile: GunProfile, symbology?: AimId): GunRead {
  const text = decodeGunBytes(bytes);
  if (!text.ok) return { invalid: text.error.code, at, bytes: bytes.length };
  const code = undressCode(text.value, profile, symbology === undefined ? {} : { symbology });
  if (!code.ok) return { invalid: code.error.code, at, bytes: bytes.length };
  return { ...code.value, at, bytes: bytes.length };
}
