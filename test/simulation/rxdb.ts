import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  awaitRxStorageReplicationInSync,
  cancelRxStorageReplication,
  createRevision,
  fillWithDefaultSettings,
  getChangedDocumentsSince,
  getHeightOfRevision,
  getRxReplicationMetaInstanceSchema,
  now,
  replicateRxStorageInstance,
  type RxConflictHandler,
  type RxDocumentData,
  type RxJsonSchema,
  type RxReplicationPullStreamItem,
  type RxReplicationWriteToMasterRow,
  type RxStorageInstance,
  type RxStorageInstanceReplicationState,
  type WithDeleted,
} from 'rxdb';
import { Subject } from 'rxjs';
import { unionOfEvents } from '../../electron/station/database/conflicts.ts';
import { getRxStorageNodeSqlite, type NodeSqliteStorage } from '../../electron/station/storage/index.ts';
import { pullDocuments, pushDocuments } from '../../hub/replication/index.ts';
import { openSqliteStore, type HubStore } from '../../hub/store/index.ts';
import { createHlc } from '../../shared/base/index.ts';
import { fingerprintOf, type HubCheckpoint } from '../../shared/contract/hub/index.ts';
import { sortEvents, type DomainEvent } from '../../shared/domain/index.ts';
import { orderDoc, SCHEMAS, shipmentDoc, waybillDoc } from '../../shared/schema/index.ts';
import { createRandom, type Random } from '../integration/storage/fuzz/random.ts';
import { freshNumber, handOver, heal, pack } from './bench.ts';
import { differences, disagreements, doubleNumbers, losses, readHub, type Checked } from './check.ts';
import type { Desk, Documents } from './desk.ts';
import { clerk, takeOrder } from './office.ts';
import { REAL_RULES } from './rules.ts';
import type { Acknowledged } from './station.ts';
import { isAggregate, type Doc } from './types.ts';

/**
 * The same through RxDB's own replication of storage instances, the station's storage and its conflict handlers, against the
 * hub's push and pull in this process. What people do and what the transport does wrong follow from the seed; which promise
 * goes on first does not.
 */

const NAMES = ['orders', 'shipments', 'waybills'] as const;
type Name = (typeof NAMES)[number];
const HANDLERS = {
  orders: unionOfEvents(orderDoc),
  shipments: unionOfEvents(shipmentDoc),
  waybills: unionOfEvents(waybillDoc),
} as unknown as Record<Name, RxConflictHandler<Doc>>;

const SITE = 'main';
const KEY = new Uint8Array(32).fill(9);
const ROUNDS = 40;
type Fork = RxStorageInstance<Doc, never, never>;
type State = RxStorageInstanceReplicationState<Doc>;
type Item = RxReplicationPullStreamItem<Doc, HubCheckpoint>;

/** Asks the hub until it answers; what is lost on the way may have been done. */
interface Transport {
  ask<T>(work: () => Promise<T>, gone: () => boolean): Promise<T>;
  calm(): void;
}

