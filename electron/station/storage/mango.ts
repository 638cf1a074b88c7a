import { bindable } from './layout.ts';
import type { Column, Layout } from './layout.ts';
import type { SQLInputValue } from './statements.ts';

/**
 * A condition in SQL that is true for every document that the selector matches (a superset). Where `exact`, it is true
 * for no others.
 */
export interface Condition {
  readonly sql: string;
  readonly params: readonly SQLInputValue[];
  readonly exact: boolean;
  /** Comparisons in it. */
  readonly terms: number;
  /** Where it is several, all of which must hold: each of them. */
  readonly parts?: readonly Condition[];
}

const ALL: Condition = { sql: '1', params: [], exact: true, terms: 0 };
const UNKNOWN: Condition = { sql: '1', params: [], exact: false, terms: 0 };
const NONE: Condition = { sql: '0', params: [], exact: true, terms: 1 };

/** More values in one list are left to the matcher. */
const MAX_LIST = 1_000;
/**
 * What more than these would say is left to the matcher: SQLite takes 32,766 parameters in a statement and expressions 1,000
 * deep, and a chain of ANDs or ORs is as deep as it is long (https://sqlite.org/limits.html).
 */
const MAX_PARAMS = 10_000;
const MAX_TERMS = 400;

type Selector = Readonly<Record<string, unknown>>;

/**
 * @param selector normalised by RxDB (`{field: {$op: value}}`)
 * @param hasOdd whether the table has rows whose columns do not stand for their documents (see Layout.values)
 */
export function conditionOf(selector: Selector, layout: Layout, hasOdd: boolean): Condition {
  const condition = ofSelector(selector, layout);
  if (!hasOdd) return condition;
  return {
    sql: condition.sql === '1' ? '1' : `(${condition.sql} OR odd = 1)`,
    params: condition.params,
    exact: false,
    terms: condition.terms + 1,
  };
}

function ofSelector(selector: Selector, layout: Layout): Condition {
  return all(
    Object.entries(selector).map(([key, value]) => {
      if (key === '$and')
        return isSelectors(value) ? all(value.map((part) => ofSelector(part, layout))) : UNKNOWN;
      if (key === '$or')
        return isSelectors(value) ? any(value.map((part) => ofSelector(part, layout))) : UNKNOWN;
      const column = layout.byPath.get(key);
      if (!column || key.startsWith('$')) return UNKNOWN;
      return ofField(column, value);
    }),
  );
}

function ofField(column: Column, matcher: unknown): Condition {
  if (!isPlain(matcher)) return compare(column, '=', matcher);
  const operators = Object.entries(matcher);
  if (operators.length === 0 || !operators.every(([operator]) => operator.startsWith('$'))) return UNKNOWN;
  return all(operators.map(([operator, value]) => ofOperator(column, operator, value)));
}

function ofOperator(column: Column, operator: string, value: unknown): Condition {
  const { name } = column;
  switch (operator) {
    case '$eq':
      return value === null || value === undefined ? plain(`${name} IS NULL`) : compare(column, '=', value);
    case '$ne':
      return value === null || value === undefined
        ? plain(`${name} IS NOT NULL`)
        : compare(column, 'IS NOT', value);
    case '$gt':
      return compare(column, '>', value);
    case '$gte':
      return compare(column, '>=', value);
    case '$lt':
      return compare(column, '<', value);
    case '$lte':
      return compare(column, '<=', value);
    case '$in':
      return list(column, value, (marks) => `${name} IN (${marks})`, NONE);
    case '$nin':
      return list(column, value, (marks) => `(${name} IS NULL OR ${name} NOT IN (${marks}))`, ALL);
    case '$exists':
      if (typeof value !== 'boolean') return UNKNOWN;
      return plain(value ? `${name} IS NOT NULL` : `${name} IS NULL`);
    default:
      return UNKNOWN;
  }
}

const plain = (sql: string): Condition => ({ sql, params: [], exact: true, terms: 1 });

function compare(column: Column, operator: string, value: unknown): Condition {
  const bound = bindable(value, column.kind);
  if (bound === undefined) return UNKNOWN;
  return { sql: `${column.name} ${operator} ?`, params: [bound], exact: true, terms: 1 };
}

function list(column: Column, value: unknown, sql: (marks: string) => string, empty: Condition): Condition {
  if (!Array.isArray(value)) return UNKNOWN;
  if (value.length === 0) return empty;
  if (value.length > MAX_LIST) return UNKNOWN;
  const params: SQLInputValue[] = [];
  for (const item of value) {
    const bound = bindable(item, column.kind);
    if (bound === undefined) return UNKNOWN;
    params.push(bound);
  }
  return { sql: sql(params.map(() => '?').join(', ')), params, exact: true, terms: 1 };
}

/** Fewer conditions than asked for still let every match through. */
function all(parts: readonly Condition[]): Condition {
  const kept: Condition[] = [];
  let exact = true;
  let room = { terms: MAX_TERMS, params: MAX_PARAMS };
  for (const part of parts) {
    const { terms, params } = part;
    const fits = terms <= room.terms && params.length <= room.params;
    exact &&= part.exact && fits;
    if (!fits || part.sql === '1') continue;
    kept.push(part);
    room = { terms: room.terms - terms, params: room.params - params.length };
  }
  if (kept.length === 0) return exact ? ALL : UNKNOWN;
  return { sql: kept.map((part) => part.sql).join(' AND '), ...sum(kept), exact, parts: kept };
}

function any(parts: readonly Condition[]): Condition {
  const exact = parts.every((part) => part.exact);
  if (parts.some((part) => part.sql === '1')) return exact ? ALL : UNKNOWN;
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const { terms, params } = sum(parts);
  if (parts.length === 0 || terms > MAX_TERMS || params.length > MAX_PARAMS) return UNKNOWN;
  return { sql: `(${parts.map((part) => `(${part.sql})`).join(' OR ')})`, terms, params, exact };
}

const sum = (parts: readonly Condition[]): Pick<Condition, 'params' | 'terms'> => ({
  params: parts.flatMap((part) => part.params),
  terms: parts.reduce((terms, part) => terms + part.terms, 0),
});

/** @returns an ORDER BY that sorts as RxDB's comparator does, or undefined where a field has no column. */
export function orderOf(
  sort: readonly Readonly<Record<string, unknown>>[],
  layout: Layout,
): string | undefined {
  const parts: string[] = [];
  for (const block of sort) {
    const [path, direction] = Object.entries(block)[0] ?? [];
    const column = path === undefined ? undefined : layout.byPath.get(path);
    if (!column) return undefined;
    // A missing value comes first in both, NULL in SQLite and undefined in RxDB; descending it comes last.
    parts.push(`${column.name} ${direction === 'desc' ? 'DESC' : 'ASC'}`);
  }
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

const isSelectors = (value: unknown): value is Selector[] =>
  Array.isArray(value) && value.length > 0 && value.every(isPlain);

/** Whether the selector looks at one of these fields (or into them). */
export function touches(selector: unknown, fields: readonly string[]): boolean {
  if (fields.length === 0 || selector === null || typeof selector !== 'object') return false;
  return Object.entries(selector).some(([key, value]) => {
    const hit = fields.some(
      (field) => key === field || key.startsWith(`${field}.`) || field.startsWith(`${key}.`),
    );
    return hit || touches(value, fields);
  });
}
