import { MessageChannelMain, utilityProcess } from 'electron';
import type { MessagePortMain, UtilityProcess } from 'electron';
import { failureOfExit } from '../../shared/contract/failure.ts';
import type { HostFailure } from '../../shared/contract/failure.ts';
import type { ControlMessage, PowerEvent, StationMessage } from '../../shared/contract/hosts.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** A station that ran this long before it died was well. */
const HEALTHY_MS = 30_000;
/** Time to close in, ms. */
const CLOSE_LIMIT_MS = 10_000;

export interface StationProcessOptions {
  /** The built station entry. */
  readonly entry: string;
  /** The built hub entry. */
  readonly hubEntry: string;
  readonly start: ControlMessage & { readonly t: 'start' };
  /** The station says why it cannot run: a new start would not help. */
  readonly onFailed: (failure: HostFailure) => void;
}

export type FileAnswer =
  { readonly ok: true; readonly token: string } | { readonly ok: false; readonly code: string };

/** The station's process: started again when it dies, later each time. */
export interface StationProcess {
  /** Calls back with a page's end of a new port, as soon as a station is there to hold the other end. */
  connect(page: object, give: (port: MessagePortMain) => void): void;
  acceptPath(path: string): Promise<FileAnswer>;
  save(token: string, path: string): Promise<FileAnswer>;
  power(event: PowerEvent): void;
  close(): Promise<void>;
}

export function startStationProcess(options: StationProcessOptions): StationProcess {
  let child: UtilityProcess | undefined;
  let isReady = false;
  let closing = false;
  let crashes = 0;
  let lastId = 0;
  let exited: () => void = () => undefined;
  const answers = new Map<number, (answer: FileAnswer) => void>();
  /** Pages that wait for a station; a page that asks twice gets one port. */
  const waiting = new Map<object, (port: MessagePortMain) => void>();

  const hubs = startHubs(options.hubEntry, (message) => child?.postMessage(message));

  function fork(): void {
    const startedAt = Date.now();
    const forked = utilityProcess.fork(options.entry, [], {
      serviceName: 'Packline station',
      stdio: 'inherit',
    });
    child = forked;
    forked.on('message', (message: StationMessage) => {
      if (message.t === 'ready') {
        isReady = true;
        for (const [page, give] of waiting) connect(page, give);
      } else if (message.t === 'hub-start') {
        hubs.start(message.run, message.args);
      } else if (message.t === 'hub-stop') {
        hubs.stop(message.run);
      } else if (message.t === 'answer') {
        const { id, token, code } = message;
        answers.get(id)?.(code === undefined ? { ok: true, token: token ?? '' } : { ok: false, code });
        answers.delete(id);
      }
    });
    forked.on('exit', (code) => {
      child = undefined;
      isReady = false;
      // The next station starts its own.
      hubs.stopAll();
      for (const answer of answers.values()) answer({ ok: false, code: 'lost' });
      answers.clear();
      if (closing) return exited();
      const failure = failureOfExit(code);
      if (failure) return options.onFailed(failure);
      crashes = Date.now() - startedAt > HEALTHY_MS ? 1 : crashes + 1;
      setTimeout(
        () => {
          if (!closing) fork();
        },
        Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (crashes - 1)),
      );
    });
    forked.postMessage(options.start);
  }

  function connect(page: object, give: (port: MessagePortMain) => void): void {
    if (!child || !isReady) {
      waiting.set(page, give);
      return;
    }
    waiting.delete(page);
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage({ t: 'attach' } satisfies ControlMessage, [port1]);
    give(port2);
  }

  function request(make: (id: number) => ControlMessage): Promise<FileAnswer> {
    const station = child;
    if (!station) return Promise.resolve({ ok: false, code: 'lost' });
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      answers.set(id, resolve);
      station.postMessage(make(id));
    });
  }

  fork();
  return {
    connect,
    acceptPath: (path) => request((id) => ({ t: 'accept-path', id, path })),
    save: (token, path) => request((id) => ({ t: 'save', id, token, path })),
    power: (event) => child?.postMessage({ t: 'power', event } satisfies ControlMessage),
    close() {
      closing = true;
      const station = child;
      if (!station) return Promise.resolve();
      return new Promise((resolve) => {
        const limit = setTimeout(() => station.kill(), CLOSE_LIMIT_MS);
        exited = () => {
          clearTimeout(limit);
          resolve();
        };
        station.postMessage({ t: 'close' } satisfies ControlMessage);
      });
    },
  };
}

/** The hubs that the station asked for, each a process of its own; in fact one at a time. */
function startHubs(
  entry: string,
  tell: (message: ControlMessage) => void,
): { start(run: number, args: readonly string[]): void; stop(run: number): void; stopAll(): void } {
  const running = new Map<number, UtilityProcess>();
  return {
    start(run, args) {
      const hub = utilityProcess.fork(entry, [...args], { serviceName: 'Packline hub', stdio: 'ignore' });
      running.set(run, hub);
      hub.on('message', (message: unknown) => tell({ t: 'hub-said', run, message }));
      hub.on('exit', () => {
        // One that belonged to a station which is gone says nothing to the next.
        if (running.get(run) !== hub) return;
        running.delete(run);
        tell({ t: 'hub-ended', run });
      });
    },
    stop: (run) => void running.get(run)?.kill(),
    stopAll() {
      const all = [...running.values()];
      running.clear();
      for (const hub of all) hub.kill();
    },
  };
}
