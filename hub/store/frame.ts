import { AsyncLocalStorage } from 'node:async_hooks';

import { UnstorableError } from './errors.ts';

/** One running transaction: refuses what would wait for itself, and whatever comes after its end or after a failure. */
export interface Frame {
  /**
   * Runs one call of the transaction. Where the database failed in it, the transaction is lost, also where the work
   * swallows the error: the database may have rolled back by itself, and the next write would stand alone.
   */
  call<T>(run: () => T | Promise<T>): Promise<T>;
  /** Waits for calls that the work left behind. @throws what broke the transaction */
  finish(): Promise<void>;
}

export interface Frames {
  /** @throws Error where the caller is inside a transaction of this store */
  assertOutside(what: string): void;
  run<T>(work: (frame: Frame) => Promise<T>): Promise<T>;
}

/** @param translate makes the error that callers see of one of the database */
export function createFrames(translate: (error: unknown) => unknown): Frames {
  const scope = new AsyncLocalStorage<{ active: boolean }>();
  return {
    assertOutside(what) {
      if (scope.getStore()?.active) {
        throw new Error(`${what} inside a transaction would wait for itself: use the transaction's own`);
      }
    },
    run(work) {
      const state = { active: true };
      let broken: { readonly error: unknown } | undefined;
      const pending = new Set<Promise<unknown>>();
      const frame: Frame = {
        async call(run) {
          if (!state.active) throw new Error('the transaction is over');
          if (broken) throw broken.error;
          const running = Promise.resolve().then(run);
          pending.add(running);
          try {
            return await running;
          } catch (error) {
            // Refused before anything was sent.
            if (error instanceof UnstorableError || error instanceof RangeError) throw error;
            broken ??= { error: translate(error) };
            throw broken.error;
          } finally {
            pending.delete(running);
          }
        },
        async finish() {
          await Promise.allSettled(pending);
          state.active = false;
          if (broken) throw broken.error;
        },
      };
      return scope.run(state, async () => {
        try {
          return await work(frame);
        } finally {
          state.active = false;
          await Promise.allSettled(pending);
        }
      });
    },
  };
}
