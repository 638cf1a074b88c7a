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
}

const ALL: Condition = { sql: '1', params: [], exact: true };
const UNKNOWN: Condition = { sql: '1', params: [], exact: false };
const NONE: Condition = { sql: '0', params: [], exact: true };

/** More values in one list are left to the matcher; SQLite takes 32,766 parameters in all. */
const MAX_LIST = 1_000;

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

const plain = (sql: string): Condition => ({ sql, params: [], exact: true });

function compare(column: Column, operator: string, value: unknown): Condition {
  const bound = bindable(value, column.kind);
  if (bound === undefined) return UNKNOWN;
  return { sql: `${column.name} ${operator} ?`, params: [bound], exact: true };
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
  return { sql: sql(params.map(() => '?').join(', ')), params, exact: true };
}

function all(parts: readonly Condition[]): Condition {
  const exact = parts.every((part) => part.exact);
  const real = parts.filter((part) => part.sql !== '1');
  if (real.length === 0) return exact ? ALL : UNKNOWN;
  return {
    sql: real.map((part) => part.sql).join(' AND '),
    params: real.flatMap((part) => part.params),
    exact,
  };
}

function any(parts: readonly Condition[]): Condition {
  if (parts.length === 0 || parts.some((part) => part.sql === '1')) {
    return parts.length > 0 && parts.every((part) => part.exact) ? ALL : UNKNOWN;
  }
  return {
    sql: `(${parts.map((part) => `(${part.sql})`).join(' OR ')})`,
    params: parts.flatMap((part) => part.params),
    exact: parts.every((part) => part.exact),
  };
}

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
