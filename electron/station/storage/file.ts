import { closeSync, fdatasync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

import { createCheckpointer } from './checkpointer.ts';
import { newWrappedKey } from './cipher.ts';
import {
  StorageClosedError,
  StorageFatalError,
  StorageKeyError,
  StorageVersionError,
  isFatalSqlite,
  sqliteCode,
} from './errors.ts';
import { dropNext, openKeys, takeNext } from './key-rows.ts';
import type { OpenedKeys } from './key-rows.ts';
import { createKeyring } from './keyring.ts';
import type { FileKeyring } from './keyring.ts';
import { FIRST_FORMAT, FORMAT } from './format.ts';
import { createFileKeys } from './rotation.ts';
import type { FileKeys } from './rotation.ts';
import { createStatementCache, feed, nextTurn } from './statements.ts';
import type { Row, SQLInputValue, Sink } from './statements.ts';

/** `relaxed`: acknowledged after COMMIT (survives a killed process). `durable`: acknowledged after fsync. */
export type Durability = 'relaxed' | 'durable';

/** A relaxed write is on disk this many ms later at most (the promise is 500, the rest is for the fsync itself). */
const FLUSH_AFTER_MS = 400;
/** Quiet time before statistics and the write-ahead log are tidied, ms. */
const QUIET_MS = 2_000;
/** Pages in the write-ahead log (4 KiB each) from which on it is copied into the file while writes go on. */
const CHECKPOINT_PAGES = 2_000;
/** Pages at which writes wait for that: only without writers does the log begin anew. */
const HOLD_PAGES = 16_000;
/** Commits between two looks at its length. */
const LOOK_AT_LOG = 4;
/**
 * A log that begins anew keeps its length: to cut it is up to 80 ms of the system's time in the next write, and to let it grow
 * again slows bulk writes by half. `idle` and `close` empty it.
 */
const WAL_LIMIT_BYTES = -1;
const IDLE_READERS = 2;

export interface StorageFileOptions {
  readonly path: string;
  readonly key: Uint8Array | undefined;
  /** Called once, when the disk fails or is full. */
  readonly onFatal: (error: StorageFatalError) => void;
}

export interface FileStats {
  commits: number;
  /** Times that the write-ahead log was fsynced; commits that wait together share one. */
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
  readonly keys: FileKeys | undefined;
  statement(sql: string): StatementSync;
  /** Runs the work in one transaction, in this turn; on disk it is after the next `barrier`. @throws StorageFatalError */
  write<T>(work: () => T): T;
  /** Runs short reads, in this turn. @throws StorageFatalError where the file is damaged */
  read<T>(work: () => T): T;
  /** For the job that writes: a wait where the log has outrun the disk, so that it can begin anew. */
  room(): Promise<void> | undefined;
  /** Runs jobs one after the other, in the order of the calls. */
  enqueue<T>(job: () => Promise<T>): Promise<T>;
  /** Reads rows into a sink. A read that takes more than a turn starts again, with a fresh sink, on a snapshot of its own. */
  scan<S extends Sink>(sql: string, params: readonly SQLInputValue[], begin: () => S): Promise<S>;
  /** Resolves when everything acknowledged so far is on disk. @throws StorageFatalError */
  barrier(): Promise<void>;
  /** Resolves when no job and no read is under way; never rejects. */
  settled(): Promise<void>;
  /** Called when the file has been quiet for a while; it takes turns of the event loop, and what it writes is short. */
  onQuiet(work: () => Promise<void>): void;
  idle(): Promise<void>;
  stats(): FileStats;
  close(): Promise<void>;
}

/** @throws StorageVersionError | StorageKeyError, without having changed anything */
export function openStorageFile(options: StorageFileOptions): StorageFile {
  const { path, key } = options;
  refuseForeign(options);
  // Closing takes the log away: a process that was killed left one, and its last commits only in the system's memory.
  const leftLog = sizeOf(`${path}-wal`) > 0;
  const database = new DatabaseSync(path, { timeout: 2_000 });
  let ring: FileKeyring | undefined;
  try {
    ring = prepareFile(database, options);
  } catch (error) {
    database.close();
    throw error;
  }

  const statement = createStatementCache(database);
  const checkpointer = createCheckpointer(path);
  const counters = { commits: 0, fsyncs: 0, longScans: 0, queued: 0 };
  const readers: Reader[] = [];
  const quietWork: (() => Promise<void>)[] = [];
  const reading = new Set<Promise<unknown>>();
  let tail: Promise<unknown> = Promise.resolve();
  let fatal: StorageFatalError | undefined;
  let closed = false;
  let flushTimer: NodeJS.Timeout | undefined;
  let quietTimer: NodeJS.Timeout | undefined;
  /** Commits of `counters.commits` that are on disk; below zero where those of a killed process may not be. */
  let synced = leftLog ? -1 : 0;
  /** An fsync that has not begun: it covers what is committed until it does. */
  let nextSync: Promise<void> | undefined;
  let lastSync: Promise<unknown> = Promise.resolve();
  /** The fsync that is under way, and what it covers. */
  let syncing: { readonly upTo: number; readonly done: Promise<void> } | undefined;
  let log: number | undefined;
  let copying = false;
  let tooLong = false;

  function fail(cause: unknown): StorageFatalError {
    if (fatal) return fatal;
    const message = cause instanceof Error ? cause.message : String(cause);
    fatal = new StorageFatalError(sqliteCode(cause) ?? 0, `${path}: ${message}`, { cause });
    clearTimeout(flushTimer);
    clearTimeout(quietTimer);
    options.onFatal(fatal);
    return fatal;
  }

  function transact<T>(work: () => T): T {
    try {
      statement('BEGIN IMMEDIATE').run();
      const result = work();
      statement('COMMIT').run();
      return result;
    } finally {
      // Some errors (FULL, IOERR) roll back by themselves: https://sqlite.org/lang_transaction.html
      if (database.isTransaction) database.exec('ROLLBACK');
    }
  }

  function write<T>(work: () => T): T {
    if (fatal) throw fatal;
    if (closed) throw new StorageClosedError(path);
    let result: T;
    try {
      result = transact(work);
    } catch (error) {
      if (isFatalSqlite(error, 'write') || database.isTransaction) throw fail(error);
      throw error;
    }
    counters.commits += 1;
    flushTimer ??= setTimeout(flushFromTimer, FLUSH_AFTER_MS).unref();
    if (quietTimer) quietTimer.refresh();
    else quietTimer = setTimeout(tidyFromTimer, QUIET_MS).unref();
    // Asking costs as much as a small statement.
    if (counters.commits % LOOK_AT_LOG === 0) guarded(watchLog);
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

  /**
   * All commits of the write-ahead log are on disk when an fsync of that file that began after them has ended. SQLite
   * would wait for it inside COMMIT (`synchronous=FULL`) and hold up every scan; here a thread of libuv waits.
   */
  function sync(): Promise<void> {
    if (fatal) return Promise.reject(fatal);
    if (synced === counters.commits) return Promise.resolve();
    if (syncing?.upTo === counters.commits) return syncing.done;
    // Where writes wait, it waits a turn for them: one fsync covers them too.
    if (nextSync) return nextSync;
    const done = (counters.queued > 0 ? lastSync.then(nextTurn) : lastSync).then(async () => {
      nextSync = undefined;
      clearTimeout(flushTimer);
      flushTimer = undefined;
      if (fatal) throw fatal;
      if (closed) throw new StorageClosedError(path);
      const upTo = counters.commits;
      counters.fsyncs += 1;
      syncing = { upTo, done };
      try {
        await fsyncLog();
      } catch (error) {
        // Not once more: after a failed fsync the system has dropped the pages and the next one would succeed.
        throw fail(error);
      } finally {
        syncing = undefined;
      }
      synced = upTo;
    });
    nextSync = done;
    lastSync = done.catch(() => undefined);
    return done;
  }

  function fsyncLog(): Promise<void> {
    log ??= openSync(`${path}-wal`, 'r+');
    const fd = log;
    return new Promise((resolve, reject) => {
      fdatasync(fd, (error) => (error ? reject(error) : resolve()));
    });
  }

  function flushFromTimer(): void {
    flushTimer = undefined;
    // Nobody waits for it: a failing disk is reported by `onFatal`, the next write is refused.
    void sync().catch(() => undefined);
  }

  function tidyFromTimer(): void {
    quietTimer = undefined;
    void useQuiet();
  }

  async function useQuiet(): Promise<void> {
    try {
      for (const work of quietWork) if (!closed && !fatal) await work();
    } catch (error) {
      // Work that was under way when the file was closed finds it closed.
      guarded(() => {
        throw error;
      });
    }
    if (!closed && !fatal) await copyLog();
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

  /** Keeps the log short: copied beside the writes, and with them held where they are quicker than the disk. */
  function watchLog(): void {
    const pages = Number(statement('PRAGMA wal_checkpoint(NOOP)').get()?.['log'] ?? 0);
    if (pages >= CHECKPOINT_PAGES && !copying) void copyLog();
    tooLong ||= pages >= HOLD_PAGES;
  }

  function room(): Promise<void> | undefined {
    if (!tooLong) return undefined;
    tooLong = false;
    // The first pass may have begun before the last commits.
    return copyLog().then(copyLog);
  }

  async function copyLog(): Promise<void> {
    copying = true;
    const answer = await checkpointer.run();
    copying = false;
    if (closed || fatal) return;
    if (answer?.ok === false) return void fail(new CheckpointError(answer));
    // Without a thread (none can be made) it is done here.
    if (!answer) guarded(() => statement('PRAGMA wal_checkpoint(PASSIVE)').all());
  }

  function enqueue<T>(job: () => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(new StorageClosedError(path));
    counters.queued += 1;
    const run = tail.then(job).finally(() => {
      counters.queued -= 1;
    });
    tail = run.catch(() => undefined);
    return run;
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

  const keys =
    ring && key ? createFileKeys({ path, statement, write, enqueue, barrier: sync }, ring, key) : undefined;

  if (leftLog) void sync().catch(() => undefined);

  return {
    path,
    keys,
    statement,
    write,
    read,
    enqueue,
    room,
    async scan(sql, params, begin) {
      const sink = begin();
      const rest = read(() => feed(statement(sql).iterate(...params), sink));
      if (!rest) return sink;
      rest.return?.();
      counters.longScans += 1;
      // What it read so far took a turn.
      const long = nextTurn().then(() => scanSnapshot(sql, params, begin()));
      reading.add(long);
      try {
        return await long;
      } finally {
        reading.delete(long);
      }
    },
    barrier: sync,
    settled,
    onQuiet: (work) => void quietWork.push(work),
    async idle() {
      await settled();
      if (closed) return;
      await sync();
      await useQuiet();
      if (closed) return;
      // What is left for this thread is to cut the file.
      statement('PRAGMA wal_checkpoint(TRUNCATE)').all();
    },
    stats: () => ({
      ...counters,
      relaxedWaiting: counters.commits - synced,
      fileBytes: sizeOf(path),
      walBytes: sizeOf(`${path}-wal`),
    }),
    async close() {
      if (closed) return;
      await settled();
      // A failure has told the owner.
      await sync().catch(() => undefined);
      if (closed) return;
      closed = true;
      clearTimeout(flushTimer);
      clearTimeout(quietTimer);
      await lastSync;
      await checkpointer.close();
      try {
        if (!fatal) {
          statement('PRAGMA wal_checkpoint(TRUNCATE)').all();
        }
      } catch (error) {
        fail(error);
      } finally {
        if (log !== undefined) closeSync(log);
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

/** A checkpoint that failed on its thread, with SQLite's code. */
class CheckpointError extends Error {
  readonly errcode: number;
  constructor({ errcode, message }: { readonly errcode: number; readonly message: string }) {
    super(message);
    this.errcode = errcode;
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/**
 * Where a crash left a write-ahead log, closing a writing connection would copy it into the file: version and key are
 * checked on one that cannot write before.
 */
function refuseForeign(options: StorageFileOptions): void {
  if (sizeOf(`${options.path}-wal`) === 0) return;
  // Of a power cut in the file's first moments, before there was a key; only a writing connection can roll it back.
  if (sizeOf(`${options.path}-journal`) > 0) return;
  const database = new DatabaseSync(options.path, { readOnly: true, timeout: 2_000 });
  try {
    keysOf(database, options);
  } finally {
    database.close();
  }
}

const isPrepared = (database: DatabaseSync): boolean =>
  database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'storage_meta'`).get() !== undefined;

/** @returns undefined where the file has no keys yet */
function keysOf(database: DatabaseSync, { path, key }: StorageFileOptions): OpenedKeys | undefined {
  if (!isPrepared(database)) return undefined;
  const meta = (row: string) =>
    database.prepare('SELECT value FROM storage_meta WHERE key = ?').get(row)?.['value'];
  const found = Number(meta('format'));
  if (found > FORMAT) throw new StorageVersionError(path, found, FORMAT);
  const opened = openKeys(meta, key);
  if (opened === 'missing' || opened === 'wrong') throw new StorageKeyError(opened, path);
  return opened;
}

/** A crash may have left the file with two owner's keys; the one that was kept is known now. */
function settleNext(database: DatabaseSync, byNext: boolean): void {
  const run = (sql: string, ...values: (string | Uint8Array)[]) => database.prepare(sql).run(...values);
  const rows = {
    get: (row: string) =>
      database.prepare('SELECT value FROM storage_meta WHERE key = ?').get(row)?.['value'],
    put: (row: string, value: Uint8Array) =>
      void run('INSERT OR REPLACE INTO storage_meta VALUES (?, ?)', row, value),
    drop: (row: string) => void run('DELETE FROM storage_meta WHERE key = ?', row),
  };
  if (byNext) takeNext(rows);
  else dropNext(rows);
}

/** Checks version and key, then brings a new file into shape. @returns the data keys */
function prepareFile(database: DatabaseSync, options: StorageFileOptions): FileKeyring | undefined {
  const { key } = options;
  const isNew = !isPrepared(database);
  const opened = keysOf(database, options);
  let ring = opened?.ring;

  database.exec(`
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    PRAGMA temp_store=MEMORY;
    PRAGMA cache_size=-16000;
    PRAGMA wal_autocheckpoint=0;
    PRAGMA journal_size_limit=${WAL_LIMIT_BYTES};`);
  database.exec('BEGIN IMMEDIATE');
  if (isNew) {
    database.exec(`
      CREATE TABLE storage_meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
      CREATE TABLE storage_tables (
        tid INTEGER PRIMARY KEY, collection TEXT NOT NULL, version INTEGER NOT NULL, layout TEXT NOT NULL,
        analyzed INTEGER NOT NULL DEFAULT 0, UNIQUE (collection, version));
      INSERT INTO storage_meta VALUES ('format', ${FIRST_FORMAT}), ('barrier', 0);
      ANALYZE;`);
  }
  if (opened) settleNext(database, opened.byNext);
  if (key && !ring) {
    const made = newWrappedKey(key);
    database.prepare(`INSERT INTO storage_meta VALUES ('wrapped_key', ?)`).run(made.wrapped);
    ring = createKeyring(made.dataKey);
  }
  database.exec('COMMIT');
  database.exec('PRAGMA synchronous=NORMAL');
  return ring;
}
