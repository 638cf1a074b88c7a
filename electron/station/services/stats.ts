/** Latencies of the last scans, in ms, for the station's own meter. */
export interface LatencyMeter {
  add(ms: number): void;
  summary(): { n: number; p50: number; p95: number; p99: number };
}

const KEPT = 1000;

export function createLatencyMeter(): LatencyMeter {
  const kept: number[] = [];
  let next = 0;
  return {
    add(ms) {
      if (!Number.isFinite(ms) || ms < 0) return;
      if (kept.length < KEPT) kept.push(ms);
      else kept[next] = ms;
      next = (next + 1) % KEPT;
    },
    summary() {
      const sorted = [...kept].sort((a, b) => a - b);
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
    },
  };
}
