import { DatabaseSync } from 'node:sqlite';

import { createFieldCipher, noCipher, unwrapKey } from './cipher.ts';
import type { FieldCipher, Json } from './cipher.ts';
import { StorageKeyError, StorageVersionError } from './errors.ts';
import { FORMAT } from './format.ts';
import { readKeyring } from './key-rows.ts';
import { fromKey, toKey } from './key-order.ts';
import { valuesOf } from './layout.ts';
import type { Column } from './layout.ts';
import { createStatementCache } from './statements.ts';
import type { Row } from './statements.ts';

/** A collection of a file as the file itself describes it. */
export interface StoredCollection {
  readonly collection: string;
  readonly version: number;
}

export interface StoredDocument {
  readonly id: string;
  readonly deleted: boolean;
  /** Order of changes within the collection. */
  readonly lwt: number;
  /** Decrypted, with RxDB's fields; null where it cannot be read (`fault` says why). */
  readonly document: Json | null;
  /** `columns`: the indexed columns do not say what the document says. */
  readonly fault: 'json' | 'key' | 'columns' | null;
}

/** A file of this storage, read without RxDB: a backup's copy, a file set aside, or a live one beside its writer. */
export interface StoredFile {
  readonly collections: readonly StoredCollection[];
  /**
   * Living documents by id, or those changed after a place in the order of changes, in that order. A generator, so that the
   * caller decides where to pause.
   */
  documents(
    collection: string,
    options?: { readonly since?: number; readonly deleted?: boolean },
  ): Generator<StoredDocument, void, undefined>;
  /** So many documents spread over the collection, read one by one as they are asked for. */
  sample(collection: string, count: number): Generator<StoredDocument, void, undefined>;
  get(collection: string, id: string): StoredDocument | undefined;
  count(collection: string): number;
  /** Documents that were made or changed after this place in the order of changes. */
  changedSince(collection: string, lwt: number): number;
  /** SQLite's own findings, none where all is well. `quick` leaves out whether indexes agree with their tables. */
  faults(how: 'quick' | 'full'): string[];
  close(): void;
}

export interface StoredFileOptions {
  readonly key?: Uint8Array | undefined;
  /** Encrypted paths by collection, as in the schemas. */
  readonly encrypted?: Readonly<Record<string, readonly string[]>>;
}

interface Opened extends StoredCollection {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly cipher: FieldCipher;
}

/**
 * Opens for reading only. Of several schema versions of a collection the highest counts.
 * @throws StorageKeyError | StorageVersionError; errors of SQLite where the file is no database or damaged
 */
