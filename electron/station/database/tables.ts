import {
  normalizeMangoQuery,
  prepareQuery,
  type MangoQuery,
  type RxCollection,
  type RxDocumentData,
} from 'rxdb';

/**
 * One collection as the services see it: reads go straight to the storage (no document cache, no live queries, since
 * the station pushes read-models itself), writes go through RxDB, so that replication and its hooks see them.
 */
export interface Table<Doc extends { readonly id: string }> {
  get(id: string): Promise<Doc | undefined>;
  getMany(ids: readonly string[]): Promise<Map<string, Doc>>;
  find(query: MangoQuery<Doc>): Promise<Doc[]>;
  count(selector: NonNullable<MangoQuery<Doc>['selector']>): Promise<number>;
  /** Inserts what is not there yet. @returns ids that were there already. */
  insertMany(docs: readonly Doc[]): Promise<{ readonly existing: ReadonlySet<string> }>;
  put(doc: Doc): Promise<void>;
  /** Replaces what is there. For documents that one writer owns (products of a file). */
  putMany(docs: readonly Doc[]): Promise<void>;
  /**
   * Changes one document. `change` may run more than once (conflicts) and must be pure.
   * @returns the stored document, or undefined where there is none.
   */
  update(id: string, change: (doc: Doc) => Doc): Promise<Doc | undefined>;
}

export function createTable<Doc extends { readonly id: string }>(collection: RxCollection<Doc>): Table<Doc> {
  const storage = collection.storageInstance;
  const schema = collection.schema.jsonSchema;
  const prepare = (query: MangoQuery<Doc>) => prepareQuery(schema, normalizeMangoQuery(schema, query));

  return {
    async get(id) {
      const [doc] = await storage.findDocumentsById([id], false);
      return doc && strip(doc);
    },
    async getMany(ids) {
      const found = new Map<string, Doc>();
      if (ids.length === 0) return found;
      for (const doc of await storage.findDocumentsById([...new Set(ids)], false))
        found.set(doc.id, strip(doc));
      return found;
    },
    async find(query) {
      const result = await storage.query(prepare(query));
      return result.documents.map((doc) => strip(doc));
    },
    async count(selector) {
      return (await storage.count(prepare({ selector } as MangoQuery<Doc>))).count;
    },
    async insertMany(docs) {
      const { error } = await collection.bulkInsert([...docs]);
      const existing = new Set<string>();
      for (const each of error) {
        if (each.status !== 409) throw new Error(`document ${each.documentId} was refused: ${each.status}`);
        existing.add(each.documentId);
      }
      return { existing };
    },
    async put(doc) {
      await collection.incrementalUpsert(doc);
    },
    async putMany(docs) {
      const { error } = await collection.bulkUpsert([...docs]);
      const [first] = error;
      if (first) throw new Error(`document ${first.documentId} was refused: ${first.status}`);
    },
    async update(id, change) {
      const doc = await collection.findOne(id).exec();
      if (!doc) return undefined;
      const updated = await doc.incrementalModify((current) => change(current as unknown as Doc) as never);
      return updated.toJSON() as unknown as Doc;
    },
  };
}

/** Drops what RxDB adds to a document. */
function strip<Doc>(doc: RxDocumentData<Doc>): Doc {
  const { _deleted, _attachments, _meta, _rev, ...rest } = doc;
  void [_deleted, _attachments, _meta, _rev];
  return rest as unknown as Doc;
}
