/**
 * The one port behind which a hub keeps its state. Two adapters (`sqlite/`, `postgres/`) pass one contract suite
 * (test/integration/hub/store). What lies in it: the documents that stations replicate, and the hub's own records
 * (stations, codes, leases, deliveries, …), which are all of one shape so that an adapter knows nothing of them.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, unknown>>;

/** A replicated document as the hub has it. Private parts are sealed by the adapter before they reach the disk. */
export interface StoredDocument {
  readonly collection: string;
  readonly id: string;
  /** Place in the site's order of commits; what a reader has seen up to `seq` is all that was committed up to it. */
  readonly seq: number;
  /** `fingerprintOf` of the document (shared/contract/hub). */
  readonly fingerprint: string;
  /** Station whose push (or `HUB`, whose own work) wrote this state. */
  readonly writer: string;
  /** Epoch ms. */
  readonly writtenAt: number;
  /** Work that every station of the site must have, however old it is. */
  readonly open: boolean;
  readonly document: JsonObject;
}

export type NewDocument = Omit<StoredDocument, 'seq' | 'writtenAt'>;

/** What the hub keeps for itself: a station, a one-time code, a lease, a claim on a number, a delivery, … */
export interface HubRecord {
  readonly kind: string;
  readonly id: string;
  /** '' where it belongs to no site. */
  readonly site: string;
  readonly state: string;
  /** Epoch ms at which something is due; 0 where nothing is. */
  readonly due: number;
  readonly body: JsonObject;
}

export interface RecordQuery {
  readonly kind: string;
  readonly site?: string;
  readonly state?: string;
  /** Only those with 0 < due ≤ this. */
  readonly dueBefore?: number;
  /** The last id of the page before: they come by id (order of its UTF-8 bytes), with `dueBefore` by due and id. */
  readonly after?: string;
  readonly limit: number;
}

export interface DocumentsQuery {
  readonly collection: string;
  /** Commits after this one. */
  readonly after: number;
  readonly limit: number;
  /** Leaves out documents that are neither open nor written at or after this moment (epoch ms). */
  readonly since?: number;
}

/** By what a document can be found. What a term is (a hash, never a text) is the business of whoever writes it. */
export interface DocumentTerms {
  readonly collection: string;
  readonly id: string;
  readonly terms: readonly string[];
  /** What whoever searches for one of the terms gets: ids of orders. */
  readonly targets: readonly string[];
  /** Epoch ms; greater ones are found first. */
  readonly at: number;
}

export interface TermsQuery {
  /** One of them is enough. */
  readonly terms: readonly string[];
  readonly limit: number;
}

export interface Changes {
  /** By `seq`. */
  readonly documents: readonly StoredDocument[];
  /** Everything up to here was looked at: where a reader goes on. */
  readonly upTo: number;
}

/** Reads and writes of one transaction. Reads see the transaction's own writes. */
export interface SiteTransaction {
  /** The site's last commit when the transaction began. */
  readonly seq: number;
  /** Names this run of the database: it is another after every restart, and so after every restore from a backup. */
  readonly incarnation: string;
  documents(collection: string, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** Inserts or replaces; every call takes the next `seq` of the site for each document, in this order. */
  putDocuments(documents: readonly NewDocument[]): Promise<void>;
  /** In place of all terms that the document had. Takes no `seq`. */
  putTerms(entries: readonly DocumentTerms[]): Promise<void>;
  record(kind: string, id: string): Promise<HubRecord | undefined>;
  records(query: RecordQuery): Promise<readonly HubRecord[]>;
  putRecord(record: HubRecord): Promise<void>;
  /** @returns false, and changes nothing, where a record of this kind and id is there (of whichever site) */
  insertRecord(record: HubRecord): Promise<boolean>;
  removeRecord(kind: string, id: string): Promise<void>;
}

export interface HubStore {
  /** Which adapter, for logs and metrics. */
  readonly kind: 'sqlite' | 'postgres';
  /**
   * Runs the work in one transaction that holds the site: transactions of one site follow each other (over all hubs on one
   * database), so `seq` grows in commit order and no reader can skip a change. Committed and on disk when it resolves;
   * where the work throws, nothing of it stays. The work may be run again (after a deadlock): it does nothing outside of
   * its transaction. @throws UnknownSiteError | StoreUnavailableError
   */
  transaction<T>(site: string, work: (tx: SiteTransaction) => Promise<T>): Promise<T>;
  /** A site that is there already stays as it is. */
  createSite(site: string): Promise<void>;
  sites(): Promise<readonly string[]>;
  /** The site's last commit. @throws UnknownSiteError, as `changes` and `feed` */
  head(site: string): Promise<number>;
  changes(site: string, query: DocumentsQuery): Promise<Changes>;
  /** Changes of all collections after `after`, by `seq`; for the stream. */
  feed(site: string, after: number, limit: number): Promise<Changes>;
  documents(
    site: string,
    collection: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, StoredDocument>>;
  count(site: string, collection: string): Promise<number>;
  /** Targets of the site that one of the terms leads to, each once: by `at` from the greatest, then by their names. */
  find(site: string, query: TermsQuery): Promise<readonly string[]>;
  record(kind: string, id: string): Promise<HubRecord | undefined>;
  records(query: RecordQuery): Promise<readonly HubRecord[]>;
  /** Told after a commit with documents, by this hub or another on the same database. @returns how to stop */
  onCommit(listener: (site: string, seq: number) => void): () => void;
  /** @throws StoreUnavailableError */
  check(): Promise<void>;
  close(): Promise<void>;
}

export class UnknownSiteError extends Error {
  readonly code = 'unknown_site';
}

/**
 * The database is gone, full or read-only: nothing was written; the same call may be made again. Only where a connection
 * was lost in the moment of a commit and the database cannot be asked about it may that commit have been made (README.md).
 */
export class StoreUnavailableError extends Error {
  readonly code = 'store_unavailable';
}
