import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fillWithDefaultSettings, normalizeMangoQuery, now, prepareQuery } from 'rxdb';
import type { MangoQuery, PreparedQuery, RxDocumentData, RxJsonSchema } from 'rxdb';

import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import type {
  NodeSqliteInstance,
  NodeSqliteOptions,
  NodeSqliteStorage,
} from '../../../electron/station/storage/index.ts';

export type Instance<D> = NodeSqliteInstance<D>;

export interface Bench {
  readonly directory: string;
  readonly storage: NodeSqliteStorage;
  open<D>(schema: RxJsonSchema<D>, collection?: string): Promise<Instance<D>>;
  /** Closes and opens again, as a restart does. */
  restart(options?: Partial<NodeSqliteOptions>): Promise<NodeSqliteStorage>;
  end(): Promise<void>;
}

/** A storage in a folder of its own. */
export function createBench(options: Partial<NodeSqliteOptions> = {}): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'storage-'));
  const make = (more: Partial<NodeSqliteOptions>) =>
    getRxStorageNodeSqlite({
      directory,
      onFatal: (error) => {
        throw error;
      },
      ...options,
      ...more,
    });
  let storage = make({});
  return {
    directory,
    get storage() {
      return storage;
    },
    async open<D>(schema: RxJsonSchema<D>, collection = 'things') {
      return (await storage.createStorageInstance<D>({
        databaseInstanceToken: 'token',
        databaseName: 'db',
        collectionName: collection,
        schema: fillWithDefaultSettings(schema),
        options: {},
        multiInstance: false,
        devMode: false,
      })) as Instance<D>;
    },
    async restart(more = {}) {
      await storage.close();
      storage = make(more);
      return storage;
    },
    async end() {
      await storage.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A document as RxDB hands it to a storage. */
export function stored<D>(document: D, more: Partial<RxDocumentData<D>> = {}): RxDocumentData<D> {
  return {
    ...document,
    _attachments: {},
    _deleted: false,
    _meta: { lwt: now() },
    _rev: '1-rev',
    ...more,
  } as RxDocumentData<D>;
}

/** The query as RxDB hands it to a storage. */
export function prepared<D>(instance: Instance<D>, query: MangoQuery<D>): PreparedQuery<D> {
  const schema = instance.schema as RxJsonSchema<RxDocumentData<D>>;
  return prepareQuery<D>(schema, normalizeMangoQuery<D>(schema, query));
}
