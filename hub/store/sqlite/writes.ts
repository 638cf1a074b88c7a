import type { Clock } from '../../../shared/base/index.ts';
import type { Frame } from '../frame.ts';
import type { HubRecord, SiteTransaction } from '../port.ts';
import { RECORD_COLUMNS, packDocument, packRecord, packTerms } from '../rows.ts';
import type { Sealer } from '../sealing.ts';
import type { Connection } from './file.ts';
import { createReads } from './reads.ts';

type Row = Readonly<Record<string, unknown>>;

interface WritesOptions {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly frame: Frame;
  readonly site: string;
  /** The site's last commit. */
  readonly seq: number;
  readonly incarnation: string;
}

const PUT_DOCUMENT = `
  insert into documents (site, collection, id, seq, fingerprint, writer, written_at, open, body, sealed)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (site, collection, id) do update set
    seq = excluded.seq, fingerprint = excluded.fingerprint, writer = excluded.writer,
    written_at = excluded.written_at, open = excluded.open, body = excluded.body, sealed = excluded.sealed`;
/** By name: SQLite takes the primary key for this, and so reads every term of the site. */
const OF_DOCUMENT = 'terms indexed by terms_by_document where site = ? and collection = ? and id = ?';
const TERMS = `select term, target, at from ${OF_DOCUMENT}`;
const REMOVE_TERMS = `delete from ${OF_DOCUMENT}`;
const PUT_TERM = 'insert into terms (site, term, target, collection, id, at) values (?, ?, ?, ?, ?, ?)';
const INSERT_RECORD = `insert into records (${RECORD_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?) on conflict (kind, id)`;
const PUT_RECORD = `${INSERT_RECORD} do update set
    site = excluded.site, state = excluded.state, due = excluded.due, body = excluded.body, sealed = excluded.sealed`;

/** The calls of one transaction, on the connection that began it. */
export function createWrites({ connection, sealer, clock, frame, site, ...begun }: WritesOptions) {
  const { statement } = connection;
  const reads = createReads(connection, sealer);
  let seq = begun.seq;

  function runRecord(sql: string, record: HubRecord): boolean {
    const { kind, id, site: of, state, due, body, sealed } = packRecord(sealer, record);
    return statement(sql).run(kind, id, of, state, due, body, sealed).changes > 0;
  }

  const transaction: SiteTransaction = {
    seq: begun.seq,
    incarnation: begun.incarnation,
    documents: (collection, ids) => frame.call(() => reads.documents(site, collection, ids)),
    record: (kind, id) => frame.call(() => reads.record(kind, id)),
    records: (query) => frame.call(() => reads.records(query)),
    putDocuments: (documents) =>
      frame.call(() => {
        // All are packed before the first is written: what cannot be stored leaves nothing half done.
        const packed = documents.map((document) => packDocument(sealer, site, document));
        const now = clock.now();
        const put = statement(PUT_DOCUMENT);
        for (const { collection, id, fingerprint, writer, open, body, sealed } of packed) {
          seq += 1;
          put.run(site, collection, id, seq, fingerprint, writer, now, open, body, sealed);
        }
      }),
    putTerms: (entries) =>
      frame.call(() => {
        const packed = entries.map((entry) => ({ ...entry, rows: packTerms(entry) }));
        for (const { collection, id, at, rows } of packed) {
          const wanted = new Set(rows.map(({ term, target }) => JSON.stringify([term, target, at])));
          const there = statement(TERMS).all(site, collection, id);
          const same = ({ term, target, at: when }: Row): boolean =>
            wanted.has(JSON.stringify([term, target, when]));
          // Most changes of a document are none of its terms.
          if (there.length === wanted.size && there.every(same)) continue;
          statement(REMOVE_TERMS).run(site, collection, id);
          for (const { term, target } of rows)
            statement(PUT_TERM).run(site, term, target, collection, id, at);
        }
      }),
    putRecord: (record) => frame.call(() => void runRecord(PUT_RECORD, record)),
    insertRecord: (record) => frame.call(() => runRecord(`${INSERT_RECORD} do nothing`, record)),
    removeRecord: (kind, id) =>
      frame.call(() => void statement('delete from records where kind = ? and id = ?').run(kind, id)),
  };

  return {
    transaction,
    seq: () => seq,
    writeSeq(): void {
      if (seq > begun.seq) statement('update sites set seq = ? where site = ?').run(seq, site);
    },
  };
}
