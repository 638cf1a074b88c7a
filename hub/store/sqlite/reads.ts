import { UnknownSiteError } from '../port.ts';
import type { Changes, DocumentsQuery, HubRecord, RecordQuery, StoredDocument, TermsQuery } from '../port.ts';
import {
  DOCUMENT_COLUMNS,
  RECORD_COLUMNS,
  assertLimit,
  isStorable,
  recordsQuery,
  unpackDocument,
  unpackRecord,
} from '../rows.ts';
import type { DocumentRow, RecordRow } from '../rows.ts';
import type { Sealer } from '../sealing.ts';
import type { Connection } from './file.ts';

/** What can be read on one connection, of what it sees at this moment. */
export function createReads({ statement }: Connection, sealer: Sealer) {
  const select = `select ${DOCUMENT_COLUMNS} from documents where site = ?`;

  function head(site: string): number {
    const row = statement('select seq from sites where site = ?').get(site);
    if (!row) throw new UnknownSiteError('no such site');
    return Number(row['seq']);
  }

  /** Where the page is full, the reader goes on after its last document, else after the last commit. */
  function page(site: string, rows: readonly object[], limit: number): Changes {
    const documents = (rows as DocumentRow[]).map((row) => unpackDocument(sealer, site, row));
    const last = documents.length === limit ? documents.at(-1) : undefined;
    return { documents, upTo: last?.seq ?? head(site) };
  }

  return {
    head,
    sites: (): string[] =>
      statement('select site from sites order by site')
        .all()
        .map((row) => String(row['site'])),
    changes(site: string, { collection, after, limit, since = 0 }: DocumentsQuery): Changes {
      assertLimit(limit);
      const sql = `${select} and collection = ? and seq > ? and (open = 1 or written_at >= ?) order by seq limit ?`;
      return page(site, statement(sql).all(site, collection, after, since, limit), limit);
    },
    feed(site: string, after: number, limit: number): Changes {
      assertLimit(limit);
      const sql = `${select} and seq > ? order by seq limit ?`;
      return page(site, statement(sql).all(site, after, limit), limit);
    },
    documents(site: string, collection: string, ids: readonly string[]): Map<string, StoredDocument> {
      const one = statement(`${select} and collection = ? and id = ?`);
      const found = new Map<string, StoredDocument>();
      for (const id of ids) {
        const row = isStorable(id) ? one.get(site, collection, id) : undefined;
        if (row) found.set(id, unpackDocument(sealer, site, row as unknown as DocumentRow));
      }
      return found;
    },
    count: (site: string, collection: string): number =>
      Number(
        statement('select count(*) as n from documents where site = ? and collection = ?').get(
          site,
          collection,
        )?.['n'],
      ),
    find(site: string, { terms, limit }: TermsQuery): string[] {
      assertLimit(limit);
      const asked = terms.filter(isStorable);
      // One parameter however many there are, so that the statement is prepared once.
      const sql = `select target from terms where site = ? and term in (select value from json_each(?))
        group by target order by max(at) desc, target limit ?`;
      return statement(sql)
        .all(site, JSON.stringify(asked), limit)
        .map((row) => String(row['target']));
    },
    record(kind: string, id: string): HubRecord | undefined {
      if (!isStorable(kind) || !isStorable(id)) return undefined;
      const row = statement(`select ${RECORD_COLUMNS} from records where kind = ? and id = ?`).get(kind, id);
      return row && unpackRecord(sealer, row as unknown as RecordRow);
    },
    records(query: RecordQuery): HubRecord[] {
      const made = recordsQuery(query, (n) => `?${n}`);
      const rows = made ? statement(made.sql).all(...made.values) : [];
      return rows.map((row) => unpackRecord(sealer, row as unknown as RecordRow));
    },
  };
}