function createTransport(random: Random): Transport {
  let faults = random.pick([0, 0.1, 0.3]);
  return {
    calm: () => void (faults = 0),
    async ask(work, gone) {
      for (;;) {
        await sleep(random.below(3));
        // Nobody waits for it any more.
        if (gone()) return new Promise(() => undefined);
        if (random.chance(faults)) continue;
        // Sent twice: the second may come when others have been answered.
        if (random.chance(faults))
          void sleep(random.below(20))
            .then(work)
            .catch(() => undefined);
        const answer = await work();
        if (!random.chance(faults) && !gone()) return JSON.parse(JSON.stringify(answer)) as never;
      }
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
  const acknowledged: Acknowledged[] = [];
  const forks = new Map<Name, Fork>();
  let storage: NodeSqliteStorage;
  let states: State[] = [];
  let streams: Subject<Item>[] = [];
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
    const instance = async (collectionName: string, schema: RxJsonSchema<unknown>): Promise<Fork> =>
      (await storage.createStorageInstance({
        databaseInstanceToken: `${name}-${life}`,
        databaseName: 'packline',
        collectionName,
        schema: schema as never,
        options: {},
        multiInstance: false,
        devMode: false,
      })) as unknown as Fork;
    for (const collection of NAMES) {
      const schema = fillWithDefaultSettings(SCHEMAS[collection] as unknown as RxJsonSchema<Doc>);
      const fork = await instance(collection, schema as RxJsonSchema<unknown>);
      const encrypted = (schema.encrypted ?? []).length > 0;
      const meta = await instance(
        `meta-${collection}`,
        getRxReplicationMetaInstanceSchema(schema as never, encrypted) as RxJsonSchema<unknown>,
      );
      forks.set(collection, fork);
      const mirror = mirrors.get(collection) as Map<string, Doc>;
      fork.changeStream().subscribe(({ events }) => {
        for (const { documentData } of events) show(mirror, documentData as RxDocumentData<Doc>);
      });
      // What the life before wrote last may not have been told any more.
      await reread(collection);
      const stream = new Subject<Item>();
      streams.push(stream);
      states.push(
        replicateRxStorageInstance({
          identifier: 'hub',
          forkInstance: fork as never,
          metaInstance: meta as never,
          skipStoringPullMeta: false,
          pullBatchSize: 3,
          pushBatchSize: 3,
          conflictHandler: HANDLERS[collection],
          hashFunction: (text) => Promise.resolve(createHash('sha256').update(String(text)).digest('hex')),
          replicationHandler: {
            masterChangeStream$: stream.asObservable(),
            masterChangesSince: async (after: HubCheckpoint | undefined, limit) => {
              const asked = { collection, after: after ?? null, limit };
              const { documents, checkpoint } = await transport.ask(
                () => pullDocuments({ store }, who, asked),
                gone,
              );
              return {
                documents: documents.map((doc) => ({ ...doc, _deleted: false })) as never,
                checkpoint,
              };
            },
            masterWrite: (rows) => transport.ask(() => push(collection, rows), gone),
          },
        }),
      );
    }
  }

  async function reread(collection: Name): Promise<void> {
    const fork = forks.get(collection) as Fork;
    const { documents } = await getChangedDocumentsSince(fork, 10_000);
    for (const document of documents)
      show(mirrors.get(collection) as Map<string, Doc>, document as RxDocumentData<Doc>);
  }

  async function push(
    collection: Name,
    rows: readonly RxReplicationWriteToMasterRow<Doc>[],
  ): Promise<WithDeleted<Doc>[]> {
    const asked = {
      collection,
      rows: rows.map(({ newDocumentState, assumedMasterState }) => ({
        document: bare(newDocumentState),
        assumed: assumedMasterState ? fingerprintOf(bare(assumedMasterState)) : null,
      })),
    };
    const { conflicts, refused } = await pushDocuments({ store, clock }, who, asked);
    const [first] = refused;
    if (first) throw new Error(`the hub refused ${collection} ${first.id}: ${first.code}`);
    return conflicts.map((doc) => ({ ...doc, _deleted: false })) as unknown as WithDeleted<Doc>[];
  }

  async function close(): Promise<void> {
    life += 1;
    await Promise.all(states.map((state) => cancelRxStorageReplication(state)));
    states = [];
    streams = [];
    await storage.close();
  }

  /** Changes what is stored, again where somebody wrote meanwhile. */
  async function write(
    collection: Name,
    id: string,
    change: (doc: Doc | undefined) => Doc | undefined,
  ): Promise<void> {
    for (;;) {
      const fork = forks.get(collection) as Fork;
      const [previous] = (await fork.findDocumentsById([id], false)) as RxDocumentData<Doc>[];
      const next = change(previous && bare(previous));
      if (!next) return;
      const document = {
        ...next,
        _deleted: false,
        _attachments: {},
        _meta: { ...previous?._meta, lwt: now() },
        _rev: createRevision(name, previous),
      } as RxDocumentData<Doc>;
      const { error } = await fork.bulkWrite([previous ? { previous, document } : { document }], 'people');
      if (error.length === 0) {
        show(mirrors.get(collection) as Map<string, Doc>, document);
        return;
      }
      if (error[0]?.status !== 409) throw new Error(`${id} was not written: ${error[0]?.status}`);
    }
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
    all: (collection) =>
      [...(mirrors.get(collection as Name)?.values() ?? [])] as unknown as Documents[typeof collection][],
    get: (collection, id) =>
      mirrors.get(collection as Name)?.get(id) as unknown as Documents[typeof collection] | undefined,
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
      await write(collection, id, (doc) => {
        if (!doc || !isAggregate(doc)) return undefined;
        const known = new Set(doc.events.map((event) => event.id));
        fresh = events.filter((event) => !known.has(event.id));
        if (fresh.length === 0) return undefined;
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
      if (!NAMES.includes(collection as Name)) return;
      let made = false;
      await write(collection as Name, doc.id, (before) => {
        made = before === undefined;
        return made ? (doc as Doc) : undefined;
      });
      const { events = [] } = doc as { events?: readonly DomainEvent[] };
      if (made) for (const event of events) acknowledged.push({ collection, id: doc.id, event, at: 0 });
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
      all: (collection) => [...(mirrors.get(collection as Name)?.values() ?? [])],
      get: (collection, id) => mirrors.get(collection as Name)?.get(id),
      refused: () => new Map(),
    },
    async restart() {
      await close();
      await open();
    },
    resync: () => streams.forEach((stream) => stream.next('RESYNC')),
    async inSync() {
      await Promise.all(states.map((state) => awaitRxStorageReplicationInSync(state)));
      for (const collection of NAMES) await reread(collection);
    },
    async close() {
      await close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Of two states of a document the one that was written later, whichever is heard of first. */
function show(mirror: Map<string, Doc>, document: RxDocumentData<Doc>): void {
  const height = getHeightOfRevision(document._rev);
  const known = mirror.get(document.id);
  if (known && (HEIGHTS.get(known) ?? 0) > height) return;
  const shown = bare(document);
  HEIGHTS.set(shown, height);
  mirror.set(document.id, shown);
}
const HEIGHTS = new WeakMap<Doc, number>();

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
