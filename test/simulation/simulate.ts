import { openSqliteStore } from '../../hub/store/index.ts';
import { createOutboxHook } from '../../hub/outbox/index.ts';
import { pullDocuments, pushDocuments } from '../../hub/replication/index.ts';
import { carryName, journalWork } from './masters.ts';
import { handOver, heal, pack, freshNumber } from './bench.ts';
import type { Bug } from './bugs.ts';
import { differences, disagreements, doubleNumbers, gaps, losses, readHub, skipped } from './check.ts';
import { conflictCount } from './counts.ts';
import type { Desk } from './desk.ts';
import { moveStock, workCase } from './desk-work.ts';
import { effectFaults, effectsOf, listenTo } from './effects.ts';
import { createHubs, type HubCode } from './hubs.ts';
import { createNetwork, type Weather } from './network.ts';
import { clerk, followBlocks, takeOrder } from './office.ts';
import { REAL_RULES } from './rules.ts';
import { createStation, type Station } from './station.ts';
import type { Doc } from './types.ts';
import { createWorld } from './world.ts';

export interface Result {
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

type PushRequest = Parameters<typeof pushDocuments>[2];

/** What crosses is JSON: documents without a type. */
const REAL_HUB: HubCode = {
  async push(deps, who, request) {
    const hooks = [createOutboxHook({ clock: deps.clock })];
    const asked = request as unknown as PushRequest;
    const { conflicts, refused } = await pushDocuments({ ...deps, hooks }, who, asked);
    return { conflicts: conflicts as unknown as readonly Doc[], refused };
  },
  async pull(deps, who, request) {
    const { documents, checkpoint } = await pullDocuments(deps, who, request);
    return { documents: documents as unknown as readonly Doc[], checkpoint };
  },
};

const KEY = new Uint8Array(32).fill(7);
const MINUTE = 60_000;
/** Further than a hub believes a station's clock. */
const MAD_CLOCK_MS = 40 * MINUTE;

/** How long a shift lasts, s. */
const LENGTHS_S = [15, 15, 20, 20, 25, 30, 40, 90];

/** Each round lets what one station has pushed reach the others. */
const ROUNDS = 12;

/** A shift of a few stations, in fast motion, and what does not hold after it. */
export async function simulate(
  seed: number,
  options: { readonly bug?: Bug; readonly onTrace?: (line: string) => void } = {},
): Promise<Result> {
  const { bug = {} } = options;
  const world = createWorld(seed, options.onTrace);
  const { random } = world;
  const store = await openSqliteStore({ path: ':memory:', key: KEY, clock: { now: world.now } });
  try {
    return await shift();
  } finally {
    await store.close();
  }

  async function shift(): Promise<Result> {
    const weather: Weather = {
      lost: random.pick([0, 0.05, 0.3]),
      answerLost: random.pick([0, 0.05, 0.3]),
      repeated: random.pick([0, 0.1, 0.3]),
      late: random.pick([0, 0.05, 0.2]),
      delayMs: random.pick([20, 300, 3_000]),
    };
    const network = createNetwork(world, weather);
    const code: HubCode = bug.hub ? bug.hub(REAL_HUB, (site) => hubs.inFlight(site)) : REAL_HUB;
    const skews = random.times(1 + random.below(2), () => random.below(4_000) - 2_000);
    const hubs = createHubs({ world, store, code, skews });
    // Sometimes a second site on the same hub, with the same order numbers: nothing of it may be seen here.
    const sites = random.chance(0.2) ? ['main', 'other'] : ['main'];
    for (const site of sites) {
      await store.createSite(site);
      await listenTo(store, site);
    }
    const batch = random.pick([2, 5, 50]);
    const sleepMs = random.pick([800, 1_500, 3_000]);
    // Mostly short: what goes wrong goes wrong early, and more seeds see more.
    const lasting = random.pick(LENGTHS_S) * 1_000;
    const stations = random.times(3 + random.below(4), (at): Station =>
      createStation({
        world,
        network,
        hubs,
        name: `s${at + 1}`,
        site: sites[at < 2 ? 0 : at % sites.length] ?? 'main',
        rules: bug.rules ?? REAL_RULES,
        batch,
        leavesAssumed: random.chance(0.5),
        forgetsRefused: bug.forgetsRefused === true,
        sleepMs,
      }),
    );
    world.trace(() =>
      JSON.stringify({ seed, weather, batch, sleepMs, hubs: skews, stations: stations.length, sites }),
    );

    const orders = 2 + random.below(6);
    const pool = 2 + random.below(6);
    let crashes = 0;

    // A number belongs to one site for good.
    async function work(desk: Desk): Promise<void> {
      const what = random.next();
      if (what < 0.18) await takeOrder(desk, String(random.below(orders)));
      else if (what < 0.36) await clerk(desk);
      else if (what < 0.4)
        await desk.insert(
          'waybills',
          freshNumber(desk.site, `${desk.site === 'main' ? 'SF' : 'SG'}${100 + random.below(pool)}`, 'pool'),
        );
      else if (what < 0.8) await pack(desk);
      else if (what < 0.86) await handOver(desk);
      else if (what < 0.9) await noticeBlocks(desk);
      else if (what < 0.94) await carryName(desk);
      else if (what < 0.96) await workCase(desk);
      else if (what < 0.98) await moveStock(desk);
      else await journalWork(desk);
    }

    for (const station of stations) {
      if (random.chance(0.5)) station.setClock(random.below(6 * MINUTE) - 3 * MINUTE);
      station.start({ work, restarted: heal });
    }
    world.spawn(async () => {
      for (;;) {
        await world.sleep(random.next() * 8_000);
        if (world.now() > end) return;
        trouble();
      }
    });

    function trouble(): void {
      const station = random.pick(stations);
      const what = random.next();
      if (what < 0.3) {
        network.cut(station.name);
        world.trace(() => `${station.name} without network`);
        const until = random.next() * lasting * 0.6;
        world.spawn(async () => {
          await world.sleep(until);
          network.join(station.name);
          world.trace(() => `${station.name} has network`);
        });
      } else if (what < 0.6) {
        crashes += 1;
        station.crash(random.chance(0.5) ? 'kill' : 'power');
      } else if (what < 0.8) {
        const hub = random.pick(hubs.names);
        hubs.kill(hub);
        world.spawn(async () => {
          await world.sleep(random.next() * 10_000);
          hubs.start(hub);
        });
      } else if (what < 0.9) {
        hubs.breakStore(true);
        world.spawn(async () => {
          await world.sleep(random.next() * 8_000);
          hubs.breakStore(false);
        });
      } else {
        const mad = random.chance(0.3);
        station.setClock(mad ? MAD_CLOCK_MS : random.below(6 * MINUTE) - 3 * MINUTE);
      }
    }

    const end = world.now() + lasting;
    await world.runUntil(end);

    // Everything is mended: no more faults, clocks right, and late enough that every stamp lies in the past.
    for (const station of stations) station.rest();
    for (const station of stations) station.setClock(0);
    network.calm();
    hubs.breakStore(false);
    for (const name of hubs.names) hubs.start(name);
    await world.runUntil(world.now() + MAD_CLOCK_MS * 2);
    const faults: string[] = [];
    await world.runThrough(async () => {
      for (let round = 0; ; round += 1) {
        let moved = false;
        for (const station of stations) moved = (await station.exchange()) || moved;
        if (!moved) return;
        if (round > ROUNDS) return void faults.push('the stations and the hub do not come to rest');
      }
    }, 600 * MINUTE);

    faults.push(...gaps(hubs.commits), ...skipped(hubs.commits, hubs.answers));
    let exceptions = 0;
    for (const site of sites) {
      const own = {
        site,
        stations: stations.filter((each) => each.site === site),
        hub: await readHub(store, site),
      };
      faults.push(...differences(own), ...losses(own), ...doubleNumbers(own), ...disagreements(own));
      faults.push(...effectFaults(own, await effectsOf(store, site)));
      exceptions += conflictCount(own);
    }
    const acknowledged = stations.reduce((sum, station) => sum + station.acknowledged().length, 0);
    const { conflicts, refusals } = hubs.tally();
    const counts = {
      events: world.events(),
      acknowledged,
      commits: hubs.commits.length,
      conflicts,
      crashes,
      exceptions,
      refusals,
    };
    return { faults, counts };
  }
}

/** An order that was changed elsewhere: its parcels here take note. */
async function noticeBlocks(desk: Desk): Promise<void> {
  for (const order of desk.all('orders')) {
    const cause = order.events.at(-1)?.id;
    if (cause !== undefined) await followBlocks(desk, order.id, cause);
  }
}
