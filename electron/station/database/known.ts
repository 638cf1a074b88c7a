import type {
  BulkWriteRow,
  RxDocumentData,
  RxStorage,
  RxStorageInstance,
  RxStorageInstanceCreationParams,
} from 'rxdb';
import { map } from 'rxjs';

/** Names of the tables in which RxDB keeps, beside each replicated document, what the hub is believed to have of it. */
const REPLICATION_META = /^rx-replication-meta-/;

type Document = Readonly<Record<string, unknown>>;

/**
 * A storage whose replication tables hold less. RxDB puts the hub's whole document there once more, to be compared and
 * to be named by its fingerprint (`fingerprintOf`); of an aggregate both look at the base, the events' ids and stamps and
 * the names of its private parts only. So that is what is stored, under `known` instead of `docData`: no private value, so
 * nothing to seal. It was a third of the time of a first pull, and half of the file. Whole documents of older versions are
 * read as they are.
 */
export function storesWhatIsCompared<Internals, Options>(
  storage: RxStorage<Internals, Options>,
): RxStorage<Internals, Options> {
  return {
    ...storage,
    async createStorageInstance<D>(params: RxStorageInstanceCreationParams<D, Options>) {
      const instance = await storage.createStorageInstance<D>(params);
      return REPLICATION_META.test(params.collectionName) ? comparing(instance) : instance;
    },
  };
}

function comparing<D, Internals, Options>(
  inner: RxStorageInstance<D, Internals, Options>,
): RxStorageInstance<D, Internals, Options> {
  const whole = (documents: RxDocumentData<D>[]): RxDocumentData<D>[] => documents.map(unfold);
  return {
    ...inner,
    async bulkWrite(rows, context) {
      const written = rows.map(({ previous, document }): BulkWriteRow<D> => ({
        document: fold(document),
        ...(previous === undefined ? {} : { previous }),
      }));
      const response = await inner.bulkWrite(written, context);
      for (const error of response.error)
        if (error.status === 409) error.documentInDb = unfold(error.documentInDb);
      return response;
    },
    async findDocumentsById(ids, withDeleted) {
      return whole(await inner.findDocumentsById(ids, withDeleted));
    },
    async query(prepared) {
      const { documents, ...rest } = await inner.query(prepared);
      return { ...rest, documents: whole(documents) };
    },
    ...(inner.getChangedDocumentsSince === undefined
      ? {}
      : {
          async getChangedDocumentsSince(limit, checkpoint) {
            const changed = await inner.getChangedDocumentsSince?.(limit, checkpoint);
            return { checkpoint: changed?.checkpoint, documents: whole(changed?.documents ?? []) };
          },
        }),
    changeStream: () =>
      inner.changeStream().pipe(
        map((bulk) => ({
          ...bulk,
          events: bulk.events.map((event) => ({
            ...event,
            documentData: unfold(event.documentData),
            ...(event.previousDocumentData === undefined
              ? {}
              : { previousDocumentData: unfold(event.previousDocumentData) }),
          })),
        })),
      ) as ReturnType<typeof inner.changeStream>,
  };
}

function fold<T>(document: T): T {
  const { docData, ...rest } = document as Document & { readonly docData?: Document };
  if (docData === undefined || !isAggregate(docData)) return document;
  return { ...rest, known: comparedOf(docData) } as T;
}

function unfold<T>(document: T): T {
  const { known, ...rest } = document as Document & { readonly known?: Document };
  return known === undefined ? document : ({ ...rest, docData: known } as T);
}

const isAggregate = (document: Document): boolean =>
  Array.isArray(document['events']) && document['base'] !== undefined;

/** What `fingerprintOf` and the conflict handler read of an aggregate, and RxDB itself. */
export function comparedOf(document: Document): Document {
  const { id, site, base, events, _deleted } = document;
  const secret = document['private'] as { readonly base?: unknown; readonly events?: object } | undefined;
  return {
    id,
    site,
    base,
    events: (events as readonly { readonly id: string; readonly at: string }[]).map((event) => ({
      id: event.id,
      at: event.at,
    })),
    ...(secret === undefined
      ? {}
      : {
          private: {
            ...(secret.base === undefined ? {} : { base: {} }),
            events: Object.fromEntries(Object.keys(secret.events ?? {}).map((key) => [key, {}])),
          },
        }),
    ...(_deleted === undefined ? {} : { _deleted }),
  };
}
