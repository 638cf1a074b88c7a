import {
  getAssumedMasterState,
  getChangedDocumentsSince,
  type RxCollection,
  type RxReplicationPullStreamItem,
  type WithDeleted,
} from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { Subject } from 'rxjs';
import type { z } from 'zod';
import {
  MAX_DOCUMENT_BYTES,
  fingerprintOf,
  type HubCheckpoint,
  type RefusedRow,
  type ReplicatedName,
  type streamChange,
} from '../../../shared/contract/hub/index.ts';
import { replicates } from '../../../shared/schema/index.ts';
import type { NodeSqliteInstance } from '../storage/index.ts';
import { createAgreed } from './agreed.ts';
import { bare, incoming, outgoing, stampsOf, type Fields, type Sites } from './documents.ts';
import { GateEnded, type Gate } from './gate.ts';
import type { HubClient } from './hub-client.ts';
import { HubError, wrongAnswer } from './hub-error.ts';
import type { Pace } from '../pace.ts';
import { createMerging } from './merging.ts';
import type { Pending } from './pending.ts';
import type { RefusedList } from './refused.ts';

/** Replication of one collection. */
export interface CollectionSync {
  /** Begins, and counts what the hub does not have yet; nothing is exchanged before the gate opens. */
  start(): Promise<void>;
  /** The hub is there (again): pulls what was missed, pushes what waits. */
  resume(): Promise<void>;
  /** Takes no note of writes; `resume` finds them by their place in the order of changes. */
  pause(): Promise<void>;
  /** What was missed must be pulled. */
  resync(): void;
  /** Something came over the stream. @throws HubError where it is not what a hub says */
  take(change: z.infer<typeof streamChange>): void;
  /** Everything that the hub had was pulled since the last `resume`. */
  upToDate(): boolean;
  /** Place in the hub's order of commits up to which it was pulled, as it stands on the disk. */
  seen(): Promise<number>;
  /** Offers documents once more, past the queue. */
  offer(ids: readonly string[]): Promise<void>;
  /** It is not here any more: forgets what the hub has of it. */
  forget(ids: readonly string[]): Promise<void>;
  /** Ends; a later start goes on where it stood. */
  stop(): Promise<void>;
  /** Ends, and forgets all that was agreed. */
  remove(): Promise<void>;
}

export interface CollectionDeps {
  readonly name: ReplicatedName;
  readonly collection: RxCollection<Fields>;
  /** Tells this hub (and this joining) from others. */
  readonly identity: string;
  readonly client: Pick<HubClient, 'pull' | 'push'>;
  readonly sites: Sites;
  readonly gate: Gate;
  readonly pending: Pending;
  readonly refused: RefusedList;
  readonly pace: Pace;
  readonly batch: { readonly pull: number; readonly push: number };
  /** Resolves when a write may be pushed: a little later, so that what belongs together goes together. */
  readonly later: () => Promise<void>;
  /** Resolves when what must be at the hub before these documents is there. */
  readonly mayPush: () => Promise<void>;
  /** Documents that are over and were not written since then are not asked for. Epoch ms, 0 for all. */
  readonly since: () => number;
  readonly onStamps: (stamps: readonly string[]) => void;
  readonly onPulled: (documents: number) => void;
  /** An exchange failed; shuts the gate where that is called for. */
  readonly onFailure: (error: unknown) => void;
  readonly onChange: () => void;
}

/** Bytes of documents in one push; the hub takes twice as much. */
const PUSH_BYTES = 4 * 2 ** 20;
const PUSH_ROWS = 200;
/** RxDB's own pause after an error: only a handler that is turned away at the end throws one. */
const RETRY_MS = 500;
/**
 * Where a push is cut off by a pause, RxDB may move its place past documents that it has not brought. What has waited for so
 * long, unchanged and with nothing under way, is offered past its queue.
 */
const REMIND_MS = 10_000;
/** Documents looked at in one step while counting. */
const COUNT_PAGE = 200;

type Row = { readonly newDocumentState: Fields; readonly assumedMasterState?: Fields };
type StreamItem = RxReplicationPullStreamItem<Fields, HubCheckpoint>;

