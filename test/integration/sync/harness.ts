import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub, type RunningHub } from '../../../hub/server/index.ts';
import { openStore, type HubStore } from '../../../hub/store/index.ts';
import type { SyncView } from '../../../shared/contract/index.ts';
import { startLiar, type Liar } from '../../fakes/hub/liar.ts';
import { startBench, type BenchOptions, type TestBench } from '../station/harness.ts';
import { until } from '../../lib/until.ts';

export interface TestHub {
  readonly url: string;
  /** Between the stations and the hub. */
  readonly liar: Liar;
  readonly running: RunningHub;
  readonly store: HubStore;
  readonly site: string;
  /** Documents of a collection as the hub has them, by id. */
  documents(
    collection: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Record<string, unknown> & { events: { id: string; type: string }[] }>>;
  count(collection: string): Promise<number>;
  /** @param site stations that are to join another site of this hub */
  code(site?: string): Promise<string>;
  /** Stops it and keeps a copy of its folder, and starts it again. */
  backUp(): Promise<void>;
  /** Stops it, puts the copy back in the place of what it has now, and starts it. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

const FILE = 'hub.sqlite';
const FAST = { startMs: 0, longestPauseMs: 200 };

/** A real hub on SQLite, and the liar in front of it. @param site another site than the first */
export async function startTestHub(site = 'main', now: () => number = Date.now): Promise<TestHub> {
  const folder = mkdtempSync(join(tmpdir(), 'packline-hub-'));
  const copy = mkdtempSync(join(tmpdir(), 'packline-hub-'));
  async function run(): Promise<{ store: HubStore; running: RunningHub }> {
    const opened = await openStore({ directory: folder, key: new Uint8Array(32).fill(5), clock: { now } });
    const started = await startHub({
      store: opened,
      host: '127.0.0.1',
      port: 0,
      hub: { name: 'test hub', version: '0.0.0' },
      log: false,
      clock: { now },
      // Where nothing changes, agreement is told with the next ping.
      limits: { stream: { pingMs: 250 } },
    });
    return { store: opened, running: started };
  }
  let { store, running } = await run();
  if (site !== 'main') await running.stations.addSite({ id: site, name: site });
  const liar = await startLiar(() => running.url);
  return {
    get url() {
      return running.url;
    },
    liar,
    get running() {
      return running;
    },
    get store() {
      return store;
    },
    site,
    async documents(collection, ids) {
      const found = await store.documents(site, collection, ids);
      return new Map([...found].map(([id, { document }]) => [id, document as never]));
    },
    count: (collection) => store.count(site, collection),
    code: async (of = site) => (await running.stations.newCode(of)).code,
    async backUp() {
      await running.close();
      copyFileSync(join(folder, FILE), join(copy, FILE));
      ({ store, running } = await run());
    },
    async restore() {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      copyFileSync(join(copy, FILE), join(folder, FILE));
      ({ store, running } = await run());
    },
    async close() {
      await liar.close();
      await running.close();
      for (const each of [folder, copy]) rmSync(each, { recursive: true, force: true });
    },
  };
}

/** A station that talks to its hub at once; a second one of a process must be a child (RxDB allows so many collections). */
export const startSyncBench = (options: BenchOptions = {}): Promise<TestBench> =>
  startBench({ printer: 'none', sync: FAST, ...options });

export async function joinHub(bench: TestBench, hub: TestHub, url = hub.liar.url): Promise<void> {
  const joined = await bench.call('sync.join', { url, code: await hub.code(), name: 'Bench' });
  if (!joined.ok) throw new Error(`not joined: ${joined.code} ${JSON.stringify(joined.data)}`);
}

/** Waits until the station's word on the hub answers the question with yes. */
export async function untilSync(
  bench: TestBench,
  question: (view: SyncView) => boolean,
  what = 'the hub',
): Promise<SyncView> {
  return until(() => bench.call('sync.view', {}), question, what);
}

/** Everything exchanged since now, and nothing waits. */
export async function inStep(bench: TestBench): Promise<SyncView> {
  const from = Date.now() - 1;
  const skew = (await bench.call('sync.view', {})).skewMs ?? 0;
  return untilSync(
    bench,
    (view) =>
      view.state === 'online' && view.pushing === 0 && (view.agreedAt ?? 0) >= Math.min(from, from + skew),
    'agreement',
  );
}
