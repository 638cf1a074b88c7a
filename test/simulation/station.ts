import { createHlc, parseHlc, type HlcClock } from '../../shared/base/index.ts';
import { MAX_AHEAD_MS, REPLICATED, type ReplicatedName } from '../../shared/contract/hub/index.ts';
import { sortEvents, type DomainEvent } from '../../shared/domain/index.ts';
import { openConnection } from './connection.ts';
import type { Desk, Documents } from './desk.ts';
import { createDisk, type Disk, type Write } from './disk.ts';
import type { Hubs, Pulled, Pushed } from './hubs.ts';
import { NoAnswer, type Network } from './network.ts';
import { folded, isSame, printOf, REAL_RULES, type StationRules } from './rules.ts';
import { isAggregate, type Doc } from './types.ts';
import { Gone, type World } from './world.ts';

/** What a station has said to be kept: an event, or a whole document of a collection without events. */
export interface Acknowledged {
  readonly collection: ReplicatedName;
  readonly id: string;
  readonly event?: DomainEvent;
  readonly stamp?: string;
  /** Place in the station's log. */
  readonly at: number;
}

export interface Station {
  readonly name: string;
  readonly site: string;
  readonly disk: Disk;
  readonly acknowledged: () => readonly Acknowledged[];
  /** Runs what people do here, over and over, while the station runs. */
  start(life: {
    readonly work: (desk: Desk) => Promise<void>;
    readonly restarted: (desk: Desk) => Promise<void>;
  }): void;
  crash(kind: 'kill' | 'power'): void;
  /** The wall clock is wrong by so much from now on, ms. */
  setClock(skew: number): void;
  /** People go home, and nothing is exchanged but by `exchange`. */
  rest(): void;
  /** Pushes and pulls until nothing is left; throws where the network does not answer. @returns whether anything moved */
  exchange(): Promise<boolean>;
  running(): boolean;
}

/** What the hub's stream brings. */
interface Change {
  readonly collection: ReplicatedName;
  readonly documents: readonly Doc[];
  readonly own: readonly { readonly id: string; readonly fingerprint: string }[];
  readonly checkpoint: { readonly seq: number };
}

export interface StationOptions {
  readonly world: World;
  readonly network: Network;
  readonly hubs: Hubs;
  readonly name: string;
  readonly site: string;
  readonly rules: StationRules;
  /** Rows of one push or pull. */
  readonly batch: number;
  /**
   * As the station does over RxDB: what is pulled where a local change waits becomes one with it here, and only the push
   * learns what the hub has. Else the pull notes it.
   */
  readonly leavesAssumed: boolean;
  /** A planted bug. */
  readonly forgetsRefused?: boolean;
  readonly sleepMs: number;
}

