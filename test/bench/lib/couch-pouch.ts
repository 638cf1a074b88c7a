import { createRequire } from 'node:module';

/** What is used of PouchDB. */
export interface CouchPouch {
  info(): Promise<{ readonly doc_count: number }>;
  bulkDocs(documents: readonly object[]): Promise<unknown>;
  bulkGet(options: object): Promise<object>;
  changes(options: object): Promise<object>;
  close(): Promise<void>;
}
interface Constructor {
  new (place: string, options: object): CouchPouch;
  plugin(plugin: unknown): Constructor;
  replicate(from: CouchPouch, to: CouchPouch, options: object): Promise<{ readonly docs_written: number }>;
}

const require = createRequire(import.meta.url);
/** PouchDB, CommonJS and without types of its own. */
const PouchDB = ['pouchdb-adapter-leveldb', 'pouchdb-adapter-http', 'pouchdb-replication'].reduce(
  (made, plugin) => made.plugin(require(plugin)),
  require('pouchdb-core') as Constructor,
);

/** @param place a folder, or the URL of a server */
export const openPouch = (place: string, adapter: 'leveldb' | 'http'): CouchPouch =>
  new PouchDB(place, { adapter });

/** @returns how many documents were written */
export async function replicate(from: CouchPouch, to: CouchPouch, batch: number): Promise<number> {
  return (await PouchDB.replicate(from, to, { batch_size: batch })).docs_written;
}
