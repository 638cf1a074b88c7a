import { setTimeout as sleep } from 'node:timers/promises';
import type { RxCollection } from 'rxdb';
import { parseHlc, type Clock, type HlcClock } from '../../../shared/base/index.ts';
import {
  MAX_AHEAD_MS,
  MAX_BATCH,
  REPLICATED,
  type ReplicatedName,
} from '../../../shared/contract/hub/index.ts';
import type { CollectionName } from '../../../shared/schema/index.ts';
import type { Database } from '../database/index.ts';
import { createCollectionSync, type CollectionSync } from './collection.ts';
import type { Fields, Sites } from './documents.ts';
import { createGate } from './gate.ts';
import type { HubClient } from './hub-client.ts';
import { createPace } from '../pace.ts';
import { createPending, type Pending } from './pending.ts';
import type { RefusedList } from './refused.ts';
import type { StreamListener } from './stream.ts';

/** Replication of all collections with one hub. */
export interface Replication {
  /** Counts what the hub does not have; nothing is exchanged yet. */
  start(): Promise<void>;
  /** Has `start` counted? */
  counted(): boolean;
  resume(): Promise<void>;
  /** Nothing is exchanged any more until `resume`. */
  pause(): void;
  readonly pending: Pending;
  readonly stream: Omit<StreamListener, 'onPing'>;
  /** All that the hub had was pulled since `resume`, and nothing waits here. */
  inStep(): boolean;
  /** Documents of the first pull of everything so far; null where it is over. */
  pulling(): number | null;
  /** Greatest place in the hub's order of commits that was seen in this joining. */
  seen(): Promise<number>;
  offer(collection: ReplicatedName, ids: readonly string[]): Promise<void>;
  mayGo(collection: CollectionName, id: string): boolean;
  gone(collection: CollectionName, ids: readonly string[]): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export interface ReplicationDeps {
  readonly db: { readonly collections: Readonly<Partial<Database['collections']>> };
  readonly identity: string;
  readonly client: Pick<HubClient, 'pull' | 'push'>;
  readonly sites: Sites;
  readonly clock: Clock;
  readonly hlc: HlcClock;
  /** Our clock minus the hub's, ms. */
  readonly skewMs: () => number;
  readonly refused: RefusedList;
  readonly since: () => number;
  /** Everything was pulled once, in this joining. */
  readonly pulledBefore: boolean;
  readonly onFailure: (error: unknown) => void;
  readonly onChange: () => void;
}

/** ms in which writes of one act come together before they are pushed. */
const TOGETHER_MS = 20;
/** Scans are many, and nobody at another bench waits for them. */
const JOURNAL_MS = 3_000;
const PUSH_BATCH = 200;

const isReplicated = (name: CollectionName): name is ReplicatedName =>
  (REPLICATED as readonly string[]).includes(name);

export function createReplication(deps: ReplicationDeps): Replication {
  const gate = createGate();
  const pending = createPending(() => {
    wakePushers();
    deps.onChange();
  });
  const pace = createPace();
  let seen = 0;
  const saw = ({ seq }: { readonly seq: number }): void => void (seen = Math.max(seen, seq));
  const client: ReplicationDeps['client'] = {
    push: (request) => deps.client.push(request),
    async pull(request) {
      const answer = await deps.client.pull(request);
      saw(answer.checkpoint);
      return answer;
    },
  };
  let counted = false;
  let stopped = false;
  let everything = deps.pulledBefore;
  let pulled = 0;

  /** The hub asks who did something: people first. */
  let pushers: (() => void)[] = [];
  const wakePushers = (): void => {
    if (pending.of('people') > 0) return;
    const all = pushers;
    pushers = [];
    for (const each of all) each();
  };
  const peopleThere = async (): Promise<void> => {
    while (!stopped && pending.of('people') > 0) await new Promise<void>((resolve) => pushers.push(resolve));
  };

  /** What comes after something seen here must sort after it; a stamp far ahead of all clocks is not believed. */
  function onStamps(stamps: readonly string[]): void {
    const limit = Math.max(deps.clock.now(), deps.clock.now() - deps.skewMs()) + MAX_AHEAD_MS;
    for (const stamp of stamps) {
      const parts = parseHlc(stamp);
      if (parts && parts.ms <= limit) deps.hlc.receive(stamp);
    }
  }

  const delays = new Map<number, Promise<void>>();
  /** One timer for all writes that wait as long. */
  function after(ms: number): Promise<void> {
    const running = delays.get(ms);
    if (running) return running;
    const delay = sleep(ms, undefined, { ref: false }).then(() => void delays.delete(ms));
    delays.set(ms, delay);
    return delay;
  }

  const syncs = new Map<ReplicatedName, CollectionSync>(
    REPLICATED.filter((name) => deps.db.collections[name]).map((name) => [
      name,
      createCollectionSync({
        name,
        collection: deps.db.collections[name] as unknown as RxCollection<Fields>,
        identity: deps.identity,
        client,
        sites: deps.sites,
        gate,
        pending,
        refused: deps.refused,
        pace,
        batch: { pull: MAX_BATCH, push: PUSH_BATCH },
        later: () => after(name === 'journal' ? JOURNAL_MS : TOGETHER_MS),
        mayPush: name === 'people' ? () => Promise.resolve() : peopleThere,
        since: deps.since,
        onStamps,
        onPulled(documents) {
          if (everything || documents === 0) return;
          pulled += documents;
          deps.onChange();
        },
        onFailure(error) {
          if (stopped) return;
          gate.shut();
          deps.onFailure(error);
        },
        onChange() {
          if (upToDate()) everything = true;
          deps.onChange();
        },
      }),
    ]),
  );
  const each = async (work: (sync: CollectionSync) => Promise<void>): Promise<void> => {
    await Promise.all([...syncs.values()].map(work));
  };
  const upToDate = (): boolean => [...syncs.values()].every((sync) => sync.upToDate());

  async function end(how: (sync: CollectionSync) => Promise<void>): Promise<void> {
    stopped = true;
    const waiting = pushers;
    pushers = [];
    for (const wake of waiting) wake();
    await each(how);
  }

  return {
    pending,
    async start() {
      // One after another: it is no hurry, and scans come first.
      for (const sync of syncs.values()) {
        if (stopped) return;
        await sync.start();
        await sync.pause();
      }
      counted = true;
      deps.onChange();
    },
    counted: () => counted,
    async resume() {
      await each((sync) => sync.resume());
      if (!stopped) gate.open();
    },
    pause() {
      gate.shut();
      if (!stopped) void each((sync) => sync.pause());
    },
    stream: {
      onChange(change) {
        saw(change.checkpoint);
        syncs.get(change.collection)?.take(change);
      },
      onResync() {
        for (const sync of syncs.values()) sync.resync();
      },
    },
    inStep: () => counted && upToDate() && pending.count() === 0 && deps.refused.count() === 0,
    pulling: () => (everything ? null : pulled),
    async seen() {
      const marks = await Promise.all([...syncs.values()].map((sync) => sync.seen()));
      return Math.max(seen, ...marks);
    },
    offer: async (collection, ids) => syncs.get(collection)?.offer(ids),
    mayGo: (collection, id) =>
      !isReplicated(collection) ||
      (counted && !pending.has(collection, id) && !deps.refused.has(collection, id)),
    async gone(collection, ids) {
      if (isReplicated(collection) && !stopped) await syncs.get(collection)?.forget(ids);
    },
    stop: () => end((sync) => sync.stop()),
    remove: () => end((sync) => sync.remove()),
  };
}