/** A station's replication: the protocol of RxDB in little, over the simulated disk and network. */
export function createStation(options: StationOptions): Station {
  const { world, network, hubs, name, site, rules } = options;
  const { random } = world;
  const who = { station: name, site };
  const disk = createDisk((unsynced) => random.below(unsynced + 1));
  let acknowledged: Acknowledged[] = [];
  let life = 0;
  let up = false;
  let working = true;
  let skew = 0;
  let serial = 0;
  /** Collections of which everything was pulled since the stream began: what it brings may be taken. */
  let current = new Set<ReplicatedName>();
  let missed = new Map<ReplicatedName, number>();
  let inbox: Change[] = [];
  let doing: { work: (desk: Desk) => Promise<void>; restarted: (desk: Desk) => Promise<void> } | undefined;

  const now = (): number => Math.trunc(world.now() + skew);
  let hlc: HlcClock = createHlc({ clock: { now }, station: name });

  /** No stamp is older than one on disk, also where the clock was set back. */
  function clockOfDisk(): HlcClock {
    const last = REPLICATED.flatMap((collection) => disk.all(collection).flatMap(stampsOf))
      .sort()
      .at(-1);
    return createHlc({ clock: { now }, station: name, ...(last === undefined ? {} : { last }) });
  }

  /** A coroutine of this life of the process: gone when the process is. */
  function guard(): () => void {
    const born = life;
    return () => {
      if (born !== life || !up) throw new Gone();
    };
  }

  /** Between deciding and COMMIT: what dies here was never acknowledged. */
  async function commit(check: () => void, make: () => readonly Write[]): Promise<number> {
    await world.sleep(random.next() * 20);
    check();
    return disk.write(...make());
  }

  function deskOf(check: () => void): Desk {
    return {
      station: name,
      site,
      random,
      hlc,
      now,
      person: {
        id: `op:${name}-001`,
        roles: ['CLK', 'REV', 'CS', 'WHL', 'PIK', 'PKR', 'SHP', 'LOG', 'FIN', 'MGR'],
      },
      id: () => `${name}${(serial += 1).toString(36).toUpperCase().padStart(4, '0')}`,
      all: (collection) => disk.all(collection) as unknown as Documents[typeof collection][],
      get: (collection, id) =>
        disk.get(collection, id) as unknown as Documents[typeof collection] | undefined,
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
        const at = await commit(check, () => {
          const doc = disk.get(collection, id);
          if (!doc || !isAggregate(doc)) return [];
          const known = new Set(doc.events.map((event) => event.id));
          fresh = events.filter((event) => !known.has(event.id));
          if (fresh.length === 0) return [];
          const brought = fresh.flatMap((event) => {
            const secret = drafts[events.indexOf(event)]?.private;
            return secret === undefined ? [] : [[event.id, secret] as const];
          });
          const before = doc['private'] as { events: object } | undefined;
          const next = {
            ...doc,
            events: sortEvents([...doc.events, ...fresh]),
            ...(before && brought.length > 0
              ? { private: { ...before, events: { ...before.events, ...Object.fromEntries(brought) } } }
              : {}),
          };
          // What an erasure names goes at once.
          return [{ what: 'doc', collection, doc: REAL_RULES.merge(collection, next, next) }];
        });
        for (const event of fresh) {
          acknowledged.push({ collection, id, event, at });
          world.trace(() => `${name} ${collection} ${id} + ${event.type} ${event.id}`);
        }
      },
      async insert(collection, doc) {
        let made = false;
        const at = await commit(check, () => {
          made = disk.get(collection, doc.id) === undefined;
          return made ? [{ what: 'doc', collection, doc: doc as Doc }] : [];
        });
        if (!made) return;
        world.trace(() => `${name} ${collection} ${doc.id} new`);
        const { events } = doc as { events?: readonly DomainEvent[] };
        if (events === undefined) acknowledged.push({ collection, id: doc.id, at });
        for (const event of events ?? []) acknowledged.push({ collection, id: doc.id, event, at });
      },
      async put(collection, doc) {
        const stamp = hlc.next();
        const at = await commit(check, () => [{ what: 'doc', collection, doc: { ...doc, stamp } as Doc }]);
        world.trace(() => `${name} ${collection} ${doc.id} = ${stamp}`);
        acknowledged.push({ collection, id: doc.id, stamp, at });
      },
      async barrier() {
        await world.sleep(random.next() * 30);
        check();
        disk.sync();
      },
    };
  }

  const keyOf = (collection: ReplicatedName, id: string): string => `${collection}:${id}`;

  async function pushRows(
    check: () => void,
    collection: ReplicatedName,
    rows: readonly { readonly doc: Doc; readonly assumed: string | null }[],
  ): Promise<void> {
    const sent = rows.map(({ doc, assumed }) => ({ document: doc, assumed }));
    const answer = await network.call<Pushed>(name, () => hubs.any().push(who, { collection, rows: sent }));
    check();
    const conflicts = new Map(answer.conflicts.map((doc) => [doc.id, doc]));
    const refused = new Map(answer.refused.map((row) => [row.id, row]));
    for (const { doc } of rows) {
      const conflict = conflicts.get(doc.id);
      const refusal = refused.get(doc.id);
      const key = keyOf(collection, doc.id);
      if (conflict) await meet(check, collection, conflict, doc);
      else if (refusal) {
        world.trace(() => `${name} refused ${key} ${refusal.code}`);
        const tries = (disk.refused().get(key)?.tries ?? 0) + 1;
        const entry = { code: refusal.code, data: refusal.data, tries };
        const writes: Write[] = options.forgetsRefused ? [] : [{ what: 'refused', key, refusal: entry }];
        await commit(check, () => [...writes, { what: 'assumed', collection, doc }]);
      } else {
        await commit(check, () => [
          { what: 'assumed', collection, doc },
          ...(disk.refused().has(key) ? [{ what: 'refused', key, refusal: undefined } as const] : []),
        ]);
      }
    }
  }

  /** The hub has something else: both become one here, and the next push brings it. */
  async function meet(
    check: () => void,
    collection: ReplicatedName,
    master: Doc,
    pushed: Doc,
  ): Promise<void> {
    note(master);
    await commit(check, () => {
      // What was changed since is met again by its own push.
      const ours = disk.get(collection, master.id);
      if (ours !== undefined && ours !== pushed) return [];
      const merged = rules.merge(collection, pushed, master);
      return [
        { what: 'doc', collection, doc: merged },
        { what: 'assumed', collection, doc: master },
      ];
    });
  }

  /** What comes from elsewhere sorts before what is done here from now on; a stamp of a mad clock is not believed. */
  function note(doc: Doc): void {
    for (const stamp of stampsOf(doc)) {
      const parts = parseHlc(stamp);
      if (parts && parts.ms <= now() + MAX_AHEAD_MS) hlc.receive(stamp);
    }
  }

  async function push(check: () => void, collection: ReplicatedName): Promise<boolean> {
    let moved = false;
    for (;;) {
      const changed = disk.changedSince(collection, disk.up(collection), options.batch);
      const last = changed.at(-1);
      if (!last) return moved;
      const rows = changed.flatMap(({ id, doc }) => {
        const assumed = disk.assumed(collection, id);
        if (assumed && isSame(assumed, doc)) return [];
        return [{ doc, assumed: assumed ? printOf(assumed) : null }];
      });
      if (rows.length > 0) {
        await pushRows(check, collection, rows);
        moved = true;
      }
      await commit(check, () => [{ what: 'up', collection, value: last.at }]);
    }
  }

  async function pull(check: () => void, collection: ReplicatedName): Promise<boolean> {
    let moved = false;
    for (;;) {
      const after = disk.down(collection);
      const asked = { collection, after: { seq: after }, limit: options.batch, since: 0 };
      const answer = await network.call<Pulled>(name, () => hubs.any().pull(who, asked));
      check();
      for (const master of answer.documents) moved = (await take(check, collection, master)) || moved;
      await commit(check, () => [{ what: 'down', collection, value: answer.checkpoint.seq }]);
      if (answer.documents.length === 0) {
        if ((missed.get(collection) ?? 0) <= answer.checkpoint.seq) current.add(collection);
        missed.delete(collection);
        return moved;
      }
    }
  }

  /** As the station does: while a pull has not caught up, a change of the stream only says how far it must come. */
  function hear(change: Change): void {
    if (current.has(change.collection)) inbox.push(change);
    else miss(change);
  }
  const miss = ({ collection, checkpoint }: Change): void =>
    void missed.set(collection, Math.max(missed.get(collection) ?? 0, checkpoint.seq));

  async function listen(check: () => void): Promise<void> {
    const connection = openConnection(world, network, name, (event, data) => {
      check();
      if (event === 'change') hear(JSON.parse(data) as Change);
      else current = new Set();
    });
    await hubs.any().listen(who, connection);
    check();
    current = new Set();
  }

  /** Something that was pushed from here, and went with the power. What waits meets the hub's state by its push. */
  const lacksOwn = ({ collection, own }: Change): boolean =>
    own.some(({ id, fingerprint }) => {
      const doc = disk.get(collection, id);
      const assumed = disk.assumed(collection, id);
      if (doc === undefined) return true;
      const waits = assumed === undefined || !isSame(assumed, doc);
      return !waits && printOf(doc) !== fingerprint;
    });

  async function takeInbox(check: () => void): Promise<void> {
    for (let change = inbox.shift(); change; change = inbox.shift()) {
      const { collection, documents, checkpoint } = change;
      // A frame from before the last pull would bring an old state back.
      if (checkpoint.seq <= disk.down(collection)) continue;
      if (!current.has(collection)) miss(change);
      else if (lacksOwn(change)) current.delete(collection);
      else {
        for (const master of documents) await take(check, collection, master);
        await commit(check, () => [{ what: 'down', collection, value: checkpoint.seq }]);
      }
    }
  }

  async function take(check: () => void, collection: ReplicatedName, master: Doc): Promise<boolean> {
    note(master);
    let moved = false;
    await commit(check, () => {
      const ours = disk.get(collection, master.id);
      const assumed = disk.assumed(collection, master.id);
      if (ours !== undefined && isSame(ours, master))
        return assumed && isSame(assumed, master) ? [] : [{ what: 'assumed', collection, doc: master }];
      const waits = ours !== undefined && (assumed === undefined || !isSame(assumed, ours));
      moved = true;
      // The push that waits, or whose answer is on its way, tells what the hub has; nothing that came is passed over.
      if (waits && options.leavesAssumed) {
        const both = rules.merge(collection, ours, master);
        return isSame(both, ours) ? [] : [{ what: 'doc', collection, doc: both }];
      }
      // What the hub refused counts as pushed and is not in what it sends: it must not go.
      const kept = ours !== undefined && (waits || disk.refused().has(keyOf(collection, master.id)));
      const doc = kept ? rules.merge(collection, ours, master) : folded(collection, master);
      return [
        { what: 'doc', collection, doc },
        { what: 'assumed', collection, doc: master },
      ];
    });
    return moved;
  }

  /** What was refused is offered again: a clock was set right, a person is known now. */
  async function offerAgain(check: () => void): Promise<boolean> {
    const keys = [...disk.refused().keys()];
    for (const key of keys) {
      const at = key.indexOf(':');
      const collection = key.slice(0, at) as ReplicatedName;
      const doc = disk.get(collection, key.slice(at + 1));
      if (doc) await pushRows(check, collection, [{ doc, assumed: null }]);
    }
    return keys.length > 0;
  }

  /** Runs until the process dies; what the network does not answer is tried again. */
  function forever(pause: () => number, work: (check: () => void) => Promise<unknown>): void {
    const check = guard();
    world.spawn(async () => {
      while (working) {
        await world.sleep(pause());
        check();
        try {
          await work(check);
        } catch (error) {
          if (!isTransient(error)) throw error;
        }
        check();
      }
    });
  }

  function begin(restarted: boolean): void {
    up = true;
    life += 1;
    hlc = clockOfDisk();
    current = new Set();
    missed = new Map();
    inbox = [];
    const pause = (): number => options.sleepMs * (0.2 + random.next() * 2);
    const check = guard();
    world.spawn(async () => {
      if (restarted && doing) await doing.restarted(deskOf(check));
      while (working) {
        await world.sleep(pause());
        check();
        if (doing) await doing.work(deskOf(check));
      }
    });
    forever(pause, async (alive) => {
      for (const collection of REPLICATED) await push(alive, collection);
    });
    forever(pause, async (alive) => {
      const stale = REPLICATED.filter((collection) => !current.has(collection));
      if (stale.length > 0) await pull(alive, random.pick(stale));
      await takeInbox(alive);
    });
    forever(pause, listen);
    forever(() => pause() * 20, offerAgain);
    forever(
      () => 500,
      async () => disk.sync(),
    );
  }

  return {
    name,
    site,
    disk,
    acknowledged: () => acknowledged,
    running: () => up,
    start(given) {
      doing = given;
      begin(false);
    },
    crash(kind) {
      if (!up) return;
      up = false;
      life += 1;
      const kept = disk.crash(kind);
      acknowledged = acknowledged.filter(({ at }) => at <= kept);
      world.trace(() => `${name} ${kind === 'kill' ? 'killed' : 'without power'}`);
      world.spawn(async () => {
        await world.sleep(500 + random.next() * 8_000);
        world.trace(() => `${name} started`);
        begin(true);
      });
    },
    setClock(to) {
      world.trace(() => `${name} clock ${to} ms off`);
      skew = to;
    },
    rest: () => void (working = false),
    async exchange() {
      const check = guard();
      inbox = [];
      let moved = await offerAgain(check);
      for (const collection of REPLICATED) moved = (await push(check, collection)) || moved;
      for (const collection of REPLICATED) moved = (await pull(check, collection)) || moved;
      return moved;
    },
  };
}

const stampsOf = (doc: Doc): string[] =>
  isAggregate(doc)
    ? doc.events.map((event) => event.at)
    : [doc['stamp'], doc['at']].filter((stamp) => typeof stamp === 'string');

/** The network, a hub or its database does not answer just now. */
function isTransient(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return (error as { code?: unknown }).code === 'store_unavailable';
}
