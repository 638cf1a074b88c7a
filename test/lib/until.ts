import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { PATIENCE_MS } from './patience.ts';

const AGAIN_MS = 10;

/** Asks until the answer fits. @throws Error with the last answer, when patience is at its end */
export async function until<T>(
  ask: () => T | Promise<T>,
  is: (value: T) => boolean,
  what: string,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (is(value)) return value;
    if (Date.now() > end) throw new Error(`waited for ${what}: ${JSON.stringify(value)?.slice(0, 1_000)}`);
    await sleep(AGAIN_MS);
  }
}

/** Asks until there is an answer. */
export async function untilSo<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  what = 'an answer',
): Promise<T> {
  return (await until(ask, (value) => value !== undefined && value !== false, what)) as T;
}

/** Checks until nothing is thrown any more; also where the test has its own timers. */
export const waitFor = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: PATIENCE_MS });
