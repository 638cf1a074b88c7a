import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from '../../../build/lib/paths.ts';
import { storedRow } from '../../../hub/replication/index.ts';
import { openStore } from '../../../hub/store/index.ts';
import { startSyncBench } from '../../integration/sync/harness.ts';
import { startChaosProxy } from '../../lib/chaos-proxy.ts';
import { startPostgres } from '../../lib/postgres.ts';
import { figure, percentile, type Figure } from './figures.ts';
import { couchPull } from './sync-couch.ts';
import { runCrowd } from './sync-crowd.ts';
import { benchOrder, fillStore, SITE } from './sync-data.ts';
import { startBenchHub } from './sync-hub.ts';
import { plot } from './sync-plot.ts';
import { initialPull, joinHub, offlineDay, rawPull, visible } from './sync-stations.ts';

export const PARTS = ['pull', 'push', 'visible', 'crowd', 'sweep'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  readonly orders: number;
  readonly changed: number;
  readonly samples: number;
  readonly stations: number;
  readonly seconds: number;
  readonly parts: readonly Part[];
  readonly say: (line: string) => void;
}

const SWEEP = [1, 5, 10, 25, 50, 100];
const SWEEP_S = 6;
const TRANSACTIONS = 300;
/** A tenth of the time is enough to tell how fast PouchDB is. */
const COUCH_ORDERS = 10_000;
const names = (n: number, prefix: string): string[] => Array.from({ length: n }, (_, at) => `${prefix}${at}`);
const idOf = (n: number): string => benchOrder(n).id;

export async function benchSync(options: Options): Promise<Figure[]> {
  const figures: Figure[] = [];
  const has = (part: Part): boolean => options.parts.includes(part);
  if (has('pull') || has('push') || has('visible')) figures.push(...(await realStations(options, has)));
  if (has('crowd')) figures.push(...(await crowd(options)));
  if (has('sweep')) await sweep(options);
  return figures;
}

async function realStations(options: Options, has: (part: Part) => boolean): Promise<Figure[]> {
  const { orders, changed, samples, say } = options;
  const figures: Figure[] = [];
  const small = Math.min(orders, changed + samples + 10);
  if (has('pull')) {
    say(`pull: ${orders} orders`);
    const hub = await startBenchHub({ crowd: ['raw'], fill: (store) => fillStore(store, orders) });
    try {
      const raw = await rawPull(hub, hub.tokens.get('raw') ?? '', orders);
      const rates = [await initialPull(hub, orders)];
      figures.push(
        figure('initial pull into an empty station', rates, {
          unit: 'docs/s',
          limit: { of: 'p50', value: 5_000 },
          peer: { name: 'raw HTTP → SQLite', of: 'p50', values: [raw] },
        }),
        figure('hub memory after the pulls', [hub.memory()], {
          unit: 'MB',
          limit: { of: 'max', value: 300 },
        }),
      );
    } finally {
      await hub.end();
    }
    const few = Math.min(orders, COUCH_ORDERS);
    say(
      `pull: ${few} of them by PouchDB, from a PouchDB on LevelDB behind the calls of CouchDB's protocol that it needs ` +
        '(no whole server of it in Node is kept up)',
    );
    figures.push(
      figure(`the same by PouchDB, ${few} orders, nothing encrypted`, [await couchPull(few)], {
        unit: 'docs/s',
      }),
    );
  }
  if (!has('push') && !has('visible')) return figures;
  const hub = await startBenchHub({ fill: (store) => fillStore(store, small) });
  const line = await startChaosProxy({ target: () => ({ host: '127.0.0.1', port: hub.port }), seed: 1 });
  const a = await startSyncBench({ child: true });
  const b = await startSyncBench({ child: true });
  try {
    await joinHub(a, line, hub.code());
    await joinHub(b, hub, hub.code());
    await settled(a, small);
    await settled(b, small);
    if (has('visible')) {
      say(`visible: ${samples} changes`);
      const ids = Array.from({ length: samples }, (_, n) => idOf(changed + n));
      figures.push(
        figure('a change at one station, seen at another', await visible(a, b, ids), {
          limit: { of: 'p95', value: 300 },
        }),
      );
    }
    if (has('push')) {
      say(`push: ${changed} changed documents`);
      const ids = Array.from({ length: Math.min(changed, small) }, (_, n) => idOf(n));
      figures.push(
        figure('a day offline pushed', [await offlineDay(a, line, ids)], {
          unit: 's',
          limit: { of: 'p50', value: 5 },
        }),
      );
    }
  } finally {
    await Promise.all([a.close(), b.close()]);
    await line.close();
    await hub.end();
  }
  return figures;
}

