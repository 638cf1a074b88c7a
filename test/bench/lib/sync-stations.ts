import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { startSyncBench } from '../../integration/sync/harness.ts';
import type { TestBench } from '../../integration/station/harness.ts';
import type { SyncView } from '../../../shared/contract/index.ts';
import type { BenchHub } from './sync-hub.ts';

/** Real stations, as tests run them, measured from outside by their contract. */

const LIMIT_MS = 300_000;

async function until(bench: TestBench, good: (view: SyncView) => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!good(await view(bench))) {
    if (performance.now() > deadline) throw new Error('a station did not come to agree with the hub');
    await sleep(10);
  }
}
const view = (bench: TestBench): Promise<SyncView> => bench.call('sync.view', {});

export async function joinHub(bench: TestBench, hub: { readonly url: string }, code: string): Promise<void> {
  const joined = await bench.call('sync.join', { url: hub.url, code, name: 'bench' });
  if (!joined.ok) throw new Error(`not joined: ${joined.code}`);
}

/** Documents a second, from joining until an empty station has every order of the hub and agrees with it. */
export async function initialPull(hub: BenchHub, orders: number): Promise<number> {
  const bench = await startSyncBench({ child: true });
  try {
    const began = performance.now();
    await joinHub(bench, hub, hub.code());
    await until(
      bench,
      ({ state, pulling, pushing, agreedAt }) =>
        state === 'online' && pulling === null && pushing === 0 && agreedAt !== null,
    );
    const seconds = (performance.now() - began) / 1_000;
    const { total } = await bench.call('orders.list', { search: '', offset: 0, limit: 1 } as never);
    if (total !== orders) throw new Error(`${total} of ${orders} orders came`);
    return orders / seconds;
  } finally {
    await bench.close();
  }
}

/** The limit: the same answers of the same hub, one after another, into one table of SQLite. */
export async function rawPull(hub: BenchHub, token: string, orders: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'packline-raw-'));
  const database = new DatabaseSync(join(folder, 'raw.sqlite'));
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = normal; create table d (id text primary key, body text)',
  );
  const insert = database.prepare('insert or replace into d values (?, ?)');
  try {
    const began = performance.now();
    let seq = 0;
    let taken = 0;
    for (;;) {
      const answer = await fetch(`${hub.url}/v1/pull`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'packline-protocol': '1',
        },
        body: JSON.stringify({ collection: 'orders', after: { seq }, limit: 500, since: 0 }),
      });
      const { documents, checkpoint } = (await answer.json()) as {
        documents: { id: string }[];
        checkpoint: { seq: number };
      };
      if (documents.length === 0) break;
      database.exec('begin');
      for (const document of documents) insert.run(document.id, JSON.stringify(document));
      database.exec('commit');
      taken += documents.length;
      seq = checkpoint.seq;
    }
    if (taken !== orders) throw new Error(`${taken} of ${orders} orders came`);
    return orders / ((performance.now() - began) / 1_000);
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds from the hub's return until a day's changes are pushed and nothing waits. */
export async function offlineDay(
  bench: TestBench,
  line: { cut(): void; heal(): void },
  orders: readonly string[],
): Promise<number> {
  line.cut();
  for (const order of orders) await bench.act(order, 'request_cancel', { reason: 'bench' });
  line.heal();
  const began = performance.now();
  await until(bench, ({ state, pushing }) => state === 'online' && pushing === 0);
  return (performance.now() - began) / 1_000;
}

/** ms from asking for a change at one station until the other shows it. */
export async function visible(a: TestBench, b: TestBench, orders: readonly string[]): Promise<number[]> {
  const seen: number[] = [];
  for (const order of orders) {
    const began = performance.now();
    await a.act(order, 'request_cancel', { reason: 'bench' });
    while (!(await b.order(order)).timeline.some((event) => event.type === 'cancel_requested')) {
      if (performance.now() - began > LIMIT_MS) throw new Error('a change was never seen');
      await sleep(2);
    }
    seen.push(performance.now() - began);
    await sleep(60);
  }
  return seen;
}
