import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

import type { BulkWriteRow, RxDocumentData, RxJsonSchema } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createBench, prepared, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Thing {
  id: string;
  n?: number;
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
const first = (id: string, more: Partial<Doc> = {}): Doc =>
  stored<Thing>({ id, n: 1 }, { _rev: '1-a', ...more });
const next = (document: Doc, more: Partial<Doc>): Doc => ({ ...document, _rev: '2-b', ...more });
const write = (...rows: BulkWriteRow<Thing>[]) => things.bulkWrite(rows, 'test');
const read = async (id: string) => (await things.findDocumentsById([id], true))[0];

describe('a write that is a conflict', () => {
  const live = first('live', { private: { name: '甲' } });
  const gone = first('gone', { _deleted: true });
  beforeEach(async () => {
    expect((await write({ document: live }, { document: gone })).error).toEqual([]);
  });

  const stale = first('live', { _rev: '1-z' });
  it.each<[string, BulkWriteRow<Thing>]>([
    ['an insert of what is there', { document: first('live', { _rev: '1-b' }) }],
    ['an insert of the very same revision', { document: live }],
    ['an insert of what was deleted', { document: first('gone') }],
    ['an update from another revision', { previous: stale, document: next(live, { n: 2 }) }],
    ['a deletion from another revision', { previous: stale, document: next(live, { _deleted: true }) }],
    [
      'an update of what was deleted, from another revision',
      { previous: first('gone', { _rev: '0-a' }), document: next(gone, { _deleted: false }) },
    ],
  ])('is refused with the whole stored document: %s', async (_name, row) => {
    const told: unknown[] = [];
    things.changeStream().subscribe((bulk) => told.push(bulk));
    const { error } = await write(row);
    const inDb = row.document.id === 'live' ? live : gone;
    expect(error).toEqual([
      {
        isError: true,
        status: 409,
        documentId: inDb.id,
        writeRow: row,
        documentInDb: inDb,
        context: 'test',
      },
    ]);
    expect(told).toEqual([]);
    expect(await read(inDb.id)).toEqual(inDb);
  });

  it('does not keep the other rows of the call from being written, in the order of the call', async () => {
    const told: string[] = [];
    things.changeStream().subscribe(({ events }) => told.push(...events.map(({ documentId }) => documentId)));
    const changed = next(live, { n: 2 });
    const { error } = await write(
      { document: first('a') },
      { document: first('live') },
      { previous: live, document: changed },
      { previous: live, document: next(live, { n: 3, _rev: '2-c' }) },
      { document: first('b') },
    );
    expect(error.map(({ documentId }) => documentId)).toEqual(['live', 'live']);
    expect(error[1]).toMatchObject({ documentInDb: changed });
    expect(told).toEqual(['a', 'live', 'b']);
    expect(await read('live')).toEqual(changed);
  });

  it('of two writers that saw the same revision the first wins', async () => {
    const [one, two] = await Promise.all([
      write({ previous: live, document: next(live, { n: 10, _rev: '2-one' }) }),
      write({ previous: live, document: next(live, { n: 20, _rev: '2-two' }) }),
    ]);
    expect([one.error.length, two.error.length]).toEqual([0, 1]);
    expect((await read('live'))?.n).toBe(10);
  });
});

describe('writes that are none', () => {
  it('an update of what was never stored is an insert; an empty call is answered', async () => {
    const unknown = first('new');
    expect((await write({ previous: unknown, document: next(unknown, { n: 5 }) })).error).toEqual([]);
    expect((await read('new'))?.n).toBe(5);
    expect(await write()).toEqual({ error: [] });
  });

  it('the same document three times in one call goes through its states', async () => {
    const one = first('a');
    const two = next(one, { n: 2 });
    const three = { ...two, _deleted: true, _rev: '3-c' };
    const told: string[] = [];
    things.changeStream().subscribe(({ events }) => told.push(...events.map(({ operation }) => operation)));
    const rows = [{ document: one }, { previous: one, document: two }, { previous: two, document: three }];
    expect((await write(...rows)).error).toEqual([]);
    expect(told).toEqual(['INSERT', 'UPDATE', 'DELETE']);
    expect(await read('a')).toEqual(three);
    const since = await things.getChangedDocumentsSince?.(10);
    expect(since?.documents).toEqual([three]);
  });
});

describe('events', () => {
  it.each(['things', 'scans'])(
    'are told after COMMIT and before the write resolves: %s',
    async (collection) => {
      const instance = await bench.open(schema, collection);
      const { table } = instance.internals;
      const other = new DatabaseSync(join(bench.directory, 'db.sqlite'), { readOnly: true });
      const order: string[] = [];
      instance.changeStream().subscribe((bulk) => {
        for (const { documentId } of bulk.events) {
          // Another connection sees committed rows only.
          const row = other.prepare(`SELECT rev FROM ${table.name} WHERE id = ?`).get(documentId);
          order.push(`${documentId} ${String(row?.['rev'])}`);
        }
      });
      try {
        for (let n = 0; n < 20; n += 1) {
          const document = first(`d${n}`, { _rev: `1-${n}` });
          await instance.bulkWrite([{ document }], 'test').then(() => order.push('resolved'));
        }
      } finally {
        other.close();
      }
      expect(order).toEqual(Array.from({ length: 20 }, (_, n) => [`d${n} 1-${n}`, 'resolved']).flat());
    },
  );

  it('say what happened, deleted documents that come and come back among it, with context and checkpoint', async () => {
    const bulks: { context: string; checkpoint: unknown; events: string[] }[] = [];
    things.changeStream().subscribe(({ context, checkpoint, events }) => {
      bulks.push({ context, checkpoint, events: events.map((e) => `${e.operation} ${e.documentId}`) });
    });
    const gone = first('a', { _deleted: true });
    const back = next(gone, { _deleted: false });
    const changed = { ...back, n: 7, _rev: '3-c' };
    await things.bulkWrite([{ document: gone }], 'one');
    await things.bulkWrite([{ previous: gone, document: back }], 'two');
    await things.bulkWrite([{ previous: back, document: changed }], 'three');
    expect(bulks.map(({ context, events }) => [context, events])).toEqual([
      ['two', ['INSERT a']],
      ['three', ['UPDATE a']],
    ]);
    const after = await things.getChangedDocumentsSince?.(10, bulks[0]?.checkpoint as never);
    expect(after?.documents).toEqual([changed]);
    expect(await things.getChangedDocumentsSince?.(10, bulks[1]?.checkpoint as never)).toEqual({
      documents: [],
      checkpoint: bulks[1]?.checkpoint,
    });
  });

  it('carry the documents before and after, readable', async () => {
    const before = first('a', { private: { name: '甲' } });
    await write({ document: before });
    const told: unknown[] = [];
    things.changeStream().subscribe(({ events }) => told.push(...events));
    const after = next(before, { private: { name: '乙' } });
    await write({ previous: before, document: after });
    expect(told).toEqual([
      { documentId: 'a', operation: 'UPDATE', documentData: after, previousDocumentData: before },
    ]);
  });
});

describe('close', () => {
  it('lets end what was called before, tells its events, then ends the stream; everything after is refused', async () => {
    const told: string[] = [];
    let ended = false;
    things.changeStream().subscribe({
      next: ({ events }) => told.push(...events.map(({ documentId }) => documentId)),
      complete: () => (ended = true),
    });
    const writes = Array.from({ length: 30 }, (_, n) => write({ document: first(`d${n}`) }));
    const closing = things.close();
    expect(things.close()).toBe(closing);
    await expect(write({ document: first('late') })).rejects.toMatchObject({ code: 'storage-closed' });
    await closing;
    expect((await Promise.all(writes)).flatMap(({ error }) => error)).toEqual([]);
    expect(told).toHaveLength(30);
    expect(ended).toBe(true);
    const refused = { code: 'storage-closed' };
    await expect(things.findDocumentsById(['d0'], true)).rejects.toMatchObject(refused);
    await expect(things.query(prepared(things, {}))).rejects.toMatchObject(refused);
    await expect(things.count(prepared(things, {}))).rejects.toMatchObject(refused);
    await expect(things.getChangedDocumentsSince?.(1)).rejects.toMatchObject(refused);
    await expect(things.cleanup(0)).rejects.toMatchObject(refused);
    await expect(things.remove()).rejects.toMatchObject(refused);
    expect(() => things.changeStream()).toThrow('closed');
    things = await bench.open(schema);
    expect((await things.count(prepared(things, { selector: {} }))).count).toBe(30);
  });

  it('of the storage closes every collection and frees the folder, with writes under way', async () => {
    const scans = await bench.open(schema, 'scans');
    const writes = [write({ document: first('a') }), scans.bulkWrite([{ document: first('s') }], 'test')];
    await bench.restart();
    expect((await Promise.all(writes)).flatMap(({ error }) => error)).toEqual([]);
    await expect(write({ document: first('b') })).rejects.toMatchObject({ code: 'storage-closed' });
    const again = await bench.open(schema, 'scans');
    expect((await again.findDocumentsById(['s'], false)).length).toBe(1);
  });
});
