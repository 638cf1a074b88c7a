import { createValueCipher, newWrappedKey } from './cipher.ts';
import type { Json, ValueCipher } from './cipher.ts';
import { StorageDecryptError, StorageKeyError } from './errors.ts';
import type { StorageFile } from './file.ts';
import { FORMAT_WITH_KEY_NUMBERS } from './format.ts';
import { KEY_ROWS, dropNext, offerNext, takeNext } from './key-rows.ts';
import type { FileKeyring } from './keyring.ts';
import { TURN_MS, nextTurn } from './statements.ts';
import { tableName } from './table.ts';

/** Rows looked at, of those that there were when it began. */
export interface RotationProgress {
  readonly done: number;
  readonly total: number;
}

/** The keys of an open file and their rotation. */
export interface FileKeys {
  readonly ring: FileKeyring;
  /** Is a rotation of the data key not finished (the process may have died in it)? */
  rotating(): boolean;
  /**
   * Another owner's key: rewrites a row or two, durable when it resolves.
   * @param keep puts the new key in the place of the old one, durably; while it does, either opens the file, so that a
   *   crash at any moment locks nobody out. Where it fails, the old key stays.
   */
  rewrap(ownerKey: Uint8Array, keep: () => Promise<void> | void): Promise<void>;
  /**
   * A new data key: every encrypted value is written anew, between the other writes, and can be read all the while. An
   * unfinished rotation is finished and no other begun. Revisions and the order of changes stay: nothing replicates.
   */
  rotate(onProgress?: (progress: RotationProgress) => void): Promise<void>;
}

/** Where a rotation stands, in `storage_meta` with the rows that it has written. */
interface Place {
  /** Table and its last row that was looked at. */
  readonly tid: number;
  readonly rid: number;
  /** Rows of the tables before it. */
  readonly before: number;
  readonly total: number;
}

/** Rows that one statement looks at, fewer where they take longer than a turn. */
const MAX_SPAN = 200;

