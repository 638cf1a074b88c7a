import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createRxDatabase,
  getChangedDocumentsSince,
  type RxCollection,
  type RxDatabase,
  type RxDocumentData,
} from 'rxdb';
import { unchanged, unionOfEvents } from '../../electron/station/database/conflicts.ts';
import { storesWhatIsCompared } from '../../electron/station/database/known.ts';
import { createTable, type Table } from '../../electron/station/database/tables.ts';
import { getRxStorageNodeSqlite, type NodeSqliteStorage } from '../../electron/station/storage/index.ts';
import { createReplication, type Replication } from '../../electron/station/sync/replicate.ts';
import { HubError } from '../../electron/station/sync/hub-error.ts';
import { openRefused } from '../../electron/station/sync/refused.ts';
import { pullDocuments, pushDocuments } from '../../hub/replication/index.ts';
import { openSqliteStore, type HubStore } from '../../hub/store/index.ts';
import { createHlc } from '../../shared/base/index.ts';
import { sortEvents, type DomainEvent } from '../../shared/domain/index.ts';
import { orderDoc, SCHEMAS, shipmentDoc, waybillDoc, type OutboxDoc } from '../../shared/schema/index.ts';
import { createRandom, type Random } from '../integration/storage/fuzz/random.ts';
import { freshNumber, handOver, heal, pack } from './bench.ts';
import { differences, disagreements, doubleNumbers, losses, readHub, type Checked } from './check.ts';
import type { Desk, Documents } from './desk.ts';
import { clerk, takeOrder } from './office.ts';
import { REAL_RULES } from './rules.ts';
import type { Acknowledged } from './station.ts';
import { isAggregate, type Doc } from './types.ts';

/**
 * The same through the station's own replication: RxDB's protocol, the station's database and what stands between it and the
 * hub, against the hub's push and pull in this process. What people do and what the transport does wrong follow from the
 * seed; which promise goes on first does not.
 */

/** RxDB's open core allows some sixteen collections in a process: three stations of these. */
const NAMES = ['orders', 'shipments', 'waybills'] as const;
type Name = (typeof NAMES)[number];
const HANDLERS = {
  orders: unionOfEvents(orderDoc),
  shipments: unionOfEvents(shipmentDoc),
  waybills: unionOfEvents(waybillDoc),
  outbox: unchanged,
};

const SITE = 'main';
const KEY = new Uint8Array(32).fill(9);
const ROUNDS = 40;
/** How long a station may need to be in step when nothing is wrong any more, ms; the reminder of what waits takes 20 s. */
const IN_STEP_MS = 30_000;

type Client = Parameters<typeof createReplication>[0]['client'];

/** One exchange with the hub; what is lost on the way may have been done. */
interface Transport {
  ask<T>(work: () => Promise<T>, gone: () => boolean): Promise<T>;
  calm(): void;
}

function createTransport(random: Random): Transport {
  let faults = random.pick([0, 0.1, 0.3]);
  const lost = (): HubError => new HubError('away', 'unreachable');
  return {
    calm: () => void (faults = 0),
    async ask(work, gone) {
      await sleep(random.below(3));
      if (gone() || random.chance(faults)) throw lost();
      // Sent twice: the second may come when others have been answered.
      if (random.chance(faults))
        void sleep(random.below(20))
          .then(work)
          .catch(() => undefined);
      const answer = await work();
      await sleep(random.below(3));
      if (gone() || random.chance(faults)) throw lost();
      return JSON.parse(JSON.stringify(answer)) as never;
    },
  };
}

interface RxStation extends Checked {
  readonly desk: Desk;
  /** Ends the replication where it stands, and opens folder and replication again. */
  restart(): Promise<void>;
  /** The hub has news. */
  resync(): void;
  inSync(): Promise<void>;
  close(): Promise<void>;
}

