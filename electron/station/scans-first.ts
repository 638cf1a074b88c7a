import { setTimeout as sleep } from 'node:timers/promises';

/** After a verdict the bench still writes, prints and gets ready for the next scan, ms. */
const AFTER_MS = 50;
/** So long at most does somebody stand back, ms: beside a bench that never rests the office gets on too. */
const MOST_MS = 500;
/** Between two scans of somebody who packs: looking for the item, closing the box, ms. */
const PACKING_MS = 10_000;
/** Nobody scans again sooner after a verdict than the soonest of so many scans: a part of that is free for sure. */
const REMEMBERED = 30;
const SURE = 0.75;
/** Until so many pauses are known, and at most, ms. */
const FIRST_LULL_MS = 30;
const LONGEST_LULL_MS = 300;

/**
 * Scans have the right of way over work that nobody waits for at a bench. A short turn is not enough: what computes without
 * a pause also keeps the processor, the disk and the collector of garbage busy just when a scan comes.
 */
export interface ScansFirst {
  /** Something that a person at a bench waits for. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Asked before each step of what a page waits for: resolves when no scan is under way, and the last is a moment ago. */
  clear(): Promise<void>;
  /**
   * Asked before each step of what goes on by itself for minutes: beside somebody who packs it resolves in the lull after a
   * verdict, when the next scan cannot come yet; else at once.
   */
  lull(): Promise<void>;
  /** Somebody packs: the next scan may come at any moment. */
  packing(): boolean;
}

export function createScansFirst(): ScansFirst {
  let under = 0;
  let endedAt = Number.NEGATIVE_INFINITY;
  /** From a verdict to the next scan, ms; the last so many. */
  let pauses: number[] = [];
  const waiting = new Set<() => void>();
  const packing = (): boolean => under > 0 || performance.now() - endedAt < PACKING_MS;
  const lullMs = (): number =>
    pauses.length < REMEMBERED / 3 ? FIRST_LULL_MS : Math.min(LONGEST_LULL_MS, Math.min(...pauses) * SURE);

  /** Resolves when a scan has ended, or in the end. */
  const verdict = (mostMs: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, mostMs).unref();
      waiting.add(done);
    });

  return {
    async during(work) {
      const pause = performance.now() - endedAt;
      if (under === 0 && pause < PACKING_MS) pauses = [...pauses.slice(1 - REMEMBERED), pause];
      under += 1;
      try {
        return await work();
      } finally {
        under -= 1;
        endedAt = performance.now();
        if (under === 0) for (const wake of [...waiting]) wake();
      }
    },
    packing,
    async clear() {
      const asked = performance.now();
      for (let now = asked; now - asked < MOST_MS; now = performance.now()) {
        const left = under > 0 ? AFTER_MS : endedAt + AFTER_MS - now;
        if (left <= 0) return;
        await sleep(left);
      }
    },
    async lull() {
      if (!packing()) return;
      if (under === 0 && performance.now() - endedAt < lullMs()) return;
      await verdict(MOST_MS);
    },
  };
}
