import {
  StoreUnavailableError,
  type HubStore,
  type SiteTransaction,
  type StoredDocument,
} from '../../hub/store/port.ts';
import type { HubCheckpoint, RefusedRow } from '../../shared/contract/hub/index.ts';
import type { ReplicatedName } from '../../shared/contract/hub/index.ts';
import { createStreams, type Streams } from '../../hub/server/streams.ts';
import type { Connection } from './connection.ts';
import type { Doc } from './types.ts';
import { Gone, type World } from './world.ts';

/** The hub's code under test, so that a planted bug can stand in for a part of it. */
export interface HubCode {
  push(hub: HubDeps, who: Who, request: Push): Promise<Pushed>;
  pull(hub: HubDeps, who: Who, request: Pull): Promise<Pulled>;
}

export interface HubDeps {
  readonly store: HubStore;
  readonly clock: { now(): number };
}
export interface Who {
  readonly station: string;
  readonly site: string;
}
export interface Push {
  readonly collection: ReplicatedName;
  readonly rows: readonly { readonly document: Doc; readonly assumed: string | null }[];
}
export interface Pushed {
  readonly conflicts: readonly Doc[];
  readonly refused: readonly RefusedRow[];
}
export interface Pull {
  readonly collection: ReplicatedName;
  readonly after: HubCheckpoint | null;
  readonly limit: number;
  readonly since: number;
}
export interface Pulled {
  readonly documents: readonly Doc[];
  readonly checkpoint: HubCheckpoint;
}

/** One document in one commit, as the site's history has it. */
export interface Commit extends Pick<StoredDocument, 'collection' | 'id' | 'seq' | 'fingerprint' | 'writer'> {
  readonly site: string;
  /** When it was seen, in the order of all that happened. */
  readonly order: number;
}

/** What a hub has answered to a pull. */
export interface Answer extends Pulled {
  readonly site: string;
  readonly collection: ReplicatedName;
  readonly after: number;
  readonly order: number;
}

export interface Hubs {
  readonly names: readonly string[];
  /** One that runs, as a load balancer chooses. @throws Gone where none does */
  any(): HubProcess;
  /** The process dies with all that it was doing; what was not committed never happened. */
  kill(name: string): void;
  start(name: string): void;
  /** The database refuses everything for a while. */
  breakStore(broken: boolean): void;
  readonly commits: readonly Commit[];
  readonly answers: readonly Answer[];
  /** Documents that transactions in flight have taken numbers for and not committed. */
  inFlight(site: string): number;
  tally(): { readonly conflicts: number; readonly refusals: number };
}

export interface HubProcess {
  readonly name: string;
  /** Opens a stream; ends with the process. */
  listen(who: Who, connection: Connection): Promise<void>;
  push(who: Who, request: Push): Promise<Pushed>;
  pull(who: Who, request: Pull): Promise<Pulled>;
}

const PAUSE_MS = 40;
/** No real timer of the hub's streams may fire: the longest that Node knows. */
const NEVER_MS = 2 ** 31 - 1;
/** So little that a slow reader is behind at once, characters. */
const MAX_BUFFERED = 3_000;

