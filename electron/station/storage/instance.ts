import type {
  BulkWriteRow,
  PreparedQuery,
  RxDocumentData,
  RxJsonSchema,
  RxStorageBulkWriteResponse,
  RxStorageDefaultCheckpoint,
  RxStorageInstance,
  RxStorageQueryResult,
} from 'rxdb';
import { Subject } from 'rxjs';
import type { Observable } from 'rxjs';

import type { FieldCipher, Json } from './cipher.ts';
import { StorageClosedError, StorageSchemaError } from './errors.ts';
import type { Durability, StorageFile } from './file.ts';
import { toKey } from './key-order.ts';
import { createQueries } from './query.ts';
import type { QueriesOptions, SlowQuery } from './query.ts';
import { TURN_MS, nextTurn, nextWhenLate } from './statements.ts';
import type { Row } from './statements.ts';
import type { Table } from './table.ts';
import { collects } from './together.ts';
import { createWriter } from './writer.ts';
import type { Events, Writer } from './writer.ts';

export interface Internals {
  readonly file: StorageFile;
  readonly table: Table;
  readonly durability: Durability;
  /** Of the documents, whatever their type: for writes that belong together (see `together.ts`). */
  readonly writer: Writer<unknown>;
  /** @throws StorageClosedError */
  assertOpen(): void;
  /** What SQLite does for a query, one line per step (EXPLAIN QUERY PLAN). */
  explain(query: PreparedQuery<never>): string[];
}

export type Options = Record<string, never>;

/** An id, or an id with the revision that was seen: a document that was changed since stays. */
export type PurgeRow = string | { readonly id: string; readonly rev: string };

/** RxDB's instance and what only this storage can do. */
export interface NodeSqliteInstance<D> extends RxStorageInstance<D, Internals, Options, Checkpoint> {
  /**
   * Drops documents from this file only: no event, no deletion that would replicate, and the order of the changes of what
   * stays is untouched. In slices of a turn between the other writes.
   * @returns ids of those that were there
   */
  purge(rows: readonly PurgeRow[]): Promise<string[]>;
}

export interface InstanceOptions<D> {
  readonly databaseName: string;
  readonly collectionName: string;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<D>>>;
  readonly options: Readonly<Options>;
  readonly file: StorageFile;
  readonly table: Table;
  readonly durability: Durability;
  readonly cipher: FieldCipher;
  /** Wall clock in ms, for the age of deleted documents only. */
  readonly now: () => number;
  readonly onSlowQuery?: ((query: SlowQuery) => void) | undefined;
  readonly onClose: () => Promise<void>;
}

/** A bulk write is committed in slices of at most so many rows, fewer where a slice takes longer than a turn. */
const MAX_SLICE = 1_000;
const MIN_SLICE = 20;

/** @returns how many rows to write next where these took so long, ms */
const withinTurn = (rows: number, took: number): number =>
  Math.round(Math.min(MAX_SLICE, Math.max(MIN_SLICE, rows * (TURN_MS / took))));

type Checkpoint = RxStorageDefaultCheckpoint;

/** What is stored is no JSON: for SQLite it is whole, for us as bad as a damaged page (code CORRUPT). */
class DamagedDocumentError extends Error {
  readonly errcode = 11;
  constructor(table: string) {
    super(`a document of ${table} is damaged`);
  }
}

