import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

import { fillWithDefaultSettings } from 'rxdb';
import type { BulkWriteRow, RxDocumentData, RxJsonSchema } from 'rxdb';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MAX_TOGETHER } from '../../../electron/station/storage/index.ts';
import type { TogetherPart } from '../../../electron/station/storage/index.ts';
import { createBench, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Thing {
  id: string;
  n?: number;
  private?: { name: string };
}
type Doc = RxDocumentData<Thing>;

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
let orders: Instance<Thing>;
let parcels: Instance<Thing>;
let prints: Instance<Thing>;
beforeEach(async () => {
  bench = createBench({
    encryption: { key: new Uint8Array(32).fill(5) },
    durability: { orders: 'relaxed', parcels: 'relaxed' },
  });
  orders = await bench.open(schema, 'orders');
  parcels = await bench.open(schema, 'parcels');
  prints = await bench.open(schema, 'prints');
});
afterEach(() => bench.end());

const first = (id: string, more: Partial<Doc> = {}): Doc =>
  stored<Thing>({ id, n: 1, private: { name: '甲' } }, { _rev: '1-a', ...more });
const next = (document: Doc, more: Partial<Doc>): Doc => ({ ...document, _rev: '2-b', ...more });
const part = (instance: Instance<Thing>, ...rows: BulkWriteRow<Thing>[]): TogetherPart =>
  ({ instance, rows, context: 'act' }) as unknown as TogetherPart;
const together = (...parts: TogetherPart[]) => bench.storage.writeTogether(parts);
const read = async (instance: Instance<Thing>, id: string) =>
  (await instance.findDocumentsById([id], true))[0];
const stats = () => bench.storage.stats()['db'];

describe('writes of several collections together', () => {
  it('are one commit, told in the order of the parts when all of them can be read', async () => {
    const told: string[] = [];
    for (const instance of [prints, parcels, orders])
      instance.changeStream().subscribe(({ events, context, checkpoint }) => {
        const raw = new DatabaseSync(join(bench.directory, 'db.sqlite'), { readOnly: true });
        const tables = raw
          .prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 't%' AND type = 'table'`)
          .all();
        const rows = tables.map(
          ({ name }) => raw.prepare(`SELECT count(*) AS n FROM ${String(name)}`).get()?.['n'],
        );
        raw.close();
        const ids = events.map(({ documentId }) => documentId).join();
        told.push(`${instance.collectionName} ${ids} ${context} ${String(checkpoint?.id)} ${rows.join('+')}`);
      });
    const before = stats()?.commits ?? 0;
    const errors = await together(
      part(orders, { document: first('o') }),
      part(prints, { document: first('p') }, { document: first('q') }),
      part(parcels, { document: first('s') }),
    );
    expect(errors).toEqual([]);
    expect((stats()?.commits ?? 0) - before).toBe(1);
    expect(told).toEqual(['orders o act o 1+1+2', 'prints p,q act q 1+1+2', 'parcels s act s 1+1+2']);
    expect(await read(parcels, 's')).toMatchObject({ private: { name: '甲' } });
  });

  it('are on disk when acknowledged where one of the collections or the caller asks for it', async () => {
    const fsyncs = () => stats()?.fsyncs ?? 0;
    const start = fsyncs();
    await together(part(orders, { document: first('o') }), part(parcels, { document: first('s') }));
    expect([fsyncs() - start, stats()?.relaxedWaiting]).toEqual([0, 1]);
    await together(part(orders, { document: first('o2') }), part(prints, { document: first('p') }));
    expect([fsyncs() - start, stats()?.relaxedWaiting]).toEqual([1, 0]);
    await bench.storage.writeTogether([part(orders, { document: first('o3') })], { durable: true });
    expect([fsyncs() - start, stats()?.relaxedWaiting]).toEqual([2, 0]);
  });

  it('are none where one of them is a conflict: nothing stored, nothing told, all conflicts with what is stored', async () => {
    const live = first('s');
    await together(part(parcels, { document: live }), part(orders, { document: first('o') }));
    const told: unknown[] = [];
    for (const instance of [orders, parcels, prints])
      instance.changeStream().subscribe((bulk) => told.push(bulk));
    const stale = first('s', { _rev: '1-z' });
    const refused = await together(
      part(prints, { document: first('p') }),
      part(parcels, { previous: stale, document: next(live, { n: 2 }) }, { document: first('new') }),
      part(orders, { document: first('o', { _rev: '1-c' }) }),
    );
    // The insert is looked for only where there is no other conflict.
    expect(refused.map(({ documentId, status }) => [documentId, status])).toEqual([['s', 409]]);
    expect(refused[0]).toMatchObject({ documentInDb: live });
    const inserted = await together(
      part(prints, { document: first('p') }),
      part(orders, { document: first('o', { _rev: '1-c' }) }),
    );
    expect(inserted).toMatchObject([{ documentId: 'o', documentInDb: { _rev: '1-a' } }]);
    expect(told).toEqual([]);
    expect(await read(prints, 'p')).toBeUndefined();
    expect(await read(parcels, 'new')).toBeUndefined();
    expect(await read(parcels, 's')).toEqual(live);
    expect(await prints.getChangedDocumentsSince?.(9)).toEqual({
      documents: [],
      checkpoint: { id: '', lwt: 0 },
    });
    // What was refused left no trace: the same rows are written once nothing is in their way.
    expect(
      await together(part(prints, { document: first('p') }), part(parcels, { document: first('new') })),
    ).toEqual([]);
    expect(told).toHaveLength(2);
  });

  it('keep the order of the calls, and of the changes where the clock jumped back', async () => {
    const late = first('late', { _meta: { lwt: 9_000_000_000_000 } });
    await together(part(orders, { document: late }), part(parcels, { document: first('s') }));
    const one = orders.bulkWrite([{ document: first('one', { _meta: { lwt: 5 } }) }], 'x');
    const two = together(
      part(orders, { document: first('two', { _meta: { lwt: 4 } }) }),
      part(parcels, { document: first('t') }),
    );
    const three = orders.bulkWrite([{ document: first('three', { _meta: { lwt: 3 } }) }], 'x');
    await Promise.all([one, two, three]);
    const changes = await orders.getChangedDocumentsSince?.(9, { id: '', lwt: 0 });
    expect(changes?.documents.map(({ id }) => id)).toEqual(['late', 'one', 'two', 'three']);
  });

  it('where the same document is changed twice at once, the second is the conflict', async () => {
    const live = first('s');
    await parcels.bulkWrite([{ document: live }], 'x');
    const [one, two] = await Promise.all([
      together(
        part(orders, { document: first('o') }),
        part(parcels, { previous: live, document: next(live, { n: 2 }) }),
      ),
      together(
        part(prints, { document: first('p') }),
        part(parcels, { previous: live, document: next(live, { n: 3 }) }),
      ),
    ]);
    expect([one.length, two.length]).toEqual([0, 1]);
    expect(await read(parcels, 's')).toMatchObject({ n: 2 });
    expect(await read(prints, 'p')).toBeUndefined();
  });

  it('after a failure inside nothing is stored and nothing was counted', async () => {
    const broken = first('b') as Doc & { toJSON?: () => never };
    broken.toJSON = () => {
      throw new Error('no such thing');
    };
    await expect(
      together(part(orders, { document: first('o') }), part(parcels, { document: broken })),
    ).rejects.toThrow('no such thing');
    expect(await read(orders, 'o')).toBeUndefined();
    const document = first('o', { _meta: { lwt: 1_000 } });
    await orders.bulkWrite([{ document }], 'x');
    // The order of changes did not run ahead of what is stored.
    expect((await orders.getChangedDocumentsSince?.(9, { id: '', lwt: 0 }))?.checkpoint).toEqual({
      id: 'o',
      lwt: 1_000,
    });
  });

  it('are seen by a validator that wraps the storage, and none is written where it refuses one', async () => {
    const validated = (await wrappedValidateAjvStorage({
      storage: bench.storage,
    }).createStorageInstance<Thing>({
      databaseInstanceToken: 'token',
      databaseName: 'db',
      collectionName: 'validated',
      schema: fillWithDefaultSettings(schema),
      options: {},
      multiInstance: false,
      devMode: false,
    })) as Instance<Thing>;
    const wrong = first('w', { n: -1 } as Partial<Doc>);
    const refused = await together(
      part(orders, { document: first('o') }),
      part(validated, { document: first('v') }, { document: wrong }),
    );
    expect(refused).toMatchObject([{ documentId: 'w', status: 422 }]);
    expect([await read(orders, 'o'), await read(validated, 'v')]).toEqual([undefined, undefined]);
    expect(
      await together(part(orders, { document: first('o') }), part(validated, { document: first('v') })),
    ).toEqual([]);
    // Rows that were shown once are written by the usual call all the same.
    const row = { document: first('r') };
    await together(part(validated, row, { document: wrong }));
    expect((await validated.bulkWrite([row], 'x')).error).toEqual([]);
    expect((await read(validated, 'r'))?.n).toBe(1);
  });

  it('are refused where they cannot be one act', async () => {
    const document = first('o');
    await expect(together(part(orders, { document }, { document }))).rejects.toThrow(/named twice/);
    await expect(
      together(part(orders, { document }), part(orders, { document: first('p') })),
    ).rejects.toThrow(/twice/);
    const many = Array.from({ length: MAX_TOGETHER + 1 }, (_, n) => ({ document: first(`n${n}`) }));
    await expect(together(part(orders, ...many))).rejects.toThrow(RangeError);
    const elsewhere = createBench({ encryption: { key: new Uint8Array(32).fill(5) } });
    try {
      const other = await elsewhere.open(schema, 'orders');
      await expect(together(part(orders, { document }), part(other, { document }))).rejects.toThrow(
        /another file/,
      );
      expect(await read(other, 'o')).toBeUndefined();
    } finally {
      await elsewhere.end();
    }
    await parcels.close();
    await expect(together(part(orders, { document }), part(parcels, { document }))).rejects.toThrow(/closed/);
    expect(await read(orders, 'o')).toBeUndefined();
    expect(await together()).toEqual([]);
  });
});
