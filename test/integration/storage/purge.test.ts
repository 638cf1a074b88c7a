import type { RxJsonSchema } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { NodeSqliteInstance } from '../../../electron/station/storage/index.ts';
import { createBench, prepared, stored } from './harness.ts';
import type { Bench } from './harness.ts';

interface Thing {
  id: string;
  at?: number | null;
  private?: unknown;
}

const schema: RxJsonSchema<Thing> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    at: { type: 'number', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
    private: { type: 'object' },
  },
  indexes: [['at']],
  encrypted: ['private'],
};

let bench: Bench;
let things: NodeSqliteInstance<Thing>;
const open = async () => (things = (await bench.open(schema)) as unknown as NodeSqliteInstance<Thing>);

beforeEach(async () => {
  bench = createBench({ encryption: { key: new Uint8Array(32).fill(5) } });
  await open();
});
afterEach(() => bench.end());

const insert = async (ids: readonly string[], lwt?: number): Promise<void> => {
  const rows = ids.map((id) => ({
    document: stored<Thing>({ id, at: 1, private: { id } }, lwt === undefined ? {} : { _meta: { lwt } }),
  }));
  expect((await things.bulkWrite(rows, 'test')).error).toEqual([]);
};
const left = async (): Promise<string[]> =>
  (await things.query(prepared(things as never, { selector: {}, sort: [{ id: 'asc' }] }))).documents.map(
    ({ id }) => id,
  );
const changed = async (from?: { id: string; lwt: number }) => {
  const found = await things.getChangedDocumentsSince?.(10_000, from);
  if (!found) throw new Error('no changes');
  return { ids: found.documents.map(({ id }) => id), checkpoint: found.checkpoint };
};

describe('purge', () => {
  it('drops documents without an event and without a deletion; what stays keeps its place in the order', async () => {
    await insert(['a', 'b', 'c', 'd']);
    const middle = (await changed()).ids;
    expect(middle).toEqual(['a', 'b', 'c', 'd']);
    const told: unknown[] = [];
    things.changeStream().subscribe((bulk) => void told.push(bulk));
    expect(await things.purge(['b', 'd', 'nobody'])).toEqual(['b', 'd']);
    expect(told).toEqual([]);
    expect(await left()).toEqual(['a', 'c']);
    expect((await changed()).ids).toEqual(['a', 'c']);
    expect(await things.findDocumentsById(['b', 'd'], true)).toEqual([]);
    expect((await things.count(prepared(things as never, { selector: { at: 1 } }))).count).toBe(2);
    // It may come again, as new.
    await insert(['b']);
    expect(await left()).toEqual(['a', 'b', 'c']);
  });

  it('replication skips nothing that is written after the newest row went, over a restart and a clock that jumps back', async () => {
    await insert(['a'], 1_000);
    await insert(['z'], 9_000_000);
    const { checkpoint } = await changed();
    expect(await things.purge(['z'])).toEqual(['z']);
    await insert(['before'], 2_000);
    expect((await changed(checkpoint)).ids).toEqual(['before']);
    expect(await things.purge(['before'])).toEqual(['before']);
    await bench.restart();
    await open();
    await insert(['after'], 3_000);
    expect((await changed(checkpoint)).ids).toEqual(['after']);
  });

  it('the same where the cleanup of deleted documents takes the newest row', async () => {
    await insert(['a'], 1_000);
    const previous = stored<Thing>({ id: 'a', at: 1, private: { id: 'a' } }, { _meta: { lwt: 1_000 } });
    const document = { ...previous, _deleted: true, _rev: '2-rev', _meta: { lwt: 5_000 } };
    await things.bulkWrite([{ previous, document }], 'test');
    const { checkpoint } = await changed();
    await things.cleanup(0);
    expect((await changed()).ids).toEqual([]);
    await bench.restart();
    await open();
    await insert(['after'], 2_000);
    expect((await changed(checkpoint)).ids).toEqual(['after']);
  });

  it('leaves what was changed since it was looked at', async () => {
    await insert(['a', 'b']);
    const [a] = await things.findDocumentsById(['a'], false);
    if (!a) throw new Error('no a');
    await things.bulkWrite([{ previous: a, document: { ...a, at: 2, _rev: '2-rev' } }], 'test');
    expect(
      await things.purge([
        { id: 'a', rev: a._rev },
        { id: 'b', rev: '1-rev' },
      ]),
    ).toEqual(['b']);
    expect(await left()).toEqual(['a']);
  });

  it('goes in slices, with writes in between, and keeps the count of rows that SQL may not decide on', async () => {
    await insert(Array.from({ length: 3_000 }, (_, n) => `p${String(n).padStart(4, '0')}`));
    await things.bulkWrite([{ document: stored<Thing>({ id: 'odd', at: null }) }], 'test');
    let wrote = false;
    const purging = things.purge([
      ...Array.from({ length: 3_000 }, (_, n) => `p${String(n).padStart(4, '0')}`),
      'odd',
    ]);
    const writing = insert(['meanwhile']).then(() => (wrote = true));
    expect(await purging).toHaveLength(3_001);
    await writing;
    expect(wrote).toBe(true);
    expect(await left()).toEqual(['meanwhile']);
    expect((things.internals as { table: { oddRows: number } }).table.oddRows).toBe(0);
    await things.close();
    await expect(things.purge(['meanwhile'])).rejects.toMatchObject({ code: 'storage-closed' });
  });
});
