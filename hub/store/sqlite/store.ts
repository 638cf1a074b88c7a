import { randomUUID } from 'node:crypto';

import type { Clock } from '../../../shared/base/index.ts';
import { createFrames } from '../frame.ts';
import { createCommitListeners } from '../listeners.ts';
import { StoreUnavailableError, UnknownSiteError } from '../port.ts';
import type { HubStore, SiteTransaction } from '../port.ts';
import { assertStorable } from '../rows.ts';
import { createSealer } from '../sealing.ts';
import { connect, createPrivately, inTransaction, lockBeside, prepare, unavailable } from './file.ts';
import type { Connection } from './file.ts';
import { SQLITE_MIGRATIONS } from './migrations.ts';
import { createReads } from './reads.ts';
import { createWrites } from './writes.ts';

export interface SqliteStoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  /** Most pages of 4 KiB that the file may have; for tests of a full disk. */
  readonly maxPages?: number;
}

/**
 * The hub's state in one SQLite file, of one process. Transactions of all sites follow each other; each is on disk (fsync)
 * when it resolves. Reads outside of transactions see what is committed: on a second connection, for `:memory:` (where there
 * is only one) after the transactions that were begun before them.
 * @throws StoreLockedError | StoreForeignError | StoreVersionError | StoreKeyError | StoreUnavailableError
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<HubStore> {
  const { path, clock } = options;
  const sealer = createSealer(options.key);
  const inMemory = path === ':memory:';
  const lock = inMemory ? undefined : opening(() => lockBeside(path));
  let writer: Connection | undefined;
  let reader: Connection | undefined;
  try {
    if (!inMemory) createPrivately(path);
    const opened = (writer = connect(path, { readOnly: false }));
    opening(() => prepare(opened.database, path, sealer, SQLITE_MIGRATIONS));
    if (options.maxPages !== undefined) opened.database.exec(`pragma max_page_count = ${options.maxPages}`);
    reader = inMemory ? writer : connect(path, { readOnly: true });
  } catch (error) {
    reader?.database.close();
    writer?.database.close();
    lock?.release();
    throw error;
  }
  const write = writer;
  const read = reader;

  // Nobody can put another file in its place while it is open.
  const incarnation = randomUUID();
  const frames = createFrames(unavailable);
  const listeners = createCommitListeners();
  const reads = createReads(read, sealer);
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;

  function enqueue<T>(job: () => T | Promise<T>): Promise<T> {
    if (closed) return Promise.reject(new StoreUnavailableError(`${path}: closed`));
    const run = tail.then(job);
    tail = run.catch(() => undefined);
    return run;
  }

  /** A read of what is committed, all of it of one moment. */
  async function look<T>(work: () => T): Promise<T> {
    if (inMemory) {
      frames.assertOutside('a read outside');
      return enqueue(work);
    }
    if (closed) throw new StoreUnavailableError(`${path}: closed`);
    return translated(() => {
      read.database.exec('BEGIN');
      try {
        return work();
      } finally {
        if (read.database.isTransaction) read.database.exec('COMMIT');
      }
    });
  }

  async function attempt<T>(site: string, work: (tx: SiteTransaction) => Promise<T>): Promise<T> {
    const begun = translated(() => {
      write.database.exec('BEGIN IMMEDIATE');
      return write.statement('select seq from sites where site = ?').get(site)?.['seq'];
    });
    if (begun === undefined) throw new UnknownSiteError(`no such site`);
    return frames.run(async (frame) => {
      const seq = Number(begun);
      const writes = createWrites({ connection: write, sealer, clock, frame, site, seq, incarnation });
      const result = await work(writes.transaction);
      await frame.finish();
      translated(() => {
        writes.writeSeq();
        write.database.exec('COMMIT');
      });
      if (writes.seq() > seq) listeners.tell(site, writes.seq());
      return result;
    });
  }

  return {
    kind: 'sqlite',
    async transaction(site, work) {
      frames.assertOutside('a transaction');
      return enqueue(async () => {
        try {
          return await attempt(site, work);
        } finally {
          // Some errors (FULL, IOERR) roll back by themselves.
          if (write.database.isTransaction) translated(() => write.database.exec('ROLLBACK'));
        }
      });
    },
    async createSite(site) {
      assertStorable({ site });
      frames.assertOutside('making a site');
      await enqueue(() =>
        translated(() =>
          inTransaction(write.database, () =>
            write.statement('insert into sites (site, seq) values (?, 0) on conflict do nothing').run(site),
          ),
        ),
      );
    },
    sites: () => look(() => reads.sites()),
    head: (site) => look(() => reads.head(site)),
    changes: (site, query) => look(() => reads.changes(site, query)),
    feed: (site, after, limit) => look(() => reads.feed(site, after, limit)),
    documents: (site, collection, ids) => look(() => reads.documents(site, collection, ids)),
    count: (site, collection) => look(() => reads.count(site, collection)),
    find: (site, query) => look(() => reads.find(site, query)),
    record: (kind, id) => look(() => reads.record(kind, id)),
    records: (query) => look(() => reads.records(query)),
    onCommit: (listener) => listeners.add(listener),
    async check() {
      await look(() => reads.sites());
    },
    async close() {
      if (closed) return;
      closed = true;
      await tail;
      listeners.clear();
      if (!inMemory) read.database.close();
      write.database.close();
      lock?.release();
    },
  };
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unavailable(error);
  }
}

const opening = translated;