export function openStoredFile(path: string, options: StoredFileOptions = {}): StoredFile {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
  try {
    database.exec('PRAGMA temp_store=MEMORY');
    const opened = readTables(database, path, options);
    return storedFile(database, opened);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Does this owner's key open that wrapped data key? */
export const opensWith = (key: Uint8Array, wrapped: Uint8Array): boolean =>
  unwrapKey(key, wrapped) !== undefined;

function readTables(database: DatabaseSync, path: string, options: StoredFileOptions): Map<string, Opened> {
  const meta = (key: string) =>
    database.prepare('SELECT value FROM storage_meta WHERE key = ?').get(key)?.['value'];
  const found = Number(meta('format'));
  if (found > FORMAT) throw new StorageVersionError(path, found, FORMAT);
  const ring = options.key ? readKeyring(meta, options.key) : undefined;
  if (ring === 'missing' || ring === 'wrong') throw new StorageKeyError(ring, path);
  const tables = new Map<string, Opened>();
  const rows = database
    .prepare('SELECT tid, collection, version, layout FROM storage_tables ORDER BY version')
    .all();
  for (const row of rows) {
    const collection = String(row['collection']);
    const table = database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?`)
      .get(`t${String(row['tid'])}_*`)?.['name'];
    if (typeof table !== 'string') continue;
    const { columns } = JSON.parse(String(row['layout'])) as { columns: Column[] };
    const paths = options.encrypted?.[collection] ?? [];
    const cipher = ring && paths.length > 0 ? createFieldCipher(ring, collection, paths) : noCipher;
    tables.set(collection, { collection, version: Number(row['version']), table, columns, cipher });
  }
  return tables;
}

function storedFile(database: DatabaseSync, tables: ReadonlyMap<string, Opened>): StoredFile {
  const statement = createStatementCache(database);
  const readers = new Map([...tables].map(([name, table]) => [name, rowReader(table)]));
  const selected = ({ table, columns }: Opened): string =>
    `SELECT id, deleted, lwt, odd, ${columns.map(({ name }) => `${name}, `).join('')}data FROM ${table}`;

  return {
    collections: [...tables.values()].map(({ collection, version }) => ({ collection, version })),
    *documents(collection, { since, deleted = false } = {}) {
      const table = tables.get(collection);
      const read = readers.get(collection);
      if (!table || !read) return;
      const living = deleted ? '' : 'AND deleted = 0 ';
      const order = since === undefined ? 'id' : 'lwt, id';
      // Others may write meanwhile: one statement is one snapshot.
      const rows = database.prepare(`${selected(table)} WHERE lwt > ? ${living}ORDER BY ${order}`);
      for (const row of rows.iterate(since ?? -1)) yield read(row);
    },
    *sample(collection, count) {
      const table = tables.get(collection);
      const read = readers.get(collection);
      if (!table || !read) return;
      const last = Number(statement(`SELECT max(rid) AS n FROM ${table.table}`).get()?.['n'] ?? 0);
      const next = statement(
        `SELECT rid, ${selected(table).slice('SELECT '.length)} WHERE rid > ? AND deleted = 0 ORDER BY rid LIMIT 1`,
      );
      let seen = 0;
      for (let i = 0; i < count; i += 1) {
        const row = next.get(Math.max(seen, Math.floor((last * i) / count)));
        if (!row) return;
        seen = Number(row['rid']);
        yield read(row);
      }
    },
    get(collection, id) {
      const table = tables.get(collection);
      const row = table && statement(`${selected(table)} WHERE id = ?`).get(toKey(id));
      return row && readers.get(collection)?.(row);
    },
    count(collection) {
      const table = tables.get(collection);
      if (!table) return 0;
      return Number(
        statement(`SELECT count(*) AS n FROM ${table.table} WHERE deleted = 0`).get()?.['n'] ?? 0,
      );
    },
    changedSince(collection, lwt) {
      const table = tables.get(collection);
      if (!table) return 0;
      return Number(statement(`SELECT count(*) AS n FROM ${table.table} WHERE lwt > ?`).get(lwt)?.['n'] ?? 0);
    },
    faults(how) {
      const pragma = how === 'quick' ? 'quick_check' : 'integrity_check';
      const found = database.prepare(`PRAGMA ${pragma}`).all();
      return found.map((row) => String(row[pragma])).filter((text) => text !== 'ok');
    },
    close: () => database.close(),
  };
}

function rowReader({ columns, cipher }: Opened): (row: Row) => StoredDocument {
  const values = valuesOf(columns);
  return (row) => {
    const id = fromKey(String(row['id']));
    const base = { id, deleted: row['deleted'] === 1, lwt: Number(row['lwt']) };
    let stored: Json;
    try {
      stored = JSON.parse(String(row['data'])) as Json;
    } catch {
      return { ...base, document: null, fault: 'json' };
    }
    let document: Json;
    try {
      document = cipher.decrypt(stored, id);
    } catch {
      return { ...base, document: null, fault: 'key' };
    }
    const wanted = values(stored);
    const agrees =
      wanted.odd === row['odd'] && wanted.values.every((value, i) => value === row[columns[i]?.name ?? '']);
    return { ...base, document, fault: agrees ? null : 'columns' };
  };
}
