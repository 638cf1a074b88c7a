import { categorizeBulkWriteRows } from 'rxdb';
import type {
  BulkWriteRow,
  EventBulk,
  RxDocumentData,
  RxJsonSchema,
  RxStorageChangeEvent,
  RxStorageDefaultCheckpoint,
  RxStorageInstance,
  RxStorageWriteError,
  StringKeys,
} from 'rxdb';

import type { FieldCipher, Json } from './cipher.ts';
import { sqliteCode } from './errors.ts';
import type { StorageFile } from './file.ts';
import { toKey } from './key-order.ts';
import type { Row, SQLInputValue } from './statements.ts';
import type { Table } from './table.ts';

export type Events<D> = EventBulk<RxStorageChangeEvent<RxDocumentData<D>>, RxStorageDefaultCheckpoint>;

/** Rows of one table, compared with what is stored and not written yet. Valid in this turn only. */
export interface Prepared<D> {
  /** Rows that are not written: conflicts with the whole stored document. */
  readonly errors: RxStorageWriteError<D>[];
  /** Is there anything to write? */
  readonly empty: boolean;
  /** Writes the rows, inside of a transaction. Where that fails nothing is known to have changed. */
  apply(): void;
  /** After COMMIT, in the same turn: takes note of what is stored now and tells the events. */
  publish(): void;
}

export interface Writer<D> {
  /**
   * No document may be named twice.
   * @param all looks for the new documents too, which takes a tenth of a write and finds nothing nearly always
   */
  prepare(rows: readonly BulkWriteRow<D>[], context: string, all: boolean): Prepared<D>;
  /** Writes rows in one transaction, in this turn, and tells its events. @returns the conflicts */
  write(rows: readonly BulkWriteRow<D>[], context: string): RxStorageWriteError<D>[];
}

interface WriterOptions<D> {
  readonly file: StorageFile;
  readonly table: Table;
  readonly cipher: FieldCipher;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<D>>>;
  /** A stored document, decrypted. */
  readonly read: (row: Row) => RxDocumentData<D>;
  readonly tell: (events: Events<D>) => void;
}

/** https://sqlite.org/rescode.html#constraint_unique */
const SQLITE_CONSTRAINT_UNIQUE = 2067;

/** A stored row without its document, by column. */
type Stored = Row;

/**
 * Work that takes documents for new which nobody looked for; where one is there after all, nothing was written and the
 * work is done again with `all`.
 */
export function onceMoreKnowing<T>(work: (all: boolean) => T): T {
  try {
    return work(false);
  } catch (error) {
    if (sqliteCode(error) !== SQLITE_CONSTRAINT_UNIQUE) throw error;
    return work(true);
  }
}

/** Writes the documents of one table. */
export function createWriter<D>({ file, table, cipher, schema, read, tell }: WriterOptions<D>): Writer<D> {
  const { layout, name } = table;
  const primaryPath = layout.primaryPath as StringKeys<D>;
  const columns = [
    'id',
    'rev',
    'deleted',
    'lwt',
    'odd',
    ...layout.columns.map((column) => column.name),
    'data',
  ];
  const sql = {
    byId: `SELECT data FROM ${name} WHERE id = ?`,
    known: `SELECT rid, ${columns.slice(0, -1).join(', ')} FROM ${name} WHERE id = ?`,
    insert: `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  };
  const idOf = (document: unknown): string => String((document as Json)[primaryPath]);
  /** All that RxDB's helper asks of an instance. */
  const asInstance = { schema } as unknown as RxStorageInstance<D, unknown, unknown>;

  /**
   * The `lwt` column orders the changes of this table and so must grow with every write, whereas a document's `_meta.lwt` is
   * the wall clock and may jump back: replication would then skip the change. It is `_meta.lwt` where that is later than
   * all before, else a hundredth (RxDB's resolution) more than the last.
   */
  function nextLwt(last: number, document: RxDocumentData<D>): number {
    const own = document._meta.lwt;
    return own > last ? own : (Math.round(last * 100) + 1) / 100;
  }

  function bindings(document: RxDocumentData<D>, lwt: number): { odd: 0 | 1; params: SQLInputValue[] } {
    const id = idOf(document);
    const { odd, values } = layout.values(document as unknown as Json);
    const data = JSON.stringify(cipher.encrypt(document as unknown as Json, id));
    return { odd, params: [toKey(id), document._rev, document._deleted ? 1 : 0, lwt, odd, ...values, data] };
  }

  /** Sets what differs only: SQLite writes an index anew as soon as one of its columns is named, changed or not. */
  function updateRow(before: Stored, params: readonly SQLInputValue[]): void {
    const changed = columns.flatMap((column, at) => (before[column] === params[at] ? [] : [at]));
    const set = changed.map((at) => `${columns[at] ?? ''} = ?`).join(', ');
    const values = changed.map((at) => params[at] ?? null);
    file.statement(`UPDATE ${name} SET ${set} WHERE rid = ?`).run(...values, before['rid'] ?? null);
  }

  function prepare(rows: readonly BulkWriteRow<D>[], context: string, all: boolean): Prepared<D> {
    const stored = new Map<string, Stored>();
    const revisions = new Map<string, RxDocumentData<D>>();
    const known = file.statement(sql.known);
    for (const row of rows) {
      if (!all && !row.previous) continue;
      const id = idOf(row.document);
      const hit = file.read(() => known.get(toKey(id)));
      if (!hit) continue;
      stored.set(id, hit);
      // For the comparison the revision is enough; conflicts get the whole document below.
      revisions.set(id, { _rev: String(hit['rev']) } as RxDocumentData<D>);
    }
    const sorted = categorizeBulkWriteRows<D>(asInstance, primaryPath, revisions, [...rows], context);
    for (const error of sorted.errors) {
      if (error.status !== 409) continue;
      const row = file.read(() => file.statement(sql.byId).get(toKey(error.documentId)));
      if (row) error.documentInDb = read(row);
    }
    const inserts = sorted.bulkInsertDocs;
    const updates = sorted.bulkUpdateDocs;
    let { lastLwt, oddRows } = table;
    let lastId = '';

    return {
      errors: sorted.errors,
      empty: inserts.length + updates.length === 0,
      apply() {
        const insert = file.statement(sql.insert);
        for (const { document } of inserts) {
          lastLwt = nextLwt(lastLwt, document);
          lastId = idOf(document);
          const { odd, params } = bindings(document, lastLwt);
          oddRows += odd;
          insert.run(...params);
        }
        for (const { document } of updates) {
          lastLwt = nextLwt(lastLwt, document);
          lastId = idOf(document);
          const { odd, params } = bindings(document, lastLwt);
          const before = stored.get(lastId);
          if (!before) throw new Error('an update without a stored document');
          oddRows += odd - Number(before['odd']);
          updateRow(before, params);
        }
      },
      publish() {
        table.lastLwt = lastLwt;
        table.oddRows = oddRows;
        if (sorted.eventBulk.events.length > 0) {
          sorted.eventBulk.checkpoint = { id: lastId, lwt: lastLwt };
          tell(sorted.eventBulk);
        }
      },
    };
  }

  return {
    prepare,
    write: (rows, context) =>
      onceMoreKnowing((all) => {
        const prepared = prepare(rows, context, all);
        if (!prepared.empty) {
          file.write(prepared.apply);
          prepared.publish();
        }
        return prepared.errors;
      }),
  };
}
