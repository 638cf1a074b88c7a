import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createEmitter } from '../../../shared/base/index.ts';
import { hubStation, type FoundHub, type SyncView } from '../../../shared/contract/index.ts';
import { describeError } from '../../../shared/contract/failure.ts';
import { accepted, DONE, refused } from '../services/context.ts';
import type { HubHost } from '../types.ts';

/** A hub's process, however the host starts one. */
export interface HubProcess {
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  /** It closes its database and ends. */
  stop(): void;
}
/** @param args of `hub/main` */
export type ForkHub = (args: readonly string[]) => HubProcess;

export interface RunningHubHost extends HubHost {
  /** As this machine itself reaches it. */
  localUrl(): string | undefined;
  close(): Promise<void>;
}

const USUAL_PORT = 7_070;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** A hub that ran this long before it died was well. */
const HEALTHY_MS = 30_000;
/** Until the first answer; a large database is looked through first. */
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 12_000;
const SITE = 'main';

const readyMessage = z.object({ t: z.literal('hub'), url: z.string(), port: z.number().int() });
const failedMessage = z.object({ t: z.literal('hub-failed'), code: z.string().max(60) });
const kept = z.object({
  on: z.boolean(),
  port: z.number().int().min(1).max(65_535),
  /** It speaks TLS; one that was turned on by an older version does not until it is turned on anew. */
  tls: z.boolean().default(false),
  /** Stations may have the port in their address: it is not changed without a person's word. */
  settled: z.boolean().default(true),
});
type Kept = z.infer<typeof kept>;
/** What a hub that could not start says, as codes of ours. */
const TROUBLE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'hub_port_taken',
  store_locked: 'hub_folder_taken',
  store_newer: 'hub_data_newer',
  hub_key: 'hub_key_missing',
  hub_tls: 'hub_tls_damaged',
};
const place = z.object({ url: z.string(), token: z.string() });
const newCode = z.object({ code: z.string(), expiresAt: z.number() });

/**
 * "This station is the hub": a hub as a process of its own beside the station, its data in `hub/` of the data folder, kept
 * running. The local network hears of it only from the moment when a person turned it on.
 */
