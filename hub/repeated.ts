/** Work done again and again, a pause after each time; never two at once. */
export interface Repeated {
  start(): void;
  stopped(): boolean;
  /** Resolves when the work that is under way has ended. */
  stop(): Promise<void>;
}

/** @param turn never rejects */
export function repeated(turn: () => Promise<void>, pauseMs: number): Repeated {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let stopped = true;
  const run = (): void => void (working = turn().finally(next));
  function next(): void {
    if (!stopped) timer = setTimeout(run, pauseMs);
  }
  return {
    start() {
      if (!stopped) return;
      stopped = false;
      run();
    },
    stopped: () => stopped,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await working;
    },
  };
}
