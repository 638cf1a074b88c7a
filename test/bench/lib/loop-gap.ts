/** ms. `wall`: in which no other event was served; `cpu`: the most that this thread computed between two turns. */
export interface Gap {
  readonly wall: number;
  readonly cpu: number;
}

/** CPU of this thread, ms: on a busy machine the wall clock also counts the time of others. */
function cpuNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Longest stretch in which this thread served no other event while the work was under way. A chain of `setImmediate`
 * sees every turn of the event loop: nothing is averaged away, as a timer's delays would be.
 */
export async function longestGap(work: () => unknown): Promise<Gap> {
  let wall = 0;
  let cpu = 0;
  let last = performance.now();
  let lastCpu = cpuNow();
  let running = true;
  const tick = (): void => {
    const time = performance.now();
    const used = cpuNow();
    wall = Math.max(wall, time - last);
    cpu = Math.max(cpu, used - lastCpu);
    last = time;
    lastCpu = used;
    if (running) setImmediate(tick);
  };
  const ended = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  setImmediate(tick);
  await work();
  // What was done last counts too: it ends where the next turn begins.
  await ended();
  running = false;
  await ended();
  return { wall, cpu };
}
