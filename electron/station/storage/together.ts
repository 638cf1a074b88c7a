import type { BulkWriteRow, RxStorageBulkWriteResponse, RxStorageWriteError } from 'rxdb';

import type { Internals } from './instance.ts';
import { nextWhenLate } from './statements.ts';
import { onceMoreKnowing } from './writer.ts';

/** Rows of one collection that are written with those of others. */
export interface TogetherPart {
  /** The storage's instance of the collection. */
  readonly instance: {
    readonly collectionName: string;
    readonly internals: Internals;
    bulkWrite(rows: BulkWriteRow<unknown>[], context: string): Promise<RxStorageBulkWriteResponse<unknown>>;
  };
  readonly rows: readonly BulkWriteRow<unknown>[];
  /** Of the events, as in `bulkWrite`. */
  readonly context: string;
}

export interface TogetherOptions {
  /** Resolve after the fsync, whatever the collections' own strength. */
  readonly durable?: boolean;
}

/**
 * Rows at most. They are one turn of the event loop, because SQLite's transaction is one: a hundred take some milliseconds.
 */
export const MAX_TOGETHER = 500;

/** Rows that are shown to whoever wraps `bulkWrite` (a validator), and not written by it. */
const shown = new WeakSet<object>();
/** Asked by `bulkWrite`: are these rows only shown? */
export const collects = (rows: readonly object[]): boolean => rows[0] !== undefined && shown.has(rows[0]);

/**
 * Writes rows of several collections of one database in one transaction, after the writes that were called before: all of
 * them, or none where one is a conflict or refused.
 * @returns the conflicts and refusals; empty where all is written
 */
export async function writeTogether(
  parts: readonly TogetherPart[],
  options: TogetherOptions = {},
): Promise<RxStorageWriteError<unknown>[]> {
  const [first] = parts;
  if (!first) return [];
  const { file } = first.instance.internals;
  assertAct(parts);
  const errors = await file.enqueue(async () => {
    const refused = (await Promise.all(parts.map(show))).flat();
    if (refused.length > 0) return refused;
    const late = file.room() ?? nextWhenLate();
    if (late) await late;
    return onceMoreKnowing((all) => {
      const prepared = parts.map(({ instance, rows, context }) =>
        instance.internals.writer.prepare(rows, context, all),
      );
      const conflicts = prepared.flatMap((part) => part.errors);
      if (conflicts.length > 0 || prepared.every((part) => part.empty)) return conflicts;
      file.write(() => {
        for (const part of prepared) part.apply();
      });
      for (const part of prepared) part.publish();
      return [];
    });
  });
  const durable =
    options.durable ?? parts.some(({ instance }) => instance.internals.durability === 'durable');
  if (durable && errors.length === 0) await file.barrier();
  return errors;
}

/**
 * A validator wraps the instance's `bulkWrite`: it sees the rows on their way to nowhere. (What changes documents on their way
 * cannot wrap this storage; compression and encryption are refused or its own.)
 */
async function show({ instance, rows, context }: TogetherPart): Promise<RxStorageWriteError<unknown>[]> {
  for (const row of rows) shown.add(row);
  try {
    return (await instance.bulkWrite([...rows], context)).error;
  } finally {
    for (const row of rows) shown.delete(row);
  }
}

function assertAct(parts: readonly TogetherPart[]): void {
  const tables = new Set<unknown>();
  let amount = 0;
  for (const { instance, rows } of parts) {
    const { file, table } = instance.internals;
    instance.internals.assertOpen();
    if (file !== parts[0]?.instance.internals.file)
      throw new TypeError(`${instance.collectionName} lies in another file`);
    if (tables.has(table)) throw new TypeError(`${instance.collectionName} is named twice`);
    tables.add(table);
    const ids = new Set(
      rows.map((row) => (row.document as Record<string, unknown>)[table.layout.primaryPath]),
    );
    if (ids.size < rows.length) throw new TypeError(`${instance.collectionName}: a document is named twice`);
    amount += rows.length;
  }
  if (amount > MAX_TOGETHER)
    throw new RangeError(`${amount} documents at once, ${MAX_TOGETHER} are the most`);
}
