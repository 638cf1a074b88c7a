import { once } from 'node:events';
import { hostname } from 'node:os';
import { openAdmin } from '../admin/index.ts';
import { startHub } from '../server/index.ts';
import { dataFolder, openHubStore, portOf, tlsOf, type Values } from './options.ts';
import { VERSION } from '../version.ts';

/** What the hub tells the process that started it (a host that is the hub of its site), once it answers. */
export interface HubReady {
  readonly t: 'hub';
  readonly url: string;
  readonly port: number;
  readonly firstCode?: string;
}

/** Serves until SIGINT, SIGTERM, or the end of the process that started it. @returns the exit code */
export async function serve(values: Values, say: (line: string) => void): Promise<number> {
  const port = portOf(values);
  const tls = tlsOf(values);
  const store = await openHubStore(values);
  const hub = await startHub({
    store,
    host: values.host,
    port,
    hub: { name: values.name ?? hostname(), version: VERSION },
    log: process.stdout,
    tls,
    trustProxy: values['trust-proxy'],
    metricsToken: process.env['HUB_METRICS_TOKEN'],
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  // On one database any process may enrol; a folder's database has this one.
  const admin = process.env['HUB_DATABASE_URL']
    ? undefined
    : await openAdmin(hub.stations, dataFolder(values));
  say(`hub: ${hub.url}`);
  if (hub.firstCode !== undefined)
    say(
      `one-time code for the first station, good for 24 hours: ${hub.firstCode}   (more: npm run hub -- enrol)`,
    );
  const ready: HubReady = {
    ...{ t: 'hub', url: hub.url, port: hub.port },
    ...(hub.firstCode === undefined ? {} : { firstCode: hub.firstCode }),
  };
  process.send?.(ready);

  const stop = new AbortController();
  const { signal } = stop;
  const ends = ['SIGINT', 'SIGTERM', 'disconnect'].map((name) => once(process, name, { signal }));
  await Promise.race(ends).finally(() => stop.abort());
  await Promise.allSettled(ends);
  await admin?.close();
  await hub.close();
  return 0;
}