export function createFileKeys(
  file: Pick<StorageFile, 'path' | 'statement' | 'write' | 'enqueue' | 'barrier'>,
  ring: FileKeyring,
  firstOwnerKey: Uint8Array,
): FileKeys {
  let ownerKey = firstOwnerKey;
  let running: Promise<void> | undefined;
  const listeners = new Set<(progress: RotationProgress) => void>();

  const meta = (row: string): unknown =>
    file.statement('SELECT value FROM storage_meta WHERE key = ?').get(row)?.['value'];
  const put = (row: string, value: Uint8Array | number | string): void =>
    void file.statement('INSERT OR REPLACE INTO storage_meta VALUES (?, ?)').run(row, value);
  const drop = (row: string): void => void file.statement('DELETE FROM storage_meta WHERE key = ?').run(row);
  const rows = { get: meta, put, drop };
  const place = (): Place | undefined => {
    const stored = meta(KEY_ROWS.rotation);
    return typeof stored === 'string' ? (JSON.parse(stored) as Place) : undefined;
  };
  const lastRow = (table: string): number =>
    Number(file.statement(`SELECT max(rid) AS n FROM ${table}`).get()?.['n'] ?? 0);
  const tables = (): TableRow[] =>
    file
      .statement('SELECT tid, collection, layout FROM storage_tables ORDER BY tid')
      .all()
      .map((row) => tableOf(Number(row['tid']), String(row['collection']), String(row['layout'])));

  /** The new key is written before any value is: from here on writes use it. */
  function begin(): void {
    const { dataKey, wrapped } = newWrappedKey(ownerKey);
    const number = ring.current + 1;
    const total = tables().reduce((sum, table) => sum + lastRow(table.name), 0);
    file.write(() => {
      const before = meta(KEY_ROWS.wrapped);
      if (!(before instanceof Uint8Array)) throw new StorageKeyError('missing', file.path);
      put('format', FORMAT_WITH_KEY_NUMBERS);
      put(KEY_ROWS.wrappedBefore, before);
      put(KEY_ROWS.numberBefore, ring.current);
      put(KEY_ROWS.wrapped, wrapped);
      put(KEY_ROWS.number, number);
      put(KEY_ROWS.rotation, JSON.stringify({ tid: 0, rid: 0, before: 0, total } satisfies Place));
    });
    ring.add(number, dataKey);
  }

  async function run(): Promise<void> {
    await file.enqueue(async () => {
      if (!place()) begin();
    });
    // On disk before the first value is written with it.
    await file.barrier();
    let span = 16;
    for (;;) {
      const at = place();
      if (!at) return;
      const todo = tables().find(
        (table) => table.tid > at.tid || (table.tid === at.tid && at.rid < lastRow(table.name)),
      );
      const began = performance.now();
      if (!todo) {
        await file.enqueue(async () => {
          // Values of rows that came meanwhile bear the new key; the old one stays in memory for snapshots under way.
          file.write(() => {
            for (const row of [KEY_ROWS.wrappedBefore, KEY_ROWS.numberBefore, KEY_ROWS.rotation]) drop(row);
          });
        });
        await file.barrier();
        tell({ done: at.total, total: at.total });
        return;
      }
      const next = await file.enqueue(async () => rewrite(todo, at, span));
      tell({ done: Math.min(next.before + next.rid, next.total), total: next.total });
      span = Math.round(Math.min(MAX_SPAN, Math.max(1, span * (TURN_MS / (performance.now() - began)))));
      await nextTurn();
    }
  }

  /** Writes the values of a span of rows anew, in one transaction and one turn. */
  function rewrite(table: TableRow, at: Place, span: number): Place {
    const from = table.tid === at.tid ? at.rid : 0;
    const before = table.tid === at.tid ? at.before : at.before + at.rid;
    const old = Number(meta(KEY_ROWS.numberBefore));
    const cipher = createValueCipher(ring, table.collection);
    // Without a look at the documents: most collections have no encrypted field.
    const found = file
      .statement(
        `SELECT rid, data FROM ${table.name} WHERE rid > ? AND rid <= ? AND instr(data, ?) > 0 ORDER BY rid`,
      )
      .all(from, from + span, `"${old}:`);
    let next: Place = {
      tid: table.tid,
      rid: Math.min(from + span, lastRow(table.name)),
      before,
      total: at.total,
    };
    const end = performance.now() + TURN_MS;
    file.write(() => {
      for (const row of found) {
        const document = JSON.parse(String(row['data'])) as Json;
        const again = resealed(document, String(document[table.primary]), old, cipher);
        if (again !== document)
          file
            .statement(`UPDATE ${table.name} SET data = ? WHERE rid = ?`)
            .run(JSON.stringify(again), row['rid'] ?? null);
        if (performance.now() < end) continue;
        next = { ...next, rid: Number(row['rid']) };
        break;
      }
      put(KEY_ROWS.rotation, JSON.stringify(next));
    });
    return next;
  }

  function tell(progress: RotationProgress): void {
    for (const listener of listeners) listener(progress);
  }

  return {
    ring,
    rotating: () => place() !== undefined,
    async rewrap(newKey, keep) {
      // No rotation begins in between: its rows would be wrapped by the old key alone.
      await running;
      await file.enqueue(async () => {
        file.write(() => offerNext(rows, ownerKey, newKey));
        await file.barrier();
        try {
          await keep();
        } catch (error) {
          file.write(() => dropNext(rows));
          throw error;
        }
        file.write(() => takeNext(rows));
        ownerKey = newKey;
      });
      await file.barrier();
    },
    async rotate(onProgress) {
      if (onProgress) listeners.add(onProgress);
      try {
        running ??= run().finally(() => (running = undefined));
        await running;
      } finally {
        if (onProgress) listeners.delete(onProgress);
      }
    },
  };
}

interface TableRow {
  readonly tid: number;
  readonly name: string;
  readonly collection: string;
  /** Field of the primary key. */
  readonly primary: string;
}

const tableOf = (tid: number, collection: string, layout: string): TableRow => ({
  tid,
  name: tableName(tid, collection),
  collection,
  primary: String((JSON.parse(layout) as { primary: string }).primary),
});

/**
 * The document with every value of the old key under the current one. What is encrypted is seen by its opening: also
 * in tables whose schema nobody has here (older versions, replication's own).
 */
function resealed(document: Json, id: string, old: number, cipher: ValueCipher, path = ''): Json {
  let result = document;
  for (const [name, value] of Object.entries(document)) {
    const at = path === '' ? name : `${path}.${name}`;
    let again: unknown = value;
    if (typeof value === 'string' && value.startsWith(`${old}:`)) {
      try {
        again = cipher.seal(cipher.open(value, id, at), id, at);
      } catch (error) {
        // Plain text that only looks so, or a value that is damaged: nobody could read it before either.
        if (!(error instanceof StorageDecryptError)) throw error;
      }
    } else if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      again = resealed(value as Json, id, old, cipher, at);
    }
    if (again !== value) result = { ...result, [name]: again };
  }
  return result;
}
