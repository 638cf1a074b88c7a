import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { describeError, EXIT_CODES, failureOf } from '../../../shared/contract/failure.ts';
import type { ControlMessage, StationMessage } from '../../../shared/contract/hosts.ts';
import { createChannel } from '../../../shared/rpc/index.ts';
import type { Channel } from '../../../shared/rpc/index.ts';
import type { StartStation, Station } from '../types.ts';
import type { FoundHub } from '../../../shared/contract/index.ts';
import { createHubHost, type ForkHub, type RunningHubHost } from './hub.ts';
import { findKey } from './keys.ts';
import { openLog } from './log.ts';

/** Electron's `MessagePortMain`, by structure: the station never imports Electron. */
export interface PortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** `process.parentPort` of a utility process. It can receive ports but not send any. */
export interface ParentPortLike {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly PortLike[] }) => void,
  ): unknown;
  postMessage(message: unknown): void;
}

/** The station as a process that main has forked: main's messages in, answers out, ports to pages. */
export function runStationProcess(
  startStation: StartStation,
  parent: ParentPortLike,
  exit: (code: number) => void,
): void {
  let starting: Promise<Station> | undefined;
  let hub: RunningHubHost | undefined;
  const hubs = createHubForks((message) => tell(message));
  const tell = (message: StationMessage): void => parent.postMessage(message);
  let log: (line: string) => void = () => undefined;

  let failed = false;
  function fail(error: unknown): void {
    if (failed) return; // everything that waited for the start fails with it
    failed = true;
    const code = failureOf(error);
    log(`station: ${code}: ${describeError(error)}`);
    exit(EXIT_CODES[code]);
  }

  async function start(message: ControlMessage & { t: 'start' }): Promise<Station> {
    const { dataDir, version, key, keyFile, fontsDir } = message;
    log = openLog(dataDir, () => new Date());
    hub = createHubHost({ dataDir, log, fork: hubs.fork, discover });
    const station = await startStation({
      hub,
      dataDir,
      version,
      log,
      key:
        key === undefined
          ? await findKey({ dataDir, keyFile }, { say: log, passphrase: process.env['PACKLINE_PASSPHRASE'] })
          : new Uint8Array(Buffer.from(key, 'base64')),
      assets: fontsDir === undefined ? {} : { fontsDir },
    });
    station.onFatal(fail);
    return station;
  }

  async function handle(message: ControlMessage, ports: readonly PortLike[]): Promise<void> {
    if (message.t === 'start') {
      if (starting) return;
      starting = start(message);
      await starting;
      return tell({ t: 'ready' });
    }
    if (message.t === 'hub-said') return hubs.said(message.run, message.message);
    if (message.t === 'hub-ended') return hubs.ended(message.run);
    // Everything else waits for the start; where that fails, the process ends.
    const station = await starting;
    if (!station) return;
    switch (message.t) {
      case 'attach': {
        const port = ports[0];
        if (port) attach(station, port);
        return;
      }
      case 'accept-path':
        return answer(message.id, async () => (await station.acceptPath(message.path)).token);
      case 'save':
        return answer(message.id, async () => {
          await save(station, message.token, message.path);
          return undefined;
        });
      case 'power':
        return station.onPower?.(message.event);
      case 'close':
        await station.close();
        await hub?.close();
        return exit(0);
    }
  }

  async function answer(id: number, work: () => Promise<string | undefined>): Promise<void> {
    try {
      const token = await work();
      tell(token === undefined ? { t: 'answer', id } : { t: 'answer', id, token });
    } catch (error) {
      log(`station: file: ${describeError(error)}`);
      tell({ t: 'answer', id, code: fileCode(error) });
    }
  }

  parent.on('message', ({ data, ports }) => {
    // The parent port belongs to main alone, which we trust; pages have ports of their own.
    handle(data as ControlMessage, ports).catch(fail);
  });
}

/** Only main can start a process that is the app's own: it does so for the station, and passes on what the hub says. */
function createHubForks(tell: (message: StationMessage) => void): {
  readonly fork: ForkHub;
  said(run: number, message: unknown): void;
  ended(run: number): void;
} {
  const running = new Map<number, { said: ((message: unknown) => void)[]; ended: (() => void)[] }>();
  let last = 0;
  return {
    fork(args) {
      const run = (last += 1);
      const listeners = { said: [] as ((message: unknown) => void)[], ended: [] as (() => void)[] };
      running.set(run, listeners);
      tell({ t: 'hub-start', run, args: [...args] });
      return {
        onMessage: (listener) => void listeners.said.push(listener),
        onExit: (listener) => void listeners.ended.push(listener),
        stop: () => tell({ t: 'hub-stop', run }),
      };
    },
    said: (run, message) => running.get(run)?.said.forEach((listener) => listener(message)),
    ended(run) {
      const listeners = running.get(run);
      running.delete(run);
      listeners?.ended.forEach((listener) => listener());
    },
  };
}

/** Loaded when somebody looks for hubs: no start waits for it. */
async function discover(): Promise<readonly FoundHub[]> {
  const { discoverHubs } = await import('../sync/discover.ts');
  return discoverHubs();
}

function attach(station: Station, port: PortLike): void {
  const channel = portChannel(port);
  const attached = station.attach(channel);
  void channel.onClose(() => void attached.dispose());
}

function portChannel(port: PortLike): Channel {
  const side = createChannel({ send: (message) => port.postMessage(message), close: () => port.close() });
  port.on('message', ({ data }) => side.receive(data));
  port.on('close', () => side.closed());
  port.start();
  return side.channel;
}

class FileError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Writes beside the target first, so that a full disk leaves no half file under the chosen name. */
async function save(station: Station, token: string, path: string): Promise<void> {
  const download = station.openDownload(token);
  if (!download) throw new FileError('unknown-token');
  const part = `${path}.part`;
  try {
    await pipeline(download.stream, createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** As the page knows them (`HostError`). */
function fileCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'disk-full';
  return code === 'unknown-token' ? code : 'unreadable';
}
