import type { FilledMangoQuery } from 'rxdb';

import type { Json } from './cipher.ts';
import type { StorageFile } from './file.ts';
import { conditionOf, orderOf } from './mango.ts';
import type { Condition } from './mango.ts';
import type { SQLInputValue } from './statements.ts';
import { rowsAlike } from './statistics.ts';
import type { Table } from './table.ts';

export interface Statement {
  readonly text: string;
  readonly params: readonly SQLInputValue[];
}

/**
 * How a query is put to SQLite, which works in one go from one row that it gives to the next. Where it would pass over many
 * rows that do not match, it is made to give them too, empty (`data` is NULL), so that others get their turn in between.
 */
export interface Plan extends Statement {
  /** SQL gives the matching documents and no others. */
  readonly exact: boolean;
  /** SQL gives them in the wanted order. */
  readonly sorted: boolean;
  /** SQL has applied skip and limit. */
  readonly windowed: boolean;
  readonly skip: number;
  readonly limit: number;
}

export interface CountPlan extends Statement {
  readonly exact: boolean;
  /** The statement gives the number in one row, as `n`; else a row for each document that SQL lets through. */
  readonly counted: boolean;
}

export interface Planner<D> {
  plan(query: FilledMangoQuery<D>): Plan;
  planCount(query: FilledMangoQuery<D>): CountPlan;
}

/** Rows that SQLite sorts, or passes over, within a few ms. */
const SMALL_TABLE = 5_000;
/** Documents that SQLite sorts at a time where an index gives the order but for its end. */
const MOST_ALIKE = 500;
const MOST_KNOWN = 1_000;

export function createPlanner<D>(file: StorageFile, table: Table): Planner<D> {
  const { layout, name } = table;
  const details = new Map<string, readonly string[]>();
  let analyses = table.analyses;

  /** SQLite's own plan, one line per step. With new statistics it may be another one. */
  function detailsOf({ text, params }: Statement): readonly string[] {
    if (analyses !== table.analyses || details.size > MOST_KNOWN) details.clear();
    analyses = table.analyses;
    const known = details.get(text);
    if (known) return known;
    const steps = file.read(() => file.statement(`EXPLAIN QUERY PLAN ${text}`).all(...params));
    const lines = steps.map((step) => String(step['detail']));
    details.set(text, lines);
    return lines;
  }

  const isSmall = (): boolean => {
    const last = file.read(() => file.statement(`SELECT max(rid) AS n FROM ${name}`).get());
    return Number(last?.['n'] ?? 0) <= SMALL_TABLE;
  };

  /** Conditions that no index serves: SQLite looks at each row that the others leave. */
  function leftOver(condition: Condition, lines: readonly string[]): readonly Condition[] {
    // Each branch of an OR has an index of its own.
    if (condition.sql === '1' || lines.includes('MULTI-INDEX OR')) return [];
    const served = new Set(
      lines.flatMap((line) => /^SEARCH .*\((.*)\)$/.exec(line)?.[1]?.match(COLUMNS) ?? []),
    );
    const isServed = (part: Condition): boolean =>
      (part.sql.match(COLUMNS) ?? ['']).every((column) => served.has(column));
    return (condition.parts ?? [condition]).filter((part) => !isServed(part));
  }

  /** @param what is asked of each row that matches, and under which name */
  function select(
    what: string,
    as: string,
    condition: Condition,
    tail: string,
  ): Statement & { stepwise: boolean } {
    const { sql, params } = condition;
    const whole = { text: `SELECT ${what} AS ${as} FROM ${name} WHERE ${sql}${tail}`, params };
    const rest = leftOver(condition, detailsOf(whole));
    if (rest.length === 0 || isSmall()) return { ...whole, stepwise: false };
    const found = (condition.parts ?? []).filter((part) => !rest.includes(part));
    const where = found.length > 0 ? joined(found) : '1';
    return {
      text: `SELECT CASE WHEN ${joined(rest)} THEN ${what} END AS ${as} FROM ${name} WHERE ${where}${tail}`,
      params: [...rest, ...found].flatMap((part) => part.params),
      stepwise: true,
    };
  }

  /** Whether SQLite would have to sort many rows in one step, no index giving them in this order. */
  function needsSorter(statement: Statement, order: string): boolean {
    const lines = detailsOf(statement);
    const sorter = lines.find((line) => line.includes('TEMP B-TREE'));
    return sorter !== undefined && !sortsSmallGroups(sorter, lines, order);
  }

  /** An index gives the first of the sorted columns, SQLite sorts only the rows that are alike in them. */
  function sortsSmallGroups(sorter: string, lines: readonly string[], order: string): boolean {
    const terms = /FOR LAST (?:(\d+) TERMS|TERM) OF ORDER BY/.exec(sorter);
    const index = /USING (?:COVERING )?INDEX \S+_i(\d+) /.exec(lines.join('\n'))?.[1];
    if (!terms || index === undefined || lines.length !== 2) return false;
    const columns = order.split(', ').map((term) => term.split(' ')[0] ?? '');
    const column = columns[columns.length - Number(terms[1] ?? 1) - 1];
    const at = layout.indexes[Number(index)]?.indexOf(column ?? '') ?? -1;
    return at >= 0 && rowsAlike(file, name, Number(index), at) <= MOST_ALIKE;
  }

  return {
    plan(query) {
      const hasOdd = table.oddRows > 0;
      const condition = conditionOf(query.selector as Json, layout, hasOdd);
      const order = hasOdd ? undefined : orderOf(query.sort, layout);
      const skip = query.skip;
      const limit = query.limit ?? Number.POSITIVE_INFINITY;
      const base = { exact: condition.exact, skip, limit };
      const unsorted = (): Plan => {
        const { text, params } = select('data', 'data', condition, '');
        return { ...base, text, params, sorted: false, windowed: false };
      };
      if (order === undefined) return unsorted();

      const { stepwise, text, params } = select('data', 'data', condition, ` ORDER BY ${order}`);
      const window = condition.exact && (skip > 0 || limit !== Number.POSITIVE_INFINITY);
      const range = [Number.isFinite(limit) ? limit : -1, skip];
      if (needsSorter({ text, params }, order)) {
        // Sorting many documents inside SQLite is one long step; it is done here, in turns.
        if (!window || !isSmall()) return unsorted();
        // Of a few, it sorts row numbers, not documents.
        const few = `SELECT data FROM ${name} WHERE rid IN (SELECT rid FROM ${name} WHERE ${condition.sql}
          ORDER BY ${order} LIMIT ? OFFSET ?) ORDER BY ${order}`;
        return { ...base, text: few, params: [...condition.params, ...range], sorted: true, windowed: true };
      }
      if (!window || stepwise) {
        return { ...base, text, params, sorted: true, windowed: condition.exact && !window };
      }
      return {
        ...base,
        text: `${text} LIMIT ? OFFSET ?`,
        params: [...params, ...range],
        sorted: true,
        windowed: true,
      };
    },

    planCount(query) {
      const condition = conditionOf(query.selector as Json, layout, table.oddRows > 0);
      const { exact, params } = condition;
      const { stepwise, ...rows } = select(exact ? '1' : 'data', 'data', condition, '');
      if (!exact || stepwise) return { ...rows, exact, counted: false };
      const text = `SELECT count(*) AS n FROM ${name} WHERE ${condition.sql}`;
      return { text, params, exact, counted: true };
    },
  };
}

/** Column names of layout.ts. */
const COLUMNS = /\b(?:c\d+|id|deleted|odd)\b/g;

const joined = (parts: readonly Condition[]): string => parts.map((part) => `(${part.sql})`).join(' AND ');
