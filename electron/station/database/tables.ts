import {
  normalizeMangoQuery,
  type MangoQuery,
  type PreparedQuery,
  type RxCollection,
  type RxDocumentData,
  type RxQueryPlan,
} from 'rxdb';

import type { NodeSqliteInstance } from '../storage/index.ts';
import { CONTEXT, REFUSED, SKIPPED, strip, type Change } from './together.ts';

/**
 * One collection as the services see it: reads go straight to the storage (no document cache, no live queries, since
 * the station pushes read-models itself), writes go through RxDB's storage of the collection, so that replication sees them.
 */
export interface Table<Doc extends { readonly id: string }> {
  get(id: string): Promise<Doc | undefined>;
  getMany(ids: readonly string[]): Promise<Map<string, Doc>>;
  /** Without a sort they come by id. */
  find(query: MangoQuery<Doc>): Promise<Doc[]>;
  count(selector: NonNullable<MangoQuery<Doc>['selector']>): Promise<number>;
  /**
   * How many documents have this value in an indexed field. Counted at the first call, from then on kept by the writes
   * themselves: counting 50,000 rows takes milliseconds that a scan would have to wait.
   */
  tally(field: keyof Doc & string, value: string): Promise<number>;
  /** Inserts what is not there yet. @returns ids that were there already. */
  insertMany(docs: readonly Doc[]): Promise<{ readonly existing: ReadonlySet<string> }>;
  put(doc: Doc): Promise<void>;
  /** Replaces what is there. For documents that one writer owns (products of a file). */
  putMany(docs: readonly Doc[]): Promise<void>;
  /**
   * Changes one document. `change` may run more than once (conflicts) and must be pure; where it returns what it was
   * given, nothing is written.
   * @returns the stored document, or undefined where there is none.
   */
  update(id: string, change: (doc: Doc) => Doc): Promise<Doc | undefined>;
  /**
   * For `Database.together`: as `update`. A change that returns undefined refuses the whole act, and so does a document that
   * is not there, unless it is to be skipped then.
   */
  changing(
    id: string,
    change: (doc: Doc) => Doc | undefined,
    options?: { readonly missing: 'skip' },
  ): Change<Doc>;
  /** For `Database.together`: as `put`. */
  putting(doc: Doc): Change<Doc>;
  /** For `Database.together`: a document that is there already refuses the whole act. */
  inserting(doc: Doc): Change<Doc>;
  /** For `Database.together`: a document that is there already stays as it is. */
  ensuring(doc: Doc): Change<Doc>;
  /** For `Database.together`: a document that is there already stays as it is. For effects whose ids are derived. */
  adding(doc: Doc): Change<Doc>;
  /**
   * Drops documents from this station only (see the storage's `purge`).
   * @param mayGo asked with what is stored now; what changes after that stays
   * @returns how many went
   */
  purge(ids: readonly string[], mayGo?: (doc: Doc) => boolean): Promise<number>;
  /**
   * Documents by the time of their last write at this station, from a place on.
   * @returns where to go on; no place at the end
   */
  changedSince(
    place: { readonly id: string; readonly lwt: number },
    limit: number,
  ): Promise<{ readonly docs: Doc[]; readonly place?: { readonly id: string; readonly lwt: number } }>;
  /** Told of every document that was inserted or changed, by whomever, once it is stored and before its write resolves. */
  onWritten(listener: (docs: readonly Pulled<Doc>[]) => void): void;
  /** As `changedSince`, for who goes on from there later: with a place also at the end. */
  changesSince(
    place: { readonly id: string; readonly lwt: number },
    limit: number,
  ): Promise<{
    readonly docs: Doc[];
    readonly place: { readonly id: string; readonly lwt: number };
    readonly more: boolean;
  }>;
  /** Told of what was dropped from this station: no write tells of it. */
  onPurged(listener: (ids: readonly string[]) => void): void;
  /** Told of documents that came from the hub, or were merged with what it has, after they were stored. */
  onPulled(listener: (docs: readonly Pulled<Doc>[]) => void): void;
}

export interface Pulled<Doc> {
  readonly doc: Doc;
  /** As it was here; undefined where it is new. */
  readonly before: Doc | undefined;
}

/** What the station's sync has to say about the documents of one collection. */
export interface TableRules {
  /** Stamp of a document that is replaced as a whole, for whoever writes it; undefined where it bears none. */
  readonly stamp: () => string | undefined;
  /** May the document leave this station? */
  readonly mayGo: (id: string) => boolean;
  /** They have left it. */
  readonly gone: (ids: readonly string[]) => Promise<void>;
}

const ALONE: TableRules = { stamp: () => undefined, mayGo: () => true, gone: () => Promise.resolve() };

