import type { Timers } from '../../shared/rpc/index.ts';

export const pageTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};
