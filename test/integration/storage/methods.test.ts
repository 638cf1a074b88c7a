import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

import type { MangoQuery, RxDocumentData, RxJsonSchema, RxStorageInstanceCreationParams } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FORMAT } from '../../../electron/station/storage/format.ts';
import type { StorageFatalError } from '../../../electron/station/storage/index.ts';
import type { Options } from '../../../electron/station/storage/instance.ts';
import { createBench, prepared, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Thing {
  id: string;
  status?: string;
  at?: number;
  text?: string;
  private?: unknown;
}

const schema: RxJsonSchema<Thing> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    status: { type: 'string', maxLength: 20 },
    at: { type: 'number', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
    text: { type: 'string' },
    private: { type: 'object' },
  },
  indexes: [['status', 'at'], ['at']],
  encrypted: ['private'],
};
const KEY = new Uint8Array(32).fill(5);

let bench: Bench;
let things: Instance<Thing>;

beforeEach(async () => {
  bench = createBench({ encryption: { key: KEY } });
  things = await bench.open(schema);
});
afterEach(() => bench.end());

const ids = (documents: readonly { id: string }[]) => documents.map((document) => document.id);
const insert = async (...documents: RxDocumentData<Thing>[]) => {
  const { error } = await things.bulkWrite(
    documents.map((document) => ({ document })),
    'test',
  );
  expect(error).toEqual([]);
};
const query = async (mango: MangoQuery<Thing>) =>
  ids((await things.query(prepared(things, mango))).documents);
const count = async (mango: MangoQuery<Thing>) => (await things.count(prepared(things, mango))).count;

describe('bulkWrite', () => {
  it('reports a conflict with the whole stored document, decrypted, and writes the other rows', async () => {
    const first = stored<Thing>({ id: 'a', private: { name: '甲' } });
    await insert(first);
    const { error } = await things.bulkWrite(
      [
        { document: stored<Thing>({ id: 'a' }) },
        { document: stored<Thing>({ id: 'b' }) },
        {
          previous: stored<Thing>({ id: 'a' }, { _rev: '1-other' }),
          document: stored<Thing>({ id: 'a' }, { _rev: '2-x' }),
        },
      ],
      'test',
    );
    expect(error.map(({ status, documentId }) => [status, documentId])).toEqual([
      [409, 'a'],
      [409, 'a'],
    ]);
    expect(error[0]).toMatchObject({ documentInDb: first });
    expect(ids(await things.findDocumentsById(['a', 'b', 'c'], false))).toEqual(['a', 'b']);
  });

  it('lets the second of two inserts of one id in one call conflict with the first', async () => {
    const { error } = await things.bulkWrite(
      [
        { document: stored<Thing>({ id: 'a', text: '1' }) },
        { document: stored<Thing>({ id: 'a', text: '2' }) },
      ],
      'test',
    );
    expect(error).toHaveLength(1);
    expect((await things.findDocumentsById(['a'], false))[0]?.text).toBe('1');
  });

  it('tells its events after the commit and before it resolves, deletions among them', async () => {
    const told: string[] = [];
    const checkpoints: unknown[] = [];
    things.changeStream().subscribe((bulk) => {
      checkpoints.push(bulk.checkpoint);
      for (const event of bulk.events) {
        const visible = things.internals.file.statement('SELECT 1 FROM storage_meta').get() !== undefined;
        expect(visible && !bulk.context.includes('other')).toBe(true);
        told.push(`${event.operation} ${event.documentId}`);
      }
    });
    const a = stored<Thing>({ id: 'a' });
    await insert(a, stored<Thing>({ id: 'gone' }, { _deleted: true }));
    expect(told).toEqual(['INSERT a']);
    const b = stored<Thing>({ id: 'a', text: 'b' }, { _rev: '2-b' });
    await things.bulkWrite([{ previous: a, document: b }], 'test');
    const c = stored<Thing>({ id: 'a' }, { _rev: '3-c', _deleted: true });
    await things.bulkWrite([{ previous: b, document: c }], 'test');
    expect(told).toEqual(['INSERT a', 'UPDATE a', 'DELETE a']);
    expect(await things.getChangedDocumentsSince?.(10, checkpoints.at(-1) as never)).toMatchObject({
      documents: [],
    });
    expect(await things.findDocumentsById(['a'], false)).toEqual([]);
    expect(ids(await things.findDocumentsById(['a'], true))).toEqual(['a']);
  });

  it('keeps the order of the calls', async () => {
    let last = stored<Thing>({ id: 'a', at: 0 });
    const calls = [things.bulkWrite([{ document: last }], 'test')];
    for (let n = 1; n < 50; n += 1) {
      const next = stored<Thing>({ id: 'a', at: n }, { _rev: `${n + 1}-x` });
      calls.push(things.bulkWrite([{ previous: last, document: next }], 'test'));
      last = next;
    }
    expect((await Promise.all(calls)).flatMap(({ error }) => error)).toEqual([]);
    expect((await things.findDocumentsById(['a'], false))[0]?.at).toBe(49);
  });
});

