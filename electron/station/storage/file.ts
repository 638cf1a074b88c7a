import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

import { newWrappedKey, unwrapKey } from './cipher.ts';
import {
  StorageClosedError,
  StorageFatalError,
  StorageKeyError,
  StorageVersionError,
  isFatalSqlite,
  sqliteCode,
} from './errors.ts';
import { createStatementCache, feed, nextTurn } from './statements.ts';
import type { Row, SQLInputValue, Sink } from './statements.ts';

/** `relaxed`: acknowledged after COMMIT (survives a killed process). `durable`: acknowledged after fsync. */
export type Durability = 'relaxed' | 'durable';

/** Format of the file; a greater number is refused. */
export const FORMAT = 1;
/** A relaxed write is on disk this many ms later at most (the promise is 500, the rest is for the fsync itself). */
const FLUSH_AFTER_MS = 400;
/** Quiet time before statistics and the write-ahead log are tidied, ms. */
const QUIET_MS = 2_000;
/** Pages in the write-ahead log before SQLite checkpoints inside a COMMIT (4 KiB each). */
const AUTO_CHECKPOINT_PAGES = 4_000;
const WAL_LIMIT_BYTES = 16 * 1024 * 1024;
const IDLE_READERS = 2;

export interface StorageFileOptions {
  readonly path: string;
  readonly key: Uint8Array | undefined;
  /** Called once, when the disk fails or is full. */
  readonly onFatal: (error: StorageFatalError) => void;
}

export interface FileStats {
  /** Transactions committed, and those among them that waited for the disk. */
  commits: number;
  fsyncs: number;
  /** Scans that took longer than a turn and went on from a snapshot of their own. */
  longScans: number;
  /** Acknowledged writes that a power cut could still undo. */
  relaxedWaiting: number;
  queued: number;
  fileBytes: number;
  walBytes: number;
}

/** One SQLite file: one writing connection, a FIFO of write jobs, snapshots for long reads. */
export interface StorageFile {
  readonly path: string;
  /** Undefined where the storage has no encryption. */
  readonly dataKey: Uint8Array | undefined;
  statement(sql: string): StatementSync;
  /** Runs the work in one transaction, in this turn. @throws StorageFatalError */
  write<T>(durability: Durability, work: () => T): T;
  /** Runs short reads, in this turn. @throws StorageFatalError where the file is damaged */
  read<T>(work: () => T): T;
  /** Runs jobs one after the other, in the order of the calls. */
  enqueue<T>(job: () => Promise<T>): Promise<T>;
  /** Reads rows into a sink. A read that takes more than a turn starts again, with a fresh sink, on a snapshot of its own. */
  scan<S extends Sink>(sql: string, params: readonly SQLInputValue[], begin: () => S): Promise<S>;
  /** Resolves when everything acknowledged so far is on disk. @throws StorageFatalError */
  barrier(): Promise<void>;
  /** Resolves when no job and no read is under way; never rejects. */
  settled(): Promise<void>;
  /** Called when the file has been quiet for a while; what it writes must be short. */
  onQuiet(work: () => void): void;
  idle(): Promise<void>;
  stats(): FileStats;
  close(): Promise<void>;
}

