import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getQueryMatcher, getSortComparator } from 'rxdb';
import type { MangoQuery, RxDocumentData, RxJsonSchema } from 'rxdb';

import type { SlowQuery } from '../../../electron/station/storage/index.ts';
import { createBench, prepared, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Thing {
  readonly id: string;
  readonly lane: string;
  readonly place: string;
  readonly site: string;
  readonly n: number;
}
const text = { type: 'string', maxLength: 20 } as const;
const schema: RxJsonSchema<Thing> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text,
    lane: text,
    place: text,
    site: text,
    n: { type: 'number', minimum: 0, maximum: 1e6, multipleOf: 1 },
  },
  required: ['id', 'lane', 'place', 'site', 'n'],
  indexes: [['lane', 'n'], ['site'], ['place']],
};

/** More than SQLite is let sort or pass over in one step (plan.ts). */
const MANY = 6_000;
const LANES = ['gone', 'gone', 'gone', 'queue', 'work'];
const thing = (n: number): Thing => ({
  id: `t${(n * 7_919) % MANY}`,
  lane: LANES[n % LANES.length] ?? '',
  place: `p${n % 500}`,
  site: 'one',
  n: (n * 31) % 1_000,
});
const living = { _deleted: { $eq: false } } as object;

let bench: Bench;
let things: Instance<Thing>;
let slow: SlowQuery[];
const documents = Array.from({ length: MANY }, (_, n) => stored(thing(n)));

beforeEach(async () => {
  slow = [];
  bench = createBench({ onSlowQuery: (query) => slow.push(query) });
  things = await bench.open(schema);
  const { error } = await things.bulkWrite(
    documents.map((document) => ({ document })),
    'test',
  );
  expect(error).toEqual([]);
  await bench.storage.idle();
});
afterEach(() => bench.end());

const explain = (query: MangoQuery<Thing>) =>
  things.internals.explain(prepared(things, query) as never).join('\n');

describe('large tables', () => {
  const queries: MangoQuery<Thing>[] = [
    { selector: { ...living, n: { $gte: 900 } }, sort: [{ n: 'asc' }], limit: 7 },
    { selector: { ...living, n: { $gte: 900 } }, sort: [{ n: 'desc' }], skip: 5, limit: 700 },
    {
      selector: { ...living, lane: 'queue', place: { $ne: 'p8' } },
      sort: [{ lane: 'asc' }, { n: 'desc' }],
      limit: 20,
    },
    { selector: { ...living, lane: { $in: ['work', 'queue'] } }, sort: [{ n: 'asc' }], skip: 3, limit: 50 },
    { selector: { ...living, $or: [{ lane: 'work' }, { n: 31 }] }, sort: [{ place: 'asc' }] },
    { selector: { ...living, place: 'p3', n: { $lt: 500 } } },
    { selector: { n: 93 } },
    { selector: {}, sort: [{ site: 'desc' }, { n: 'desc' }] },
  ];
  it.each(queries)('are queried and counted as small ones: %j', async (query) => {
    const request = prepared(things, query);
    const matches = getQueryMatcher<Thing>(
      things.schema as RxJsonSchema<RxDocumentData<Thing>>,
      request.query,
    );
    const compare = getSortComparator<Thing>(
      things.schema as RxJsonSchema<RxDocumentData<Thing>>,
      request.query,
    );
    const all = documents.filter((document) => matches(document)).sort((a, b) => compare(a, b));
    const wanted = all.slice(query.skip ?? 0, (query.skip ?? 0) + (query.limit ?? MANY));
    const { documents: found } = await things.query(request);
    expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    expect((await things.count(request)).count).toBe(wanted.length);
  });

  it('are read by the index that leaves the fewest rows', () => {
    // The site is the same everywhere: an index of it is no help, however the columns are asked for.
    expect(explain({ selector: { ...living, site: 'one', lane: 'queue' } })).toContain(
      '(deleted=? AND c0=?)',
    );
    expect(explain({ selector: { ...living, site: 'one', place: 'p1' } })).toContain(
      '_i2 (deleted=? AND c3=?)',
    );
    expect(explain({ selector: { ...living, lane: 'gone', place: 'p1' } })).toContain(
      '_i2 (deleted=? AND c3=?)',
    );
  });

  it('give other events their turn under a long row of short calls', async () => {
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const ask = prepared(things, {
      selector: { ...living, lane: 'queue' },
      sort: [{ lane: 'asc' }, { n: 'asc' }],
      limit: 50,
    });
    for (let i = 0; i < 500; i += 1) await things.query(ask);
    running = false;
    expect(turns).toBeGreaterThan(3);
  });
});

describe('slow queries', () => {
  it('are told with names of fields and without values', async () => {
    const place = { $regex: 'nowhere' };
    await things.query(prepared(things, { selector: { ...living, $or: [{ site: 'nowhere' }, { place }] } }));
    const [told] = slow;
    expect(told).toMatchObject({
      collection: 'things',
      what: 'query',
      selector: ['_deleted', 'site', 'place'],
      rowsRead: MANY,
    });
    expect(JSON.stringify(slow)).not.toContain('nowhere');
  });

  it('are not those that an index answers', async () => {
    await things.query(
      prepared(things, { selector: { ...living, lane: 'queue' }, sort: [{ lane: 'asc' }, { n: 'asc' }] }),
    );
    await things.query(prepared(things, { selector: {} }));
    await things.count(prepared(things, { selector: { ...living, place: 'p3' } }));
    expect(slow).toEqual([]);
  });
});