describe('getChangedDocumentsSince', () => {
  it('pages through all, deleted ones too, each once, though the clock jumps back', async () => {
    const later = stored<Thing>({ id: 'z' }, { _meta: { lwt: 9_000_000_000_000 } });
    await insert(later);
    const { checkpoint } = (await things.getChangedDocumentsSince?.(10)) ?? {};
    await insert(
      stored<Thing>({ id: 'b' }, { _meta: { lwt: 1_000 } }),
      stored<Thing>({ id: 'a' }, { _meta: { lwt: 1_000 }, _deleted: true }),
    );
    await bench.storage.idle();
    const one = await things.getChangedDocumentsSince?.(1, checkpoint);
    const two = await things.getChangedDocumentsSince?.(5, one?.checkpoint);
    const three = await things.getChangedDocumentsSince?.(5, two?.checkpoint);
    expect(ids(one?.documents ?? [])).toEqual(['b']);
    expect(ids(two?.documents ?? [])).toEqual(['a']);
    expect(two?.documents[0]?._meta.lwt).toBe(1_000);
    expect(three).toEqual({ documents: [], checkpoint: two?.checkpoint });
  });
});

describe('query and count', () => {
  beforeEach(async () => {
    const rows = Array.from({ length: 40 }, (_, n) =>
      stored<Thing>({
        id: `t${String(n).padStart(2, '0')}`,
        status: n % 4 === 0 ? 'ready' : 'packed',
        at: 100 - n,
      }),
    );
    await insert(...rows);
  });

  it('honours limit 0, skip and limit in queries and counts', async () => {
    const selector = { _deleted: { $eq: false }, status: { $eq: 'ready' } } as MangoQuery<Thing>['selector'] &
      object;
    expect(await query({ selector, sort: [{ at: 'asc' }], skip: 1, limit: 2 })).toEqual(['t32', 't28']);
    expect(await query({ selector, limit: 0 })).toEqual([]);
    expect(await count({ selector, limit: 0 })).toBe(0);
    expect(await count({ selector, skip: 7 })).toBe(3);
    expect(await count({ selector, skip: 7, limit: 2 })).toBe(2);
    expect(
      await query({ selector: { text: { $exists: false }, at: { $gt: 98 } }, sort: [{ id: 'desc' }] }),
    ).toEqual(['t01', 't00']);
  });

  const explain = (mango: MangoQuery<Thing>) =>
    things.internals.explain(prepared(things, mango) as never).join('; ');
  it.each([
    [
      'range and sort by an index',
      {
        selector: { _deleted: { $eq: false }, status: { $eq: 'ready' }, at: { $gt: 3 } },
        sort: [{ at: 'asc' }],
      },
    ],
    [
      'descending',
      {
        selector: { _deleted: { $eq: false }, status: { $eq: 'ready' } },
        sort: [{ at: 'desc' }, { id: 'desc' }],
        limit: 5,
      },
    ],
    [
      'second index',
      { selector: { _deleted: { $eq: false }, at: { $gte: 3, $lt: 9 } }, sort: [{ at: 'asc' }] },
    ],
  ])('uses an index and does not sort: %s', async (_name, mango) => {
    for (const restarted of [false, true]) {
      if (restarted) {
        await bench.restart();
        things = await bench.open(schema);
      }
      const steps = explain(mango as unknown as MangoQuery<Thing>);
      expect(steps).toMatch(/SEARCH t\d+_things USING INDEX t\d+_things_i\d \(deleted=\?/);
      expect(steps).not.toContain('TEMP B-TREE');
    }
  });

  it('finds a document by id and pages by index when a list of values is asked for', () => {
    expect(explain({ selector: { id: { $eq: 't01' } } })).toMatch(/SEARCH .*\(id=\?\)/);
    expect(
      explain({ selector: { _deleted: { $eq: false }, status: { $in: ['ready', 'held'] } } as never }),
    ).toMatch(/SEARCH .*\(deleted=\? AND status=\?|SEARCH .*\(deleted=\? AND c0=\?/);
  });
});

describe('long reads', () => {
  it('yield, and see the moment at which they began', async () => {
    const rows = Array.from({ length: 6_000 }, (_, n) =>
      stored<Thing>({ id: `r${n}`, status: 'ready', at: n, text: 'x'.repeat(400), private: { n } }),
    );
    await insert(...rows);
    const all = things.query(prepared(things, { selector: { text: { $regex: '^x' } } }));
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await insert(stored<Thing>({ id: 'late', text: 'xx' }));
    const { documents } = await all;
    clearInterval(ticking);
    expect(documents).toHaveLength(6_000);
    expect(turns).toBeGreaterThan(0);
    expect(await count({ selector: { text: { $regex: '^xx' } } })).toBe(6_001);
    expect(bench.storage.stats()['db']?.longScans).toBeGreaterThan(0);
  });
});

describe('keys that JavaScript and SQLite order differently', () => {
  it('are stored, found and sorted as RxDB sorts them', async () => {
    const keys = ['a', '\ud800', '\ud83d\ude00', '\ue000', '，', '\uffff', '\0', 'a\0b', '中'];
    await insert(...keys.map((key) => stored<Thing>({ id: key, status: key })));
    expect(await query({ selector: {}, sort: [{ status: 'asc' }] })).toEqual([...keys].sort());
    for (const key of keys) {
      expect(ids(await things.findDocumentsById([key], false))).toEqual([key]);
      expect(await query({ selector: { status: { $eq: key } } })).toEqual([key]);
    }
  });
});

describe('cleanup, remove, close', () => {
  it('purges only what has been deleted for long enough', async () => {
    let now = Date.now();
    await bench.restart({ clock: { now: () => now } });
    things = await bench.open(schema);
    const gone = Array.from({ length: 1_200 }, (_, n) => stored<Thing>({ id: `d${n}` }, { _deleted: true }));
    await insert(stored<Thing>({ id: 'kept' }), ...gone);
    expect(await things.cleanup(60_000)).toBe(true);
    expect(await things.findDocumentsById(['d0', 'd1199'], true)).toHaveLength(2);
    now += 120_000;
    expect(await things.cleanup(60_000)).toBe(true);
    expect(await things.findDocumentsById([...ids(gone), 'kept'], true)).toHaveLength(1);
  });

  it('removes one collection and leaves the others; closed instances refuse', async () => {
    const other = await bench.open(schema, 'others');
    await insert(stored<Thing>({ id: 'a' }));
    await other.bulkWrite([{ document: stored<Thing>({ id: 'o' }) }], 'test');
    await things.remove();
    await expect(things.query(prepared(things, {}))).rejects.toMatchObject({ code: 'storage-closed' });
    expect(await (await bench.open(schema)).findDocumentsById(['a'], true)).toEqual([]);
    expect(await other.findDocumentsById(['o'], true)).toHaveLength(1);
    await other.close();
    await other.close();
  });
});

describe('what is refused at creation', () => {
  const create = (
    changes: Partial<RxJsonSchema<Thing>>,
    more: Partial<RxStorageInstanceCreationParams<Thing, Options>> = {},
  ) =>
    bench.storage.createStorageInstance<Thing>({
      databaseInstanceToken: 't',
      databaseName: 'db',
      collectionName: 'refused',
      schema: { ...things.schema, ...changes } as RxJsonSchema<RxDocumentData<Thing>>,
      options: {},
      multiInstance: false,
      devMode: false,
      ...more,
    });

  it('attachments, key compression, several processes, encrypted indexes, changed indexes', async () => {
    await expect(create({ attachments: {} })).rejects.toThrow('attachments');
    await expect(create({ keyCompression: true })).rejects.toThrow('key compression');
    await expect(create({}, { multiInstance: true })).rejects.toThrow('multiInstance');
    await expect(create({ encrypted: ['status'] })).rejects.toThrow('encrypted field status');
    await expect(create({ indexes: [['status']] }, { collectionName: 'things' })).rejects.toThrow(
      'schema version',
    );
  });

  it('a file of a newer version, untouched', async () => {
    await insert(stored<Thing>({ id: 'a' }));
    await bench.storage.close();
    const path = join(bench.directory, 'db.sqlite');
    const raw = new DatabaseSync(path);
    raw.exec(`UPDATE storage_meta SET value = 99 WHERE key = 'format'`);
    raw.close();
    await bench.restart();
    await expect(bench.open(schema)).rejects.toMatchObject({
      code: 'storage-version',
      found: 99,
      supported: FORMAT,
    });
  });
});

describe('durability', () => {
  it('relaxed writes wait for the barrier or for half a second, durable ones do not', async () => {
    await bench.restart({ durability: { scans: 'relaxed' } });
    const scans = await bench.open(schema, 'scans');
    things = await bench.open(schema);
    const stats = () => bench.storage.stats()['db'];
    await bench.storage.barrier();
    const before = stats()?.fsyncs ?? 0;
    await scans.bulkWrite([{ document: stored<Thing>({ id: 'a' }) }], 'test');
    expect(stats()).toMatchObject({ fsyncs: before, relaxedWaiting: 1 });
    await Promise.all([bench.storage.barrier(), bench.storage.barrier()]);
    expect(stats()).toMatchObject({ fsyncs: before + 1, relaxedWaiting: 0 });
    await scans.bulkWrite([{ document: stored<Thing>({ id: 'b' }) }], 'test');
    await insert(stored<Thing>({ id: 'c' }));
    expect(stats()).toMatchObject({ fsyncs: before + 2, relaxedWaiting: 0 });
    await scans.bulkWrite([{ document: stored<Thing>({ id: 'd' }) }], 'test');
    await expect.poll(() => stats()?.relaxedWaiting).toBe(0);
    expect(stats()?.fsyncs).toBe(before + 3);
  });

  it('a damaged page: the owner is told, nothing more is acknowledged, no wrong data come out', async () => {
    const fatal: StorageFatalError[] = [];
    await bench.restart({ onFatal: (error) => fatal.push(error) });
    things = await bench.open(schema);
    await insert(
      ...Array.from({ length: 400 }, (_, n) => stored<Thing>({ id: `a${n}`, text: 'x'.repeat(500) })),
    );
    await bench.storage.close();
    const path = join(bench.directory, 'db.sqlite');
    const bytes = readFileSync(path);
    const pages = Array.from({ length: bytes.length / 4096 }, (_, n) =>
      bytes.subarray(n * 4096, (n + 1) * 4096),
    );
    // One page of documents; SQLite's schema, our meta table and the indexes stay whole.
    pages.filter((page) => page.includes('x'.repeat(500)))[20]?.fill(0xff);
    writeFileSync(path, bytes);
    await bench.restart({ onFatal: (error) => fatal.push(error) });
    things = await bench.open(schema);
    await expect(query({ selector: { text: { $regex: 'x' } } })).rejects.toMatchObject({
      code: 'storage-fatal',
      errcode: 11,
    });
    await expect(things.bulkWrite([{ document: stored<Thing>({ id: 'c' }) }], 'test')).rejects.toMatchObject({
      code: 'storage-fatal',
    });
    expect(fatal).toHaveLength(1);
  });

  it('a full disk: the write is refused, the owner is told once, nothing is acknowledged afterwards, old data can be read', async () => {
    const fatal: StorageFatalError[] = [];
    await bench.restart({ onFatal: (error) => fatal.push(error) });
    things = await bench.open(schema);
    await insert(stored<Thing>({ id: 'a' }));
    const { file } = things.internals;
    const pages = Number(file.statement('PRAGMA page_count').get()?.['page_count']);
    file.statement(`PRAGMA max_page_count = ${pages + 8}`).get();
    const big = Array.from({ length: 50 }, (_, n) => ({
      document: stored<Thing>({ id: `b${n}`, text: 'x'.repeat(4_000) }),
    }));
    await expect(things.bulkWrite(big, 'test')).rejects.toMatchObject({ code: 'storage-fatal', errcode: 13 });
    file.statement(`PRAGMA max_page_count = ${pages + 100_000}`).get();
    await expect(things.bulkWrite([{ document: stored<Thing>({ id: 'c' }) }], 'test')).rejects.toMatchObject({
      code: 'storage-fatal',
    });
    await expect(bench.storage.barrier()).rejects.toMatchObject({ code: 'storage-fatal' });
    expect(fatal).toHaveLength(1);
    expect(ids(await things.findDocumentsById(['a', 'b0', 'c'], true))).toEqual(['a']);
    await bench.restart();
    things = await bench.open(schema);
    expect(await query({ selector: {} })).toEqual(['a']);
    await insert(stored<Thing>({ id: 'c' }));
  });
});