/** Hub processes over one store, each with a clock of its own. */
export function createHubs(options: {
  readonly world: World;
  readonly store: HubStore;
  readonly code: HubCode;
  /** How wrong each hub's clock is, ms. */
  readonly skews: readonly number[];
}): Hubs {
  const { world, code } = options;
  const lives = options.skews.map(() => 1);
  const running = options.skews.map(() => true);
  const names = options.skews.map((_, at) => `hub${at + 1}`);
  const commits: Commit[] = [];
  const answers: Answer[] = [];
  const flights = new Map<string, number>();
  let broken = false;
  let order = 0;
  const connections = names.map(() => new Set<Connection>());
  const streams: (Streams | undefined)[] = names.map(() => undefined);
  const tally = { conflicts: 0, refusals: 0 };

  /** The store as one process sees it: slow, gone when the process is gone, and refusing when the database is broken. */
  function storeOf(at: number): HubStore {
    const life = lives[at];
    const { store } = options;
    async function turn(): Promise<void> {
      await world.sleep(world.random.next() * PAUSE_MS);
      if (lives[at] !== life || running[at] !== true) throw new Gone();
      if (broken) throw new StoreUnavailableError('the simulation has taken the database away');
    }
    return {
      ...store,
      kind: store.kind,
      async transaction(site, work) {
        await turn();
        const written: Commit[] = [];
        const fly = (n: number): void => void flights.set(site, (flights.get(site) ?? 0) + n);
        try {
          const result = await store.transaction(site, async (tx) => {
            const slow: SiteTransaction = {
              seq: tx.seq,
              incarnation: tx.incarnation,
              documents: async (collection, ids) => {
                await turn();
                return tx.documents(collection, ids);
              },
              async putDocuments(documents) {
                await turn();
                await tx.putDocuments(documents);
                fly(documents.length);
                for (const each of documents) {
                  const stored = (await tx.documents(each.collection, [each.id])).get(each.id);
                  if (!stored) throw new Error(`${each.id} was put and is not there`);
                  const { collection, id, seq, fingerprint, writer } = stored;
                  order += 1;
                  written.push({ site, collection, id, seq, fingerprint, writer, order });
                }
                await turn();
              },
              record: (kind, id) => tx.record(kind, id),
              records: (query) => tx.records(query),
              putRecord: (record) => tx.putRecord(record),
              insertRecord: (record) => tx.insertRecord(record),
              removeRecord: (kind, id) => tx.removeRecord(kind, id),
              putTerms: (entries) => tx.putTerms(entries),
            };
            return work(slow);
          });
          commits.push(...written);
          return result;
        } finally {
          fly(-written.length);
        }
      },
      async changes(site, query) {
        await turn();
        return store.changes(site, query);
      },
      async feed(site, after, limit) {
        await turn();
        return store.feed(site, after, limit);
      },
      async head(site) {
        await turn();
        return store.head(site);
      },
      async documents(site, collection, ids) {
        await turn();
        return store.documents(site, collection, ids);
      },
    };
  }

  const processes = names.map((name, at): HubProcess => {
    const deps = (): HubDeps => ({
      store: storeOf(at),
      clock: { now: () => Math.trunc(world.now() + (options.skews[at] ?? 0)) },
    });
    /** Lets nothing out of a process that died meanwhile. */
    async function alive<T>(work: () => Promise<T>): Promise<T> {
      const life = lives[at];
      const result = await work();
      if (lives[at] !== life) throw new Gone();
      return result;
    }
    function streamsNow(): Streams {
      return (streams[at] ??= createStreams({
        store: storeOf(at),
        stations: { revoked: () => Promise.resolve(new Set()), onBarred: () => () => undefined },
        clock: { now: world.now },
        limits: { pingMs: NEVER_MS, barredMs: NEVER_MS, perStation: 1_000, maxBuffered: MAX_BUFFERED },
        onError: () => undefined,
      }));
    }
    return {
      name,
      async listen(who, connection) {
        connections[at]?.add(connection);
        await streamsNow().open(who, connection.response, {});
        await connection.ended;
        connections[at]?.delete(connection);
      },
      push: (who, request) =>
        alive(async () => {
          const pushed = await code.push(deps(), who, request);
          tally.conflicts += pushed.conflicts.length;
          tally.refusals += pushed.refused.length;
          world.trace(
            () =>
              `${name} push ${who.station} ${request.collection} [${request.rows.map((row) => row.document.id).join(' ')}]` +
              ` conflicts [${pushed.conflicts.map((doc) => doc.id).join(' ')}]` +
              ` refused [${pushed.refused.map((row) => `${row.id} ${row.code}`).join(', ')}]`,
          );
          return pushed;
        }),
      pull: (who, request) =>
        alive(async () => {
          const pulled = await code.pull(deps(), who, request);
          const after = request.after?.seq ?? 0;
          order += 1;
          answers.push({ ...pulled, site: who.site, collection: request.collection, after, order });
          if (pulled.documents.length > 0)
            world.trace(
              () =>
                `${name} pull ${who.station} ${request.collection} after ${after}: ` +
                `[${pulled.documents.map((doc) => doc.id).join(' ')}] to ${pulled.checkpoint.seq}`,
            );
          return pulled;
        }),
    };
  });

  return {
    names,
    commits,
    answers,
    inFlight: (site) => flights.get(site) ?? 0,
    tally: () => tally,
    any() {
      const up = processes.filter((_, at) => running[at]);
      if (up.length === 0) throw new Gone();
      return world.random.pick(up);
    },
    kill(name) {
      const at = names.indexOf(name);
      lives[at] = (lives[at] ?? 0) + 1;
      running[at] = false;
      streams[at] = undefined;
      for (const connection of connections[at] ?? []) connection.end();
      world.trace(() => `${name} killed`);
    },
    start(name) {
      running[names.indexOf(name)] = true;
      world.trace(() => `${name} started`);
    },
    breakStore(now) {
      if (broken === now) return;
      broken = now;
      world.trace(() => `database ${now ? 'gone' : 'back'}`);
    },
  };
}
