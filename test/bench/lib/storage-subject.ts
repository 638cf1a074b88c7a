import type { StoredTask } from './storage-documents.ts';

/** What is measured, whatever stores it. Answers are plain values where it works synchronously, else promises. */
export interface Subject {
  readonly name: string;
  /** Resolves when it is acknowledged. */
  insert(task: StoredTask): unknown;
  bulk(tasks: readonly StoredTask[]): unknown;
  find(id: string): unknown;
  /** The first 50 of a lane by priority, parsed. */
  page(lane: string, direction: 'asc' | 'desc'): unknown;
  /** Reads all changes in batches, parsed, or the first ones until there are `most`. @returns how many */
  pull(batch: number, most?: number): unknown;
  /** Replaces a document that was read before. */
  update(before: StoredTask, after: StoredTask): unknown;
  close(): Promise<void>;
}

export const PULL_BATCH = 500;
export const PAGE = 50;

export async function settled(result: unknown): Promise<unknown> {
  return result instanceof Promise ? await (result as Promise<unknown>) : result;
}

/** ms; a synchronous answer is not awaited, so that it pays for no turn of the microtask queue. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  const result = work();
  if (result instanceof Promise) await result;
  return performance.now() - began;
}

/** Other events get their turn. */
export const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export interface Rounds {
  readonly rounds: number;
  /** Operations of one subject before the next has its turn. */
  readonly block: number;
}

/** A figure gets so long in all, ms: who takes seconds for an operation is known well enough after a few. */
const BUDGET_MS = 30_000;

/**
 * Subjects take turns (ABAB…), the first of a round being another each time, so that a slow moment of the machine hits
 * them alike. @param prepare makes what the operation needs, outside of the time
 * @returns ms of every operation, by subject
 */
export async function inTurns<S extends { readonly name: string }, I>(
  subjects: readonly S[],
  { rounds, block }: Rounds,
  prepare: (subject: S, operation: number) => I,
  work: (subject: S, input: I) => unknown,
): Promise<Map<string, number[]>> {
  const took = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const end = performance.now() + BUDGET_MS;
  for (let round = 0; round < rounds && performance.now() < end; round += 1) {
    for (let turn = 0; turn < subjects.length; turn += 1) {
      const subject = subjects[(round + turn) % subjects.length];
      if (!subject) continue;
      const values = took.get(subject.name);
      const inputs = Array.from({ length: block }, (_, i) => prepare(subject, round * block + i));
      await breath();
      for (const input of inputs) {
        values?.push(await timed(() => work(subject, input)));
        if (performance.now() >= end && subjects.length === 1) return took;
      }
    }
  }
  return took;
}