async function openStation(
  name: string,
  store: HubStore,
  random: Random,
  transport: Transport,
): Promise<RxStation> {
  const directory = mkdtempSync(join(tmpdir(), 'packline-simulation-'));
  const who = { station: name, site: SITE };
  const clock = { now: () => Date.now() };
  const hlc = createHlc({ clock, station: name });
  const mirrors = new Map<Name, Map<string, Doc>>(NAMES.map((each) => [each, new Map()]));
  const mirrorOf = (collection: string): Map<string, Doc> => mirrors.get(collection as Name) ?? new Map();
  const acknowledged: Acknowledged[] = [];
  let storage: NodeSqliteStorage;
  let rx: RxDatabase;
  const tables = new Map<string, Table<Doc>>();
  const tableOf = (collection: string): Table<Doc> => tables.get(collection) as Table<Doc>;
  let replication: Replication;
  let refused: Awaited<ReturnType<typeof openRefused>>;
  let life = 0;
  let serial = 0;

  async function open(): Promise<void> {
    life += 1;
    const born = life;
    const gone = (): boolean => born !== life;
    storage = getRxStorageNodeSqlite({
      directory,
      encryption: { key: KEY },
      onFatal: (error) => {
        throw error;
      },
    });
    rx = await createRxDatabase({
      name: `packline-${name}`,
      storage: storesWhatIsCompared(storage as never),
      multiInstance: false,
      eventReduce: false,
    });
    const collections = (await rx.addCollections(
      Object.fromEntries(
        Object.entries(HANDLERS).map(([each, conflictHandler]) => [
          each,
          { schema: SCHEMAS[each as Name], conflictHandler },
        ]),
      ) as never,
    )) as unknown as Record<Name | 'outbox', RxCollection<Doc>>;
    for (const [each, collection] of Object.entries(collections)) tables.set(each, createTable(collection));
    for (const collection of NAMES) {
      const { storageInstance } = collections[collection];
      storageInstance.changeStream().subscribe(({ events }) => {
        for (const { documentData } of events) show(mirrorOf(collection), documentData as never);
      });
      // What the life before wrote last may not have been told any more.
      const { documents } = await getChangedDocumentsSince(storageInstance, 10_000);
      for (const document of documents) show(mirrorOf(collection), document as never);
    }
    refused = await openRefused(
      { outbox: tableOf('outbox') as unknown as Table<OutboxDoc> },
      clock,
      () => undefined,
    );
    const client: Client = {
      pull: (asked) =>
        transport.ask(() => pullDocuments({ store }, who, asked as never), gone) as ReturnType<
          Client['pull']
        >,
      push: (asked) =>
        transport.ask(() => pushDocuments({ store, clock }, who, asked as never), gone) as ReturnType<
          Client['push']
        >,
    };
    let away = false;
    /** As the station's link does it. */
    async function comeBack(): Promise<void> {
      if (away) return;
      away = true;
      replication.pause();
      await sleep(random.below(6));
      away = false;
      if (!gone()) await replication.resume();
    }
    replication = createReplication({
      db: { collections: collections as never },
      identity: 'hub',
      client,
      sites: { here: SITE, hub: SITE },
      clock,
      hlc,
      skewMs: () => 0,
      refused,
      since: () => 0,
      pulledBefore: false,
      onFailure: () => void comeBack(),
      onChange: () => undefined,
    });
    await replication.start();
    await replication.resume();
  }

  async function close(): Promise<void> {
    life += 1;
    await replication.stop();
    await rx.close();
    await storage.close();
  }

  const desk: Desk = {
    station: name,
    site: SITE,
    random,
    hlc,
    now: clock.now,
    person: {
      id: `op:${name}-001`,
      roles: ['CLK', 'REV', 'CS', 'WHL', 'PIK', 'PKR', 'SHP', 'LOG', 'FIN', 'MGR'],
    },
    id: () => `${name}${(serial += 1).toString(36).toUpperCase().padStart(4, '0')}`,
    all: (collection) => [...mirrorOf(collection).values()] as unknown as Documents[typeof collection][],
    get: (collection, id) =>
      mirrorOf(collection).get(id) as unknown as Documents[typeof collection] | undefined,
    async append(collection, id, drafts, by) {
      const events = drafts.map((draft): DomainEvent => ({
        id: draft.id ?? `${name}e${(serial += 1).toString(36).padStart(5, '0')}`,
        type: draft.type,
        at: hlc.next(),
        by: by.id,
        station: name,
        data: draft.data,
      }));
      let fresh: DomainEvent[] = [];
      await tableOf(collection).update(id, (doc) => {
        if (!isAggregate(doc)) return doc;
        const known = new Set(doc.events.map((event) => event.id));
        fresh = events.filter((event) => !known.has(event.id));
        if (fresh.length === 0) return doc;
        const secret = doc['private'] as { events: object } | undefined;
        const brought = fresh.flatMap((event) => {
          const given = drafts[events.indexOf(event)]?.private;
          return given === undefined ? [] : [[event.id, given] as const];
        });
        const next = {
          ...doc,
          events: sortEvents([...doc.events, ...fresh]),
          ...(secret
            ? { private: { ...secret, events: { ...secret.events, ...Object.fromEntries(brought) } } }
            : {}),
        };
        return REAL_RULES.merge(collection, next, next);
      });
      for (const event of fresh) acknowledged.push({ collection, id, event, at: 0 });
    },
    async insert(collection, doc) {
      if (!NAMES.some((each) => each === collection)) return;
      const { existing } = await tableOf(collection).insertMany([doc as Doc]);
      const { events = [] } = doc as { events?: readonly DomainEvent[] };
      if (existing.size === 0)
        for (const event of events)
          acknowledged.push({ collection: collection as Name, id: doc.id, event, at: 0 });
    },
    // Lists of handed over parcels stay here: only aggregates are replicated in this game.
    put: () => Promise.resolve(),
    barrier: () => storage.barrier(),
  };

  await open();
  return {
    name,
    desk,
    acknowledged: () => acknowledged,
    disk: {
      all: (collection) => [...mirrorOf(collection).values()],
      get: (collection, id) => mirrorOf(collection).get(id),
      refused: () =>
        new Map(refused.all().map((entry) => [`${entry.collection} ${entry.id}`, entry])) as never,
    },
    async restart() {
      await close();
      await open();
    },
    resync: () => replication.stream.onResync(),
    async inSync() {
      const began = performance.now();
      while (!replication.inStep()) {
        if (performance.now() - began > IN_STEP_MS)
          throw new Error(
            `${name} waits: ${replication.pending.count()} to push, refused ${JSON.stringify(refused.all())}`,
          );
        await sleep(5);
      }
    },
    async close() {
      await close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function show(mirror: Map<string, Doc>, document: RxDocumentData<Doc>): void {
  mirror.set(document.id, bare(document));
}

const bare = (document: object): Doc =>
  Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_'))) as Doc;

/** @returns what does not hold after the last exchange */
export async function simulateRxdb(seed: number): Promise<readonly string[]> {
  const random = createRandom(seed);
  const store = await openSqliteStore({ path: ':memory:', key: KEY, clock: { now: () => Date.now() } });
  await store.createSite(SITE);
  const transport = createTransport(random);
  const stations: RxStation[] = [];
  for (let n = 1; n <= 2 + random.below(2); n += 1)
    stations.push(await openStation(`s${n}`, store, random, transport));
  try {
    await Promise.all(stations.map((station) => shift(station, random)));
    transport.calm();
    return await agreement(stations, store);
  } finally {
    for (const station of stations) await station.close();
    await store.close();
  }
}

async function shift(station: RxStation, random: Random): Promise<void> {
  const { desk } = station;
  const steps = 20 + random.below(25);
  for (let step = 0; step < steps; step += 1) {
    const what = random.next();
    if (what < 0.2) await takeOrder(desk, String(random.below(3)));
    else if (what < 0.4) await clerk(desk);
    else if (what < 0.45)
      await desk.insert('waybills', freshNumber(SITE, `SF${100 + random.below(3)}`, 'pool'));
    else if (what < 0.85) await pack(desk);
    else if (what < 0.9) await handOver(desk);
    else if (what < 0.97) station.resync();
    else {
      await station.restart();
      await heal(desk);
    }
    if (random.chance(0.5)) await sleep(random.below(4));
  }
}

async function agreement(stations: readonly RxStation[], store: HubStore): Promise<readonly string[]> {
  for (let round = 0; ; round += 1) {
    for (const station of stations) {
      station.resync();
      await station.inSync();
    }
    const own = { site: SITE, stations, hub: await readHub(store, SITE) };
    const differing = differences(own);
    if (differing.length === 0) return [...losses(own), ...doubleNumbers(own), ...disagreements(own)];
    if (round > ROUNDS) return differing;
    await sleep(5);
  }
}