export function createCollectionSync(deps: CollectionDeps): CollectionSync {
  const { name, collection, client, sites, gate, pending, refused, pace } = deps;
  const stream = new Subject<StreamItem>();
  const isReplicated = (document: Fields): boolean => replicates(name, document);
  let current = false;
  /** Pushes that have not ended. */
  let underWay = 0;
  /** Greatest `seq` that came over the stream while the pull had not caught up. */
  let missed = 0;
  /** `seq` up to which was pulled: what the stream says of the time before is older than what is here. */
  let pulledTo = 0;
  /** Times that it was resumed or told to pull: what an older pull says about the end does not count. */
  let resumed = 0;
  /** What the stream brought, taken one after another. */
  let frames: Promise<void> = Promise.resolve();

  const state = replicateRxCollection<Fields, HubCheckpoint>({
    replicationIdentifier: deps.identity,
    collection,
    live: true,
    retryTime: RETRY_MS,
    waitForLeadership: false,
    toggleOnDocumentVisible: false,
    autoStart: false,
    pull: {
      batchSize: deps.batch.pull,
      stream$: stream.asObservable(),
      handler: async (after, limit) => {
        const { documents, checkpoint } = await pull(after, limit);
        return { documents: documents as WithDeleted<Fields>[], checkpoint };
      },
    },
    push: {
      batchSize: deps.batch.push,
      waitBeforePersist: deps.later,
      modifier: (document) => (isReplicated(document) ? document : null),
      handler: async (rows) => {
        const conflicts: Fields[] = [];
        underWay += 1;
        try {
          for (const batch of batchesOf(rows as readonly Row[])) conflicts.push(...(await push(batch)));
        } finally {
          underWay -= 1;
        }
        return conflicts as WithDeleted<Fields>[];
      },
    },
  });

  const agreed = createAgreed(() => state.metaInstance as never);
  /** The storage's place of the last write, and whether what lies before it was looked at. */
  let written: unknown;
  let counted = false;
  const merging = createMerging({ collection, replication: () => state.internalReplicationState, pace });

  /** Until it comes about. @throws GateEnded */
  async function exchange<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      await gate.passed();
      try {
        return await work();
      } catch (error) {
        if (error instanceof GateEnded || (error instanceof HubError && error.kind === 'refused'))
          throw error;
        deps.onFailure(error);
      }
    }
  }

  async function pull(
    after: HubCheckpoint | undefined,
    limit: number,
  ): Promise<{ documents: Fields[]; checkpoint: HubCheckpoint }> {
    const from = after?.seq ?? 0;
    return exchange(async () => {
      const request = { collection: name, after: after ?? null, limit, since: deps.since() };
      const answer = await client.pull(request).catch((error: unknown) => {
        // A request that is refused as it is will be refused again: the link is as good as gone.
        throw error instanceof HubError && error.kind === 'refused'
          ? new HubError('away', error.code, error.data)
          : error;
      });
      const { checkpoint } = answer;
      if (checkpoint.seq < from) throw wrongAnswer('checkpoint', { collection: name });
      if (answer.documents.length > limit) throw wrongAnswer('count', { collection: name });
      if (answer.documents.length > 0 && checkpoint.seq === from)
        throw wrongAnswer('checkpoint', { collection: name });
      const documents = await accept(answer.documents);
      pulledTo = checkpoint.seq;
      deps.onPulled(documents.length);
      if (documents.length === 0) void reachedEnd(checkpoint.seq);
      // RxDB takes a short answer for the last one; answers are cut by their size too.
      else if (documents.length < limit) queueMicrotask(() => stream.next('RESYNC'));
      return { documents, checkpoint };
    });
  }

  /** RxDB stores what was pulled while it asks for more: it is not here before that run has ended. */
  async function reachedEnd(seq: number): Promise<void> {
    const run = resumed;
    await state.internalReplicationState?.streamQueue.down;
    if (run !== resumed || state.isStoppedOrPaused()) return;
    if (missed > seq) {
      missed = 0;
      stream.next('RESYNC');
      return;
    }
    missed = 0;
    current = true;
    deps.onChange();
  }

  /** Checked, in small slices, and merged with what stands here though the hub has refused it. */
  async function accept(documents: readonly Fields[]): Promise<Fields[]> {
    const accepted: Fields[] = [];
    for (const document of documents) {
      const checked = incoming(name, document, sites);
      accepted.push(refused.has(name, String(checked['id'])) ? await mergedWithOwn(checked) : checked);
      deps.onStamps(stampsOf(checked));
      await pace.step();
    }
    await merging.takeContested(accepted);
    return accepted;
  }

  /** RxDB takes a refused document for one that the hub has, and would put the hub's state in its place. */
  async function mergedWithOwn(master: Fields): Promise<Fields> {
    const own = await stored(String(master['id']));
    if (!own) return master;
    const { _deleted, ...merged } = await merging.merge(master, own);
    void _deleted;
    return merged;
  }

  async function stored(id: string): Promise<Fields | undefined> {
    const [found] = await collection.storageInstance.findDocumentsById([id], false);
    return found && bare(found);
  }

  const miss = ({ checkpoint }: z.infer<typeof streamChange>): void =>
    void (missed = Math.max(missed, checkpoint.seq));

  /**
   * Is there something that this station has written, and does not have any more? The power may have gone when a push had
   * left and what it brought was not yet on the platter. What waits to be pushed meets the hub's state by itself.
   */
  async function lacksOwn(own: z.infer<typeof streamChange>['own']): Promise<boolean> {
    const settled = own.filter(({ id }) => !pending.has(name, id));
    if (settled.length === 0) return false;
    const found = await collection.storageInstance.findDocumentsById(
      settled.map(({ id }) => id),
      false,
    );
    const here = new Map(found.map((document) => [document.id, document as Fields]));
    return settled.some(({ id, fingerprint }) => {
      const document = here.get(id);
      if (document === undefined) return !pending.has(name, id);
      return fingerprintOf(outgoing(document, sites)) !== fingerprint && !pending.has(name, id);
    });
  }

  async function push(rows: readonly Row[]): Promise<Fields[]> {
    await deps.mayPush();
    const [fitting, large] = split(rows, (row) => sizeOf(row.newDocumentState) <= MAX_DOCUMENT_BYTES);
    for (const row of large)
      await refuse(row, { id: idOf(row), code: 'too_large', data: { most: MAX_DOCUMENT_BYTES } });
    return fitting.length === 0 ? [] : exchange(() => send(fitting));
  }

  async function send(rows: readonly Row[]): Promise<Fields[]> {
    let answer: Awaited<ReturnType<HubClient['push']>>;
    try {
      answer = await client.push({
        collection: name,
        rows: rows.map(({ newDocumentState, assumedMasterState }) => ({
          document: outgoing(newDocumentState, sites),
          assumed: assumedMasterState ? fingerprintOf(outgoing(assumedMasterState, sites)) : null,
        })),
      });
    } catch (error) {
      if (!(error instanceof HubError && error.kind === 'refused')) throw error;
      const [first] = rows;
      if (rows.length === 1 && first) {
        await refuse(first, { id: idOf(first), code: error.code, data: error.data });
        return [];
      }
      // One of them is the reason: the others go without it.
      const half = Math.ceil(rows.length / 2);
      return [...(await send(rows.slice(0, half))), ...(await send(rows.slice(half)))];
    }
    const byId = new Map(rows.map((row) => [idOf(row), row]));
    const conflicts = answer.conflicts.map((document) => incoming(name, document, sites));
    const named = [
      ...conflicts.map((document) => String(document['id'])),
      ...answer.refused.map((row) => row.id),
    ];
    if (named.some((id) => !byId.has(id))) throw wrongAnswer('rows', { collection: name });
    for (const document of conflicts) {
      deps.onStamps(stampsOf(document));
      pending.told(name, document);
    }
    for (const row of answer.refused) {
      const pushed = byId.get(row.id);
      if (pushed && !(await isStale(pushed))) await refuse(pushed, row);
    }
    const taken = rows.filter((row) => !named.includes(idOf(row)));
    await refused.remove(name, taken.map(idOf));
    for (const row of taken) pending.reached(name, row.newDocumentState);
    return conflicts;
  }

  /**
   * After a pause RxDB may push a state that has been replaced since, as if it came after what the hub has: no wonder that it
   * is refused. What is here now is written once more, and pushed.
   */
  async function isStale(row: Row): Promise<boolean> {
    const own = await stored(idOf(row));
    const pushed = { ...row.newDocumentState, _deleted: false };
    if (!own || collection.conflictHandler.isEqual({ ...own, _deleted: false }, pushed, 'refused'))
      return false;
    await writeAgain([idOf(row)]);
    return true;
  }

  async function refuse(row: Row, why: RefusedRow): Promise<void> {
    await refused.add(name, why);
    pending.reached(name, row.newDocumentState);
  }

  /** What was changed since everything was at the hub, and is not what the hub is known to have. */
  async function count(): Promise<void> {
    const { internalReplicationState: internal } = state;
    if (!internal) return;
    let checkpoint = await agreed.read();
    for (;;) {
      const page = await getChangedDocumentsSince(collection.storageInstance, COUNT_PAGE, checkpoint);
      if (page.documents.length === 0) break;
      checkpoint = page.checkpoint;
      const here = page.documents.filter((doc) => !doc._deleted && isReplicated(doc));
      const known = await getAssumedMasterState(
        internal,
        here.map(({ id }) => String(id)),
      );
      for (const doc of here) {
        const there = known[String(doc['id'])]?.docData;
        if (!there || !collection.conflictHandler.isEqual(there, doc, 'count')) pending.wrote(name, doc);
        await pace.step();
      }
    }
    written ??= checkpoint;
    counted = true;
  }

  async function keepAgreed(): Promise<void> {
    if (counted && pending.of(name) === 0 && written !== undefined) await agreed.keep(written);
  }

  let unguard = (): void => undefined;
  let writes: { unsubscribe(): void } | undefined;
  async function follow(): Promise<void> {
    const pulled = await state.internalReplicationState?.downstreamBulkWriteFlag;
    if (pulled !== undefined) unguard = merging.guard(pulled);
    writes = collection.storageInstance.changeStream().subscribe(({ events, context, checkpoint }) => {
      written = checkpoint;
      if (context === pulled) return;
      for (const { operation, documentData } of events)
        if (operation !== 'DELETE' && isReplicated(documentData)) pending.wrote(name, documentData);
    });
  }

  const errors = state.error$.subscribe((error) => {
    const cause = (error as { parameters?: { errors?: readonly { name?: string }[] } }).parameters?.errors;
    if (cause?.every(({ name: kind }) => kind === 'GateEnded')) return;
    deps.onFailure(error);
  });

  const reminder = setInterval(() => {
    const overdue = pending.overdue(name);
    if (overdue.length === 0) void keepAgreed().catch(deps.onFailure);
    else if (current && underWay === 0) void offer(overdue.slice(0, COUNT_PAGE)).catch(deps.onFailure);
  }, REMIND_MS).unref();

  async function offer(ids: readonly string[]): Promise<void> {
    const here = await collection.storageInstance.findDocumentsById([...ids], false);
    const found = new Set(here.map((doc) => String(doc['id'])));
    await refused.remove(
      name,
      ids.filter((id) => !found.has(id)),
    );
    for (const batch of batchesOf(here.map((doc) => ({ newDocumentState: bare(doc) }))))
      for (const conflict of await push(batch)) await merging.takeOver(conflict);
  }

  async function writeAgain(ids: string[]): Promise<void> {
    const found = await collection.storageInstance.findDocumentsById(ids, false);
    if (found.length === 0) return;
    // One that was changed meanwhile is a conflict, and is pushed for that change.
    const rows = found.map((previous) => ({ previous, document: { ...previous } }));
    await collection.storageInstance.bulkWrite(rows, 'station');
  }

  async function end(how: () => Promise<unknown>): Promise<void> {
    clearInterval(reminder);
    errors.unsubscribe();
    writes?.unsubscribe();
    await keepAgreed().catch(deps.onFailure);
    const ended = how();
    gate.end();
    await ended;
    unguard();
  }

  return {
    async start() {
      await state.start();
      await follow();
      await count();
    },
    async resume() {
      current = false;
      missed = 0;
      resumed += 1;
      await state.start();
    },
    async pause() {
      current = false;
      resumed += 1;
      await state.pause();
    },
    resync() {
      current = false;
      resumed += 1;
      stream.next('RESYNC');
    },
    take(change) {
      if (!current) return miss(change);
      const documents = change.documents.map((document) => incoming(name, document, sites));
      // One after another, in the order of the hub's commits.
      frames = frames
        .then(async () => {
          if (!current) return miss(change);
          if (change.checkpoint.seq <= pulledTo) return;
          for (const document of documents) deps.onStamps(stampsOf(document));
          const behind =
            documents.some((document) => refused.has(name, String(document['id']))) ||
            (await lacksOwn(change.own));
          if (behind) {
            current = false;
            stream.next('RESYNC');
            return;
          }
          await merging.takeContested(documents);
          deps.onPulled(documents.length);
          const { checkpoint } = change;
          stream.next({ documents: documents as WithDeleted<Fields>[], checkpoint });
        })
        .catch(deps.onFailure);
    },
    upToDate: () => current,
    async seen() {
      const [mark] = (await state.metaInstance?.findDocumentsById(['down|1'], false)) ?? [];
      const { checkpointData } = (mark ?? {}) as { checkpointData?: { seq?: unknown } };
      const seq = checkpointData?.seq;
      return typeof seq === 'number' ? seq : 0;
    },
    offer,
    async forget(ids) {
      pending.gone(name, ids);
      await refused.remove(name, ids);
      const meta = state.metaInstance as unknown as Pick<NodeSqliteInstance<unknown>, 'purge'> | undefined;
      if (!state.isStopped()) await meta?.purge(ids.map((id) => `${id}|0`));
    },
    stop: () => end(() => state.cancel()),
    remove: () => end(() => state.remove()),
  };
}

const idOf = (row: Row): string => String(row.newDocumentState['id']);
const sizeOf = (document: Fields): number => Buffer.byteLength(JSON.stringify(document));

/** Rows of one push: so many bytes at most, where one row alone is not more. */
function batchesOf(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  let bytes = Infinity;
  for (const row of rows) {
    const size = sizeOf(row.newDocumentState);
    if (bytes + size > PUSH_BYTES || (batches.at(-1)?.length ?? 0) >= PUSH_ROWS) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(row);
    bytes += size;
  }
  return batches;
}

function split<T>(all: readonly T[], first: (one: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const one of all) (first(one) ? yes : no).push(one);
  return [yes, no];
}
