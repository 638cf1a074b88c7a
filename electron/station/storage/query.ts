import { getQueryMatcher, getSortComparator } from 'rxdb';
import type { PreparedQuery, RxDocumentData, RxJsonSchema, RxStorageCountResult } from 'rxdb';

import type { Json } from './cipher.ts';
import type { StorageFile } from './file.ts';
import { touches } from './mango.ts';
import { createPlanner } from './plan.ts';
import type { Plan } from './plan.ts';
import { createBest } from './sort.ts';
import { nextWhenLate } from './statements.ts';
import type { Row } from './statements.ts';
import type { Table } from './table.ts';

export interface QueriesOptions<D> {
  readonly file: StorageFile;
  readonly table: Table;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<D>>>;
  /** The document as it is stored, encrypted fields unread. */
  readonly parse: (row: Row) => Json;
  /** Decrypts. */
  readonly open: (document: Json) => RxDocumentData<D>;
  readonly onSlow?: ((query: Omit<SlowQuery, 'collection'>) => void) | undefined;
}

export interface Queries<D> {
  find(prepared: PreparedQuery<D>): Promise<RxDocumentData<D>[]>;
  count(prepared: PreparedQuery<D>): Promise<RxStorageCountResult>;
  /** What SQLite does for a query, one line per step (EXPLAIN QUERY PLAN). */
  explain(prepared: PreparedQuery<D>): string[];
}

/** A query that read many documents for few, or that no index could sort. Without values, which may be private. */
export interface SlowQuery {
  readonly collection: string;
  readonly what: 'query' | 'count';
  /** Names of the fields in its selector and in its sort. */
  readonly selector: readonly string[];
  readonly sort: readonly string[];
  readonly rowsRead: number;
  readonly found: number;
  readonly ms: number;
}

/** Fewer rows are read quickly enough without an index. */
const MANY_ROWS = 2_000;
/** Rows read for one that is found, from which on an index would help. */
const MANY_FOR_ONE = 10;

/** Queries over one table: SQL as far as it decides as RxDB does, RxDB's own matcher and comparator for the rest. */
export function createQueries<D>(given: QueriesOptions<D>): Queries<D> {
  const { file, table, schema, parse, open } = given;
  const encrypted = schema.encrypted ?? [];
  const planner = createPlanner<D>(file, table);

  function report(
    what: SlowQuery['what'],
    { query }: PreparedQuery<D>,
    seen: Seen,
    sortedHere = false,
  ): void {
    const { rowsRead, found, began } = seen;
    if (!given.onSlow || rowsRead < MANY_ROWS) return;
    if (!sortedHere && rowsRead < MANY_FOR_ONE * found) return;
    given.onSlow({
      what,
      selector: [...fieldsOf(query.selector)],
      sort: what === 'count' ? [] : query.sort.flatMap((block) => Object.keys(block)),
      rowsRead,
      found,
      ms: performance.now() - began,
    });
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
  async function sortHere(
    prepared: PreparedQuery<D>,
    { text, params, exact, skip, limit }: Omit<Plan, 'sorted' | 'windowed'>,
  ): Promise<RxDocumentData<D>[]> {
    const { query } = prepared;
    const compare = getSortComparator<D>(schema, query) as (a: unknown, b: unknown) => number;
    const sealed = exact && !query.sort.some((block) => touches(block, encrypted));
    const take = sealed ? parse : exact ? (row: Row) => open(parse(row)) : matcher(prepared);
    const began = performance.now();
    const { best, ...seen } = await file.scan(text, params, () => {
      const best = createBest<unknown>(skip + limit, compare);
      const sink = {
        best,
        rowsRead: 0,
        row(row: Row) {
          sink.rowsRead += 1;
          const document = row['data'] === null ? undefined : take(row);
          if (document) best.add(document);
          return true;
        },
      };
      return sink;
    });
    const found = (await best.sorted()).slice(skip, skip + limit);
    report('query', prepared, { ...seen, found: found.length, began }, true);
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
      const plan = planner.plan(prepared.query);
      const { text, params, exact, sorted, windowed, skip, limit } = plan;
      if (limit === 0) return [];
      if (!sorted) return sortHere(prepared, plan);
      const take = exact ? (row: Row) => open(parse(row)) : matcher(prepared);
      const enough = windowed ? Number.POSITIVE_INFINITY : skip + limit;
      const began = performance.now();
      const { found, rowsRead } = await file.scan(text, params, () => {
        const documents: RxDocumentData<D>[] = [];
        const sink = {
          found: documents,
          rowsRead: 0,
          row(row: Row) {
            sink.rowsRead += 1;
            const document = row['data'] === null ? undefined : take(row);
            if (document) documents.push(document);
            return documents.length < enough;
          },
        };
        return sink;
      });
      report('query', prepared, { rowsRead, found: found.length, began });
      if (windowed) return found;
      return skip > 0 || found.length > limit ? found.slice(skip, skip + limit) : found;
    },

    async count(prepared) {
      const { query } = prepared;
      const { text, params, exact, counted } = planner.planCount(query);
      const limit = query.limit ?? Number.POSITIVE_INFINITY;
      const inWindow = (all: number) => Math.max(0, Math.min(limit, all - query.skip));
      if (counted) {
        const row = file.read(() => file.statement(text).get(...params));
        return { count: inWindow(Number(row?.['n'] ?? 0)), mode: 'fast' };
      }
      const matches = exact ? () => true : matcher(prepared);
      const began = performance.now();
      const { found, rowsRead } = await file.scan(text, params, () => {
        const sink = {
          found: 0,
          rowsRead: 0,
          row(row: Row) {
            sink.rowsRead += 1;
            if (row['data'] !== null && matches(row)) sink.found += 1;
            return true;
          },
        };
        return sink;
      });
      report('count', prepared, { rowsRead, found, began });
      return { count: inWindow(found), mode: exact ? 'fast' : 'slow' };
    },

    explain({ query }) {
      const { text, params } = planner.plan(query);
      const steps = file.statement(`EXPLAIN QUERY PLAN ${text}`).all(...params);
      return steps.map((step) => String(step['detail']));
    },
  };
}

interface Seen {
  readonly rowsRead: number;
  readonly found: number;
  readonly began: number;
}

/** Fields that a selector looks at, in however deep a nest of operators. */
function fieldsOf(selector: unknown, fields = new Set<string>()): Set<string> {
  if (selector === null || typeof selector !== 'object') return fields;
  for (const [key, value] of Object.entries(selector)) {
    if (key.startsWith('$')) for (const part of [value].flat()) fieldsOf(part, fields);
    else if (!Array.isArray(selector)) fields.add(key);
  }
  return fields;
}
