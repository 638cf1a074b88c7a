import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { createEmitter } from '../../../shared/base/index.ts';
import type { WorkState } from '../../../shared/contract/index.ts';
import { foldOrder } from '../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import type { Database } from '../database/index.ts';
import { createPace } from '../pace.ts';
import { indexRow, type KeyedHash } from './index-rows.ts';
import { deskIndexFile, dropDeskIndex } from './place.ts';
import { IndexError, startIndexThread, type IndexThreadData } from './thread.ts';
import { START, type IndexRow, type IndexStore, type Place, type Places } from './types.ts';

export interface DeskIndexOptions {
  readonly db: Database;
  readonly dataDir: string;
  readonly station: string;
  /** With the site's key, which changes when the station joins a hub: then all is made anew. */
  readonly hash: KeyedHash;
  readonly log: (line: string) => void;
  /** Nothing may be written: the disk is all but full, or has failed. */
  readonly paused: () => boolean;
  readonly failed: () => boolean;
  /** Asked before each page: resolves when no scan can come just now. */
  readonly lull?: () => Promise<void>;
  /** For tests: the index without its thread. */
  readonly open?: (data: IndexThreadData) => IndexStore;
}

/**
 * What work lists and search read: one row an order, in a file that can be thrown away at any time. It follows the documents
 * themselves by the order of their writes, so own acts, what a hub brings, merges and a crash are all the same to it.
 */
export interface DeskIndex {
  state(): WorkState;
  /** Asks the index; undefined where it has none just now: it is made anew. */
  ask<T>(question: (store: IndexStore) => Promise<T>): Promise<T | undefined>;
  /** Resolves when all that is written by now is in it. */
  settled(): Promise<void>;
  /** Told, not more often than twice a second, after rows have changed or the making of the index went on. */
  onChanged(listener: () => void): void;
  close(): Promise<void>;
}

/** Documents of a page, while the index is made and later: between two, a scan gets its turn. */
const PAGE = 20;
const SMALL_PAGE = 5;
/** Longest stretch of folding, ms. */
const TURN_MS = 1;
/** Orders of one transaction while the index is made: each has a price of its own. */
const BATCH = 500;
/** Parcels are only passed over while the index is made, not read closely. */
const PASSED = 200;
/** Changes of one act come together, ms. */
const TOUCH_MS = 100;
/** Nobody has asked for a list yet: it waits until the station has started in peace, ms. */
const START_MS = 10_000;
const TELL_MS = 500;
/** The disk was full, or the file broke, ms. */
const RETRY_MS = 2_000;
const RETRY_MOST_MS = 60_000;
/** So much may a power cut have undone of what is in the index already, ms. */
const UNDONE_MS = 60_000;
const EXCEPTION = 'exception:';

