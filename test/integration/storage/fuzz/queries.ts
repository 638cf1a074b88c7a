import type { MangoQuery } from 'rxdb';

import type { Random } from './random.ts';
import type { Doc, Kind, Shape } from './schemas.ts';
import type { Values } from './values.ts';

export type Query = MangoQuery<Doc>;
type Selector = Record<string, unknown>;

const TYPES = [
  'string',
  'number',
  'boolean',
  'array',
  'object',
  'null',
  'int',
  'double',
  'bool',
  'undefined',
  2,
  19,
];
const PATTERNS = ['a', '^a', 'b$', '.', '^$', '中', '[0-9]', '\\.', "'", '^.{2}$', '%', '\\u0000', '\ud83d'];
/** Long enough to need more than one statement's worth of parameters or depth, were they handed to SQL as they are. */
const HUGE = 1_100;

export interface Queries {
  /** A query with any of the operators that RxDB's matcher knows. */
  query(wild: number): Query;
}

export function createQueryDrawer(
  random: Random,
  shape: Shape,
  values: Values,
  ids: readonly string[],
): Queries {
  const { primary } = shape;
  const others: readonly { path: string; kind: Kind }[] = [
    { path: 'list.0', kind: 'free' },
    { path: 'list.a', kind: 'free' },
    { path: 'object.name', kind: 'text' },
    { path: 'object.list', kind: 'list' },
    { path: 'secret.name', kind: 'text' },
    { path: 'free.a', kind: 'free' },
    { path: 'free.s', kind: 'free' },
    { path: 'deep', kind: 'object' },
    { path: 'deep.er', kind: 'object' },
    { path: 'deep.none', kind: 'free' },
    { path: 's.x', kind: 'free' },
    { path: 'none', kind: 'free' },
    { path: '_rev', kind: 'text' },
    { path: '_meta.lwt', kind: 'number' },
  ];

  function operators(path: string, kind: Kind, wild: number, depth = 0): unknown {
    const one = (): unknown =>
      path === primary && random.chance(0.6) ? random.pick(ids) : values.of(kind, wild);
    const some = (most = 5): unknown[] => random.times(random.below(most), one);
    const table: (() => Selector)[] = [
      () => ({ $eq: one() }),
      () => ({ $ne: one() }),
      () => ({ $gt: one() }),
      () => ({ $gte: one() }),
      () => ({ $lt: one() }),
      () => ({ $lte: one() }),
      () => ({ $gt: one(), $lt: one() }),
      () => ({ $gte: one(), $lte: one() }),
      () => ({ $gte: one(), $ne: one() }),
      () => ({ $eq: one(), $ne: one() }),
      () => ({ $in: some() }),
      () => ({ $nin: some() }),
      () => ({ $in: [null, ...some(2)] }),
      () => ({ $nin: [null, ...some(2)] }),
      () => ({ $in: [...some(3), values.odd()] }),
      () => ({ $in: some(), $ne: one() }),
      () => ({ $exists: random.chance(0.5) }),
      () => ({ $exists: random.pick([0, 1]) }),
      () => ({ $exists: true, $lte: one() }),
      () => ({ $type: random.pick(TYPES) }),
      () => ({ $type: [random.pick(TYPES), random.pick(TYPES)] }),
      () => ({ $regex: random.pick(PATTERNS) }),
      () => ({ $regex: random.pick(PATTERNS), $options: random.pick(['i', 'm', 's', 'im']) }),
      () => ({ $mod: [random.pick([1, 2, 3, 0.5, -2, 0]), random.below(2)] }),
      () => ({ $size: random.below(4) }),
      () => ({ $elemMatch: { $eq: values.of('free', 0) } }),
      () => ({ $elemMatch: { $gte: values.number(), $lt: values.number() } }),
      () => ({ $elemMatch: { $in: some() } }),
      () => ({ $elemMatch: { a: operators('a', 'free', wild, depth + 1) } }),
      () => ({ $elemMatch: { $or: [{ a: { $exists: true } }, { s: { $eq: values.text() } }] } }),
      () => ({ $eq: null }),
      () => ({ $ne: null }),
      () => ({ $eq: undefined }),
      () => ({ $gte: null }),
      () => ({ $lt: random.pick([Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY, -0]) }),
      () => ({ $gt: values.odd() }),
      () => ({ $ne: values.odd() }),
    ];
    if (random.chance(0.08)) {
      const value = one();
      // An object would be read as operators; what follows `$` must be one of them.
      return value !== null && typeof value === 'object' ? { $eq: value } : value;
    }
    if (depth < 2 && random.chance(0.12)) {
      const inner = operators(path, kind, wild, depth + 1);
      return { $not: inner !== null && typeof inner === 'object' ? inner : { $eq: inner } };
    }
    return random.pick(table)();
  }

  function field(): { path: string; kind: Kind } {
    if (random.chance(0.1)) return { path: '_deleted', kind: 'boolean' };
    return random.chance(0.75) ? random.pick(shape.fields) : random.pick(others);
  }

  function selector(wild: number, depth = 0): Selector {
    const result: Selector = depth === 0 && random.chance(0.6) ? { _deleted: { $eq: false } } : {};
    for (let i = random.below(3) + (depth > 0 ? 1 : 0); i > 0; i -= 1) {
      const { path, kind } = field();
      result[path] = operators(path, kind, path === '_deleted' ? wild / 4 : wild);
    }
    if (depth < 3 && random.chance(0.25)) {
      const key = random.pick(['$and', '$or', '$or', '$nor']);
      result[key] = random.chance(0.03)
        ? []
        : random.times(1 + random.below(3), () => selector(wild, depth + 1));
    }
    return result;
  }

  /** More conditions or values than SQLite takes in one statement. */
  function huge(): Selector {
    const { path, kind } = random.pick(shape.fields);
    const parts = random.times(HUGE, () => ({ [path]: { $eq: values.of(kind, 0) } }));
    return random.pick<() => Selector>([
      () => ({ $or: parts }),
      () => ({ $nor: parts }),
      () => ({ $and: random.times(HUGE, () => ({ [path]: { $ne: values.of(kind, 0) } })) }),
      () => ({ [path]: { $in: random.times(HUGE, () => values.of(kind, 0)) } }),
      () => ({ [path]: { $nin: random.times(900, () => values.of(kind, 0)) } }),
    ])();
  }

  const sortable = [
    ...shape.fields.map(({ path }) => path),
    '_deleted',
    '_rev',
    '_meta.lwt',
    'secret.name',
    'none',
  ];

  return {
    query(wild) {
      const query: Record<string, unknown> = { selector: random.chance(0.001) ? huge() : selector(wild) };
      if (random.chance(0.75)) {
        const paths = new Set(random.times(1 + random.below(3), () => random.pick(sortable)));
        query['sort'] = [...paths].map((path) => ({ [path]: random.pick(['asc', 'desc']) }));
      }
      if (random.chance(0.4)) query['limit'] = random.pick([0, 0, 1, 2, 5, 20, 1_000]);
      if (random.chance(0.3)) query['skip'] = random.pick([0, 1, 2, 10, 500]);
      return query as Query;
    },
  };
}
