import { setTimeout as sleep } from 'node:timers/promises';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/index.ts';
import type { WorkList } from '../../../shared/domain/work-lists/index.ts';
import type { RawClient } from './host.ts';

export const PARTS = ['lists', 'page', 'bulk', 'customers'] as const;
/** Where none is named: those that the whole takes some minutes with. */
export const USUAL: readonly Part[] = ['lists', 'page', 'bulk'];
export type Part = (typeof PARTS)[number];

export interface DeskOptions {
  /** Questions of each kind. */
  readonly samples: number;
  /** Orders packed while an act on many runs, and how many that are. */
  readonly orders: number;
  readonly bulk: number;
  /** Flags for the host's Node, e.g. `--cpu-prof`. */
  readonly node: readonly string[];
  readonly parts: readonly Part[];
  readonly say: (line: string) => void;
}

export type Ask = <M extends MethodName>(method: M, input: MethodInput<M>) => Promise<MethodOutput<M>>;
export const askOf =
  (client: RawClient): Ask =>
  (method, input) =>
    client.call(method, input) as never;

/** So long without an order more, and the index is not being made at all, ms. */
const STUCK_MS = 60_000;

/** Waits until the lists are whole. @throws Error where they do not go on */
export async function ready(ask: Ask, say: (line: string) => void = () => undefined): Promise<void> {
  let seen = { done: -1, at: performance.now(), told: 0 };
  for (;;) {
    const { index } = await ask('work.lists', {});
    if (index.state === 'ready') return;
    const now = performance.now();
    if (index.done !== seen.done) seen = { ...seen, done: index.done, at: now };
    if (now - seen.at > STUCK_MS) throw new Error(`the index stands at ${index.done} of ${index.of}`);
    if (now - seen.told > 10_000) {
      seen = { ...seen, told: now };
      say(`index: ${index.done} of ${index.of}`);
    }
    await sleep(50);
  }
}

/** The list that most orders wait in, beside those that are ready to be packed. */
export async function longest(ask: Ask): Promise<WorkList> {
  const { lists: counts } = await ask('work.lists', {});
  const [most] = counts.filter(({ list }) => list !== 'ready').sort((a, b) => b.count - a.count);
  if (!most) throw new Error('no list');
  return most.list;
}
