/** Where exchanges wait while the hub cannot be reached. */
export interface Gate {
  open(): void;
  shut(): void;
  /** Whoever waits is turned away, and so is everybody from now on. */
  end(): void;
  /** Resolves when it is open. @throws GateEnded */
  passed(): Promise<void>;
}

/** The replication stops; nothing was exchanged. */
export class GateEnded extends Error {
  override readonly name = 'GateEnded';
}

export function createGate(): Gate {
  let state: 'open' | 'shut' | 'ended' = 'shut';
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const each of all) each();
  };
  return {
    open() {
      if (state === 'ended') return;
      state = 'open';
      wake();
    },
    shut() {
      if (state === 'open') state = 'shut';
    },
    end() {
      state = 'ended';
      wake();
    },
    async passed() {
      // It may be shut again before a waiter has its turn.
      while (state === 'shut') await new Promise<void>((resolve) => waiting.push(resolve));
      if (state === 'ended') throw new GateEnded();
    },
  };
}
