import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { RxJsonSchema } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createBench, prepared, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Thing {
  id: string;
  private?: unknown;
  open?: string;
  nested?: { secret?: unknown; list?: unknown[] };
}

const schema: RxJsonSchema<Thing> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    private: { type: 'object' },
    open: { type: 'string' },
    nested: { type: 'object' },
  },
  encrypted: ['private', 'nested.secret'],
};
const KEY = new Uint8Array(32).fill(5);
const OTHER = new Uint8Array(32).fill(6);

let bench: Bench;
let things: Instance<Thing>;

beforeEach(async () => {
  bench = createBench({ encryption: { key: KEY } });
  things = await bench.open(schema);
});
afterEach(() => bench.end());

const thing = (n: number): Thing => ({
  id: `t${String(n).padStart(5, '0')}`,
  private: { name: `收件人 ${n}`, of: n },
  // Looks like an encrypted value and is none.
  open: `1:${n}`,
  nested: { secret: [n], list: ['1:x'] },
});
const fill = async (n: number, from = 0): Promise<void> => {
  const rows = Array.from({ length: n }, (_, at) => ({ document: stored(thing(from + at)) }));
  const { error } = await things.bulkWrite(rows, 'test');
  expect(error).toEqual([]);
};
const read = async (): Promise<Thing[]> => {
  const { documents } = await things.query(prepared(things, { selector: {}, sort: [{ id: 'asc' }] }));
  return documents.map(
    ({ id, private: hidden, open, nested }) => ({ id, private: hidden, open, nested }) as Thing,
  );
};
const expected = (n: number): Thing[] => Array.from({ length: n }, (_, at) => thing(at));

/** Ciphertexts in the file by the number of their key. */
function numbers(): Record<string, number> {
  const raw = new DatabaseSync(join(bench.directory, 'db.sqlite'), { readOnly: true });
  const counts: Record<string, number> = {};
  for (const row of raw.prepare('SELECT data FROM t1_things').all()) {
    const number = String((JSON.parse(String(row['data'])) as Thing).private).split(':')[0] ?? '';
    counts[number] = (counts[number] ?? 0) + 1;
  }
  raw.close();
  return counts;
}
const filesIn = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      // The index of the log is made anew by whoever reads it; the lock is no data.
      .filter((name) => !name.endsWith('-shm') && !name.startsWith('.lock'))
      .map((name) => [name, readFileSync(join(directory, name)).toString('hex')]),
  );

describe('the wrapping key', () => {
  it('is changed by rewriting one row: the old one is refused from then on, the data stay as they are', async () => {
    await fill(50);
    const raw = () => {
      const database = new DatabaseSync(join(bench.directory, 'db.sqlite'), { readOnly: true });
      const rows = database.prepare('SELECT data FROM t1_things').all();
      database.close();
      return JSON.stringify(rows);
    };
    const before = raw();
    await bench.storage.rewrapKey(OTHER);
    expect(raw()).toBe(before);
    await fill(1, 50);
    await bench.restart();
    await expect(bench.open(schema)).rejects.toMatchObject({ code: 'storage-key-wrong' });
    await bench.restart({ encryption: { key: OTHER } });
    things = await bench.open(schema);
    expect(await read()).toEqual(expected(51));
  });

  it.each([
    ['the old one, where it was not kept yet', KEY, OTHER],
    ['the new one, where it was', OTHER, KEY],
  ])(
    'after a crash in the change it is %s, and the other is refused from then on',
    async (_, kept, other) => {
      await fill(20);
      await bench.storage.close();
      const child = fileURLToPath(new URL('./keys-child.ts', import.meta.url));
      expect(spawnSync(process.execPath, [child, bench.directory, 'rewrap']).signal).toBe('SIGKILL');
      await bench.restart({ encryption: { key: kept } });
      things = await bench.open(schema);
      expect(await read()).toEqual(expected(20));
      await bench.restart({ encryption: { key: other } });
      await expect(bench.open(schema)).rejects.toMatchObject({ code: 'storage-key-wrong' });
      await bench.restart({ encryption: { key: kept } });
      things = await bench.open(schema);
      expect(await read()).toEqual(expected(20));
    },
  );

  it('stays the old one where the new one cannot be kept', async () => {
    await fill(5);
    const full = () => Promise.reject(new Error('no room'));
    await expect(bench.storage.rewrapKey(OTHER, full)).rejects.toThrow('no room');
    await fill(1, 5);
    await bench.restart({ encryption: { key: OTHER } });
    await expect(bench.open(schema)).rejects.toMatchObject({ code: 'storage-key-wrong' });
    await bench.restart({ encryption: { key: KEY } });
    things = await bench.open(schema);
    expect(await read()).toEqual(expected(6));
  });

  it('a wrong or missing key changes no byte, also where a crash left a write-ahead log', async () => {
    await fill(20);
    await bench.restart();
    const child = fileURLToPath(new URL('./keys-child.ts', import.meta.url));
    await bench.storage.close();
    expect(spawnSync(process.execPath, [child, bench.directory, 'write']).signal).toBe('SIGKILL');
    const before = filesIn(bench.directory);
    expect(before['db.sqlite-wal']?.length ?? 0).toBeGreaterThan(0);
    for (const options of [{ encryption: { key: OTHER } }, { encryption: undefined }]) {
      await bench.restart(options as never);
      await expect(bench.open(schema)).rejects.toMatchObject({ code: /storage-key/ });
      await bench.storage.close();
      expect(filesIn(bench.directory)).toEqual(before);
    }
    await bench.restart();
    things = await bench.open(schema);
    expect(await read()).toHaveLength(21);
  });
});

