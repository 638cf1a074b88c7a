import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { adminOver, openAdmin } from '../admin/index.ts';
import { edgeModules, edgeOptionsOf, WORD_FILE } from '../edges.ts';
import { startHub } from '../server/index.ts';
import { dataFolder, openHubStore, portOf, tlsOf, type Values } from './options.ts';
import { announce, isReachable } from '../discovery/index.ts';
import { VERSION } from '../version.ts';

/** What the hub tells the process that started it (a host that is the hub of its site), once it answers. */
export interface HubReady {
  readonly t: 'hub';
  readonly url: string;
  readonly port: number;
  readonly firstCode?: string;
}

/** And where it cannot start. */
export interface HubFailed {
  readonly t: 'hub-failed';
  readonly code: string;
}

/** Over the channel of a Node child, or that of Electron's utility process. */
export function tellStarter(message: HubReady | HubFailed): void {
  const { parentPort } = process as { parentPort?: { postMessage(message: unknown): void } };
  if (parentPort) parentPort.postMessage(message);
  // Told to nobody where whoever started us is gone; its end is heard as `disconnect`.
  else if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** Serves until SIGINT, SIGTERM, or the end of the process that started it. @returns the exit code */
export async function serve(values: Values, say: (line: string) => void): Promise<number> {
  const hadStarter = process.connected;
  const port = portOf(values);
  const tls = tlsOf(values);
  const store = await openHubStore(values);
  const directory = process.env['HUB_DATABASE_URL'] ? undefined : dataFolder(values);
  const edges = edgeOptionsOf(process.env, directory);
  const hub = await startHub({
    store,
    host: values.host,
    port,
    hub: { name: values.name ?? hostname(), version: VERSION },
    log: process.stdout,
    tls: tls && { cert: tls.cert, key: tls.key },
    trustProxy: values['trust-proxy'],
    metricsToken: process.env['HUB_METRICS_TOKEN'],
    modules: edgeModules(edges),
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  // On one database any process may enrol; a folder's database has this one.
  const admin =
    directory === undefined ? undefined : await openAdmin(adminOver(hub.stations, hub.deps), directory);
  say(`hub: ${hub.url}`);
  if (edges.adminWord)
    say(
      `administration: ${hub.url}/admin   (its word: ${directory === undefined || process.env['HUB_ADMIN_WORD'] ? 'HUB_ADMIN_WORD' : join(directory, WORD_FILE)})`,
    );
  if (hub.firstCode !== undefined)
    say(
      `one-time code for the first station, good for 24 hours: ${hub.firstCode}   (more: npm run hub -- enrol)`,
    );
  const ready: HubReady = {
    ...{ t: 'hub', url: hub.url, port: hub.port },
    ...(hub.firstCode === undefined ? {} : { firstCode: hub.firstCode }),
  };
  tellStarter(ready);
  const name = values.name ?? hostname();
  const announced = isReachable(values.host)
    ? announce({ name, port: hub.port, secure: tls !== undefined }, (error) =>
        say(`hub: not announced in the local network (${(error as Error).name})`),
      )
    : undefined;

  const stop = new AbortController();
  const { signal } = stop;
  const ends = ['SIGINT', 'SIGTERM', 'disconnect'].map((name) => once(process, name, { signal }));
  // It may have gone while the hub started.
  if (!hadStarter || process.connected) await Promise.race(ends);
  stop.abort();
  await Promise.allSettled(ends);
  await announced?.close();
  await admin?.close();
  await hub.close();
  return 0;
}
