import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest stretch of work before scans get their turn, ms. */
const TURN_MS = 2;

/** Lets others through as soon as a turn is used up; called after every step. */
export interface Pace {
  step(): Promise<void>;
}

/** @param turnMs longest stretch; shorter for what runs for minutes beside scans */
export function createPace(turnMs = TURN_MS): Pace {
  let began = performance.now();
  return {
    async step() {
      if (performance.now() - began < turnMs) return;
      await nextTurn();
      began = performance.now();
    },
  };
}
