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

/** One statement; each sees one moment of the database. */
export type Ask = <Row extends object>(sql: string, values: readonly unknown[]) => Promise<readonly Row[]>;

type PageRow = DocumentRow & { readonly head: string };

/** The site's last commit stands in every row, or alone: one statement, so that it is of the same moment. */
const pageOf = (rows: string): string =>
  `select s.seq as head, d.* from sites s left join lateral (${rows}) d on true where s.site = $1 order by d.seq`;

/** `seq > 0` is said for the planner: the two indexes by seq are made with it. */
const AFTER = 'site = $1 and seq > 0 and seq > $2';
const FEED = pageOf(`select ${DOCUMENT_COLUMNS} from documents where ${AFTER} order by seq limit $3`);
const CHANGES = pageOf(
  `select ${DOCUMENT_COLUMNS} from documents where ${AFTER} and collection = $4 order by seq limit $3`,
);
/** What the window leaves out is passed over in the index. */
const CHANGES_SINCE = pageOf(
  `select one.* from (
     select seq from documents
     where ${AFTER} and collection = $4 and (open = 1 or written_at >= $5) order by seq limit $3
   ) page
   cross join lateral (
     select ${DOCUMENT_COLUMNS} from documents where site = $1 and seq > 0 and seq = page.seq limit 1
   ) one`,
);

/** Each by the whole primary key, whatever the planner believes of the table. */
const BY_ID = `
  select one.* from unnest($3::text[]) as given (id)
  cross join lateral (
    select ${DOCUMENT_COLUMNS} from documents where site = $1 and collection = $2 and id = given.id limit 1
  ) one`;

export function createReads(ask: Ask, sealer: Sealer) {
  async function head(site: string): Promise<number> {
    const rows = isStorable(site)
      ? await ask<{ seq: string }>('select seq from sites where site = $1', [site])
      : [];
    if (!rows[0]) throw new UnknownSiteError('no such site');
    return Number(rows[0].seq);
  }

  async function page(
    sql: string,
    site: string,
    limit: number,
    values: readonly unknown[],
  ): Promise<Changes> {
    assertLimit(limit);
    const rows = isStorable(site) ? await ask<PageRow>(sql, [site, ...values]) : [];
    if (!rows[0]) throw new UnknownSiteError('no such site');
    const documents = rows.filter((row) => row.id !== null).map((row) => unpackDocument(sealer, site, row));
    const last = documents.length === limit ? documents.at(-1) : undefined;
    return { documents, upTo: last?.seq ?? Number(rows[0].head) };
  }

  return {
    head,
    async sites(): Promise<string[]> {
      const rows = await ask<{ site: string }>('select site from sites order by site', []);
      return rows.map((row) => row.site);
    },
    changes: (site: string, { collection, after, limit, since = 0 }: DocumentsQuery): Promise<Changes> =>
      since > 0
        ? page(CHANGES_SINCE, site, limit, [after, limit, collection, since])
        : page(CHANGES, site, limit, [after, limit, collection]),
    feed: (site: string, after: number, limit: number): Promise<Changes> =>
      page(FEED, site, limit, [after, limit]),
    async documents(
      site: string,
      collection: string,
      ids: readonly string[],
    ): Promise<Map<string, StoredDocument>> {
      const storable = ids.filter(isStorable);
      if (storable.length === 0) return new Map();
      const rows = await ask<DocumentRow>(BY_ID, [site, collection, storable]);
      return new Map(rows.map((row) => [row.id, unpackDocument(sealer, site, row)]));
    },
    async count(site: string, collection: string): Promise<number> {
      const rows = await ask<{ n: string }>(
        'select count(*) as n from documents where site = $1 and collection = $2',
        [site, collection],
      );
      return Number(rows[0]?.n ?? 0);
    },
    async find(site: string, { terms, limit }: TermsQuery): Promise<string[]> {
      assertLimit(limit);
      const asked = terms.filter(isStorable);
      if (asked.length === 0 || !isStorable(site)) return [];
      const rows = await ask<{ target: string }>(
        `select target from terms where site = $1 and term = any($2::text[])
         group by target order by max(at) desc, target limit $3`,
        [site, asked, limit],
      );
      return rows.map((row) => row.target);
    },
    async record(kind: string, id: string): Promise<HubRecord | undefined> {
      if (!isStorable(kind) || !isStorable(id)) return undefined;
      const sql = `select ${RECORD_COLUMNS} from records where kind = $1 and id = $2`;
      const [row] = await ask<RecordRow>(sql, [kind, id]);
      return row && unpackRecord(sealer, row);
    },
    async records(query: RecordQuery): Promise<HubRecord[]> {
      const made = recordsQuery(query, (n) => `$${n}`);
      const rows = made ? await ask<RecordRow>(made.sql, made.values) : [];
      return rows.map((row) => unpackRecord(sealer, row));
    },
  };
}
