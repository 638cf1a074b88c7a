import type { Clock } from '../../../shared/base/index.ts';
import type { Frame } from '../frame.ts';
import type { HubRecord, NewDocument, SiteTransaction } from '../port.ts';
import { RECORD_COLUMNS, isStorable, packDocument, packRecord, packTerms } from '../rows.ts';
import type { DocumentRow } from '../rows.ts';
import type { Sealer } from '../sealing.ts';
import { createReads } from './reads.ts';
import type { Ask } from './reads.ts';

interface WritesOptions {
  readonly ask: Ask;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly frame: Frame;
  readonly site: string;
  /** The site's last commit. */
  readonly seq: number;
  readonly incarnation: string;
}

const PUT_DOCUMENTS = `
  insert into documents (site, collection, id, seq, fingerprint, writer, written_at, open, body, sealed)
  select $1, collection, id, seq, fingerprint, writer, $2, open, body, sealed
  from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::smallint[], $9::text[], $10::text[])
    as given (collection, id, seq, fingerprint, writer, open, body, sealed)
  on conflict (site, collection, id) do update set
    seq = excluded.seq, fingerprint = excluded.fingerprint, writer = excluded.writer,
    written_at = excluded.written_at, open = excluded.open, body = excluded.body, sealed = excluded.sealed`;
const REMOVE_TERMS = `
  delete from terms using unnest($2::text[], $3::text[]) as given (collection, id)
  where terms.site = $1 and terms.collection = given.collection and terms.id = given.id`;
const PUT_TERMS = `
  insert into terms (site, term, target, collection, id, at)
  select $1, term, target, collection, id, at
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
    as given (term, target, collection, id, at)`;
const INSERT_RECORD = `insert into records (${RECORD_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7) on conflict (kind, id)`;
const PUT_RECORD = `${INSERT_RECORD} do update set
    site = excluded.site, state = excluded.state, due = excluded.due, body = excluded.body, sealed = excluded.sealed`;

type NewRow = Omit<DocumentRow, 'written_at' | 'seq'> & { readonly seq: number };

/** The calls of one transaction, on the connection that holds the site. */
export function createWrites({ ask, sealer, clock, frame, site, ...begun }: WritesOptions) {
  const reads = createReads(ask, sealer);
  let seq = begun.seq;

  /** Each takes a number; of one that is given twice the last is written, as if they came one after the other. */
  function numbered(documents: readonly NewDocument[]): NewRow[] {
    const packed = documents.map((document) => packDocument(sealer, site, document));
    const rows = new Map<string, NewRow>();
    for (const row of packed) {
      seq += 1;
      rows.set(`${row.collection}\0${row.id}`, { ...row, seq });
    }
    return [...rows.values()];
  }

  async function runRecord(sql: string, record: HubRecord): Promise<boolean> {
    const { kind, id, site: of, state, due, body, sealed } = packRecord(sealer, record);
    const rows = await ask(`${sql} returning 1 as done`, [kind, id, of, state, due, body, sealed]);
    return rows.length > 0;
  }

  const transaction: SiteTransaction = {
    seq: begun.seq,
    incarnation: begun.incarnation,
    documents: (collection, ids) => frame.call(() => reads.documents(site, collection, ids)),
    record: (kind, id) => frame.call(() => reads.record(kind, id)),
    records: (query) => frame.call(() => reads.records(query)),
    putDocuments: (documents) =>
      frame.call(async () => {
        if (documents.length === 0) return;
        const rows = numbered(documents);
        const column = <K extends keyof NewRow>(name: K): NewRow[K][] => rows.map((row) => row[name]);
        await ask(PUT_DOCUMENTS, [
          site,
          clock.now(),
          column('collection'),
          column('id'),
          column('seq'),
          column('fingerprint'),
          column('writer'),
          column('open'),
          column('body'),
          column('sealed'),
        ]);
      }),
    putTerms: (entries) =>
      frame.call(async () => {
        // Of one that is given twice the last counts, as if they came one after the other.
        const last = new Map(entries.map((entry) => [JSON.stringify([entry.collection, entry.id]), entry]));
        const given = [...last.values()];
        if (given.length === 0) return;
        const rows = given.flatMap((entry) => packTerms(entry).map((row) => ({ ...entry, ...row })));
        await ask(REMOVE_TERMS, [site, given.map((each) => each.collection), given.map((each) => each.id)]);
        if (rows.length === 0) return;
        await ask(PUT_TERMS, [
          site,
          rows.map((row) => row.term),
          rows.map((row) => row.target),
          rows.map((row) => row.collection),
          rows.map((row) => row.id),
          rows.map((row) => row.at),
        ]);
      }),
    putRecord: (record) => frame.call(async () => void (await runRecord(PUT_RECORD, record))),
    insertRecord: (record) => frame.call(() => runRecord(`${INSERT_RECORD} do nothing`, record)),
    removeRecord: (kind, id) =>
      frame.call(async () => {
        if (!isStorable(kind) || !isStorable(id)) return;
        await ask('delete from records where kind = $1 and id = $2', [kind, id]);
      }),
  };
  return { transaction, seq: () => seq };
}
