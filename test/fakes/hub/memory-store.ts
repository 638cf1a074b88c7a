import {
  StoreUnavailableError,
  UnknownSiteError,
  type Changes,
  type DocumentTerms,
  type HubRecord,
  type HubStore,
  type RecordQuery,
  type SiteTransaction,
  type StoredDocument,
} from '../../../hub/store/port.ts';

/**
 * A hub's store in memory, for tests of what stands on the port. Transactions of all sites follow each other; what a failed
 * one did is undone; everything is copied in and out, as through a disk.
 */
export interface MemoryStore extends HubStore {
  /** From now on every call fails as a dead database does, until it is called with false. */
  die(dead: boolean): void;
  /** Commits that wrote documents. */
  readonly commits: number;
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

export function createMemoryStore(clock: { now(): number }): MemoryStore {
  let documents = new Map<string, StoredDocument & { readonly site: string }>();
  let records = new Map<string, HubRecord>();
  let terms = new Map<string, DocumentTerms & { readonly site: string }>();
  let heads = new Map<string, number>();
  const listeners = new Set<(site: string, seq: number) => void>();
  let tail: Promise<unknown> = Promise.resolve();
  let dead = false;
  let commits = 0;

  const alive = (): void => {
    if (dead) throw new StoreUnavailableError('the database is gone');
  };
  const ofSite = (site: string) => [...documents.values()].filter((one) => one.site === site);
  const plain = ({ site: _, ...document }: StoredDocument & { site: string }): StoredDocument =>
    structuredClone(document);
  const get = (site: string, collection: string, ids: readonly string[]) =>
    new Map(
      ids.flatMap((id) => {
        const found = documents.get(keyOf(site, collection, id));
        return found ? [[id, plain(found)] as const] : [];
      }),
    );
  const query = (q: RecordQuery): HubRecord[] => {
    const { dueBefore } = q;
    const found = [...records.values()].filter(
      (one) =>
        one.kind === q.kind &&
        (q.site === undefined || one.site === q.site) &&
        (q.state === undefined || one.state === q.state) &&
        (dueBefore === undefined || (one.due > 0 && one.due <= dueBefore)) &&
        (q.after === undefined || one.id > q.after),
    );
    const byId = (a: HubRecord, b: HubRecord): number => (a.id < b.id ? -1 : 1);
    found.sort((a, b) => (dueBefore !== undefined && a.due !== b.due ? a.due - b.due : byId(a, b)));
    return structuredClone(found.slice(0, q.limit));
  };
  const changesOf = (found: (StoredDocument & { site: string })[], limit: number, head: number): Changes => {
    found.sort((a, b) => a.seq - b.seq);
    const page = found.slice(0, limit).map(plain);
    return { documents: page, upTo: page.length < limit ? head : (page.at(-1)?.seq ?? head) };
  };

  async function run<T>(site: string, work: (tx: SiteTransaction) => Promise<T>): Promise<T> {
    alive();
    if (!heads.has(site)) throw new UnknownSiteError(site);
    const before = [new Map(documents), new Map(records), new Map(heads), new Map(terms)] as const;
    let wrote = false;
    const tx: SiteTransaction = {
      seq: heads.get(site) ?? 0,
      incarnation: 'memory',
      documents: async (collection, ids) => get(site, collection, ids),
      async putDocuments(rows) {
        alive();
        for (const row of rows) {
          const seq = (heads.get(site) ?? 0) + 1;
          heads.set(site, seq);
          const stored = { ...structuredClone(row), seq, writtenAt: clock.now(), site };
          documents.set(keyOf(site, row.collection, row.id), stored);
          wrote = true;
        }
      },
      record: async (kind, id) => structuredClone(records.get(keyOf(kind, id))),
      records: async (q) => query(q),
      async putRecord(record) {
        records.set(keyOf(record.kind, record.id), structuredClone(record));
      },
      async insertRecord(record) {
        const key = keyOf(record.kind, record.id);
        if (records.has(key)) return false;
        records.set(key, structuredClone(record));
        return true;
      },
      removeRecord: async (kind, id) => void records.delete(keyOf(kind, id)),
      async putTerms(entries) {
        for (const entry of entries) terms.set(keyOf(site, entry.collection, entry.id), { ...entry, site });
      },
    };
    try {
      const result = await work(tx);
      alive();
      if (wrote) {
        commits += 1;
        const seq = heads.get(site) ?? 0;
        for (const listener of listeners) queueMicrotask(() => listener(site, seq));
      }
      return result;
    } catch (error) {
      [documents, records, heads, terms] = before;
      throw error;
    }
  }

  return {
    kind: 'sqlite',
    transaction(site, work) {
      const next = tail.then(() => run(site, work));
      tail = next.catch(() => undefined);
      return next;
    },
    async createSite(site) {
      alive();
      if (!heads.has(site)) heads.set(site, 0);
    },
    async sites() {
      alive();
      return [...heads.keys()];
    },
    async head(site) {
      alive();
      const head = heads.get(site);
      if (head === undefined) throw new UnknownSiteError(site);
      return head;
    },
    async changes(site, { collection, after, limit, since }) {
      const head = await this.head(site);
      const found = ofSite(site).filter(
        (one) =>
          one.collection === collection &&
          one.seq > after &&
          (since === undefined || one.open || one.writtenAt >= since),
      );
      return changesOf(found, limit, head);
    },
    async feed(site, after, limit) {
      const head = await this.head(site);
      return changesOf(
        ofSite(site).filter((one) => one.seq > after),
        limit,
        head,
      );
    },
    async documents(site, collection, ids) {
      alive();
      return get(site, collection, ids);
    },
    async count(site, collection) {
      alive();
      return ofSite(site).filter((one) => one.collection === collection).length;
    },
    async find(site, query) {
      alive();
      const hits = [...terms.values()]
        .filter((one) => one.site === site && one.terms.some((term) => query.terms.includes(term)))
        .sort((a, b) => b.at - a.at)
        .flatMap((one) => one.targets);
      return [...new Set(hits)].slice(0, query.limit);
    },
    async record(kind, id) {
      alive();
      return structuredClone(records.get(keyOf(kind, id)));
    },
    async records(q) {
      alive();
      return query(q);
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async check() {
      alive();
    },
    async close() {
      listeners.clear();
    },
    die: (now) => void (dead = now),
    get commits() {
      return commits;
    },
  };
}
