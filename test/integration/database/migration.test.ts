import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRxDatabase, type RxStorage } from 'rxdb';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../electron/station/database/index.ts';
import { DATABASE } from '../../../electron/station/database/name.ts';
import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import { SCHEMAS } from '../../../shared/schema/index.ts';

const key = new Uint8Array(32).fill(7);
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const fail = (error: unknown): never => {
  throw error;
};
const product = (n: number) => ({ id: `p:SKU-${n}`, kind: 'product' as const, sku: `SKU-${n}`, n: 1 });

/** The four collections as they were before documents bore stamps. */
async function folderOfVersion0(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'packline-migration-'));
  folders.push(directory);
  const storage = getRxStorageNodeSqlite({ directory, encryption: { key }, onFatal: fail });
  const rx = await createRxDatabase({
    name: DATABASE,
    storage: storage as unknown as RxStorage<unknown, never>,
    multiInstance: false,
  });
  const before = (name: 'products' | 'people' | 'config' | 'files') => {
    const { stamp, ...properties } = SCHEMAS[name].properties;
    void stamp;
    return { schema: { ...SCHEMAS[name], version: 0, properties } };
  };
  const { products, people, config, files } = (await rx.addCollections({
    products: before('products'),
    people: before('people'),
    config: before('config'),
    files: before('files'),
  } as never)) as Record<string, { bulkInsert(docs: object[]): Promise<{ error: unknown[] }> }>;
  const done = await Promise.all([
    products?.bulkInsert(Array.from({ length: 1_234 }, (_, n) => product(n))),
    people?.bulkInsert([
      { id: 'op:a-001', site: 'main', name: 'Li', badge: 'a-001', roles: ['PKR'], active: true },
    ]),
    config?.bulkInsert([
      { id: 'settings', kind: 'settings', value: { language: 'en' }, private: { sender: { name: 'Wang' } } },
    ]),
    files?.bulkInsert([{ id: 'picture:x', kind: 'picture', at: 5, data: { svg: '<svg/>' } }]),
  ]);
  expect(done.map((each) => each?.error.length)).toEqual([0, 0, 0, 0]);
  await rx.close();
  await storage.close();
  return directory;
}

describe('a folder of version 0', () => {
  it('opens with everything in it, stamps what is written from then on, and opens again', async () => {
    const directory = await folderOfVersion0();
    const db = await openDatabase({ directory, key, onFatal: fail });
    let n = 0;
    db.useStamps(() => `stamp-${(n += 1)}`);
    expect(await db.products.count({})).toBe(1_234);
    expect(await db.products.get('p:SKU-77')).toEqual(product(77));
    expect((await db.people.get('op:a-001'))?.name).toBe('Li');
    expect((await db.config.get('settings'))?.private).toEqual({ sender: { name: 'Wang' } });
    expect((await db.files.get('picture:x'))?.data).toEqual({ svg: '<svg/>' });
    await db.products.putMany([product(77)]);
    await db.files.update('picture:x', (doc) => ({ ...doc, at: 6 }));
    await db.people.update('op:a-001', (doc) => doc);
    await db.close();

    const again = await openDatabase({ directory, key, onFatal: fail });
    expect(await again.products.count({})).toBe(1_234);
    expect(await again.products.get('p:SKU-77')).toEqual({ ...product(77), stamp: 'stamp-1' });
    expect((await again.files.get('picture:x'))?.stamp).toBe('stamp-2');
    expect((await again.people.get('op:a-001'))?.stamp).toBeUndefined();
    await again.close();
  });
});