async function settled(bench: Awaited<ReturnType<typeof startSyncBench>>, orders: number): Promise<void> {
  for (;;) {
    const { total } = await bench.call('orders.list', { search: '', offset: 0, limit: 1 } as never);
    if (total >= orders) return;
    await sleep(50);
  }
}

async function crowd({ stations, seconds, say }: Options): Promise<Figure[]> {
  say(`crowd: ${stations} stations, ${seconds} s, PostgreSQL`);
  const postgres = await startPostgres();
  const crowded = names(stations, 'c');
  const hub = await startBenchHub({ url: await postgres.createDatabase(), crowd: crowded });
  try {
    const { seen, pushed, memory, errors, missed } = await runCrowd(hub, { stations: crowded, seconds });
    if (errors > 0) say(`${errors} pushes were not taken`);
    if (missed > 0) throw new Error(`${missed} changes did not come to a station that listened`);
    return [
      figure(`${stations} stations at 1 change/s: seen by others`, seen, {
        limit: { of: 'p95', value: 500 },
      }),
      figure(`${stations} stations at 1 change/s: pushed`, pushed),
      figure('hub memory with them', [memory], { unit: 'MB', limit: { of: 'max', value: 300 } }),
    ];
  } finally {
    await hub.end();
    await postgres.stop();
  }
}

/**
 * How long the site's row is held: one document a transaction, one after another, as many as a site can have in a second.
 */
async function transactionCost(
  place: { readonly url: string } | { readonly directory: string },
): Promise<string> {
  const clock = { now: () => Date.now() };
  const store = await openStore({ ...place, key: new Uint8Array(32), clock });
  await store.createSite(SITE);
  const took: number[] = [];
  for (let n = 0; n < TRANSACTIONS; n += 1) {
    const row = storedRow('orders', { ...benchOrder(n) }, 'seed');
    const began = performance.now();
    await store.transaction(SITE, async (tx) => {
      await tx.documents('orders', [row.id]);
      await tx.putDocuments([row]);
    });
    took.push(performance.now() - began);
  }
  await store.close();
  const [p50, p95] = [percentile(took, 0.5), percentile(took, 0.95)];
  return `a transaction of one document p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
}

/** How cost grows, as a plot in docs/hub and as figures beside it. */
async function sweep({ orders, say }: Options): Promise<void> {
  const postgres = await startPostgres();
  const waits: [number, number][] = [];
  const cpu: [number, number][] = [];
  const memory: [number, number][] = [];
  const rates: [number, number][] = [];
  try {
    say(`sweep: ${await transactionCost({ url: await postgres.createDatabase() })} (PostgreSQL)`);
    const folder = mkdtempSync(join(tmpdir(), 'packline-bench-store-'));
    say(`sweep: ${await transactionCost({ directory: folder })} (SQLite)`);
    rmSync(folder, { recursive: true, force: true });
    for (const n of SWEEP) {
      const crowded = names(n + 1, `w${n}x`);
      const hub = await startBenchHub({ url: await postgres.createDatabase(), crowd: crowded });
      const measured = await runCrowd(hub, { stations: crowded.slice(0, n), seconds: SWEEP_S });
      await hub.end();
      const p95 = percentile(n === 1 ? measured.pushed : measured.seen, 0.95);
      waits.push([n, p95]);
      cpu.push([n, measured.cpu * 100]);
      memory.push([n, measured.memory]);
      say(
        `sweep: ${n} stations: p95 ${p95.toFixed(0)} ms, ${(measured.cpu * 100).toFixed(0)} % of a core, ${measured.memory.toFixed(0)} MB`,
      );
    }
  } finally {
    await postgres.stop();
  }
  for (const n of [0.02, 0.1, 0.2, 0.5, 1].map((share) => Math.round(orders * share))) {
    const hub = await startBenchHub({ crowd: ['raw'], fill: (store) => fillStore(store, n) });
    rates.push([n, await rawPull(hub, hub.tokens.get('raw') ?? '', n)]);
    await hub.end();
    say(`sweep: ${n} orders pulled raw at ${rates.at(-1)?.[1].toFixed(0)} docs/s`);
  }
  const folder = inRoot('docs', 'hub');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'scale.svg'),
    plot([
      {
        title: 'Stations of one site at 1 change/s each',
        x: 'stations',
        y: 'ms until seen elsewhere (p95), % of a core, MB of the hub',
        lines: [
          { name: 'p95, ms', points: waits },
          { name: 'hub CPU, % of a core', points: cpu },
          { name: 'hub memory, MB', points: memory },
        ],
      },
      {
        title: 'Pulling everything',
        x: 'orders at the hub',
        y: 'documents a second over HTTP into SQLite',
        lines: [{ name: 'raw pull', points: rates }],
      },
    ]),
  );
}
