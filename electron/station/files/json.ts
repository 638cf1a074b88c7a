import { err, ok } from '../../../shared/base/index.ts';
import type { Result } from '../../../shared/base/index.ts';
import type { Cell, TableRow } from '../../../shared/intake/index.ts';
import type { FileError } from './errors.ts';

/** Names of the list in a JSON object, and of the lines in an order. */
const LISTS = ['orders', 'products', 'waybills', 'items', 'rows', 'data'];
const LINES = ['lines', 'items', 'line_items'];
/** Keeps a number's digits: a double would round order numbers of more than 15 digits. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Rows of a JSON text: a list of objects, or an object that holds one. Nested objects become dotted columns (`receiver.name`);
 * a list of lines gives one row per line (`lines.sku`) with the rest repeated. `line` is the number of the object, from 1.
 */
export function readJsonTable(text: string): Result<{ columns: string[]; rows: TableRow[] }, FileError> {
  let value: unknown;
  try {
    // The third argument (source text) is standard and in Node 22 and later; TypeScript's library lags behind.
    const keep = (_key: string, item: unknown, context?: { source?: string }): unknown =>
      typeof item === 'number' ? new Digits(context?.source ?? String(item)) : item;
    value = JSON.parse(text.replace(/^\uFEFF/, ''), keep as (key: string, item: unknown) => unknown);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err({ code: 'bad_json', data: { reason: 'syntax' } });
  }
  const list = findList(value);
  if (list === undefined) return err({ code: 'bad_json', data: { reason: 'no_list' } });
  const rows: TableRow[] = [];
  const columns = new Set<string>();
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) return err({ code: 'bad_json', data: { reason: 'not_an_object', item: index + 1 } });
    for (const cells of flatten(item)) {
      for (const column of Object.keys(cells)) columns.add(column);
      rows.push({ line: index + 1, cells });
    }
  }
  if (columns.size === 0) return err({ code: 'no_header' });
  return ok({ columns: [...columns], rows });
}

function findList(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  for (const name of LISTS) {
    if (Object.hasOwn(value, name) && Array.isArray(value[name])) return value[name];
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Digits);

function flatten(item: Record<string, unknown>): Record<string, Cell>[] {
  const common: Record<string, Cell> = Object.create(null) as Record<string, Cell>;
  let lines: unknown[] | undefined;
  let linesName = '';
  const put = (into: Record<string, Cell>, name: string, value: unknown, depth: number): void => {
    if (typeof value === 'string') into[name] = value;
    else if (typeof value === 'boolean') into[name] = value;
    else if (value instanceof Digits) into[name] = { kind: 'number', text: value.text, from: 'json' };
    else if (isObject(value) && depth < 4) {
      for (const [key, inner] of Object.entries(value)) put(into, `${name}.${key}`, inner, depth + 1);
    } else if (Array.isArray(value) && value.every((entry) => typeof entry === 'string'))
      into[name] = value.join('|');
  };
  for (const [key, value] of Object.entries(item)) {
    if (LINES.includes(key) && Array.isArray(value) && lines === undefined) {
      lines = value;
      linesName = key;
    } else put(common, key, value, 0);
  }
  if (lines === undefined || lines.length === 0) return [common];
  return lines.map((line) => {
    const cells = Object.assign(Object.create(null) as Record<string, Cell>, common);
    if (isObject(line)) {
      for (const [key, value] of Object.entries(line)) put(cells, `lines.${key}`, value, 1);
    } else cells[`${linesName}.?`] = 'invalid';
    return cells;
  });
}
