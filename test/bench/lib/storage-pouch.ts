import { createRequire } from 'node:module';
import type { StoredTask } from './storage-documents.ts';
import { PAGE } from './storage-subject.ts';
import type { Subject } from './storage-subject.ts';

interface PouchAnswer {
  readonly ok?: boolean;
  readonly error?: unknown;
}
interface Pouch {
  put(document: object): Promise<PouchAnswer & { readonly rev: string }>;
  bulkDocs(documents: readonly object[]): Promise<readonly PouchAnswer[]>;
  get(id: string): Promise<object>;
  createIndex(index: object): Promise<unknown>;
  find(query: object): Promise<{ readonly docs: readonly object[] }>;
  changes(options: object): Promise<{ readonly results: readonly object[]; readonly last_seq: unknown }>;
  destroy(): Promise<unknown>;
  close(): Promise<void>;
}
interface PouchConstructor {
  new (path: string, options: object): Pouch;
  plugin(plugin: unknown): PouchConstructor;
}

const require = createRequire(import.meta.url);

/** PouchDB, CommonJS and without types of its own. */
const PouchDB = (require('pouchdb-core') as PouchConstructor)
  .plugin(require('pouchdb-adapter-leveldb'))
  .plugin(require('pouchdb-find'));

/** As a program that uses PouchDB holds the same documents: its own id and revision, no `_meta`. */
function bodyOf({ id, site, lane, priority, waybill, base, events }: StoredTask): object {
  return { _id: id, site, lane, priority, waybill, base, events };
}

/** Its writes reach LevelDB without an fsync: relaxed. Its index is built and brought up to date by queries. */
export async function openPouchSubject(
  name: string,
  path: string,
): Promise<Subject & { drop(): Promise<unknown> }> {
  const database = new PouchDB(path, { adapter: 'leveldb' });
  await database.createIndex({ index: { fields: ['lane', 'priority'], name: 'lane', ddoc: 'lane' } });
  const revisions = new Map<string, string>();
  return {
    name,
    insert: async (task) => void (await database.put(bodyOf(task))),
    async bulk(tasks) {
      const answers = await database.bulkDocs(tasks.map(bodyOf));
      const refused = answers.filter(({ error }) => error !== undefined).length;
      if (refused > 0) throw new Error(`${name}: ${refused} writes refused`);
    },
    find: async (id) => [await database.get(id)],
    async page(lane, direction) {
      const { docs } = await database.find({
        selector: { lane, priority: { $gt: null } },
        sort: [{ lane: direction }, { priority: direction }],
        limit: PAGE,
        use_index: ['lane', 'lane'],
      });
      return docs;
    },
    async pull(batch) {
      let read = 0;
      let since: unknown = 0;
      for (;;) {
        const { results, last_seq } = await database.changes({ since, limit: batch, include_docs: true });
        if (results.length === 0) return read;
        // One of the changes is the index.
        read += results.filter((each) => !(each as { id: string }).id.startsWith('_design/')).length;
        since = last_seq;
      }
    },
    async update(before, after) {
      const known = revisions.get(before.id) ?? ((await database.get(before.id)) as { _rev: string })._rev;
      const { rev } = await database.put({ ...bodyOf(after), _rev: known });
      revisions.set(before.id, rev);
    },
    drop: () => database.destroy(),
    close: () => Promise.resolve(),
  };
}