export function createDeskIndex(options: DeskIndexOptions): DeskIndex {
  const { db, hash, log } = options;
  const open = options.open ?? startIndexThread;
  const changed = createEmitter<void>();
  const pace = createPace(TURN_MS);
  /** Orders with an exception that only the station's list of them knows, and since when. */
  const odd = new Map<string, number>();
  /** To be looked at whatever their last write was; those that are not here any more go from the index. */
  const touched = new Set<string>();
  let store: IndexStore | undefined;
  let places: Places = START;
  let identity = '';
  let state: WorkState = { state: 'building', done: 0, of: 0 };
  let whole = false;
  let wanted = false;
  /** Somebody waits for a list. */
  let asked = false;
  let closed = false;
  let retryMs = RETRY_MS;
  let dirty = true;
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;

  const identityNow = (): string => `${options.station}:${hash('desk-index').slice(0, 16)}`;

  function kick(ms: number): void {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void work();
    }, ms).unref();
  }
  function tell(): void {
    if (closed) return;
    telling ??= setTimeout(() => {
      telling = undefined;
      if (!closed) changed.emit();
    }, TELL_MS).unref();
  }
  function written(): void {
    dirty = true;
    if (wanted) kick(TOUCH_MS);
  }

  db.orders.onWritten(written);
  db.shipments.onWritten(written);
  db.orders.onPurged((ids) => {
    for (const id of ids) touched.add(id);
    written();
  });
  const note = (id: string, at: number | undefined): void => {
    if (!id.startsWith(EXCEPTION)) return;
    const order = id.slice(EXCEPTION.length);
    if (at === undefined) odd.delete(order);
    else odd.set(order, at);
    touched.add(order);
    written();
  };
  db.outbox.onWritten((docs) => {
    for (const { doc } of docs) note(doc.id, doc.state === 'waiting' ? doc.at : undefined);
  });
  db.outbox.onPurged((ids) => {
    for (const id of ids) note(id, undefined);
  });
  const starting = setTimeout(() => {
    wanted = true;
    kick(0);
  }, START_MS).unref();

  /** One at a time; never rejects. */
  async function work(): Promise<void> {
    while (working) await working;
    if (closed || options.failed()) return;
    if (options.paused()) return kick(RETRY_MOST_MS);
    working = catchUp()
      .then(
        () => void (retryMs = RETRY_MS),
        async (error: unknown) => {
          if (closed) return;
          log(`work lists are made anew: ${error instanceof Error ? error.name : 'unknown'}`);
          await reset();
          state = { ...state, state: 'failed' };
          tell();
          kick(retryMs);
          retryMs = Math.min(RETRY_MOST_MS, retryMs * 2);
        },
      )
      .finally(() => (working = undefined));
    await working;
  }

  async function reset(): Promise<void> {
    const old = store;
    store = undefined;
    whole = false;
    dirty = true;
    await old?.close();
    try {
      dropDeskIndex(options.dataDir);
    } catch {
      // Held by somebody for a moment (a virus scanner): the store makes a new one over it.
    }
  }

  async function opened(): Promise<IndexStore> {
    const now = identityNow();
    if (store && now === identity) return store;
    if (store) await reset();
    identity = now;
    const path = deskIndexFile(options.dataDir);
    const made = open({ path, identity });
    store = made;
    const found = await made.open();
    const of = await db.orders.count({});
    places = found?.places ?? START;
    whole = false;
    state = { state: 'building', done: Math.min(found?.rows ?? 0, of), of };
    for (const doc of await db.outbox.find({ selector: { kind: 'exception', state: 'waiting' } }))
      note(doc.id, doc.at);
    if (found && !found.sound)
      for (const id of await made.takenSince(Math.max(places.orders.lwt, places.shipments.lwt) - UNDONE_MS))
        touched.add(id);
    // All parcels that there are by now come with their orders; later ones are followed.
    if (places.orders.lwt === 0) places = { ...places, shipments: await endOf(places.shipments) };
    return made;
  }

  async function endOf(from: Place): Promise<Place> {
    for (let place = from; ;) {
      const page = await db.shipments.changesSince(place, PASSED);
      place = page.place;
      if (!page.more || closed) return place;
      await nextTurn();
    }
  }

  async function catchUp(): Promise<void> {
    const into = await opened();
    while (dirty && !closed && !options.failed() && !options.paused()) {
      dirty = false;
      await followOrders(into);
      await followShipments(into);
      await followTouched(into);
    }
    if (whole || closed || dirty) return;
    const of = await db.orders.count({});
    const rows = await into.count();
    // Documents may have gone while nobody followed: a file that was mended, or put there by hand.
    if (rows !== of && !dirty) throw new IndexError('not_the_same');
    whole = true;
    state = { state: 'ready', done: rows, of };
    tell();
  }

  /** Between two pages. */
  async function standBack(): Promise<void> {
    await nextTurn();
    await options.lull?.();
  }

  async function followOrders(into: IndexStore): Promise<void> {
    let rows: IndexRow[] = [];
    // The thread writes while the next are read.
    let writing: Promise<void> = Promise.resolve();
    for (let more = true; more && !closed;) {
      await options.lull?.();
      const began = performance.now();
      const page = await db.orders.changesSince(places.orders, whole ? SMALL_PAGE : PAGE);
      places = { ...places, orders: page.place };
      if (page.docs.length > 0) rows.push(...(await rowsOf(page.docs)));
      more = page.more;
      if (rows.length > 0 && (whole || !more || rows.length >= BATCH)) {
        await writing;
        const taken = rows.length;
        writing = put(into, rows).then(() => {
          if (!whole) state = { ...state, done: Math.min(state.of, state.done + taken) };
        });
        // Looked at when the next are written, or at the end.
        writing.catch(() => undefined);
        rows = [];
      }
      // Nobody waits for it yet: half of the time belongs to whoever works.
      if (more) await (asked ? nextTurn() : sleep(performance.now() - began, undefined, { ref: false }));
    }
    await writing;
  }

  async function followShipments(into: IndexStore): Promise<void> {
    for (let more = true; more && !closed;) {
      const page = await db.shipments.changesSince(places.shipments, whole ? SMALL_PAGE : PAGE);
      places = { ...places, shipments: page.place };
      const ids = [...new Set(page.docs.flatMap((doc) => doc.base.orders))];
      if (ids.length > 0) {
        const docs = await db.orders.getMany(ids);
        await put(into, await rowsOf([...docs.values()]));
      }
      more = page.more;
      if (more) await standBack();
    }
  }

  async function followTouched(into: IndexStore): Promise<void> {
    while (touched.size > 0 && !closed) {
      const ids = [...touched].slice(0, SMALL_PAGE);
      for (const id of ids) touched.delete(id);
      const docs = await db.orders.getMany(ids);
      const gone = ids.filter((id) => !docs.has(id));
      await put(into, await rowsOf([...docs.values()]), gone);
      if (touched.size > 0) await standBack();
    }
  }

  async function put(
    into: IndexStore,
    rows: readonly IndexRow[],
    gone: readonly string[] = [],
  ): Promise<void> {
    await into.put(rows, gone, places);
    tell();
  }

  async function rowsOf(docs: readonly OrderDoc[]): Promise<IndexRow[]> {
    const parcels = await db.shipments.find({ selector: { order: { $in: docs.map((doc) => doc.id) } } });
    const byOrder = new Map<string, ShipmentDoc[]>();
    for (const parcel of parcels) byOrder.set(parcel.order, [...(byOrder.get(parcel.order) ?? []), parcel]);
    const rows: IndexRow[] = [];
    for (const doc of docs) {
      const merged = doc.events.some((event) => event.type === 'merged')
        ? foldOrder(doc).mergedInto
        : undefined;
      const own = byOrder.get(doc.id) ?? [];
      const other = merged === undefined ? undefined : await db.shipments.get(merged);
      const all = other === undefined || own.some(({ id }) => id === other.id) ? own : [...own, other];
      rows.push(indexRow(doc, all, hash, odd.get(doc.id)));
      await pace.step();
    }
    return rows;
  }

  return {
    state: () => state,
    async ask(question) {
      wanted = true;
      asked = true;
      if (!store || identityNow() !== identity) {
        kick(0);
        // The first question after a start: the file is there in a moment.
        for (let tries = 0; tries < 200 && !store && !closed; tries += 1) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          if (state.state === 'failed') break;
        }
      }
      const from = store;
      if (!from || closed) return undefined;
      if (dirty) kick(TOUCH_MS);
      try {
        return await question(from);
      } catch (error) {
        if (!(error instanceof IndexError) || closed) return undefined;
        // Whoever follows finds it broken too, and makes it anew.
        if (store === from) await reset();
        state = { ...state, state: 'failed' };
        kick(RETRY_MS);
        return undefined;
      }
    },
    async settled() {
      wanted = true;
      asked = true;
      do await work();
      while ((dirty || !whole) && !closed && state.state !== 'failed' && !options.paused());
    },
    onChanged: (listener) => void changed.on(listener),
    async close() {
      closed = true;
      clearTimeout(starting);
      clearTimeout(timer);
      clearTimeout(telling);
      await working;
      await store?.close();
    },
  };
}