export function createInstance<D>(given: InstanceOptions<D>): NodeSqliteInstance<D> {
  const { file, table, cipher, schema, collectionName } = given;
  const { layout, name } = table;
  const { primaryPath } = layout;
  const changes = new Subject<Events<D>>();
  let closing: Promise<void> | undefined;
  let sliceRows = 200;

  const sql = {
    byId: `SELECT data FROM ${name} WHERE id = ?`,
    rev: `SELECT rev FROM ${name} WHERE id = ?`,
    changed: `SELECT id, lwt, data FROM ${name} WHERE (lwt, id) > (?, ?) ORDER BY lwt, id LIMIT ?`,
    purge: `DELETE FROM ${name} WHERE id = ? RETURNING odd`,
    cleanup: `DELETE FROM ${name} WHERE rid IN (SELECT rid FROM ${name} WHERE deleted = 1 AND lwt < ? LIMIT ?)`,
  };

  const idOf = (document: unknown): string => String((document as Json)[primaryPath]);
  const parse = (row: Row): Json => {
    try {
      return JSON.parse(String(row['data'])) as Json;
    } catch {
      // Not with its cause, which quotes the document.
      return file.read(() => {
        throw new DamagedDocumentError(name);
      });
    }
  };
  const open = (document: Json) => cipher.decrypt(document, idOf(document)) as unknown as RxDocumentData<D>;
  const read = (row: Row): RxDocumentData<D> => open(parse(row));

  const writer = createWriter<D>({
    file,
    table,
    cipher,
    schema,
    read,
    tell: (events) => changes.next(events),
  });

  function assertOpen(): void {
    if (closing) throw new StorageClosedError(`${given.databaseName}/${collectionName}`);
  }

  async function writeRows(rows: BulkWriteRow<D>[], context: string): Promise<RxStorageBulkWriteResponse<D>> {
    const response: RxStorageBulkWriteResponse<D> = { error: [] };
    let start = 0;
    while (start < rows.length) {
      const late = file.room() ?? nextWhenLate();
      if (late) await late;
      const end = sliceEnd(rows, start, sliceRows);
      const began = performance.now();
      response.error.push(...writer.write(rows.slice(start, end), context));
      const took = performance.now() - began;
      if (end < rows.length) {
        sliceRows = withinTurn(end - start, took);
        await nextTurn();
      }
      start = end;
    }
    return response;
  }

  /** Removes rows for the time of a turn. @returns the place of the next one */
  function purgeSlice(rows: readonly PurgeRow[], from: number, purged: string[]): number {
    const end = performance.now() + TURN_MS;
    const gone: string[] = [];
    let odd = 0;
    let at = from;
    file.write(() => {
      const known = file.statement(sql.rev);
      while (at < rows.length && (at === from || performance.now() < end)) {
        const row = rows[at] ?? '';
        at += 1;
        const { id, rev } = typeof row === 'string' ? { id: row, rev: undefined } : row;
        // What was changed since somebody decided that it may go, stays.
        if (rev !== undefined && known.get(toKey(id))?.['rev'] !== rev) continue;
        const removed = file.statement(sql.purge).get(toKey(id));
        if (!removed) continue;
        odd += Number(removed['odd']);
        gone.push(id);
      }
      if (gone.length > 0) table.keepLwt();
    });
    table.oddRows -= odd;
    purged.push(...gone);
    return at;
  }

  /** The end of a slice that names no document twice, so that the second write sees the first. */
  function sliceEnd(rows: readonly BulkWriteRow<D>[], start: number, most: number): number {
    const seen = new Set<string>();
    let end = start;
    while (end < rows.length && end - start < most) {
      const row = rows[end];
      const id = row && idOf(row.document);
      if (id === undefined || seen.has(id)) break;
      seen.add(id);
      end += 1;
    }
    return end;
  }

  const { onSlowQuery } = given;
  const onSlow: QueriesOptions<D>['onSlow'] =
    onSlowQuery && ((query) => onSlowQuery({ collection: collectionName, ...query }));
  const queries = createQueries<D>({ file, table, schema, parse, open, onSlow });

  const instance: NodeSqliteInstance<D> = {
    databaseName: given.databaseName,
    collectionName,
    schema,
    options: given.options,
    internals: {
      file,
      table,
      durability: given.durability,
      writer: writer as unknown as Writer<unknown>,
      assertOpen,
      explain: (prepared) => queries.explain(prepared as PreparedQuery<D>),
    },

    async bulkWrite(rows, context) {
      assertOpen();
      if (collects(rows)) return { error: [] };
      const response = await file.enqueue(() => writeRows(rows, context));
      // Outside of the queue: the writes after it need not wait for this one's fsync, and share it.
      if (given.durability === 'durable') await file.barrier();
      return response;
    },

    async findDocumentsById(ids, withDeleted) {
      assertOpen();
      const found: RxDocumentData<D>[] = [];
      for (const [at, id] of ids.entries()) {
        // The clock is looked at before the first and then now and then.
        const late = at % 16 === 0 ? nextWhenLate() : undefined;
        if (late) {
          await late;
          assertOpen();
        }
        const row = file.read(() => file.statement(sql.byId).get(toKey(id)));
        if (row) {
          const document = read(row);
          if (withDeleted || !document._deleted) found.push(document);
        }
      }
      return found;
    },

    async query(prepared): Promise<RxStorageQueryResult<D>> {
      assertOpen();
      await nextWhenLate();
      assertOpen();
      return { documents: await queries.find(prepared) };
    },

    async count(prepared) {
      assertOpen();
      await nextWhenLate();
      assertOpen();
      return queries.count(prepared);
    },

    async getChangedDocumentsSince(limit, checkpoint) {
      assertOpen();
      await nextWhenLate();
      assertOpen();
      const from = checkpoint ?? { id: '', lwt: 0 };
      const { documents, last } = await file.scan(sql.changed, [from.lwt, toKey(from.id), limit], () => {
        const sink = {
          documents: [] as RxDocumentData<D>[],
          last: from,
          row(row: Row) {
            const document = read(row);
            sink.documents.push(document);
            sink.last = { id: idOf(document), lwt: Number(row['lwt']) };
            return true;
          },
        };
        return sink;
      });
      return { documents, checkpoint: last };
    },

    getAttachmentData() {
      return Promise.reject(new StorageSchemaError('attachments are not supported'));
    },

    changeStream(): Observable<Events<D>> {
      assertOpen();
      return changes.asObservable();
    },

    async cleanup(minimumDeletedTime) {
      assertOpen();
      const before = given.now() - minimumDeletedTime;
      for (let slice = MIN_SLICE; ;) {
        const asked = slice;
        const { removed, took } = await file.enqueue(async () => {
          const began = performance.now();
          const removed = file.write(() => {
            const { changes } = file.statement(sql.cleanup).run(before, asked);
            if (changes !== 0) table.keepLwt();
            return Number(changes);
          });
          return { removed, took: performance.now() - began };
        });
        if (removed < asked) break;
        slice = withinTurn(asked, took);
        await nextTurn();
        assertOpen();
      }
      const odd = file.read(() => file.statement(`SELECT count(*) AS n FROM ${name} WHERE odd = 1`).get());
      table.oddRows = Number(odd?.['n'] ?? 0);
      return true;
    },

    async purge(rows) {
      assertOpen();
      const purged: string[] = [];
      for (let at = 0; at < rows.length;) {
        at = await file.enqueue(async () => purgeSlice(rows, at, purged));
        await nextTurn();
        assertOpen();
      }
      if (given.durability === 'durable' && purged.length > 0) await file.barrier();
      return purged;
    },

    async remove() {
      assertOpen();
      await file.enqueue(async () => table.drop());
      await file.barrier();
      await instance.close();
    },

    close() {
      closing ??= (async () => {
        // What was called before is still written and told.
        await file.settled();
        changes.complete();
        await given.onClose();
      })();
      return closing;
    },
  };
  return instance;
}
