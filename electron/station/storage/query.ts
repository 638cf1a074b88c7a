import { getQueryMatcher, getSortComparator } from 'rxdb';
import type { PreparedQuery, RxDocumentData, RxJsonSchema, RxStorageCountResult } from 'rxdb';

import type { Json } from './cipher.ts';
import type { StorageFile } from './file.ts';
import { conditionOf, orderOf, touches } from './mango.ts';
import { createBest } from './sort.ts';
import { nextWhenLate } from './statements.ts';
import type { Row, SQLInputValue } from './statements.ts';
import { rowsAlike } from './statistics.ts';
import type { Table } from './table.ts';

export interface QueriesOptions<D> {
  readonly file: StorageFile;
  readonly table: Table;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<D>>>;
  /** The document as it is stored, encrypted fields unread. */
  readonly parse: (row: Row) => Json;
  /** Decrypts. */
  readonly open: (document: Json) => RxDocumentData<D>;
}

export interface Queries<D> {
  find(prepared: PreparedQuery<D>): Promise<RxDocumentData<D>[]>;
  count(prepared: PreparedQuery<D>): Promise<RxStorageCountResult>;
  /** What SQLite does for a query, one line per step (EXPLAIN QUERY PLAN). */
  explain(prepared: PreparedQuery<D>): string[];
}

interface Statement {
  readonly text: string;
  readonly params: readonly SQLInputValue[];
}

interface Plan extends Statement {
  /** SQL gives the matching documents and no others. */
  readonly exact: boolean;
  /** SQL gives them in the wanted order. */
  readonly sorted: boolean;
  /** SQL has applied skip and limit. */
  readonly windowed: boolean;
  readonly skip: number;
  readonly limit: number;
}

/** Rows whose numbers SQLite sorts within a few ms. */
const SMALL_TABLE = 5_000;
/** Documents that SQLite sorts at a time where an index gives the order but for its end. */
const MOST_ALIKE = 500;

