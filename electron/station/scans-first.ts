import { setTimeout as sleep } from 'node:timers/promises';

/** After a verdict the bench still writes, prints and gets ready for the next scan, ms. */
const AFTER_MS = 50;
/** So long at most does somebody stand back, ms: beside a bench that never rests the office gets on too. */
const MOST_MS = 500;
/** Between two scans of somebody who packs: looking for the item, closing the box, ms. */
const PACKING_MS = 10_000;

/**
 * Scans have the right of way over work that nobody waits for at a bench. A short turn is not enough: what computes without
 * a pause also keeps the processor, the disk and the collector of garbage busy just when a scan comes.
 */
export interface ScansFirst {
  /** Something that a person at a bench waits for. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Asked before each step of long work: resolves when no scan is under way, and the last is a moment ago. */
  clear(): Promise<void>;
  /** Somebody packs: the next scan may come at any moment. */
  packing(): boolean;
}

export function createScansFirst(): ScansFirst {
  let under = 0;
  let endedAt = Number.NEGATIVE_INFINITY;
  return {
    async during(work) {
      under += 1;
      try {
        return await work();
      } finally {
        under -= 1;
        endedAt = performance.now();
      }
    },
    packing: () => under > 0 || performance.now() - endedAt < PACKING_MS,
    async clear() {
      const asked = performance.now();
      for (let now = asked; now - asked < MOST_MS; now = performance.now()) {
        const left = under > 0 ? AFTER_MS : endedAt + AFTER_MS - now;
        if (left <= 0) return;
        await sleep(left);
      }
    },
  };
}
