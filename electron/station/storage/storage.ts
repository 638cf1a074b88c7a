import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';

import { RXDB_VERSION } from 'rxdb';
import type { RxJsonSchema, RxStorage, RxStorageInstanceCreationParams, RxStorageWriteError } from 'rxdb';

import { storagePath } from './claim.ts';
import type { Claim } from './claim.ts';
import { createFieldCipher, noCipher } from './cipher.ts';
import { StorageClosedError, StorageKeyError, StorageSchemaError, openingError } from './errors.ts';
import type { StorageFatalError } from './errors.ts';
import { openStorageFile } from './file.ts';
import type { Durability, FileStats, StorageFile } from './file.ts';
import { createInstance } from './instance.ts';
import type { Internals, Options } from './instance.ts';
import { lockDirectory } from './lock.ts';
import type { SlowQuery } from './query.ts';
import type { RotationProgress } from './rotation.ts';
import { nextWhenLate } from './statements.ts';
import { openTable } from './table.ts';
import { writeTogether } from './together.ts';
import type { TogetherOptions, TogetherPart } from './together.ts';

export interface NodeSqliteOptions {
  /** Folder of the files, one per database; made where it is missing. One process at a time. */
  readonly directory: string;
  /** Strength of writes by collection name; what is not named is `durable` (replication's own tables: `relaxed`). */
  readonly durability?: Readonly<Record<string, Durability>>;
  /** Called once when the disk fails or is full; from then on every write is refused. */
  readonly onFatal: (error: StorageFatalError) => void;
  /**
   * Told of queries that read many documents for few, or that no index could sort: for the log while one develops. Names of
   * fields, no values.
   */
  readonly onSlowQuery?: (query: SlowQuery) => void;
  /** 32 bytes. Needed as soon as a schema names `encrypted` fields. */
  readonly encryption?: { readonly key: Uint8Array };
  /** Wall clock in ms; only the age of deleted documents is measured with it. */
  readonly clock?: { now(): number };
  /** The directory and a file in it, where they were taken before the storage was made. */
  readonly claim?: Claim;
}

export type StorageStats = Readonly<Record<string, FileStats>>;

/** RxDB's storage and what its owner needs besides. Keep this value: a validator's wrapper is another object. */
export interface NodeSqliteStorage extends RxStorage<Internals, Options> {
  /**
   * Writes documents of several collections of one database in one transaction: all of them, or none where one is a conflict.
   * Acknowledged as the strongest of the collections asks. Needs each collection's own instance, not RxDB's wrapper of it.
   * @returns the conflicts (with the whole stored documents) and what a validator refused; empty where all is written
   * @throws TypeError where a document is named twice or lies in another file, RangeError above 500 documents
   */
  writeTogether(
    parts: readonly TogetherPart[],
    options?: TogetherOptions,
  ): Promise<RxStorageWriteError<unknown>[]>;
  /** Resolves when everything acknowledged so far is on disk. @throws StorageFatalError */
  barrier(): Promise<void>;
  /** Resolves when nothing is queued, all is on disk and the write-ahead logs are empty. */
  idle(): Promise<void>;
  /** By database name. */
  stats(): StorageStats;
  /**
   * From now on this key (32 bytes) opens the files: only the stored keys of the data are wrapped anew. Durable when it
   * resolves.
   * @param keep puts the new key where the old one was kept; while it runs either opens the files, so that a crash at any
   *   moment locks nobody out. Where it rejects, the old key stays.
   */
  rewrapKey(key: Uint8Array, keep?: () => Promise<void> | void): Promise<void>;
  /**
   * New data keys: every encrypted value of every table is written anew, in the background, in slices of a turn. It can be
   * read all the while, and after a crash the next call goes on where this one stood. Tells progress in rows.
   */
  rotateDataKey(onProgress?: (progress: RotationProgress) => void): Promise<void>;
  /** Was a rotation of the data key begun and not finished? */
  rotating(): boolean;
  /** Closes every file, gives the directory free and refuses further use. Close the RxDatabase first. */
  close(): Promise<void>;
}

interface OpenFile {
  readonly file: StorageFile;
  /** Collections that use it; with the last one it is closed. */
  users: number;
  closing: Promise<void> | undefined;
}

export const STORAGE_NAME = 'node-sqlite';

/**
 * RxDB prefixes the tables in which replication remembers what the other side knows. Losing the last half second of
 * them in a power cut costs a repeated push or pull, never data: all is in one file, so what they speak of is not newer.
 */
const REPLICATION_META = /^rx-replication-meta-/;

