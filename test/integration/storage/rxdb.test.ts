import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { addRxPlugin, createRxDatabase } from 'rxdb';
import type { RxCollection, RxDatabase, RxJsonSchema } from 'rxdb';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  StorageKeyError,
  StorageLockedError,
  createKeyFile,
  getRxStorageNodeSqlite,
  loadKeyFile,
} from '../../../electron/station/storage/index.ts';
import type { NodeSqliteStorage } from '../../../electron/station/storage/index.ts';

interface Order {
  id: string;
  site: string;
  status: string;
  shipBy: number;
  waybill?: string;
  events: { id: string; at: string }[];
  private?: { base: { name: string; phone: string } };
}

const schema: RxJsonSchema<Order> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    site: { type: 'string', maxLength: 20 },
    status: { type: 'string', maxLength: 20 },
    shipBy: { type: 'integer', minimum: 0, maximum: 4_000_000_000_000, multipleOf: 1 },
    waybill: { type: 'string', maxLength: 40 },
    events: { type: 'array', items: { type: 'object' } },
    private: { type: 'object' },
  },
  required: ['id', 'site', 'status', 'shipBy', 'events'],
  indexes: [['site', 'status', 'shipBy'], ['shipBy']],
  encrypted: ['private'],
};

const order = (n: number, more: Partial<Order> = {}): Order => ({
  id: `o${String(n).padStart(5, '0')}`,
  site: n % 2 === 0 ? 'sz' : 'gz',
  status: ['ready', 'packed', 'held'][n % 3] ?? 'ready',
  shipBy: 1_700_000_000_000 + ((n * 7919) % 1000),
  events: [{ id: `e${n}`, at: `${n}` }],
  private: { base: { name: `收件人甲乙${n}`, phone: `139000${n}` } },
  ...more,
});

let directory: string;
let storage: NodeSqliteStorage | undefined;
let database: RxDatabase<{ orders: RxCollection<Order> }> | undefined;

async function open(key?: Uint8Array) {
  storage = getRxStorageNodeSqlite({
    directory: join(directory, 'db'),
    durability: { orders: 'relaxed' },
    onFatal: (error) => {
      throw error;
    },
    ...(key && { encryption: { key } }),
  });
  database = await createRxDatabase<{ orders: RxCollection<Order> }>({
    name: 'station',
    storage: wrappedValidateAjvStorage({ storage }),
    multiInstance: false,
  });
  await database.addCollections({ orders: { schema } });
  return database;
}

async function tableNames(): Promise<string[]> {
  await shut();
  const raw = new DatabaseSync(join(directory, 'db', 'station.sqlite'), { readOnly: true });
  const rows = raw.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  raw.close();
  return rows.map((row) => String(row['name']));
}

async function shut() {
  await database?.close();
  await storage?.close();
  database = undefined;
  storage = undefined;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'storage-rxdb-'));
});
afterEach(async () => {
  await shut();
  rmSync(directory, { recursive: true, force: true });
});

