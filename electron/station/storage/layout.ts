import type { RxJsonSchema } from 'rxdb';
import { getPrimaryFieldOfPrimaryKey, getSchemaByObjectPath } from 'rxdb';

import type { Json } from './cipher.ts';
import { StorageSchemaError } from './errors.ts';
import { toKey } from './key-order.ts';
import type { SQLInputValue } from './statements.ts';

/** What a column holds. A value of another type makes its row *odd*: see {@link Layout.values}. */
export type Kind = 'text' | 'number' | 'boolean';

export interface Column {
  readonly path: string;
  /** Column name in SQL, safe to use unquoted. */
  readonly name: string;
  readonly kind: Kind;
}

/** How one collection of one schema version lies in its table. */
export interface Layout {
  readonly primaryPath: string;
  /** One per indexed field besides the primary key, `_deleted` and `_meta.lwt`. */
  readonly columns: readonly Column[];
  /** Column names of each index, in order, the primary key among them. */
  readonly indexes: readonly (readonly string[])[];
  /** Every path that SQL may decide on, the primary key and `_deleted` too. */
  readonly byPath: ReadonlyMap<string, Column>;
  /**
   * The document's column values. `odd` is 1 where an indexed field holds something that its column cannot stand for (a
   * value of another type, null, an array on the way): such rows are left to RxDB's matcher and comparator.
   */
  values(document: Json): { odd: 0 | 1; values: SQLInputValue[] };
}

const SQL_TYPE: Record<Kind, string> = { text: 'TEXT', number: 'REAL', boolean: 'INTEGER' };

export function layoutOf(schema: Readonly<RxJsonSchema<never>>): Layout {
  const primaryPath: string = getPrimaryFieldOfPrimaryKey(schema.primaryKey);
  const encrypted = schema.encrypted ?? [];
  const columns: Column[] = [];
  const byPath = new Map<string, Column>([
    [primaryPath, { path: primaryPath, name: 'id', kind: 'text' }],
    ['_deleted', { path: '_deleted', name: 'deleted', kind: 'boolean' }],
  ]);

  const columnName = (path: string): string => {
    // The column is not the document's value exactly (see instance.ts), so queries do not use it.
    if (path === '_meta.lwt') return 'lwt';
    const known = byPath.get(path);
    if (known) return known.name;
    if (encrypted.some((field) => path === field || path.startsWith(`${field}.`))) {
      throw new StorageSchemaError(`the encrypted field ${path} cannot be indexed`);
    }
    const column: Column = { path, name: `c${columns.length}`, kind: kindOf(schema, path) };
    columns.push(column);
    byPath.set(path, column);
    return column.name;
  };

  const indexes = (schema.indexes ?? []).map((index) => {
    const names = (typeof index === 'string' ? [index] : [...index]).map((path) => columnName(String(path)));
    return names.includes('id') ? names : [...names, 'id'];
  });
  if (!indexes.some((names) => names[0] === 'lwt' && names[1] === 'id')) indexes.push(['lwt', 'id']);

  return {
    primaryPath,
    columns,
    indexes,
    byPath,
    values: valuesOf(columns),
  };
}

/** @returns what reads a document's column values, see {@link Layout.values} */
export function valuesOf(columns: readonly Column[]): Layout['values'] {
  const reads = columns.map((column) => ({ segments: column.path.split('.'), kind: column.kind }));
  return (document) => {
    let odd: 0 | 1 = typeof document['_deleted'] === 'boolean' ? 0 : 1;
    const values = reads.map(({ segments, kind }): SQLInputValue => {
      const value = columnValue(document, segments, kind);
      if (value !== ODD) return value;
      odd = 1;
      return null;
    });
    return { odd, values };
  };
}

/** SQL that makes the table and its indexes. */
export function createTableSql(table: string, layout: Layout): string {
  const columns = layout.columns.map(({ name, kind }) => `${name} ${SQL_TYPE[kind]},`).join(' ');
  const indexes = layout.indexes.map(
    (names, i) => `CREATE INDEX ${table}_i${i} ON ${table} (${names.join(', ')});`,
  );
  return `
    CREATE TABLE ${table} (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rev TEXT NOT NULL, deleted INTEGER NOT NULL,
      lwt REAL NOT NULL, odd INTEGER NOT NULL, ${columns} data TEXT NOT NULL);
    ${indexes.join('\n')}
    CREATE INDEX ${table}_deleted ON ${table} (lwt) WHERE deleted = 1;
    CREATE INDEX ${table}_odd ON ${table} (rid) WHERE odd = 1;`;
}

/** Rows that the planner takes a new table to have, and how many of them share one value of a column. */
const GUESSED_ROWS = 100_000;
const GUESSED_SPREAD: Record<Kind, number> = { text: 40, number: 200, boolean: 2 };

/**
 * First statistics of a table's indexes (https://sqlite.org/fileformat2.html#stat1tab). Without any, the planner takes
 * the first column of each index for selective, and all of ours start with `_deleted`.
 */
export function guessedStatistics(table: string, layout: Layout): { index: string; stat: string }[] {
  return layout.indexes.map((names, i) => {
    let rows = GUESSED_ROWS;
    const shares = names.map((name) => {
      if (name === 'id' || name === 'lwt') rows = 1;
      else if (name !== 'deleted') {
        const kind = layout.columns.find((column) => column.name === name)?.kind ?? 'text';
        rows = Math.max(2, Math.round(rows / GUESSED_SPREAD[kind]));
      }
      return rows;
    });
    return { index: `${table}_i${i}`, stat: [GUESSED_ROWS, ...shares].join(' ') };
  });
}

const ODD = Symbol('odd');

function columnValue(document: Json, segments: readonly string[], kind: Kind): SQLInputValue | typeof ODD {
  let value: unknown = document;
  for (const segment of segments) {
    if (value === undefined) return null;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return ODD;
    value = (value as Json)[segment];
  }
  if (value === undefined) return null;
  return bindable(value, kind) ?? ODD;
}

/** @returns the value as SQL compares it, or undefined where SQL and RxDB might disagree on it. */
export function bindable(value: unknown, kind: Kind): string | number | undefined {
  if (kind === 'text') return typeof value === 'string' ? toKey(value) : undefined;
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

function kindOf(schema: Readonly<RxJsonSchema<never>>, path: string): Kind {
  const part = getSchemaByObjectPath(schema, path);
  const types: readonly unknown[] = [part?.type].flat();
  if (types.includes('string')) return 'text';
  if (types.includes('number') || types.includes('integer')) return 'number';
  if (types.includes('boolean')) return 'boolean';
  throw new StorageSchemaError(`the indexed field ${path} must be a string, number, integer or boolean`);
}
