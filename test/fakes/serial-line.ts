import type { DeviceClock, OpenPort, PortHandlers } from '../../electron/station/devices/index.ts';

/** A line without hardware: refuses a second opening and a port that is not there, as the driver does. */
export interface FakeLine {
  readonly openPort: OpenPort;
  send(bytes: Uint8Array): void;
  plugged: boolean;
  /** When set, the next openings fail with it. */
  refuse: Error | undefined;
  /** When true, openings hang until `release`. */
  hang: boolean;
  release(): void;
  unplug(): void;
  readonly opens: number;
  readonly isOpen: boolean;
}

export function createFakeLine(): FakeLine {
  let handlers: PortHandlers | undefined;
  let opens = 0;
  let released: () => void = () => undefined;
  const line: FakeLine = {
    plugged: true,
    refuse: undefined,
    hang: false,
    async openPort({ path }, given) {
      opens += 1;
      if (line.hang) await new Promise<void>((resolve) => (released = resolve));
      if (line.refuse) throw line.refuse;
      if (!line.plugged) throw new Error(`Error: No such file or directory, cannot open ${path}`);
      if (handlers) throw new Error('Error Resource temporarily unavailable Cannot lock port');
      handlers = given;
      return {
        async close() {
          if (handlers !== given) return;
          handlers = undefined;
          given.onClose();
        },
      };
    },
    send(bytes) {
      handlers?.onData(bytes);
    },
    release: () => released(),
    unplug() {
      line.plugged = false;
      const open = handlers;
      handlers = undefined;
      open?.onClose();
    },
    get opens() {
      return opens;
    },
    get isOpen() {
      return handlers !== undefined;
    },
  };
  return line;
}

export interface FakeDeviceClock extends DeviceClock {
  /** Lets time pass and fires what falls due, with the promises between. */
  pass(ms: number): Promise<void>;
  readonly timers: number;
}

export function createFakeDeviceClock(): FakeDeviceClock {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async pass(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.run();
        await settle();
      }
      now = until;
    },
    get timers() {
      return timers.length;
    },
  };
}