/** Queries over one table: SQL as far as it decides as RxDB does, RxDB's own matcher and comparator for the rest. */
export function createQueries<D>(given: QueriesOptions<D>): Queries<D> {
  const { file, table, schema, parse, open } = given;
  const { layout, name } = table;
  const encrypted = schema.encrypted ?? [];
  const sorterNeeded = new Map<string, boolean>();
  let analyses = table.analyses;

  /** Whether SQLite would have to sort many rows in one step, no index giving them in this order. */
  function needsSorter({ text, params }: Statement, order: readonly string[]): boolean {
    if (analyses !== table.analyses || sorterNeeded.size > 1_000) sorterNeeded.clear();
    analyses = table.analyses;
    const known = sorterNeeded.get(text);
    if (known !== undefined) return known;
    const steps = file.read(() => file.statement(`EXPLAIN QUERY PLAN ${text}`).all(...params));
    const details = steps.map((step) => String(step['detail']));
    const sorter = details.find((detail) => detail.includes('TEMP B-TREE'));
    const needed = sorter !== undefined && !sortsSmallGroups(sorter, details, order);
    sorterNeeded.set(text, needed);
    return needed;
  }

  /** An index gives the first of the sorted columns, SQLite sorts only the rows that are alike in them. */
  function sortsSmallGroups(sorter: string, details: readonly string[], order: readonly string[]): boolean {
    const terms = /FOR LAST (?:(\d+) TERMS|TERM) OF ORDER BY/.exec(sorter);
    const index = /USING (?:COVERING )?INDEX \S+_i(\d+) /.exec(details.join('\n'))?.[1];
    if (!terms || index === undefined || details.length !== 2) return false;
    const column = order[order.length - Number(terms[1] ?? 1) - 1];
    const at = layout.indexes[Number(index)]?.indexOf(column ?? '') ?? -1;
    return at >= 0 && rowsAlike(file, name, Number(index), at) <= MOST_ALIKE;
  }

  const isSmall = (): boolean => {
    const last = file.read(() => file.statement(`SELECT max(rid) AS n FROM ${name}`).get());
    return Number(last?.['n'] ?? 0) <= SMALL_TABLE;
  };

  function plan({ query }: PreparedQuery<D>): Plan {
    const hasOdd = table.oddRows > 0;
    const { sql: where, params, exact } = conditionOf(query.selector as Json, layout, hasOdd);
    const order = hasOdd ? undefined : orderOf(query.sort, layout);
    const skip = query.skip;
    const limit = query.limit ?? Number.POSITIVE_INFINITY;
    const base = { exact, skip, limit };

    const unsorted: Statement = { text: `SELECT data FROM ${name} WHERE ${where}`, params };
    if (order === undefined) return { ...base, ...unsorted, sorted: false, windowed: false };

    const sorted: Statement = { text: `${unsorted.text} ORDER BY ${order}`, params };
    const sorter = needsSorter(
      sorted,
      order.split(', ').map((term) => term.split(' ')[0] ?? ''),
    );
    const all = skip === 0 && limit === Number.POSITIVE_INFINITY;
    if (!exact || all || (sorter && !isSmall())) {
      // Sorting many documents inside SQLite is one long step; here it is done in turns.
      return { ...base, ...(sorter ? unsorted : sorted), sorted: !sorter, windowed: exact && !sorter };
    }
    const range = [...params, Number.isFinite(limit) ? limit : -1, skip];
    // Where SQLite must sort, it sorts row numbers, not documents.
    const text = sorter
      ? `SELECT data FROM ${name} WHERE rid IN
          (SELECT rid FROM ${name} WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?) ORDER BY ${order}`
      : `${sorted.text} LIMIT ? OFFSET ?`;
    return { ...base, text, params: range, sorted: true, windowed: true };
  }

  /** @returns the decrypted document where it matches */
  function matcher({ query }: PreparedQuery<D>): (row: Row) => RxDocumentData<D> | undefined {
    const matches = getQueryMatcher<D>(schema, query);
    if (touches(query.selector, encrypted)) {
      return (row) => {
        const document = open(parse(row));
        return matches(document) ? document : undefined;
      };
    }
    return (row) => {
      const document = parse(row);
      return matches(document as unknown as RxDocumentData<D>) ? open(document) : undefined;
    };
  }

  /** Reads whatever SQL lets through and sorts it by RxDB's comparator, decrypting what is answered, all in turns. */
  async function sortedHere(
    prepared: PreparedQuery<D>,
    { text, params, exact, skip, limit }: Omit<Plan, 'sorted' | 'windowed'>,
  ): Promise<RxDocumentData<D>[]> {
    const { query } = prepared;
    const compare = getSortComparator<D>(schema, query) as (a: unknown, b: unknown) => number;
    const sealed = exact && !query.sort.some((block) => touches(block, encrypted));
    const take = sealed ? parse : exact ? (row: Row) => open(parse(row)) : matcher(prepared);
    const { best } = await file.scan(text, params, () => {
      const best = createBest<unknown>(skip + limit, compare);
      return {
        best,
        row(row: Row) {
          const document = take(row);
          if (document) best.add(document);
          return true;
        },
      };
    });
    const found = (await best.sorted()).slice(skip, skip + limit);
    return sealed ? openInTurns(found as Json[]) : (found as RxDocumentData<D>[]);
  }

  async function openInTurns(documents: readonly Json[]): Promise<RxDocumentData<D>[]> {
    const opened: RxDocumentData<D>[] = [];
    for (const document of documents) {
      opened.push(open(document));
      const late = opened.length % 16 === 0 ? nextWhenLate() : undefined;
      if (late) await late;
    }
    return opened;
  }

  return {
    async find(prepared) {
      const { text, params, exact, sorted, windowed, skip, limit } = plan(prepared);
      if (limit === 0) return [];
      if (!sorted) return sortedHere(prepared, { text, params, exact, skip, limit });
      const take = exact ? (row: Row) => open(parse(row)) : matcher(prepared);
      const enough = windowed ? Number.POSITIVE_INFINITY : skip + limit;
      const { found } = await file.scan(text, params, () => {
        const documents: RxDocumentData<D>[] = [];
        return {
          found: documents,
          row(row: Row) {
            const document = take(row);
            if (document) documents.push(document);
            return documents.length < enough;
          },
        };
      });
      if (windowed) return found;
      return skip > 0 || found.length > limit ? found.slice(skip, skip + limit) : found;
    },

    async count({ query, ...rest }) {
      const { sql: where, params, exact } = conditionOf(query.selector as Json, layout, table.oddRows > 0);
      const limit = query.limit ?? Number.POSITIVE_INFINITY;
      const inWindow = (all: number) => Math.max(0, Math.min(limit, all - query.skip));
      if (exact) {
        const text = `SELECT count(*) AS n FROM ${name} WHERE ${where}`;
        const row = file.read(() => file.statement(text).get(...params));
        return { count: inWindow(Number(row?.['n'] ?? 0)), mode: 'fast' };
      }
      const matches = matcher({ query, ...rest });
      const { total } = await file.scan(`SELECT data FROM ${name} WHERE ${where}`, params, () => {
        const sink = {
          total: 0,
          row(row: Row) {
            if (matches(row)) sink.total += 1;
            return true;
          },
        };
        return sink;
      });
      return { count: inWindow(total), mode: 'slow' };
    },

    explain(prepared) {
      const { text, params } = plan(prepared);
      const steps = file.statement(`EXPLAIN QUERY PLAN ${text}`).all(...params);
      return steps.map((step) => String(step['detail']));
    },
  };
}
