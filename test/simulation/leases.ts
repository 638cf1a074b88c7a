import {
  foldShipment,
  foldWaybill,
  type ShipmentAggregate,
  type WaybillAggregate,
} from '../../shared/domain/index.ts';
import type { LeaseSource } from '../../electron/station/services/leases.ts';
import { pushDocuments } from '../../hub/replication/index.ts';
import { row, shipment, waybill } from '../fakes/hub/documents.ts';
import { createRandom } from '../integration/storage/fuzz/random.ts';
import { createLeaseHub, SITE, type Fate } from './lease-hub.ts';
import { createLeaseStation, POOL, type LeaseStation } from './lease-station.ts';
import type { EventDoc } from './types.ts';

/**
 * Numbers and claims that a hub puts aside for stations, through lost and repeated requests, dead hubs, crashes, leaving,
 * revoking and joining anew: what must hold after every step, and at the end when all have met again.
 */
export const LEASE_BUGS = ['hub_forgets', 'returns_used', 'keeps_stock'] as const;
export type LeaseBug = (typeof LEASE_BUGS)[number];

const STATIONS = 3;
const NUMBERS = 30;
const SHIPMENTS = 8;
const STEPS = 90;
const HOUR_MS = 3_600_000;

export interface LeaseOutcome {
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

export async function simulateLeases(
  seed: number,
  options: { readonly bug?: LeaseBug | undefined; readonly onTrace?: (line: string) => void } = {},
): Promise<LeaseOutcome> {
  const { bug, onTrace = () => undefined } = options;
  const random = createRandom(seed);
  let time = 1_750_000_000_000;
  const clock = { now: () => (time += 1) };
  const faults: string[] = [];
  let healed = false;
  let ids = 0;
  const away = new Set<string>();
  const barred = new Set<string>();
  const fateOf = (): Fate => {
    if (healed) return 'fine';
    const drawn = random.next();
    return drawn < 0.75
      ? 'fine'
      : drawn < 0.82
        ? 'lost'
        : drawn < 0.9
          ? 'answer_lost'
          : drawn < 0.95
            ? 'twice'
            : 'later_again';
  };
  const hub = await createLeaseHub({
    ...{ random, clock, fate: fateOf, forgets: bug === 'hub_forgets' },
    cut: (who) => !healed && away.has(who),
  });
  const who = { station: 'OFFICE', site: SITE };
  const pool = Array.from({ length: NUMBERS }, (_, n) => waybill(POOL, `E${String(n + 100)}`));
  const work = Array.from({ length: SHIPMENTS }, (_, n) => shipment(`csv:${n}`));
  for (const [collection, docs] of [
    ['waybills', pool],
    ['shipments', work],
  ] as const)
    await pushDocuments({ store: hub.store, clock }, who, { collection, rows: docs.map((doc) => row(doc)) });

  const stations: LeaseStation[] = [];
  for (let n = 0; n < STATIONS; n += 1)
    stations.push(
      await createLeaseStation({
        ...{ id: `S${n}`, hub, clock },
        nextId: () => `i${(ids += 1)}`,
        bug: bug === 'hub_forgets' ? undefined : bug,
      }),
    );

  const fault = (text: string): void => {
    if (faults.length < 20 && !faults.includes(text)) faults.push(text);
  };

  /** No number is with two; no shipment is with two. */
  function check(): void {
    const numbers = new Map<string, string>();
    const claims = new Map<string, string>();
    for (const station of stations) {
      const has = new Set(station.bound());
      // A person has said that the labels of a revoked station count for nothing until it joins anew.
      if (!barred.has(station.id))
        for (const { carrier, number } of station.usable()) has.add(`${carrier}:${number}`);
      for (const number of has) {
        const other = numbers.get(number);
        if (other !== undefined) fault(`${number} is with ${other} and ${station.id}`);
        numbers.set(number, station.id);
      }
      for (const each of station.claims()) {
        const other = claims.get(each);
        if (other !== undefined && station.joined) fault(`${each} is claimed by ${other} and ${station.id}`);
        claims.set(each, station.id);
      }
    }
  }

  async function step(): Promise<void> {
    const station = random.pick(stations);
    const { id } = station;
    for (const each of stations) if (each.checked && !hub.isRevoked(each.id)) barred.delete(each.id);
    const drawn = random.below(100);
    const say = (what: string): void => onTrace(`${id} ${what}`);
    const below = (n: number): number => random.below(Math.max(1, n));
    if (drawn < 22) {
      say('binds');
      const source: LeaseSource = random.chance(0.5) ? 'pool' : 'own';
      // Nobody packs at a station that was taken away.
      if (!barred.has(id)) await station.bind(source);
      await station.leases.settled();
    } else if (drawn < 26) {
      say('voids');
      await station.voidOne(below);
    } else if (drawn < 46) {
      say('refills');
      await station.refill();
    } else if (drawn < 62) {
      say('exchanges');
      await station.exchange();
    } else if (drawn < 70) {
      say('claims');
      await station.claim(1 + random.below(3));
    } else if (drawn < 74) {
      say('gives a claim back');
      await station.release(below);
    } else if (drawn < 79) {
      say('crashes');
      await station.crash();
    } else if (drawn < 83) {
      say(away.has(id) ? 'is back' : 'is away');
      if (!away.delete(id)) away.add(id);
    } else if (drawn < 87) {
      const anyway = random.chance(0.3);
      say(anyway ? 'leaves whatever waits' : 'would leave');
      await station.leave(anyway);
    } else if (drawn < 91) {
      say('joins');
      if (!away.has(id) && !station.joined) {
        await station.join();
      }
    } else if (drawn < 93) {
      say('is revoked, its numbers are freed');
      // What it has packed is here; the rest is what the person answers for.
      if (station.joined && !away.has(id) && (await station.exchange()) === 0) {
        await hub.revoke(id);
        barred.add(id);
        await station.leave(true);
      }
    } else if (drawn < 96) {
      onTrace('the hub answers late requests again');
      await hub.replay();
    } else if (drawn < 98) {
      onTrace('the hub’s database dies for a moment');
      hub.store.die(true);
      await station.refill();
      await station.exchange();
      hub.store.die(false);
    } else {
      onTrace('hours go by');
      time += random.below(12) * HOUR_MS;
    }
    check();
  }

  for (let n = 0; n < STEPS && faults.length === 0; n += 1) await step();

  healed = true;
  if (faults.length === 0) {
    for (const station of stations) {
      await station.join();
    }
    for (let round = 0; round < 3; round += 1)
      for (const station of stations) {
        await station.exchange();
        await station.refill();
        await station.exchange();
        check();
      }
    for (const station of stations) {
      const left = await station.leave(false);
      if (!left) fault(`${station.id} cannot leave: something waits`);
    }
    await checkEnd();
  }
  for (const station of stations) await station.end();
  return { faults, counts: hub.counts };

  /** Everything that was put aside is back, used or void, and nobody's claim ended without its holder. */
  async function checkEnd(): Promise<void> {
    const records = await hub.store.records({ kind: 'number', site: SITE, limit: 1_000 });
    for (const { id, state } of records)
      if (state.startsWith('leased:')) fault(`${id} is lost: ${state}, and nobody has it`);
    const waybills = await hub.store.documents(SITE, 'waybills', [...records.map(({ id }) => id)]);
    for (const [id, { document }] of waybills) {
      const folded = foldWaybill(document as unknown as WaybillAggregate);
      for (const { code } of folded.exceptions) fault(`${id}: ${code}`);
    }
    for (const station of stations)
      for (const number of station.bound()) {
        const stored = waybills.get(number)?.document as unknown as EventDoc | undefined;
        if (!stored?.events.some((event) => event.type === 'bound' && event.station === station.id))
          fault(`${number} was bound at ${station.id}, and the hub does not know`);
      }
    const shipments = await hub.store.documents(
      SITE,
      'shipments',
      work.map(({ id }) => id),
    );
    for (const [id, { document }] of shipments) {
      const { events } = document as unknown as EventDoc;
      const { exceptions } = foldShipment(document as unknown as ShipmentAggregate);
      for (const { code } of exceptions) fault(`${id}: ${code}`);
      let holder: string | undefined;
      for (const event of [...events].sort((a, b) => (a.at < b.at ? -1 : 1))) {
        if (event.type === 'claimed') {
          const { station } = event.data as { readonly station: string };
          if (holder !== undefined) fault(`${id} went from ${holder} to ${station} without ${holder}’s word`);
          holder = station;
        } else if (event.type === 'claim_released') {
          if (event.station !== holder)
            fault(`${id} was given back by ${event.station} for ${holder ?? 'nobody'}`);
          holder = undefined;
        }
      }
    }
  }
}

/** Seeds one after another, until one fails. */
export async function simulateManyLeases(options: {
  readonly first: number;
  readonly seeds: number;
  readonly bug?: LeaseBug;
}): Promise<{
  readonly failed:
    { readonly seed: number; readonly faults: readonly string[]; readonly replay: string } | undefined;
  readonly totals: Readonly<Record<string, number>>;
}> {
  const totals: Record<string, number> = {};
  for (let seed = options.first; seed < options.first + options.seeds; seed += 1) {
    const { faults, counts } = await simulateLeases(seed, { bug: options.bug });
    for (const [name, n] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + n;
    const replay = `node test/simulation/leases-run.ts --seed ${seed}`;
    if (faults.length > 0) return { failed: { seed, faults, replay }, totals };
  }
  return { failed: undefined, totals };
}
