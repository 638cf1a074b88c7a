import type { RxJsonSchema } from 'rxdb';

import type { Random } from './random.ts';

export type Doc = Record<string, unknown>;
export type Kind = 'text' | 'number' | 'integer' | 'boolean' | 'list' | 'free' | 'object';

export interface Field {
  readonly path: string;
  readonly kind: Kind;
}

/** What a round plays with. */
export interface Shape {
  readonly schema: RxJsonSchema<Doc>;
  readonly primary: string;
  readonly fields: readonly Field[];
  /** Row numbers as in a table of a million documents, which the planner of the storage treats otherwise than a small one. */
  readonly large: boolean;
}

const INDEXABLE: readonly Field[] = [
  { path: 's', kind: 'text' },
  { path: 't', kind: 'text' },
  { path: 'n', kind: 'number' },
  { path: 'i', kind: 'integer' },
  { path: 'b', kind: 'boolean' },
  { path: 'deep.s', kind: 'text' },
  { path: 'deep.n', kind: 'number' },
  { path: 'deep.er.s', kind: 'text' },
  { path: 'deep.er.b', kind: 'boolean' },
];
const OTHERS: readonly Field[] = [
  { path: 'free', kind: 'free' },
  { path: 'list', kind: 'list' },
  { path: 'object', kind: 'object' },
  { path: 'secret', kind: 'object' },
];

function property(random: Random, kind: Kind): object {
  const also = random.chance(0.1) ? [random.pick(['null', 'string', 'number', 'boolean'])] : [];
  const type = (name: string) => (also.length > 0 ? [name, ...also] : name);
  if (kind === 'text') return { type: type('string'), maxLength: 40 };
  if (kind === 'number') return { type: type('number'), minimum: -1_000, maximum: 1_000, multipleOf: 0.5 };
  if (kind === 'integer') return { type: type('integer'), minimum: 0, maximum: 100_000, multipleOf: 1 };
  return { type: type('boolean') };
}

/** A schema with up to four indexes of one to three fields. */
export function drawShape(random: Random): Shape {
  const primary = random.pick(['id', 'key', 'z']);
  const top: Record<string, unknown> = { [primary]: { type: 'string', maxLength: 100 } };
  const deep: Record<string, unknown> = {};
  const deeper: Record<string, unknown> = {};
  for (const { path, kind } of INDEXABLE) {
    const [a = '', b, c] = path.split('.');
    if (c !== undefined) deeper[c] = property(random, kind);
    else if (b !== undefined) deep[b] = property(random, kind);
    else top[a] = property(random, kind);
  }
  deep['er'] = { type: 'object', properties: deeper };
  top['deep'] = { type: 'object', properties: deep };
  for (const { path, kind } of OTHERS)
    top[path] = kind === 'list' ? { type: 'array' } : kind === 'object' ? { type: 'object' } : {};

  const paths = INDEXABLE.map(({ path }) => path);
  const extra = ['_deleted', '_meta.lwt', primary];
  const indexes = new Map<string, string[]>();
  for (const wanted of random.times(random.below(5), () => 1 + random.below(3))) {
    const index = [...new Set(random.times(wanted, () => random.pick(random.chance(0.08) ? extra : paths)))];
    indexes.set(index.join(), index);
  }
  const used = new Set([...indexes.values()].flat());
  const schema = {
    version: 0,
    primaryKey: primary,
    type: 'object',
    properties: top,
    indexes: [...indexes.values()].map((index) =>
      index.length === 1 && random.chance(0.5) ? index[0] : index,
    ),
    encrypted: random.chance(0.2) ? ['secret', ...(random.chance(0.5) ? ['free'] : [])] : [],
  };
  return {
    schema: schema as unknown as RxJsonSchema<Doc>,
    primary,
    // A part of the fields, all of an index among them: large documents take time and find no more.
    fields: [
      { path: primary, kind: 'text' },
      ...INDEXABLE.filter(({ path }) => used.has(path) || random.chance(0.4)),
      ...OTHERS.filter(() => random.chance(0.5)),
    ],
    large: random.chance(0.5),
  };
}
