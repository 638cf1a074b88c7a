import { TURN_MS, nextTurn } from './statements.ts';

type Compare<T> = (a: T, b: T) => number;

/** Sorted by the engine in one step, well within a turn. */
const RUN = 200;
/** Steps of a merge between two looks at the clock. */
const STEPS = 64;

/**
 * Sorts, stably, in turns of the event loop: a hundred thousand documents take half a second by RxDB's comparator.
 * @returns a sorted array; what was given is used up
 */
export async function sortInTurns<T>(list: T[], compare: Compare<T>): Promise<T[]> {
  if (list.length <= RUN) return list.sort(compare);
  let end = performance.now() + TURN_MS;
  const late = async (): Promise<void> => {
    if (performance.now() < end) return;
    await nextTurn();
    end = performance.now() + TURN_MS;
  };
  let runs: T[][] = [];
  for (let from = 0; from < list.length; from += RUN) {
    runs.push(list.slice(from, from + RUN).sort(compare));
    await late();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, late));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: Compare<T>,
  late: () => Promise<void>,
): Promise<T[]> {
  const all: T[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    for (let step = 0; step < STEPS && l < left.length && r < right.length; step += 1) {
      const a = left[l] as T;
      const b = right[r] as T;
      if (compare(a, b) <= 0) {
        all.push(a);
        l += 1;
      } else {
        all.push(b);
        r += 1;
      }
    }
    await late();
  }
  // Not by spreading: a call takes so many arguments only.
  for (; l < left.length; l += 1) all.push(left[l] as T);
  for (; r < right.length; r += 1) all.push(right[r] as T);
  return all;
}

/** Collects what may be among the first `keep`. */
export interface Best<T> {
  add(item: T): void;
  /** Sorted; a few more than asked for. */
  sorted(): Promise<T[]>;
}

/** More than so many are sorted when all are there. */
const MOST_KEPT = 500;

export function createBest<T>(keep: number, compare: Compare<T>): Best<T> {
  let items: T[] = [];
  const limit = keep <= MOST_KEPT ? 2 * keep + RUN : Number.POSITIVE_INFINITY;
  /** From it on nothing is wanted any more. */
  let last: T | undefined;
  return {
    add(item) {
      if (last !== undefined && compare(item, last) > 0) return;
      items.push(item);
      if (items.length < limit) return;
      items = items.sort(compare).slice(0, keep);
      last = items.at(-1);
    },
    sorted: () => sortInTurns(items, compare),
  };
}