/** @throws StorageVersionError | StorageKeyError, without having changed anything */
export function openStorageFile(options: StorageFileOptions): StorageFile {
  const { path } = options;
  const database = new DatabaseSync(path, { timeout: 2_000 });
  let dataKey: Uint8Array | undefined;
  try {
    dataKey = prepareFile(database, options);
  } catch (error) {
    database.close();
    throw error;
  }

  const statement = createStatementCache(database);
  const counters = { commits: 0, fsyncs: 0, longScans: 0, relaxedWaiting: 0, queued: 0 };
  const readers: Reader[] = [];
  const quietWork: (() => void)[] = [];
  const reading = new Set<Promise<unknown>>();
  let tail: Promise<unknown> = Promise.resolve();
  let fatal: StorageFatalError | undefined;
  let closed = false;
  let flushTimer: NodeJS.Timeout | undefined;
  let quietTimer: NodeJS.Timeout | undefined;

  function fail(cause: unknown): StorageFatalError {
    if (fatal) return fatal;
    const message = cause instanceof Error ? cause.message : String(cause);
    fatal = new StorageFatalError(sqliteCode(cause) ?? 0, `${path}: ${message}`, { cause });
    clearTimeout(flushTimer);
    clearTimeout(quietTimer);
    options.onFatal(fatal);
    return fatal;
  }

  function transact<T>(durability: Durability, work: () => T): T {
    if (durability === 'durable') database.exec('PRAGMA synchronous=FULL');
    try {
      statement('BEGIN IMMEDIATE').run();
      const result = work();
      statement('COMMIT').run();
      return result;
    } finally {
      // Some errors (FULL, IOERR) roll back by themselves: https://sqlite.org/lang_transaction.html
      if (database.isTransaction) database.exec('ROLLBACK');
      if (durability === 'durable') database.exec('PRAGMA synchronous=NORMAL');
    }
  }

  function write<T>(durability: Durability, work: () => T): T {
    if (fatal) throw fatal;
    if (closed) throw new StorageClosedError(path);
    let result: T;
    try {
      result = transact(durability, work);
    } catch (error) {
      if (isFatalSqlite(error, 'write') || database.isTransaction) throw fail(error);
      throw error;
    }
    counters.commits += 1;
    if (durability === 'durable') {
      // An fsync of the write-ahead log covers every commit before it.
      counters.fsyncs += 1;
      counters.relaxedWaiting = 0;
      clearTimeout(flushTimer);
      flushTimer = undefined;
    } else {
      counters.relaxedWaiting += 1;
      flushTimer ??= setTimeout(flushFromTimer, FLUSH_AFTER_MS).unref();
    }
    if (quietTimer) quietTimer.refresh();
    else quietTimer = setTimeout(tidyFromTimer, QUIET_MS).unref();
    return result;
  }

  function read<T>(work: () => T): T {
    if (closed) throw new StorageClosedError(path);
    try {
      return work();
    } catch (error) {
      throw isFatalSqlite(error, 'read') ? fail(error) : error;
    }
  }

  function flush(): void {
    if (fatal) throw fatal;
    if (counters.relaxedWaiting === 0) return;
    write('durable', () =>
      statement(`UPDATE storage_meta SET value = value + 1 WHERE key = 'barrier'`).run(),
    );
  }

  function flushFromTimer(): void {
    flushTimer = undefined;
    guarded(flush);
  }

  function tidyFromTimer(): void {
    quietTimer = undefined;
    guarded(() => {
      for (const work of quietWork) work();
      statement('PRAGMA wal_checkpoint(PASSIVE)').all();
    });
  }

  /** Runs work that nobody waits for: a failing disk is reported by `onFatal`, the next write is refused. */
  function guarded(work: () => void): void {
    if (closed || fatal) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function takeReader(): Reader {
    const known = readers.pop();
    if (known) return known;
    const connection = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    connection.exec('PRAGMA temp_store=MEMORY');
    return { connection, statement: createStatementCache(connection) };
  }

  function giveBack(reader: Reader): void {
    if (closed || readers.length >= IDLE_READERS) reader.connection.close();
    else readers.push(reader);
  }

  /** On a connection of its own, because two reads on one connection would share the older one's snapshot. */
  async function scanSnapshot<S extends Sink>(
    sql: string,
    params: readonly SQLInputValue[],
    sink: S,
  ): Promise<S> {
    const reader = takeReader();
    try {
      let rows: Iterator<Row> | undefined = reader.statement(sql).iterate(...params);
      const more = () => rows && feed(rows, sink);
      for (rows = read(more); rows; rows = read(more)) await nextTurn();
      return sink;
    } finally {
      giveBack(reader);
    }
  }

  async function settled(): Promise<void> {
    for (let seen: unknown; seen !== tail;) {
      seen = tail;
      await tail;
    }
    await Promise.allSettled(reading);
  }

  return {
    path,
    dataKey,
    statement,
    write,
    read,
    enqueue(job) {
      if (closed) return Promise.reject(new StorageClosedError(path));
      counters.queued += 1;
      const run = tail.then(job).finally(() => {
        counters.queued -= 1;
      });
      tail = run.catch(() => undefined);
      return run;
    },
    async scan(sql, params, begin) {
      const sink = begin();
      const rest = read(() => feed(statement(sql).iterate(...params), sink));
      if (!rest) return sink;
      rest.return?.();
      counters.longScans += 1;
      const long = scanSnapshot(sql, params, begin());
      reading.add(long);
      try {
        return await long;
      } finally {
        reading.delete(long);
      }
    },
    // The flush is synchronous; its failure must still be a rejection.
    barrier: () => new Promise((resolve) => resolve(flush())),
    settled,
    onQuiet: (work) => void quietWork.push(work),
    async idle() {
      await settled();
      if (closed) return;
      flush();
      for (const work of quietWork) work();
      statement('PRAGMA wal_checkpoint(TRUNCATE)').all();
    },
    stats: () => ({ ...counters, fileBytes: sizeOf(path), walBytes: sizeOf(`${path}-wal`) }),
    async close() {
      if (closed) return;
      await settled();
      if (closed) return;
      try {
        if (!fatal) {
          flush();
          statement('PRAGMA wal_checkpoint(TRUNCATE)').all();
        }
      } catch (error) {
        fail(error);
      } finally {
        closed = true;
        clearTimeout(flushTimer);
        clearTimeout(quietTimer);
        for (const reader of readers.splice(0)) reader.connection.close();
        database.close();
      }
    },
  };
}

interface Reader {
  readonly connection: DatabaseSync;
  readonly statement: (sql: string) => StatementSync;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Checks version and key, then brings a new file into shape. @returns the data key */
function prepareFile(database: DatabaseSync, options: StorageFileOptions): Uint8Array | undefined {
  const { path, key } = options;
  const isNew =
    database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'storage_meta'`).get() === undefined;
  const meta = (name: string) =>
    isNew ? undefined : database.prepare('SELECT value FROM storage_meta WHERE key = ?').get(name)?.['value'];

  const found = Number(meta('format') ?? FORMAT);
  if (found > FORMAT) throw new StorageVersionError(path, found, FORMAT);
  const wrapped = meta('wrapped_key');
  let dataKey: Uint8Array | undefined;
  if (wrapped instanceof Uint8Array) {
    if (!key) throw new StorageKeyError('missing', path);
    dataKey = unwrapKey(key, wrapped);
    if (!dataKey) throw new StorageKeyError('wrong', path);
  }

  database.exec(`
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    PRAGMA temp_store=MEMORY;
    PRAGMA cache_size=-16000;
    PRAGMA wal_autocheckpoint=${AUTO_CHECKPOINT_PAGES};
    PRAGMA journal_size_limit=${WAL_LIMIT_BYTES};
    PRAGMA analysis_limit=1000;`);
  database.exec('BEGIN IMMEDIATE');
  if (isNew) {
    database.exec(`
      CREATE TABLE storage_meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
      CREATE TABLE storage_tables (
        tid INTEGER PRIMARY KEY, collection TEXT NOT NULL, version INTEGER NOT NULL, layout TEXT NOT NULL,
        analyzed INTEGER NOT NULL DEFAULT 0, UNIQUE (collection, version));
      INSERT INTO storage_meta VALUES ('format', ${FORMAT}), ('barrier', 0);
      ANALYZE;`);
  }
  if (key && !dataKey) {
    const made = newWrappedKey(key);
    database.prepare(`INSERT INTO storage_meta VALUES ('wrapped_key', ?)`).run(made.wrapped);
    dataKey = made.dataKey;
  }
  database.exec('COMMIT');
  database.exec('PRAGMA synchronous=NORMAL');
  return dataKey;
}