/** Opens the directory. @throws StorageLockedError where another process has it, StorageAccessError */
export function getRxStorageNodeSqlite(options: NodeSqliteOptions): NodeSqliteStorage {
  const { directory, durability = {}, clock = { now: () => Date.now() } } = options;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw openingError(error, directory);
  }
  // Held while a file is open. RxDB's owner may forget `close`: with the last collection the directory is free again.
  let lock: ReturnType<typeof lockDirectory> | undefined =
    options.claim?.takeLock() ?? lockDirectory(directory);
  const files = new Map<string, OpenFile>();
  let closed = false;
  let key = options.encryption?.key;

  async function take(databaseName: string): Promise<StorageFile> {
    await files.get(databaseName)?.closing;
    const known = files.get(databaseName);
    if (known) {
      known.users += 1;
      return known.file;
    }
    lock ??= lockDirectory(directory);
    const path = storagePath(directory, databaseName);
    try {
      // SQLite would open it for reading only and refuse the first write.
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
      const file =
        options.claim?.takeFile(databaseName, options.onFatal) ??
        openStorageFile({ path, key, onFatal: options.onFatal });
      files.set(databaseName, { file, users: 1, closing: undefined });
      return file;
    } catch (error) {
      unlockWhenUnused();
      throw openingError(error, path);
    }
  }

  async function giveBack(databaseName: string): Promise<void> {
    const entry = files.get(databaseName);
    if (!entry) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.closing = entry.file.close();
    await entry.closing;
    files.delete(databaseName);
    unlockWhenUnused();
  }

  function unlockWhenUnused(): void {
    if (files.size > 0) return;
    lock?.release();
    lock = undefined;
  }

  const each = async (work: (file: StorageFile) => Promise<void>): Promise<void> => {
    await Promise.all([...files.values()].map((entry) => work(entry.file)));
  };

  return {
    name: STORAGE_NAME,
    rxdbVersion: RXDB_VERSION,

    async createStorageInstance<D>(params: RxStorageInstanceCreationParams<D, Options>) {
      if (closed) throw new StorageClosedError(directory);
      const { databaseName, collectionName, schema } = params;
      assertSupported(params);
      const file = await take(databaseName);
      try {
        // RxDB opens all collections of a database at once.
        await nextWhenLate();
        const table = openTable(file, collectionName, schema as unknown as RxJsonSchema<never>);
        await file.barrier();
        const encrypted = schema.encrypted ?? [];
        if (encrypted.length > 0 && !file.keys) throw new StorageKeyError('missing', file.path);
        return createInstance<D>({
          databaseName,
          collectionName,
          schema,
          options: params.options,
          file,
          table,
          durability:
            durability[collectionName] ?? (REPLICATION_META.test(collectionName) ? 'relaxed' : 'durable'),
          cipher:
            encrypted.length > 0 && file.keys
              ? createFieldCipher(file.keys.ring, collectionName, encrypted)
              : noCipher,
          now: () => clock.now(),
          onSlowQuery: options.onSlowQuery,
          onClose: () => giveBack(databaseName),
        });
      } catch (error) {
        await giveBack(databaseName);
        throw openingError(error, file.path);
      }
    },

    writeTogether,
    barrier: () => each((file) => file.barrier()),
    idle: () => each((file) => file.idle()),
    async rewrapKey(newKey, keep = () => undefined) {
      const [first, ...rest] = [...files.values()].flatMap(({ file }) => file.keys ?? []);
      // Nested, so that every file takes both keys before the new one is put in place.
      const over = (keys: typeof first, others: typeof rest): Promise<void> =>
        keys ? keys.rewrap(newKey, () => over(others[0], others.slice(1))) : Promise.resolve(keep());
      await over(first, rest);
      key = newKey;
    },
    rotateDataKey: (onProgress) => each(async (file) => file.keys?.rotate(onProgress)),
    rotating: () => [...files.values()].some(({ file }) => file.keys?.rotating() === true),
    stats: () => Object.fromEntries([...files].map(([name, { file }]) => [name, file.stats()])),
    async close() {
      if (closed) return;
      closed = true;
      await each((file) => file.close());
      files.clear();
      unlockWhenUnused();
    },
  };
}

/**
 * RxDB's helper for this (`ensureRxStorageInstanceParamsAreCorrect`) also refuses `encrypted` with UT6, because its storages
 * leave encryption to a wrapper. Ours encrypts by itself, so it checks the rest here and does not call the helper.
 */
function assertSupported<D>(params: RxStorageInstanceCreationParams<D, Options>): void {
  const { schema, collectionName } = params;
  if (schema.attachments) throw new StorageSchemaError(`${collectionName}: attachments are not supported`);
  if (schema.keyCompression)
    throw new StorageSchemaError(`${collectionName}: key compression is not supported`);
  if (params.multiInstance) {
    throw new StorageSchemaError(
      'multiInstance is not supported: one process owns the directory, set it to false',
    );
  }
}