describe('through RxDB', () => {
  it('inserts, queries by index, updates, observes, deletes and keeps all of it over a restart', async () => {
    const key = createKeyFile(join(directory, 'key'));
    let { orders } = await open(key);
    const seen: number[] = [];
    const watch = orders
      .find({ selector: { site: 'sz', status: 'ready' }, sort: [{ shipBy: 'asc' }] })
      .$.subscribe((docs) => seen.push(docs.length));
    const { error } = await orders.bulkInsert(Array.from({ length: 60 }, (_, n) => order(n)));
    expect(error).toEqual([]);

    const found = await orders
      .find({ selector: { site: 'sz', status: 'ready' }, sort: [{ shipBy: 'desc' }], limit: 3 })
      .exec();
    const expected = Array.from({ length: 60 }, (_, n) => order(n))
      .filter((o) => o.site === 'sz' && o.status === 'ready')
      .sort((a, b) => b.shipBy - a.shipBy)
      .slice(0, 3);
    expect(found.map((doc) => doc.toJSON())).toEqual(expected);

    await found[0]?.incrementalPatch({ status: 'packed' });
    await found[1]?.remove();
    expect(await orders.count({ selector: { site: 'sz', status: 'ready' } }).exec()).toBe(8);
    await expect.poll(() => seen.at(-1)).toBe(8);
    watch.unsubscribe();
    await expect(orders.insert(order(5))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(orders.insert({ ...order(99), shipBy: 'soon' as unknown as number })).rejects.toMatchObject({
      code: 'VD2',
    });

    await shut();
    ({ orders } = await open(loadKeyFile(join(directory, 'key'))));
    expect(await orders.count().exec()).toBe(59);
    expect((await orders.findOne('o00007').exec())?.toJSON()).toEqual(order(7));
    // a deleted document may be inserted again
    const again = await orders.insert({ ...order(0), id: found[1]?.id ?? '' });
    expect(again.toJSON().events).toEqual(order(0).events);
  });

  it('writes no encrypted text to any file, replication tables included, and refuses other keys', async () => {
    const key = createKeyFile(join(directory, 'key'));
    const { orders } = await open(key);
    await orders.bulkInsert(Array.from({ length: 20 }, (_, n) => order(n)));
    const pushed: unknown[] = [];
    const replication = replicateRxCollection<Order, { at: number }>({
      collection: orders,
      replicationIdentifier: 'hub',
      live: false,
      push: {
        handler: async (rows) => {
          pushed.push(...rows);
          return [];
        },
      },
      pull: {
        handler: async (checkpoint) =>
          checkpoint
            ? { documents: [], checkpoint }
            : { documents: [{ ...order(500), _deleted: false }], checkpoint: { at: 1 } },
      },
    });
    await replication.awaitInitialReplication();
    expect(pushed).toHaveLength(20);
    expect((await orders.findOne('o00500').exec())?.private?.base.name).toBe('收件人甲乙500');

    const bytes = () =>
      Buffer.concat(
        readdirSync(join(directory, 'db'))
          .filter((name) => name !== '.lock')
          .map((name) => readFileSync(join(directory, 'db', name))),
      );
    for (const raw of [bytes(), (await shut(), bytes())]) {
      expect(raw.includes('o00007')).toBe(true);
      for (const text of ['收件人', '139000', '500"}}']) expect(raw.includes(text)).toBe(false);
      expect(raw.includes(Buffer.from('收件人', 'utf16le'))).toBe(false);
    }

    const before = bytes();
    await expect(open(new Uint8Array(32).fill(1))).rejects.toThrow(StorageKeyError);
    await storage?.close();
    await expect(open()).rejects.toMatchObject({ code: 'storage-key-missing' });
    await storage?.close();
    expect(bytes().equals(before)).toBe(true);
    const reopened = await open(key);
    expect((await reopened.orders.findOne('o00007').exec())?.private).toEqual(order(7).private);
  });

  it('moves documents to a new schema version, encrypted fields too', async () => {
    addRxPlugin(RxDBMigrationSchemaPlugin);
    const key = new Uint8Array(32).fill(7);
    const { orders } = await open(key);
    await orders.bulkInsert(Array.from({ length: 30 }, (_, n) => order(n)));
    await orders.findOne('o00003').remove();
    await shut();

    storage = getRxStorageNodeSqlite({
      directory: join(directory, 'db'),
      encryption: { key },
      onFatal: (error) => {
        throw error;
      },
    });
    database = await createRxDatabase({ name: 'station', storage, multiInstance: false });
    const next: RxJsonSchema<Order> = { ...schema, version: 1, indexes: [['status', 'shipBy']] };
    const migrated = await database.addCollections({
      orders: {
        schema: next,
        migrationStrategies: { 1: (old: Order) => ({ ...old, status: `${old.status}-1` }) },
      },
    });
    expect(await migrated.orders.count().exec()).toBe(29);
    expect((await migrated.orders.findOne('o00007').exec())?.toJSON()).toEqual(
      order(7, { status: `${order(7).status}-1` }),
    );
    const tables = await tableNames();
    expect(tables.filter((name) => name.endsWith('_orders'))).toHaveLength(1);
  });

  it('is free again when the RxDatabase is closed, and opens anew with the same storage value', async () => {
    const key = new Uint8Array(32).fill(7);
    const { orders } = await open(key);
    await orders.insert(order(1));
    await database?.close();
    const other = getRxStorageNodeSqlite({ directory: join(directory, 'db'), onFatal: () => undefined });
    await other.close();
    if (!storage) throw new Error('no storage');
    database = await createRxDatabase({ name: 'station', storage, multiInstance: false });
    const again = await database.addCollections({ orders: { schema } });
    expect(await again.orders.count().exec()).toBe(1);
    await storage.close();
    await expect(again.orders.insert(order(2))).rejects.toMatchObject({ code: 'storage-closed' });
  });

  it('gives one directory to one storage', async () => {
    await open(new Uint8Array(32).fill(7));
    expect(() =>
      getRxStorageNodeSqlite({ directory: join(directory, 'db'), onFatal: () => undefined }),
    ).toThrow(StorageLockedError);
  });
});
