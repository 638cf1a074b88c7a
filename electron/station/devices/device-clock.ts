/** Steady time and timers for devices, handed in so that tests can hold them. */
export interface DeviceClock {
  /** ms that never jump back, as `performance.now()`. */
  now(): number;
  /** @returns what takes the timer back. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: DeviceClock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
