import { fillWithDefaultSettings, getChangedDocumentsSince, normalizeMangoQuery, prepareQuery } from 'rxdb';
import type { MangoQuery, PreparedQuery, RxJsonSchema, RxStorage, RxStorageInstance } from 'rxdb';
import { TASK_SCHEMA } from './storage-documents.ts';
import type { StoredTask, Task } from './storage-documents.ts';
import { PAGE } from './storage-subject.ts';
import type { Subject } from './storage-subject.ts';

export type TaskInstance = RxStorageInstance<Task, unknown, unknown, { id: string; lwt: number }>;

/** A collection of any RxStorage, spoken to as RxDB speaks to it. */
export interface RxSubject extends Subject {
  readonly instance: TaskInstance;
  query(query: MangoQuery<Task>): PreparedQuery<Task>;
  write(rows: readonly { document: StoredTask; previous?: StoredTask }[]): Promise<void>;
}

const schema = fillWithDefaultSettings(TASK_SCHEMA) as RxJsonSchema<StoredTask>;

/** The query as RxDB hands it to a storage: of living documents only. */
export function queryOf(query: MangoQuery<Task>): PreparedQuery<Task> {
  const normalised = normalizeMangoQuery<Task>(schema, query);
  const selector = { ...normalised.selector, _deleted: { $eq: false } };
  return prepareQuery<Task>(schema, { ...normalised, selector } as typeof normalised);
}

/** `lane` in the sort changes nothing and tells RxDB's planner that the index gives the order. */
const pageOf = (lane: string, direction: 'asc' | 'desc') =>
  queryOf({ selector: { lane }, sort: [{ lane: direction }, { priority: direction }], limit: PAGE });

export async function openRxSubject(
  name: string,
  storage: RxStorage<unknown, never>,
  collectionName: string,
): Promise<RxSubject> {
  const instance = (await storage.createStorageInstance<Task>({
    databaseInstanceToken: 'bench',
    databaseName: 'bench',
    collectionName,
    schema,
    options: {} as never,
    multiInstance: false,
    devMode: false,
  })) as unknown as TaskInstance;
  // RxDB listens to every collection.
  const listener = instance.changeStream().subscribe();
  const write: RxSubject['write'] = async (rows) => {
    const { error } = await instance.bulkWrite([...rows], 'bench');
    if (error.length > 0) throw new Error(`${name}: ${error.length} of ${rows.length} writes refused`);
  };
  // Normalising and planning is RxDB's work, once for each query.
  const pages = new Map<string, PreparedQuery<Task>>();
  return {
    name,
    instance,
    query: queryOf,
    write,
    insert: (document) => write([{ document }]),
    bulk: (tasks) => write(tasks.map((document) => ({ document }))),
    find: (id) => instance.findDocumentsById([id], false),
    page(lane, direction) {
      const key = `${lane} ${direction}`;
      const prepared = pages.get(key) ?? pageOf(lane, direction);
      pages.set(key, prepared);
      return instance.query(prepared).then(({ documents }) => documents);
    },
    async pull(batch, most = Number.POSITIVE_INFINITY) {
      let read = 0;
      let checkpoint: { id: string; lwt: number } | undefined;
      for (;;) {
        // RxDB's helper asks by a query where a storage has no way of its own.
        const changes = await getChangedDocumentsSince<Task, { id: string; lwt: number }>(
          instance as never,
          batch,
          checkpoint,
        );
        read += changes.documents.length;
        if (changes.documents.length === 0 || read >= most) return read;
        checkpoint = changes.checkpoint;
      }
    },
    update: (previous, document) => write([{ previous, document }]),
    async close() {
      listener.unsubscribe();
      await instance.close();
    },
  };
}
