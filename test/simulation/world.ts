import { createRandom, type Random } from '../integration/storage/fuzz/random.ts';

/**
 * Time and chance of one simulation. Nothing in it happens by itself: a process is a coroutine that waits by `sleep`, and the
 * next one goes on only when all that the one before set going has come to rest. With the same seed all happens again.
 */
export interface World {
  readonly random: Random;
  /** True time, epoch ms; clocks of stations and hubs are wrong by their own amount. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs beside the others; an error ends the simulation, save `Gone`. */
  spawn(work: () => Promise<void>): void;
  /** Lets everything happen up to this moment. */
  runUntil(time: number): Promise<void>;
  /** Lets everything happen until the work is done. @throws where it is not within so much simulated time */
  runThrough(work: () => Promise<void>, withinMs: number): Promise<void>;
  trace(line: () => string): void;
  readonly events: () => number;
}

/** The process that was waiting is not there any more. */
export class Gone extends Error {}

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** 2026-11-01, a moment like any other. */
const START = 1_793_491_200_000;

export function createWorld(seed: number, onTrace?: (line: string) => void): World {
  const random = createRandom(seed);
  const heap: Waiting[] = [];
  let time = START;
  let order = 0;
  let events = 0;
  let failure: { readonly error: unknown } | undefined;

  const before = (a: Waiting, b: Waiting): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(item: Waiting): void {
    let at = heap.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Waiting;
      if (!before(item, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  }

  function pop(): Waiting {
    const first = heap[0] as Waiting;
    const last = heap.pop() as Waiting;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Waiting, heap[child] as Waiting)) child += 1;
      if (!before(heap[child] as Waiting, last)) break;
      heap[at] = heap[child] as Waiting;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  /** All promises that can go on have gone on when the loop comes round. No time is measured by it. */
  const atRest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  async function step(): Promise<void> {
    const next = pop();
    time = Math.max(time, next.at);
    events += 1;
    next.wake();
    await atRest();
    if (failure) throw failure.error;
  }

  const world: World = {
    random,
    now: () => time,
    events: () => events,
    sleep: (ms) =>
      new Promise((wake) => {
        order += 1;
        push({ at: time + Math.max(0, ms), order, wake });
      }),
    spawn(work) {
      void work().catch((error: unknown) => {
        if (!(error instanceof Gone)) failure ??= { error };
      });
    },
    async runUntil(until) {
      while (heap.length > 0 && (heap[0] as Waiting).at <= until) await step();
      time = Math.max(time, until);
    },
    async runThrough(work, withinMs) {
      const until = time + withinMs;
      let done = false;
      world.spawn(async () => {
        await work();
        done = true;
      });
      await atRest();
      while (!done) {
        if (heap.length === 0 || (heap[0] as Waiting).at > until)
          throw new Error(`not done after ${withinMs} ms of simulated time`);
        await step();
      }
    },
    trace(line) {
      if (onTrace) onTrace(`${((time - START) / 1_000).toFixed(3).padStart(9)}  ${line()}`);
    },
  };
  return world;
}
