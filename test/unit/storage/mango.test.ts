import type { RxJsonSchema } from 'rxdb';
import { fillWithDefaultSettings } from 'rxdb';
import { describe, expect, it } from 'vitest';

import { layoutOf } from '../../../electron/station/storage/layout.ts';
import { conditionOf, orderOf, touches } from '../../../electron/station/storage/mango.ts';

const layout = layoutOf(
  fillWithDefaultSettings({
    version: 0,
    primaryKey: 'id',
    type: 'object',
    properties: {
      id: { type: 'string', maxLength: 10 },
      status: { type: 'string', maxLength: 10 },
      at: { type: 'number', minimum: 0, maximum: 9, multipleOf: 1 },
      done: { type: 'boolean' },
      free: { type: 'string' },
    },
    indexes: [['status', 'at'], ['done']],
  } as RxJsonSchema<Record<string, unknown>>) as unknown as RxJsonSchema<never>,
);
const condition = (selector: Record<string, unknown>, hasOdd = false) => {
  const { sql, params, exact } = conditionOf(selector, layout, hasOdd);
  return { sql, params, exact };
};

describe('mango to SQL', () => {
  it('makes columns of indexed fields only, the primary key last in every index', () => {
    expect(layout.columns.map(({ path, name, kind }) => [path, name, kind])).toEqual([
      ['status', 'c0', 'text'],
      ['at', 'c1', 'number'],
      ['done', 'c2', 'boolean'],
    ]);
    expect(layout.indexes).toEqual([
      ['deleted', 'c0', 'c1', 'id'],
      ['deleted', 'c2', 'id'],
      ['lwt', 'id'],
    ]);
  });

  it('translates what SQL decides as RxDB does, exactly', () => {
    expect(
      condition({ _deleted: { $eq: false }, status: { $in: ['a', '，'] }, at: { $gt: 1, $lte: 5 } }),
    ).toEqual({
      sql: 'deleted = ? AND c0 IN (?, ?) AND c1 > ? AND c1 <= ?',
      params: [0, 'a', String.fromCodePoint(0xff0c + 0x800), 1, 5],
      exact: true,
    });
    expect(condition({ done: { $ne: true }, status: { $eq: null } })).toEqual({
      sql: 'c2 IS NOT ? AND c0 IS NULL',
      params: [1],
      exact: true,
    });
    expect(condition({ status: { $in: [] } })).toMatchObject({ sql: '0', exact: true });
  });

  it('leaves the rest to the matcher: other types, other operators, fields without an index', () => {
    for (const selector of [
      { status: { $eq: 1 } },
      { at: { $lt: '5' } },
      { status: { $regex: 'a' } },
      { free: { $eq: 'x' } },
      { status: { $in: ['a', null] } },
      { $nor: [{ status: { $eq: 'a' } }] },
      { $or: [{ status: { $eq: 'a' } }, { free: { $eq: 'x' } }] },
    ]) {
      expect(condition(selector)).toEqual({ sql: '1', params: [], exact: false });
    }
    expect(condition({ free: { $eq: 'x' }, $or: [{ status: { $eq: 'a' } }, { at: { $gte: 2 } }] })).toEqual({
      sql: '((c0 = ?) OR (c1 >= ?))',
      params: ['a', 2],
      exact: false,
    });
  });

  it('takes in every odd row while there is one', () => {
    expect(condition({ status: { $eq: 'a' } }, true)).toEqual({
      sql: '(c0 = ? OR odd = 1)',
      params: ['a'],
      exact: false,
    });
  });

  it('leaves to the matcher what SQLite does not take: a thousand conditions, ten thousand values', () => {
    const parts = Array.from({ length: 1_100 }, (_, n) => ({ at: { $ne: n } }));
    const { sql, exact } = condition({ $and: parts });
    expect(exact).toBe(false);
    expect(sql.split(' AND ')).toHaveLength(400);
    expect(condition({ $or: parts })).toEqual({ sql: '1', params: [], exact: false });
    expect(condition({ $or: [{ $or: [{ $and: [{ $or: [{ at: { $gt: 1 } }] }] }] }] }).sql).toBe('c1 > ?');
    const many = { $in: Array.from({ length: 1_000 }, (_, n) => n) };
    const lists = condition({ $and: Array.from({ length: 40 }, () => ({ at: many })) });
    expect(lists.params).toHaveLength(10_000);
    expect(lists.exact).toBe(false);
    expect(condition({ $or: Array.from({ length: 40 }, () => ({ at: many })) }).sql).toBe('1');
  });

  it('marks rows whose columns cannot stand for the document', () => {
    const odd = (fields: object) => layout.values({ _deleted: false, ...fields }).odd;
    expect(odd({ id: 'a', status: 'x', at: 1, done: false })).toBe(0);
    expect(odd({ id: 'a' })).toBe(0);
    for (const fields of [
      { status: null },
      { status: 1 },
      { at: Number.NaN },
      { at: '1' },
      { done: 0 },
      { status: ['x'] },
    ]) {
      expect(odd(fields)).toBe(1);
    }
  });

  it('sorts in SQL where every field has a column', () => {
    expect(orderOf([{ status: 'desc' }, { id: 'asc' }], layout)).toBe('c0 DESC, id ASC');
    expect(orderOf([{ free: 'asc' }], layout)).toBeUndefined();
  });

  it('sees which selectors look into encrypted fields', () => {
    expect(touches({ $or: [{ 'private.name': { $eq: 'x' } }] }, ['private'])).toBe(true);
    expect(touches({ private: { $exists: true } }, ['private.base'])).toBe(true);
    expect(touches({ privates: { $eq: 'private' } }, ['private'])).toBe(false);
  });
});
