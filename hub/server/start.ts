import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Clock, IdSource } from '../../shared/base/index.ts';
import type { HubStore } from '../store/port.ts';
import { createHubApp, type HubApp, type HubAppOptions } from './app.ts';

export interface StartOptions extends Omit<HubAppOptions, 'clock' | 'ids'> {
  readonly store: HubStore;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  /** Stop, at the latest, after this many ms: what is still under way then is cut. */
  readonly stopMs?: number;
}

export interface RunningHub extends HubApp {
  /** `http(s)://HOST:PORT`, as it can be reached from this machine. */
  readonly url: string;
  readonly port: number;
  /** A code for the first station, where this start has made the first site. */
  readonly firstCode?: string;
}

/** The site of a hub that has none yet; stations that have worked alone bear the same. */
export const FIRST_SITE = { id: 'main', name: 'main' };
const STOP_MS = 10_000;

/** Ready to answer when it resolves. Closing it closes the store too. */
export async function startHub(options: StartOptions): Promise<RunningHub> {
  const { store, host, port, stopMs = STOP_MS, tls } = options;
  const clock = options.clock ?? { now: () => Date.now() };
  const ids = options.ids ?? { next: () => randomUUID().replaceAll('-', '') };
  const app = await createHubApp({ ...options, clock, ids });
  const firstCode = await firstStart(app);
  await app.fastify.listen({ host, port }).catch(async (error: unknown) => {
    // What runs beside the routes would keep the process.
    await app.close();
    throw error;
  });
  const bound = (app.fastify.server.address() as AddressInfo).port;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    const late = setTimeout(() => app.fastify.server.closeAllConnections(), stopMs).unref();
    try {
      await app.close();
    } finally {
      clearTimeout(late);
      await store.close();
    }
  }
  return {
    ...app,
    url: `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${bound}`,
    port: bound,
    ...(firstCode === undefined ? {} : { firstCode }),
    close: () => (closing ??= close()),
  };
}

async function firstStart({ stations }: HubApp): Promise<string | undefined> {
  if ((await stations.sites()).length > 0) return undefined;
  await stations.addSite(FIRST_SITE);
  return (await stations.newCode(FIRST_SITE.id)).code;
}
