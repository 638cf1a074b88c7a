import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../hub/store/index.ts';
import { createStations } from '../../hub/stations/index.ts';
import type { OrderView } from '../../shared/contract/index.ts';
import { createRandom } from '../integration/storage/fuzz/random.ts';
import type { TestBench } from '../integration/station/harness.ts';
import { orderFile, orderOf, saveProducts } from '../integration/station/shop.ts';
import { startSyncBench } from '../integration/sync/harness.ts';
import { CALM, startChaosProxy, type ChaosProxy } from '../lib/chaos-proxy.ts';
import { HUB_KEY, startHubProcess, type HubProcess } from '../lib/hub-process.ts';
import { startPostgres } from '../lib/postgres.ts';

/**
 * Real processes by the clock on the wall: a hub on a real PostgreSQL, stations behind bad lines; station, hub and database are
 * killed at moments of the seed. People import at one, and ask for and deny cancels at all; what was acknowledged is written
 * down here, and must be everywhere in the end.
 */

export interface Soak {
  readonly seconds: number;
  readonly stations: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface Soaked {
  readonly faults: readonly string[];
  readonly acts: number;
  readonly orders: number;
  readonly kills: Readonly<Record<'station' | 'hub' | 'database' | 'cut', number>>;
  readonly line: Readonly<Record<string, number>>;
}

const BAD = { drop: 0.05, truncate: 0.02, duplicate: 0.1, delayMs: 120 };
const AGREE_MS = 240_000;
const SITE = 'main';
const CLOCK = { now: () => Date.now() };

export async function soak({ seconds, stations: count, seed, say }: Soak): Promise<Soaked> {
  const random = createRandom(seed);
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const codes = await prepare(url, count);
  let hub: HubProcess = await startHubProcess({ url });
  const { port } = hub;
  const target = (): { host: string; port: number } => ({ host: '127.0.0.1', port });
  const benches: TestBench[] = [];
  const lines: ChaosProxy[] = [];
  const kills = { station: 0, hub: 0, database: 0, cut: 0 };
  /** Order → steps that some station has acknowledged. */
  const acknowledged = new Map<string, Set<string>>();
  let acts = 0;
  let stopped = false;
  /** Stations that are being killed just now: what they answer is not waited for. */
  const away = new Set<TestBench>();

  try {
    for (let n = 0; n < count; n += 1) {
      const line = await startChaosProxy({ target, seed: seed + n + 1 });
      // Files are handed to a station in its own process: the first is the office, and only the others are killed.
      const bench = await startSyncBench({ child: n > 0 });
      lines.push(line);
      benches.push(bench);
      const joined = await bench.call('sync.join', { url: line.url, code: codes[n] ?? '', name: `S${n}` });
      if (!joined.ok) throw new Error(`station ${n} did not join: ${joined.code}`);
    }
    const [first] = benches;
    if (first) await saveProducts(first);
    for (const line of lines) line.plan(BAD);
    const until = Date.now() + seconds * 1_000;
    const people = benches.map((bench, n) => work(bench, n));
    while (Date.now() < until) {
      await sleep(2_000 + random.below(6_000));
      await trouble();
    }
    stopped = true;
    await Promise.all(people);
    for (const line of lines) {
      line.heal();
      line.plan(CALM);
    }
    const faults = await agreement();
    const line = lines.reduce<Record<string, number>>((sum, { done }) => {
      for (const [name, n] of Object.entries(done)) sum[name] = (sum[name] ?? 0) + n;
      return sum;
    }, {});
    return { faults, acts, orders: acknowledged.size, kills, line };
  } finally {
    stopped = true;
    await Promise.allSettled(benches.map((bench) => bench.close()));
    await Promise.allSettled(lines.map((line) => line.close()));
    await hub.kill();
    await postgres.stop();
  }

  async function work(bench: TestBench, n: number): Promise<void> {
    let serial = 0;
    while (!stopped) {
      await sleep(random.below(600));
      if (away.has(bench)) continue;
      try {
        if (n === 0 && random.chance(0.5)) {
          const no = `S-${serial}`;
          serial += 1;
          await bench.importText(orderFile([{ no, lines: { MUG: 1 } }]), 'packline-orders');
          keep(orderOf(no), ['submitted', 'approved', 'released']);
        } else {
          const known = [...acknowledged.keys()];
          if (known.length === 0) continue;
          const order = random.pick(known);
          const found = await bench.client.call('orders.get', { order });
          if (!found.ok) continue;
          const requested = found.value.timeline.at(-1)?.type === 'cancel_requested';
          const answer = await bench.act(order, requested ? 'deny_cancel' : 'request_cancel', {
            reason: 'soak',
          });
          if (answer.ok) keep(order, [requested ? 'cancel_request_denied' : 'cancel_requested']);
        }
        acts += 1;
      } catch (error) {
        // Killed in the middle of it: nothing was acknowledged.
        if (!away.has(bench) && !stopped) say(`station ${n}: ${String(error)}`);
        await sleep(200);
      }
    }
  }

  function keep(order: string, types: readonly string[]): void {
    const steps = acknowledged.get(order) ?? new Set<string>();
    for (const type of types) steps.add(type);
    acknowledged.set(order, steps);
  }

  async function trouble(): Promise<void> {
    const what = random.next();
    if (what < 0.4) {
      kills.station += 1;
      const bench = random.pick(benches.slice(1));
      away.add(bench);
      await bench.kill(() => sleep(random.below(2_000)));
      away.delete(bench);
    } else if (what < 0.6) {
      kills.hub += 1;
      await hub.kill();
      await sleep(random.below(3_000));
      hub = await startHubProcess({ url, port });
    } else if (what < 0.75) {
      kills.database += 1;
      await postgres.kill();
      await sleep(random.below(2_000));
      await postgres.restart();
    } else {
      kills.cut += 1;
      const line = random.pick(lines);
      line.cut();
      setTimeout(() => line.heal(), 2_000 + random.below(20_000)).unref();
    }
  }

  /** Waits until every station tells the same of every order, and nothing waits or was refused. */
  async function agreement(): Promise<string[]> {
    const deadline = Date.now() + AGREE_MS;
    for (;;) {
      const faults = await differences();
      if (faults.length === 0 || Date.now() > deadline) return faults;
      say(`${faults.length} differences, e.g. ${faults[0]}`);
      await sleep(2_000);
    }
  }

  async function differences(): Promise<string[]> {
    const faults: string[] = [];
    for (const [n, bench] of benches.entries()) {
      const { state, pushing, refused } = await bench.call('sync.view', {});
      if (state !== 'online' || pushing !== 0 || refused !== 0)
        faults.push(`station ${n} is ${state}, pushes ${pushing}, refused ${refused}`);
    }
    for (const [order, steps] of acknowledged) {
      const views = await Promise.all(benches.map((bench) => bench.client.call('orders.get', { order })));
      const told = views.map((view) => (view.ok ? same(view.value) : 'not here'));
      if (new Set(told).size > 1) faults.push(`${order} differs between the stations`);
      const [view] = views;
      const there = new Set(view?.ok ? view.value.timeline.map(({ type }) => type) : []);
      for (const type of steps)
        if (!there.has(type)) faults.push(`${order}: ${type} was acknowledged and is lost`);
    }
    return faults;
  }
}

const same = ({ status, timeline, shipments }: OrderView): string =>
  JSON.stringify([status, timeline, shipments.map(({ id, status: of }) => [id, of])]);

async function prepare(url: string, count: number): Promise<string[]> {
  const store = await openStore({ url, key: Buffer.from(HUB_KEY, 'hex'), clock: CLOCK });
  const stations = createStations({ store, clock: CLOCK });
  await stations.addSite({ id: SITE, name: SITE });
  const codes: string[] = [];
  for (let n = 0; n < count; n += 1) codes.push((await stations.newCode(SITE)).code);
  await store.close();
  return codes;
}
