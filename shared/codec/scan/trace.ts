import type { AimId } from './aim.ts';
import { undressCode, wedgeConfigOf } from './profile.ts';
import type { GunProfile } from './profile.ts';
import { createByteReader, createReportReader } from './reader.ts';
import type { GunFault, GunRead } from './reader.ts';
import type { KeyRecord } from './key-map.ts';
import { createWedgeDecoder } from './wedge.ts';
import type { WedgeOutput } from './wedge.ts';

/** One thing that a gun sent. `t`: ms since the trace began. */
export type TraceStep =
  | ({ readonly kind: 'key'; readonly t: number } & Omit<KeyRecord, 'timeStamp'>)
  | { readonly kind: 'bytes'; readonly t: number; readonly hex: string }
  | { readonly kind: 'report'; readonly t: number; readonly hex: string };

/** What the decoder made of a trace: codes, what was wrong, and keys that it took for a person's. */
export type Replayed =
  | { readonly kind: 'code'; readonly text: string; readonly symbology?: AimId | ''; readonly at: number }
  | { readonly kind: 'fault'; readonly fault: GunFault; readonly hint?: string; readonly at: number }
  | { readonly kind: 'person'; readonly keys: number; readonly at: number };

export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));

/** What a wedge decoder gave, with the gun's dress taken off. */
export function readWedge(out: WedgeOutput, profile: GunProfile): Replayed {
  if (out.kind === 'keys') {
    return { kind: 'person', keys: out.records.length, at: out.records[0]?.timeStamp ?? 0 };
  }
  const { at, prefixed } = out;
  if (out.cut) return { kind: 'fault', fault: 'torn', at };
  const code = undressCode(out.text, profile, { cased: true, ...(prefixed ? { prefixTaken: true } : {}) });
  return code.ok ? { kind: 'code', ...code.value, at } : { kind: 'fault', fault: code.error.code, at };
}

/** Replays a trace through the decoders that the bench uses. Pure: the same trace gives the same codes. */
export function replayTrace(steps: readonly TraceStep[], profile: GunProfile): Replayed[] {
  const decoder = createWedgeDecoder(wedgeConfigOf(profile));
  const bytes = createByteReader(profile);
  const reports = createReportReader(profile);
  const out: Replayed[] = [];
  let last = 0;
  const wedge = (found: readonly WedgeOutput[]): void =>
    void out.push(...found.map((each) => readWedge(each, profile)));
  const readings = (found: readonly GunRead[]): void => void out.push(...found.map(ofRead));
  const quiet = (now: number): void => {
    const after = decoder.flushAfter;
    if (after !== undefined && now - last >= after) wedge(decoder.flush(last + after));
    for (const reader of [bytes, reports])
      if (reader.idleAfter !== undefined && now - last >= reader.idleAfter) readings(reader.idle(now));
  };
  for (const step of steps) {
    quiet(step.t);
    if (step.kind === 'key') {
      const { kind: _kind, t, ...record } = step;
      wedge(decoder.feed({ ...record, timeStamp: t }).out);
    } else readings((step.kind === 'bytes' ? bytes : reports).push(bytesOfHex(step.hex), step.t));
    last = step.t;
  }
  quiet(last + 10_000);
  return out;
}

function ofRead(read: GunRead): Replayed {
  if ('invalid' in read) {
    const { invalid: fault, hint, at } = read;
    return { kind: 'fault', fault, at, ...(hint === undefined ? {} : { hint }) };
  }
  const { text, symbology, at } = read;
  return { kind: 'code', text, at, ...(symbology === undefined ? {} : { symbology }) };
}
