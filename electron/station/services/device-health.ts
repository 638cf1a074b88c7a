import type { Clock } from '../../../shared/base/index.ts';
import type { DeviceLine } from '../../../shared/contract/index.ts';
import { createLatencyMeter, type LatencyMeter } from './stats.ts';

/** What is known of every gun, scale and printer since the start: last sign of life, last error, latency. */
export interface DeviceHealthBook {
  /** It sent or took something. */
  seen(kind: DeviceLine['kind'], id: string): void;
  /** @param code as for `words.code('refused', …)` */
  failed(kind: DeviceLine['kind'], id: string, code: string): void;
  /** Gun: last byte → verdict; scale: query → reading; printer: job → last byte taken. */
  latency(kind: DeviceLine['kind'], id: string, ms: number): void;
  line(kind: DeviceLine['kind'], id: string): DeviceLine;
  /** Of all that were heard of, in that order. */
  lines(): DeviceLine[];
  /** The device is no longer set up here. */
  forget(kind: DeviceLine['kind'], id: string): void;
}

interface Entry {
  readonly kind: DeviceLine['kind'];
  readonly id: string;
  lastSeen: number | null;
  lastError: { readonly code: string; readonly at: number } | null;
  readonly meter: LatencyMeter;
}

export function createDeviceHealth(clock: Clock): DeviceHealthBook {
  const entries = new Map<string, Entry>();

  function of(kind: DeviceLine['kind'], id: string): Entry {
    const key = `${kind} ${id}`;
    const known = entries.get(key);
    if (known) return known;
    const made: Entry = { kind, id, lastSeen: null, lastError: null, meter: createLatencyMeter() };
    entries.set(key, made);
    return made;
  }

  function lineOf({ kind, id, lastSeen, lastError, meter }: Entry): DeviceLine {
    const { n, p50, p95 } = meter.summary();
    return { id, kind, lastSeen, lastError, latency: { n, p50, p95 } };
  }

  return {
    seen: (kind, id) => void (of(kind, id).lastSeen = clock.now()),
    failed: (kind, id, code) => void (of(kind, id).lastError = { code, at: clock.now() }),
    latency: (kind, id, ms) => of(kind, id).meter.add(ms),
    line: (kind, id) => lineOf(of(kind, id)),
    lines: () => [...entries.values()].map(lineOf),
    forget: (kind, id) => void entries.delete(`${kind} ${id}`),
  };
}