describe('the data key', () => {
  it('is changed while reads and writes go on: every value under the new one, nothing told, no turn over 20 ms of it', async () => {
    await fill(3_000);
    const told: unknown[] = [];
    things.changeStream().subscribe((bulk) => void told.push(bulk));
    const changedSince = async (from?: { id: string; lwt: number }) =>
      things.getChangedDocumentsSince?.(10_000, from) ?? { documents: [], checkpoint: undefined };
    const { checkpoint } = await changedSince();
    const progress: number[] = [];
    let ended = false;
    const rotating = bench.storage
      .rotateDataKey(({ done, total }) => {
        progress.push(done);
        expect(total).toBe(3_000);
      })
      .then(() => (ended = true));
    let meanwhile = 0;
    while (!ended) {
      expect((await things.findDocumentsById(['t00007', 't02999'], false)).map((doc) => doc.private)).toEqual(
        [thing(7).private, thing(2_999).private],
      );
      if (meanwhile < 20) await fill(1, 3_000 + meanwhile++);
    }
    await rotating;
    expect(progress.length).toBeGreaterThan(5);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(3_000);
    expect(numbers()).toEqual({ 2: 3_000 + meanwhile });
    expect(await read()).toEqual(expected(3_000 + meanwhile));
    // The writes of this test only: a rotation is no change of a document.
    expect(told).toHaveLength(meanwhile);
    expect((await changedSince(checkpoint)).documents).toHaveLength(meanwhile);
    expect(bench.storage.rotating()).toBe(false);

    await bench.storage.rotateDataKey();
    await bench.restart();
    things = await bench.open(schema);
    expect(numbers()).toEqual({ 3: 3_000 + meanwhile });
    expect(await read()).toEqual(expected(3_000 + meanwhile));
  });

  it('goes on where a killed process stood, and every value can be read before it does', async () => {
    await fill(2_000);
    await bench.storage.close();
    const child = fileURLToPath(new URL('./keys-child.ts', import.meta.url));
    expect(spawnSync(process.execPath, [child, bench.directory, 'rotate']).signal).toBe('SIGKILL');
    await bench.restart();
    things = await bench.open(schema);
    const half = numbers();
    expect(half['1']).toBeGreaterThan(0);
    expect(half['2']).toBeGreaterThan(0);
    expect(bench.storage.rotating()).toBe(true);
    expect(await read()).toEqual(expected(2_000));
    // The owner's key may change in between.
    await bench.storage.rewrapKey(OTHER);
    await bench.restart({ encryption: { key: OTHER } });
    things = await bench.open(schema);
    expect(await read()).toEqual(expected(2_000));
    await bench.storage.rotateDataKey();
    expect(numbers()).toEqual({ 2: 2_000 });
    expect(await read()).toEqual(expected(2_000));
    expect(bench.storage.rotating()).toBe(false);
  });

  it('two calls at once are one rotation; a storage without a key has none', async () => {
    await fill(100);
    await Promise.all([bench.storage.rotateDataKey(), bench.storage.rotateDataKey()]);
    expect(numbers()).toEqual({ 2: 100 });
    const plain = createBench();
    await plain.open({ ...schema, encrypted: [] } as never);
    await plain.storage.rotateDataKey();
    expect(plain.storage.rotating()).toBe(false);
    await plain.end();
  });
});