/** RxDB's context of the writes that replication makes. */
const REPLICATION = /^replication-/;

export function createTable<Doc extends { readonly id: string }>(
  collection: RxCollection<Doc>,
  rules: TableRules = ALONE,
): Table<Doc> {
  const storage = collection.storageInstance;
  // Below what RxDB wraps around it, which knows RxDB's own methods only.
  const raw = collection.internalStorageInstance as unknown as NodeSqliteInstance<Doc>;
  const schema = collection.schema.jsonSchema;
  function prepare({ selector, ...rest }: MangoQuery<Doc>): PreparedQuery<Doc> {
    const asked = { sort: BY_ID, ...rest, selector: { ...selector } };
    const query = normalizeMangoQuery(schema, asked as unknown as MangoQuery<Doc>);
    // Every index begins with `_deleted`: without a condition on it, none could be used.
    const living = { ...query.selector, _deleted: { $eq: false } };
    return { query: { ...query, selector: living } as typeof query, queryPlan: NO_PLAN };
  }

  const count = async (selector: NonNullable<MangoQuery<Doc>['selector']>): Promise<number> =>
    (await storage.count(prepare({ selector } as MangoQuery<Doc>))).count;
  const stored = async (id: string): Promise<RxDocumentData<Doc> | undefined> =>
    (await storage.findDocumentsById([id], false))[0];

  /** @param keep a document that bears a stamp already keeps it: it comes from another file, where it was written */
  function stamped(doc: Doc, keep = false): Doc {
    if (keep && (doc as { readonly stamp?: string }).stamp !== undefined) return doc;
    const stamp = rules.stamp();
    return stamp === undefined ? doc : { ...doc, stamp };
  }

  /**
   * One document, through the collection's storage (replication sees it) and past its document cache, which cost three
   * times the write itself. @returns false where somebody else wrote meanwhile
   */
  async function write(previous: RxDocumentData<Doc> | undefined, doc: Doc): Promise<boolean> {
    const { _rev = '', _meta = { lwt: 1 } } = previous ?? {};
    const document = { ...doc, _deleted: false, _attachments: {}, _rev, _meta } as RxDocumentData<Doc>;
    const [error] = (await storage.bulkWrite([previous ? { previous, document } : { document }], CONTEXT))
      .error;
    if (error && error.status !== 409)
      throw new Error(`document ${error.documentId} was refused: ${error.status}`);
    return error === undefined;
  }
  const tallies = new Map<string, () => Promise<number>>();
  /** Tallies are told of what goes without an event. */
  const followers: ((before: Doc) => void)[] = [];
  const purgeListeners: ((ids: readonly string[]) => void)[] = [];

  /** Counts, and follows the writes from before the count on. */
  function countAlong(field: keyof Doc & string, value: string): () => Promise<number> {
    const has = (doc: unknown): 0 | 1 => {
      const given = doc as (Record<string, unknown> & { readonly _deleted?: boolean }) | undefined;
      return given && given._deleted !== true && given[field] === value ? 1 : 0;
    };
    let counted: Promise<number> | undefined;
    let since = 0;
    let changes = 0;
    // Ends with the collection, which completes its stream.
    storage.changeStream().subscribe(({ events }) => {
      for (const event of events) {
        const delta =
          has(event.documentData) - (event.operation === 'INSERT' ? 0 : has(event.previousDocumentData));
        since += delta;
        changes += 1;
      }
    });
    followers.push((before) => {
      since -= has(before);
      changes += 1;
    });
    async function fromStart(): Promise<number> {
      for (;;) {
        const before = changes;
        const n = await count({ [field]: value } as never);
        // What was written meanwhile may or may not be in the count.
        if (changes === before) return n - since;
      }
    }
    return async () => {
      counted ??= fromStart();
      return (await counted) + since;
    };
  }

  const changeOf = (id: string, next: (before: Doc | undefined) => ReturnType<Change<Doc>['next']>) => ({
    collection: collection as unknown as RxCollection<unknown>,
    id,
    next: (before: unknown) => next(before as Doc | undefined),
  });

  return {
    changing: (id, change, options) =>
      changeOf(id, (before) => {
        if (before === undefined) return options?.missing === 'skip' ? SKIPPED : REFUSED;
        const after = change(before);
        return after === undefined ? REFUSED : after === before ? before : stamped(after);
      }),
    putting: (doc) => changeOf(doc.id, () => stamped(doc)),
    adding: (doc) => changeOf(doc.id, (before) => (before === undefined ? stamped(doc, true) : SKIPPED)),
    inserting: (doc) => changeOf(doc.id, (before) => (before === undefined ? stamped(doc, true) : REFUSED)),
    ensuring: (doc) => changeOf(doc.id, (before) => before ?? stamped(doc, true)),
    async get(id) {
      const [doc] = await storage.findDocumentsById([id], false);
      return doc && strip(doc);
    },
    async getMany(ids) {
      const found = new Map<string, Doc>();
      if (ids.length === 0) return found;
      for (const doc of await storage.findDocumentsById([...new Set(ids)], false))
        found.set(doc.id, strip(doc));
      return found;
    },
    async find(query) {
      const result = await storage.query(prepare(query));
      return result.documents.map((doc) => strip(doc));
    },
    count,
    tally(field, value) {
      const key = `${field}=${value}`;
      const known = tallies.get(key) ?? countAlong(field, value);
      tallies.set(key, known);
      return known();
    },
    async insertMany(docs) {
      const { error } = await collection.bulkInsert(docs.map((doc) => stamped(doc, true)));
      const existing = new Set<string>();
      for (const each of error) {
        if (each.status !== 409) throw new Error(`document ${each.documentId} was refused: ${each.status}`);
        existing.add(each.documentId);
      }
      return { existing };
    },
    async put(doc) {
      const given = stamped(doc);
      while (!(await write(await stored(doc.id), given)));
    },
    async putMany(docs) {
      const { error } = await collection.bulkUpsert(docs.map((doc) => stamped(doc)));
      const [first] = error;
      if (first) throw new Error(`document ${first.documentId} was refused: ${first.status}`);
    },
    async update(id, change) {
      for (;;) {
        const before = await stored(id);
        if (!before) return undefined;
        const doc = strip(before);
        const changed = change(doc);
        if (changed === doc) return doc;
        const given = stamped(changed);
        if (await write(before, given)) return given;
      }
    },
    async purge(ids, mayGo = () => true) {
      const found = await storage.findDocumentsById([...ids], false);
      const going = new Map(
        found.filter((doc) => rules.mayGo(doc.id) && mayGo(strip(doc))).map((doc) => [doc.id, doc]),
      );
      const rows = [...going.values()].map((doc) => ({ id: doc.id, rev: doc._rev }));
      const purged = await raw.purge(rows);
      for (const id of purged) {
        const doc = going.get(id);
        if (doc) for (const follow of followers) follow(doc);
      }
      if (purged.length > 0) {
        for (const tell of purgeListeners) tell(purged);
        await rules.gone(purged);
      }
      return purged.length;
    },
    async changedSince(place, limit) {
      const changed = await raw.getChangedDocumentsSince?.(limit, place);
      if (!changed) return { docs: [] };
      const { documents, checkpoint } = changed;
      const docs = documents.filter((doc) => !doc._deleted).map((doc) => strip(doc));
      return documents.length < limit ? { docs } : { docs, place: checkpoint };
    },
    onWritten(listener) {
      // Ends with the collection, which completes its stream.
      storage.changeStream().subscribe(({ events }) =>
        listener(
          events.flatMap(({ operation, documentData, previousDocumentData }) =>
            operation === 'DELETE'
              ? []
              : [
                  {
                    doc: strip(documentData as RxDocumentData<Doc>),
                    before:
                      operation === 'INSERT' ? undefined : strip(previousDocumentData as RxDocumentData<Doc>),
                  },
                ],
          ),
        ),
      );
    },
    async changesSince(place, limit) {
      const changed = await raw.getChangedDocumentsSince?.(limit, place);
      if (!changed) return { docs: [], place, more: false };
      const { documents, checkpoint } = changed;
      return {
        docs: documents.filter((doc) => !doc._deleted).map((doc) => strip(doc)),
        place: checkpoint,
        more: documents.length === limit,
      };
    },
    onPurged: (listener) => void purgeListeners.push(listener),
    onPulled(listener) {
      // Ends with the collection, which completes its stream.
      storage.changeStream().subscribe(({ events, context }) => {
        if (!REPLICATION.test(context)) return;
        listener(
          events.map(({ operation, documentData, previousDocumentData }) => ({
            doc: strip(documentData as RxDocumentData<Doc>),
            before: operation === 'INSERT' ? undefined : strip(previousDocumentData as RxDocumentData<Doc>),
          })),
        );
      });
    },
  };
}

/** Where nobody asked for an order: RxDB would take that of the first index, and SQLite then that index. */
const BY_ID = [{ id: 'asc' as const }];

/** RxDB's planner is for storages without one: SQLite plans by itself, and the planning took longer than the query. */
const NO_PLAN: RxQueryPlan = {
  index: [],
  startKeys: [],
  endKeys: [],
  inclusiveStart: true,
  inclusiveEnd: true,
  sortSatisfiedByIndex: false,
  selectorSatisfiedByIndex: false,
};
