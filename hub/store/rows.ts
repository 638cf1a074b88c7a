import { UnstorableError } from './errors.ts';
import type {
  DocumentTerms,
  HubRecord,
  JsonObject,
  NewDocument,
  RecordQuery,
  StoredDocument,
} from './port.ts';
import type { Sealer } from './sealing.ts';

/**
 * How documents and records lie in a row, the same for both adapters. Bodies are JSON text: `JSON.stringify` escapes U+0000
 * and lone surrogates, which neither database could keep in a text of its own, so every string comes back as it was.
 */

/** Bytes of UTF-8 in a name that is part of an index; PostgreSQL's limit for a whole entry is about 2,700. */
export const MAX_NAME_BYTES = 500;

export interface DocumentRow {
  readonly collection: string;
  readonly id: string;
  readonly seq: number | string;
  readonly fingerprint: string;
  readonly writer: string;
  readonly written_at: number | string;
  readonly open: number;
  readonly body: string;
  readonly sealed: string | null;
}

export interface RecordRow {
  readonly kind: string;
  readonly id: string;
  readonly site: string;
  readonly state: string;
  readonly due: number | string;
  readonly body: string;
  readonly sealed: string | null;
}

/** Whether a name can be in an index as it is: no U+0000, no lone surrogate, not too long. No row has any other. */
export function isStorable(name: string): boolean {
  return !name.includes('\0') && name.isWellFormed() && Buffer.byteLength(name, 'utf8') <= MAX_NAME_BYTES;
}

/** @throws UnstorableError, which names the field and not what was in it */
export function assertStorable(names: Readonly<Record<string, string>>): void {
  for (const [field, name] of Object.entries(names)) {
    if (typeof name !== 'string' || !isStorable(name)) {
      throw new UnstorableError(`${field}: U+0000, a lone surrogate or more than ${MAX_NAME_BYTES} bytes`);
    }
  }
}

/** @throws UnstorableError */
export function packDocument(
  sealer: Sealer,
  site: string,
  { collection, id, fingerprint, writer, open, document }: NewDocument,
): Omit<DocumentRow, 'seq' | 'written_at'> {
  assertStorable({ collection, id, fingerprint, writer });
  const parts = split(sealer, document, documentPlace(site, collection, id));
  return { collection, id, fingerprint, writer, open: open ? 1 : 0, ...parts };
}

const texts = new WeakMap<StoredDocument, () => string>();

/** Private parts are opened, and text is read, when somebody looks at the document. */
export function unpackDocument(sealer: Sealer, site: string, row: DocumentRow): StoredDocument {
  const place = documentPlace(site, row.collection, row.id);
  let document: JsonObject | undefined;
  const stored: StoredDocument = {
    collection: row.collection,
    id: row.id,
    seq: Number(row.seq),
    fingerprint: row.fingerprint,
    writer: row.writer,
    writtenAt: Number(row.written_at),
    open: row.open === 1,
    get document() {
      return (document ??= join(sealer, row, place));
    },
  };
  texts.set(stored, () => joinText(sealer, row, place));
  return stored;
}

/** The document as JSON: of a row as it was read, without making values of it and text again. @throws SealError */
export const jsonOf = (stored: StoredDocument): string =>
  texts.get(stored)?.() ?? JSON.stringify(stored.document);

/** @throws UnstorableError */
export function packRecord(sealer: Sealer, record: HubRecord): RecordRow {
  const { kind, id, site, state, due, body } = record;
  assertStorable({ kind, id, site, state });
  if (!Number.isSafeInteger(due) || due < 0) throw new UnstorableError('due: not a moment in epoch ms');
  return { kind, id, site, state, due, ...split(sealer, body, recordPlace(kind, id)) };
}

export function unpackRecord(sealer: Sealer, row: RecordRow): HubRecord {
  const { kind, id, site, state } = row;
  return { kind, id, site, state, due: Number(row.due), body: join(sealer, row, recordPlace(kind, id)) };
}

export interface TermRow {
  readonly term: string;
  readonly target: string;
}

/** @throws UnstorableError | RangeError */
export function packTerms({ collection, id, terms, targets, at }: DocumentTerms): TermRow[] {
  assertStorable({ collection, id });
  if (!Number.isSafeInteger(at) || at < 0) throw new UnstorableError('at: not a moment in epoch ms');
  const rows = [...new Set(terms)].flatMap((term) =>
    [...new Set(targets)].map((target) => ({ term, target })),
  );
  rows.forEach(({ term, target }) => assertStorable({ term, target }));
  return rows;
}

const documentPlace = (site: string, collection: string, id: string) => ['document', site, collection, id];
const recordPlace = (kind: string, id: string) => ['record', kind, id];

function split(sealer: Sealer, value: JsonObject, place: readonly string[]) {
  const { private: secret, ...open } = value;
  return {
    body: JSON.stringify(open),
    sealed: secret === undefined ? null : sealer.seal(secret, place),
  };
}

function join(
  sealer: Sealer,
  { body, sealed }: { readonly body: string; readonly sealed: string | null },
  place: readonly string[],
): JsonObject {
  const open = JSON.parse(body) as JsonObject;
  return sealed === null ? open : { ...open, private: sealer.open(sealed, place) };
}

/** As `join`, as text. The body is an object without `private`: see `split`. */
function joinText(
  sealer: Sealer,
  { body, sealed }: { readonly body: string; readonly sealed: string | null },
  place: readonly string[],
): string {
  if (sealed === null) return body;
  const secret = `"private":${sealer.openText(sealed, place)}}`;
  return body === '{}' ? `{${secret}` : `${body.slice(0, -1)},${secret}`;
}

/** @throws RangeError */
export function assertLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`limit ${limit}`);
}

export type SqlValue = string | number;

export const RECORD_COLUMNS = 'kind, id, site, state, due, body, sealed';
export const DOCUMENT_COLUMNS = 'collection, id, seq, fingerprint, writer, written_at, open, body, sealed';

/**
 * The query of `records` for either database.
 * @param place how the n-th parameter (from 1) is written
 * @returns undefined where no record can answer it
 */
export function recordsQuery(
  query: RecordQuery,
  place: (n: number) => string,
): { readonly sql: string; readonly values: readonly SqlValue[] } | undefined {
  assertLimit(query.limit);
  const names = [query.kind, query.site ?? '', query.state ?? '', query.after ?? ''];
  if (!names.every(isStorable)) return undefined;
  const values: SqlValue[] = [];
  const param = (value: SqlValue): string => place(values.push(value));
  const where = [`kind = ${param(query.kind)}`];
  if (query.site !== undefined) where.push(`site = ${param(query.site)}`);
  if (query.state !== undefined) where.push(`state = ${param(query.state)}`);
  if (query.dueBefore !== undefined) {
    where.push('due > 0', `due <= ${param(Math.floor(query.dueBefore))}`);
    if (query.after !== undefined) {
      const due = `coalesce((select due from records where kind = ${param(query.kind)} and id = ${param(query.after)}), 0)`;
      where.push(`(due, id) > (${due}, ${param(query.after)})`);
    }
  } else if (query.after !== undefined) where.push(`id > ${param(query.after)}`);
  const order = query.dueBefore === undefined ? 'id' : 'due, id';
  return {
    sql: `select ${RECORD_COLUMNS} from records where ${where.join(' and ')} order by ${order} limit ${param(query.limit)}`,
    values,
  };
}
