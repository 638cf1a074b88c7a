/** Longer than any process lives, ms. */
const NEVER_MS = 2 ** 30;

/**
 * Keeps the process alive until the work has ended. What stands back for scans waits on timers that keep no process alive; a
 * command line that waits for nothing else would end in the middle of its own closing (exit code 13).
 */
export async function awake<T>(work: () => Promise<T>): Promise<T> {
  const alive = setInterval(() => undefined, NEVER_MS);
  try {
    return await work();
  } finally {
    clearInterval(alive);
  }
}
