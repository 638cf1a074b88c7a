import type { Clock } from '../../shared/base/index.ts';

export interface RateLimit {
  /** Counts one try. @returns ms to wait, 0 where it is allowed */
  take(key: string): number;
}

/** No more than `most` tries of one key in any window; and `mostOfAll` of all keys together. */
export function createRateLimit(
  clock: Clock,
  options: { readonly most: number; readonly mostOfAll: number; readonly windowMs: number },
): RateLimit {
  const tries = new Map<string, number[]>();
  let all: number[] = [];
  const recent = (times: readonly number[], now: number): number[] =>
    times.filter((at) => at <= now && at > now - options.windowMs);

  return {
    take(key) {
      const now = clock.now();
      all = recent(all, now);
      // Keys that nobody uses any more go, so that many addresses do not fill the memory.
      if (tries.size > options.mostOfAll)
        for (const [known, times] of tries) if (recent(times, now).length === 0) tries.delete(known);
      const own = recent(tries.get(key) ?? [], now);
      const full = own.length >= options.most ? own : all.length >= options.mostOfAll ? all : undefined;
      if (full !== undefined) return Math.max(1, (full[0] ?? now) + options.windowMs - now);
      tries.set(key, [...own, now]);
      all.push(now);
      return 0;
    },
  };
}
