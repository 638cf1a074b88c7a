import { fillWithDefaultSettings } from 'rxdb';
import type { RxDocumentData, RxJsonSchema } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createBench, prepared, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Thing {
  id: string;
  n: number;
  private?: { name: string };
}

const schema: RxJsonSchema<Thing> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    n: { type: 'integer', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
    private: { type: 'object' },
  },
  indexes: [['n']],
  encrypted: ['private'],
};

let bench: Bench;
let things: Instance<Thing>;
beforeEach(async () => {
  bench = createBench({ encryption: { key: new Uint8Array(32).fill(5) }, durability: { scans: 'relaxed' } });
  things = await bench.open(schema);
});
afterEach(() => bench.end());

type Doc = RxDocumentData<Thing>;
const doc = (n: number, more: Partial<Doc> = {}): Doc =>
  stored<Thing>({ id: `d${String(n).padStart(5, '0')}`, n, private: { name: `name ${n}` } }, more);
const insert = (documents: readonly Doc[], into = things) =>
  into.bulkWrite(
    documents.map((document) => ({ document })),
    'test',
  );
const numbers = (documents: readonly Doc[] | undefined) => documents?.map(({ n }) => n);

describe('findDocumentsById', () => {
  it('gives what is there in the order asked for, deleted ones only where asked for', async () => {
    await insert([doc(1), doc(2, { _deleted: true }), doc(3)]);
    const ids = [3, 9, 2, 1].map((n) => doc(n).id);
    expect(numbers(await things.findDocumentsById(ids, false))).toEqual([3, 1]);
    expect(numbers(await things.findDocumentsById(ids, true))).toEqual([3, 2, 1]);
    expect(await things.findDocumentsById([], true)).toEqual([]);
    expect((await things.findDocumentsById([doc(3).id], false))[0]?.private).toEqual({ name: 'name 3' });
  });

  it('of thousands lets others have their turn', async () => {
    const documents = Array.from({ length: 6_000 }, (_, n) => doc(n));
    await insert(documents);
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    const found = await things.findDocumentsById(
      documents.map(({ id }) => id),
      false,
    );
    clearInterval(ticking);
    expect(found).toEqual(documents);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('getChangedDocumentsSince', () => {
  it('gives every document once, where its last change was, in pages of any size', async () => {
    const documents = Array.from({ length: 50 }, (_, n) => doc(n));
    await insert(documents);
    for (const n of [7, 3]) {
      const previous = documents[n] as Doc;
      await things.bulkWrite([{ previous, document: { ...previous, _rev: '2-b' } }], 'test');
    }
    const expected = [...documents.keys()].filter((n) => n !== 7 && n !== 3).concat(7, 3);
    for (const limit of [1, 3, 50, 51]) {
      const seen: number[] = [];
      let checkpoint: { id: string; lwt: number } | undefined;
      for (;;) {
        const page = await things.getChangedDocumentsSince?.(limit, checkpoint);
        if (!page || page.documents.length === 0) break;
        checkpoint = page.checkpoint;
        seen.push(...page.documents.map(({ n }) => n));
      }
      expect(seen).toEqual(expected);
    }
  });

  it('on an empty collection and at the end gives a checkpoint to go on from', async () => {
    const empty = await things.getChangedDocumentsSince?.(10);
    expect(empty?.documents).toEqual([]);
    await insert([doc(1)]);
    const one = await things.getChangedDocumentsSince?.(10, empty?.checkpoint);
    expect(numbers(one?.documents)).toEqual([1]);
    const none = await things.getChangedDocumentsSince?.(10, one?.checkpoint);
    expect(none).toEqual({ documents: [], checkpoint: one?.checkpoint });
    await insert([doc(2)]);
    expect(numbers((await things.getChangedDocumentsSince?.(10, none?.checkpoint))?.documents)).toEqual([2]);
  });

  it('gives two writes of the same hundredth of a millisecond both', async () => {
    const _meta = { lwt: 1_700_000_000_000.25 };
    await insert([doc(2, { _meta }), doc(1, { _meta })]);
    await insert([doc(0, { _meta })]);
    const one = await things.getChangedDocumentsSince?.(1);
    const rest = await things.getChangedDocumentsSince?.(10, one?.checkpoint);
    expect(numbers([...(one?.documents ?? []), ...(rest?.documents ?? [])])).toEqual([2, 1, 0]);
  });
});

describe('query and count', () => {
  beforeEach(async () => {
    await insert(Array.from({ length: 30 }, (_, n) => doc(n, { _deleted: n % 10 === 9 })));
  });
  const ask = async (query: object) => ({
    found: numbers((await things.query(prepared(things, query as never))).documents),
    count: await things.count(prepared(things, query as never)),
  });

  it('by index: skip, limit, descending; the count is the fast one', async () => {
    const selector = { _deleted: { $eq: false }, n: { $gte: 5, $lt: 20 } };
    expect(await ask({ selector, sort: [{ n: 'desc' }], skip: 2, limit: 3 })).toEqual({
      found: [16, 15, 14],
      count: { count: 3, mode: 'fast' },
    });
    expect(await ask({ selector, limit: 0 })).toMatchObject({ found: [], count: { count: 0 } });
    expect(await ask({ selector, skip: 100 })).toMatchObject({ found: [], count: { count: 0 } });
  });

  it('by an encrypted field: read by the matcher, in order, within skip and limit; the count is the slow one', async () => {
    const selector = { _deleted: { $eq: false }, 'private.name': { $regex: '[05]$' } };
    expect(await ask({ selector, sort: [{ n: 'desc' }], skip: 1, limit: 3 })).toEqual({
      found: [20, 15, 10],
      count: { count: 3, mode: 'slow' },
    });
    expect(await ask({ selector, sort: [{ 'private.name': 'asc' }] })).toMatchObject({
      found: [0, 10, 15, 20, 25, 5],
      count: { count: 6 },
    });
  });

  it('finds deleted documents where they are asked for', async () => {
    expect(await ask({ selector: { _deleted: { $eq: true } } })).toMatchObject({ found: [9, 19, 29] });
  });

  it('refuses an operator that RxDB does not know, as RxDB does', async () => {
    const query = prepared(things, { selector: { n: { $near: 5 } } } as never);
    await expect(things.query(query)).rejects.toThrow('unknown query operator $near');
    await expect(things.count(query)).rejects.toThrow('unknown query operator $near');
  });
});

describe('what there is not', () => {
  it('attachments: refused at creation and when asked for', async () => {
    await expect(
      bench.storage.createStorageInstance<Thing>({
        databaseInstanceToken: 't',
        databaseName: 'db',
        collectionName: 'pictures',
        schema: { ...fillWithDefaultSettings(schema), attachments: {} },
        options: {},
        multiInstance: false,
        devMode: false,
      }),
    ).rejects.toMatchObject({ code: 'storage-schema', message: 'pictures: attachments are not supported' });
    await expect(things.getAttachmentData('d00001', 'picture', 'digest')).rejects.toMatchObject({
      code: 'storage-schema',
    });
  });
});

describe('barrier, idle and stats', () => {
  it('barrier: what was acknowledged is on disk; idle: and nothing is left in the log', async () => {
    const scans = await bench.open(schema, 'scans');
    await bench.storage.barrier();
    const stats = () => {
      const of = bench.storage.stats()['db'];
      if (!of) throw new Error('no file');
      return of;
    };
    const before = stats();
    for (let n = 0; n < 5; n += 1) await insert([doc(n)], scans);
    expect(stats().commits).toBe(before.commits + 5);
    await bench.storage.barrier();
    expect(stats()).toMatchObject({ relaxedWaiting: 0, queued: 0 });
    expect(stats().fsyncs).toBeGreaterThan(before.fsyncs);
    const { fsyncs } = stats();
    await bench.storage.barrier();
    expect(stats().fsyncs).toBe(fsyncs);
    expect(stats().walBytes).toBeGreaterThan(0);
    const writes = Array.from({ length: 20 }, (_, n) => insert([doc(100 + n)], scans));
    await bench.storage.idle();
    expect(stats()).toMatchObject({ walBytes: 0, queued: 0, relaxedWaiting: 0 });
    expect(stats().fileBytes).toBeGreaterThan(4_096);
    expect((await Promise.all(writes)).flatMap(({ error }) => error)).toEqual([]);
    expect((await scans.count(prepared(scans, { selector: {} }))).count).toBe(25);
  });
});