export function createHubHost(options: {
  readonly dataDir: string;
  readonly fork: ForkHub;
  readonly log: (line: string) => void;
  readonly discover: () => Promise<readonly FoundHub[]>;
  /** Address on which it listens; another than all of them only in tests. */
  readonly host?: string;
}): RunningHubHost {
  const { dataDir, fork, log, host = process.env['PACKLINE_HUB_HOST'] ?? '0.0.0.0' } = options;
  const folder = join(dataDir, 'hub');
  const file = join(dataDir, 'hub.json');
  const changes = createEmitter<null>();
  let state = readKept(file);
  let child: HubProcess | undefined;
  let ready: { readonly url: string; readonly port: number } | undefined;
  let stations = 0;
  let crashes = 0;
  /** Why none runs although one should. */
  let trouble: NonNullable<SyncView['trouble']> | undefined;
  let anyPort = false;
  let closing = false;
  let again: NodeJS.Timeout | undefined;
  let waiting: ((up: boolean) => void)[] = [];

  const isOn = (): boolean => state?.on === true && !closing;
  const tellWaiting = (up: boolean): void => {
    const all = waiting;
    waiting = [];
    for (const each of all) each(up);
  };

  function keep(next: Kept): void {
    state = next;
    writeFileSync(`${file}.part`, JSON.stringify(next), { mode: 0o600 });
    renameSync(`${file}.part`, file);
  }

  function start(): void {
    if (child || !isOn()) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const startedAt = Date.now();
    const port = anyPort ? 0 : (state?.port ?? USUAL_PORT);
    const name = hostname() || 'Packline';
    const args = ['serve', '--data', folder, '--host', host, '--port', String(port), '--name', name];
    const now = fork(state?.tls === true ? [...args, '--self-signed'] : args);
    let failure: string | undefined;
    child = now;
    ready = undefined;
    now.onMessage((message) => {
      if (child !== now) return;
      failure = failedMessage.safeParse(message).data?.code ?? failure;
      const said = readyMessage.safeParse(message);
      if (!said.success) return;
      ready = said.data;
      trouble = undefined;
      anyPort = false;
      if (state && (ready.port !== state.port || !state.settled))
        keep({ ...state, port: ready.port, settled: true });
      log(`hub: runs on port ${ready.port}`);
      void countStations();
      tellWaiting(true);
      changes.emit(null);
    });
    now.onExit(() => {
      if (child !== now) return;
      const early = ready === undefined;
      child = undefined;
      ready = undefined;
      if (!isOn()) return changes.emit(null);
      crashes = Date.now() - startedAt > HEALTHY_MS ? 1 : crashes + 1;
      const pause = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (crashes - 1));
      const code = TROUBLE[failure ?? ''] ?? 'hub_died';
      trouble = { code, data: { port: state?.port ?? USUAL_PORT, tries: crashes } };
      // Nobody knows the port yet.
      if (code === 'hub_port_taken' && state?.settled === false) anyPort = true;
      // That it is taken is known at once; a crash may be gone with the next try.
      if (early && (crashes > 2 || (code === 'hub_port_taken' && !anyPort))) tellWaiting(false);
      changes.emit(null);
      log(`hub: ended (${code}), starts again in ${pause} ms`);
      again = setTimeout(start, pause).unref();
    });
  }

  async function stop(): Promise<void> {
    clearTimeout(again);
    tellWaiting(false);
    const now = child;
    if (!now) return;
    const ended = new Promise<void>((resolve) => now.onExit(resolve));
    now.stop();
    let late: NodeJS.Timeout | undefined;
    await Promise.race([ended, new Promise<void>((resolve) => (late = setTimeout(resolve, STOP_LIMIT_MS)))]);
    clearTimeout(late);
    child = undefined;
    ready = undefined;
    trouble = undefined;
    changes.emit(null);
  }

  /** The keeper's door of the hub (hub/admin): a word in the data folder opens it. */
  async function ask<T extends z.ZodType>(path: string, body: object, shape: T): Promise<z.infer<T>> {
    const { url, token } = place.parse(JSON.parse(readFileSync(join(folder, 'hub.admin'), 'utf8')));
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`the hub answers ${answer.status}`);
    return shape.parse(await answer.json());
  }

  async function countStations(): Promise<void> {
    try {
      const all = await ask('/stations', { site: SITE }, z.array(hubStation));
      const active = all.filter((station) => station.state === 'active').length;
      if (active !== stations) {
        stations = active;
        changes.emit(null);
      }
    } catch (error) {
      log(`hub: stations not counted: ${describeError(error)}`);
    }
  }

  const scheme = (): string => (state?.tls === true ? 'https' : 'http');
  const urls = (): string[] => {
    if (!ready) return [];
    if (host !== '0.0.0.0' && host !== '::') return [ready.url];
    const { port } = ready;
    const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const near = all.filter(({ internal, family }) => !internal && family === 'IPv4');
    return near.map(({ address }) => `${scheme()}://${address}:${port}`);
  };

  async function careful<T>(work: () => Promise<T>): Promise<T | ReturnType<typeof refused>> {
    if (!ready) return refused('hub_not_here');
    try {
      return await work();
    } catch (error) {
      log(`hub: did not answer its keeper: ${describeError(error)}`);
      return refused('hub_not_here');
    }
  }

  start();
  return {
    serving: (): SyncView['serving'] => (ready ? { urls: urls(), stations } : null),
    trouble: () => trouble ?? null,
    localUrl: () => ready && `${scheme()}://127.0.0.1:${ready.port}`,
    async serve(on, otherPort = false) {
      if (!on) {
        if (state) keep({ ...state, on: false });
        await stop();
        return DONE;
      }
      if (ready) return DONE;
      if (state?.on !== true) keep({ port: USUAL_PORT, settled: false, ...state, on: true, tls: true });
      clearTimeout(again);
      crashes = 0;
      anyPort = otherPort;
      const up = new Promise<boolean>((resolve) => {
        waiting.push(resolve);
        setTimeout(() => resolve(false), START_LIMIT_MS).unref();
      });
      start();
      if (await up) return DONE;
      return trouble ? refused(trouble.code, trouble.data) : refused('hub_not_started');
    },
    code: () =>
      careful(async () => {
        const { code, expiresAt } = await ask('/codes', { site: SITE }, newCode);
        return accepted({ code, until: expiresAt, urls: urls() });
      }),
    stations: () =>
      careful(async () => {
        const all = await ask('/stations', { site: SITE }, z.array(hubStation));
        void countStations();
        return accepted(all);
      }),
    revoke: (station) =>
      careful(async () => {
        const { done } = await ask('/revoke', { station }, z.object({ done: z.boolean() }));
        await countStations();
        return done ? DONE : refused('not_here', { station });
      }),
    discover: () => options.discover(),
    onChange: (listener) => changes.on(() => listener()),
    async close() {
      closing = true;
      await stop();
    },
  };
}

function readKept(file: string): Kept | undefined {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Never turned on here, or half written: a person turns it on again.
    return undefined;
  }
}
