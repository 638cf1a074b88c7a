import {
  createRevision,
  now,
  runPluginHooks,
  type BulkWriteRow,
  type RxCollection,
  type RxDocumentData,
} from 'rxdb';

import type { NodeSqliteInstance, NodeSqliteStorage, TogetherPart } from '../storage/index.ts';

/** What a change does where the document is not what it needs. */
export const SKIPPED = Symbol('skipped');
export const REFUSED = Symbol('refused');

/** What is done to one document, made by its table; several are written in one transaction by `Database.together`. */
export interface Change<Doc = unknown> {
  readonly collection: RxCollection<unknown>;
  readonly id: string;
  /** Pure: runs again where somebody else wrote meanwhile. @returns what was given where nothing is to be written */
  next(before: unknown): Doc | typeof SKIPPED | typeof REFUSED;
}

type Docs<Changes extends readonly Change[]> = {
  readonly [At in keyof Changes]: Changes[At] extends Change<infer Doc> ? Doc | undefined : never;
};

export type Written<Changes extends readonly Change[]> =
  /** Each change's document as it is stored now; undefined where it was skipped. */
  | { readonly done: true; readonly docs: Docs<Changes> }
  /** The change with this number refused: nothing was written. */
  | { readonly done: false; readonly refused: number };

export interface TogetherOptions {
  /** Resolve after the fsync. Where the print ledger takes part it is so in any case. */
  readonly durable?: boolean;
}

/** All changes in one transaction: all of them, or none. Several of the same document follow one another. */
export type Together = <const Changes extends readonly Change[]>(
  changes: Changes,
  options?: TogetherOptions,
) => Promise<Written<Changes>>;

type Stored = RxDocumentData<Record<string, unknown>>;

/** A document in the course of an act. */
interface Draft {
  readonly previous: Stored | undefined;
  doc: unknown;
}

export function createTogether(
  storage: Pick<NodeSqliteStorage, 'writeTogether'>,
  database: { readonly token: string; lockedRun<T>(work: () => Promise<T>): Promise<T> },
): Together {
  /** All that the changes speak of, also what was deleted: RxDB's wrapper writes over that too. */
  async function read(changes: readonly Change[]): Promise<Map<Change['collection'], Map<string, Draft>>> {
    const drafts = new Map<Change['collection'], Map<string, Draft>>();
    for (const { collection, id } of changes) {
      const ids = drafts.get(collection) ?? new Map<string, Draft>();
      drafts.set(collection, ids.set(id, { previous: undefined, doc: undefined }));
    }
    await Promise.all(
      [...drafts].map(async ([collection, ids]) => {
        const found = (await collection.internalStorageInstance.findDocumentsById(
          [...ids.keys()],
          true,
        )) as unknown as Stored[];
        const primary = collection.schema.primaryPath as string;
        for (const previous of found) {
          const doc = previous._deleted ? undefined : strip(previous);
          ids.set(String(previous[primary]), { previous, doc });
        }
      }),
    );
    return drafts;
  }

  /** As RxDB's wrapper of the storage makes them: replication and tallies must not see a difference. */
  function partOf(collection: Change['collection'], drafts: Iterable<Draft>): TogetherPart {
    const lwt = now();
    const rows: BulkWriteRow<unknown>[] = [];
    for (const { previous, doc } of drafts) {
      const document = {
        ...(doc as Record<string, unknown>),
        _deleted: false,
        _attachments: {},
        _rev: createRevision(database.token, previous),
        _meta: { ...(previous && !previous._deleted ? previous._meta : {}), lwt },
      } as RxDocumentData<unknown>;
      rows.push(previous ? { previous: previous as RxDocumentData<unknown>, document } : { document });
    }
    const instance = collection.internalStorageInstance as unknown as NodeSqliteInstance<unknown>;
    runPluginHooks('preStorageWrite', { storageInstance: instance, rows });
    return { instance, rows, context: CONTEXT };
  }

  /** @returns undefined where somebody else wrote meanwhile */
  async function attempt(changes: readonly Change[], options: TogetherOptions) {
    const drafts = await read(changes);
    const skipped = new Set<number>();
    const before = new Map(
      [...drafts.values()].flatMap((ids) => [...ids.values()].map((draft) => [draft, draft.doc])),
    );
    for (const [at, change] of changes.entries()) {
      const draft = drafts.get(change.collection)?.get(change.id);
      if (!draft) continue;
      const next = change.next(draft.doc);
      if (next === REFUSED) return { done: false as const, refused: at };
      if (next === SKIPPED) skipped.add(at);
      else draft.doc = next;
    }
    const parts: TogetherPart[] = [];
    for (const [collection, ids] of drafts) {
      const changed = [...ids.values()].filter((draft) => draft.doc !== before.get(draft));
      if (changed.length > 0) parts.push(partOf(collection, changed));
    }
    const errors = await storage.writeTogether(parts, options);
    const wrong = errors.find((error) => error.status !== 409);
    if (wrong) throw new Error(`document ${wrong.documentId} was refused: ${wrong.status}`);
    if (errors.length > 0) return undefined;
    const docs = changes.map(({ collection, id }, at) =>
      skipped.has(at) ? undefined : drafts.get(collection)?.get(id)?.doc,
    );
    return { done: true as const, docs };
  }

  return async (changes, options = {}) => {
    for (;;) {
      const written = await database.lockedRun(() => attempt(changes, options));
      if (written) return written as unknown as Written<typeof changes>;
    }
  };
}

/** Of the station's own writes, in RxDB's events. */
export const CONTEXT = 'station';

/** Drops what RxDB adds to a document. */
export function strip<Doc>(doc: RxDocumentData<Doc>): Doc {
  const { _deleted, _attachments, _meta, _rev, ...rest } = doc;
  void [_deleted, _attachments, _meta, _rev];
  return rest as unknown as Doc;
}
