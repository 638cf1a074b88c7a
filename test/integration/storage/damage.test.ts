import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RxDocumentData, RxJsonSchema } from 'rxdb';
import { fillWithDefaultSettings } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StorageError, getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import type { StorageFatalError } from '../../../electron/station/storage/index.ts';
import { createRandom } from './fuzz/random.ts';
import { prepared, stored } from './harness.ts';
import type { Instance } from './harness.ts';

interface Thing {
  id: string;
  n: number;
  text: string;
  private?: { name: string };
}

const schema: RxJsonSchema<Thing> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 20 },
    n: { type: 'integer', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
    text: { type: 'string' },
    private: { type: 'object' },
  },
  required: ['id', 'n', 'text'],
  indexes: [['n']],
  encrypted: ['private'],
};
const SEED = 20_261_122;
/** Each opens a damaged file; DAMAGE_ROUNDS=1000 for a long look. */
const ROUNDS = Number(process.env['DAMAGE_ROUNDS'] ?? 40);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function openAt(directory: string) {
  const fatal: StorageFatalError[] = [];
  const storage = getRxStorageNodeSqlite({
    directory,
    encryption: { key: new Uint8Array(32).fill(5) },
    onFatal: (error) => fatal.push(error),
  });
  try {
    const things = (await storage.createStorageInstance<Thing>({
      databaseInstanceToken: 'token',
      databaseName: 'db',
      collectionName: 'things',
      schema: fillWithDefaultSettings(schema),
      options: {},
      multiInstance: false,
      devMode: false,
    })) as Instance<Thing>;
    return { storage, things, fatal };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

const thing = (n: number, text = `text ${n}`): RxDocumentData<Thing> =>
  stored<Thing>({ id: `t${String(n).padStart(6, '0')}`, n, text, private: { name: `name ${n}` } });

/** @returns all documents by index, as a bench reads them */
const readAll = async (things: Instance<Thing>): Promise<RxDocumentData<Thing>[]> => {
  const query = { selector: { _deleted: { $eq: false } }, sort: [{ n: 'asc' }] };
  return (await things.query(prepared(things, query as never))).documents;
};

/** Copies the files of an open storage as a crash would leave them. By another process: see the README on locks. */
function copyFiles(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  execFileSync('sh', ['-c', 'cp "$1"/db.sqlite* "$2"', 'sh', from, to]);
}

describe('a torn write-ahead log', () => {
  it('at any length gives the writes up to a moment, whole, and goes on', async () => {
    const random = createRandom(SEED);
    const origin = join(folder, 'origin');
    const { storage, things } = await openAt(origin);
    await storage.idle();
    for (let n = 0; n < 60; n += 1) await things.bulkWrite([{ document: thing(n) }], 'test');
    // At once: what a checkpoint has copied into the file is in the log for good.
    const crashed = join(folder, 'crashed');
    copyFiles(origin, crashed);
    await storage.close();
    const copy = join(folder, 'copy');
    const log = readFileSync(join(crashed, 'db.sqlite-wal'));
    expect(log.length).toBeGreaterThan(100_000);
    let fewest = 60;
    for (let round = 0; round < 25; round += 1) {
      copyFiles(crashed, copy);
      const path = join(copy, 'db.sqlite-wal');
      rmSync(`${path.slice(0, -4)}-shm`, { force: true });
      const at = random.below(log.length);
      if (round % 3 === 0) truncateSync(path, at);
      else {
        const bytes = Buffer.from(log);
        if (round % 3 === 1) bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << random.below(8)), at);
        else bytes.fill(0xa5, at);
        writeFileSync(path, bytes);
      }
      const torn = await openAt(copy);
      const found = await readAll(torn.things);
      // A prefix: whoever is there, is there with all before it, as it was written.
      expect(found.map(({ id, text }) => [id, text])).toEqual(
        Array.from({ length: found.length }, (_, n) => [thing(n).id, `text ${n}`]),
      );
      fewest = Math.min(fewest, found.length);
      await torn.things.bulkWrite([{ document: thing(1_000) }], 'test');
      expect(await readAll(torn.things)).toHaveLength(found.length + 1);
      await torn.storage.close();
      expect(torn.fatal).toEqual([]);
    }
    expect(fewest).toBeLessThan(40);
  });
});

describe('a damaged file', () => {
  /** A file of some hundred pages, closed, and what was in it. */
  async function makeFile(directory: string): Promise<Map<string, RxDocumentData<Thing>>> {
    const { storage, things } = await openAt(directory);
    const documents = Array.from({ length: 300 }, (_, n) => thing(n, `text ${n} ${'x'.repeat(n % 700)}`));
    await things.bulkWrite(
      documents.map((document) => ({ document })),
      'test',
    );
    await storage.close();
    return new Map(documents.map((document) => [document.id, document]));
  }

  /** Opens, reads all ways and writes. Nothing but a storage's own error may come out. */
  async function use(directory: string): Promise<{ code: string; found: RxDocumentData<Thing>[] }> {
    const found: RxDocumentData<Thing>[] = [];
    let open: Awaited<ReturnType<typeof openAt>> | undefined;
    try {
      open = await openAt(directory);
      found.push(...(await readAll(open.things)));
      found.push(...((await open.things.getChangedDocumentsSince?.(10_000))?.documents ?? []));
      found.push(...(await open.things.findDocumentsById([...found.map(({ id }) => id)], true)));
      await open.things.bulkWrite([{ document: thing(900_000) }], 'test');
      return { code: 'ok', found };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return { code: error.code, found };
    } finally {
      await open?.storage.close();
    }
  }

  it('with flipped bits: the right data or the storage’s own error, and no wrong private data', async () => {
    const random = createRandom(SEED);
    const origin = join(folder, 'origin');
    const before = await makeFile(origin);
    const whole = readFileSync(join(origin, 'db.sqlite'));
    const codes: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      const directory = join(folder, `bits${round}`);
      mkdirSync(directory);
      const bytes = Buffer.from(whole);
      // Half of them where it hurts most: SQLite's header, its schema, our keys, the roots of the trees.
      const page = round % 2 === 0 ? random.below(12) : random.below(bytes.length / 4096);
      for (let flips = 1 + random.below(8); flips > 0; flips -= 1) {
        const at = page * 4096 + random.below(4096);
        bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << random.below(8)), at);
      }
      writeFileSync(join(directory, 'db.sqlite'), bytes);
      const { code, found } = await use(directory);
      codes[code] = (codes[code] ?? 0) + 1;
      for (const document of found) {
        const was = before.get(document.id);
        // A flip in the name of a field that is not encrypted goes unnoticed; in the ciphertext it does not.
        if (was) expect([undefined, was.private?.name]).toContain(document.private?.name);
      }
      rmSync(directory, { recursive: true });
    }
    expect(codes['ok']).toBeGreaterThan(0);
    expect(codes['storage-fatal']).toBeGreaterThan(ROUNDS / 10);
  }, 600_000);

  it('cut in half, empty, or not a database: refused with the storage’s own error', async () => {
    const origin = join(folder, 'origin');
    await makeFile(origin);
    const whole = readFileSync(join(origin, 'db.sqlite'));
    const halves = [2, 3, 10].map((part) => whole.subarray(0, Math.floor(whole.length / part)));
    const texts = ['{"not": "a database"}', 'SQLite format 3\0', 'x'.repeat(100_000)].map((text) =>
      Buffer.from(text),
    );
    for (const [n, bytes] of [
      ...halves,
      whole.subarray(0, 4096),
      whole.subarray(0, 50),
      ...texts,
    ].entries()) {
      const directory = join(folder, `half${n}`);
      mkdirSync(directory);
      const path = join(directory, 'db.sqlite');
      writeFileSync(path, bytes);
      expect([n, (await use(directory)).code]).toEqual([n, 'storage-fatal']);
      // Refusing must not make it worse: whoever repairs it finds what was there.
      expect([n, readFileSync(path).equals(bytes)]).toEqual([n, true]);
    }
  });
});

describe('a folder without rights', () => {
  const source = join(import.meta.dirname, '../../../electron/station/storage/index.ts');

  /** Opens the folders in a process of its own: root ignores file modes, so its rights go once the program is loaded. */
  function openAsUser(directories: readonly string[]): Record<string, string> {
    const program = `
      import { getRxStorageNodeSqlite, StorageError } from ${JSON.stringify(source)};
      if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
      const outcomes = {};
      for (const directory of ${JSON.stringify(directories)}) {
        try {
          const storage = getRxStorageNodeSqlite({ directory, onFatal: () => undefined });
          await storage.createStorageInstance({ databaseInstanceToken: 't', databaseName: 'db', collectionName: 'c',
            schema: { version: 0, primaryKey: 'id', type: 'object', properties: { id: { type: 'string' } }, indexes: [] },
            options: {}, multiInstance: false, devMode: false });
          outcomes[directory] = 'ok';
          await storage.close();
        } catch (error) {
          outcomes[directory] = error instanceof StorageError ? error.code : 'untyped ' + error;
        }
      }
      process.stdout.write(JSON.stringify(outcomes));`;
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
    const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Record<string, string>;
  }

  it('is refused with the storage’s own error, to an ordinary user', async () => {
    chmodSync(folder, 0o755);
    const make = (name: string, mode: number) => {
      const directory = join(folder, name);
      mkdirSync(directory);
      chmodSync(directory, mode);
      return directory;
    };
    const withFile = async (name: string, mode: number) => {
      const directory = make(name, 0o777);
      await (await openAt(directory)).storage.close();
      rmSync(join(directory, '.lock'));
      chmodSync(join(directory, 'db.sqlite'), mode);
      return directory;
    };
    const fine = make('fine', 0o777);
    const refused = [
      make('read-only', 0o555),
      join(folder, 'read-only', 'new'),
      make('closed', 0o000),
      await withFile('file-closed', 0o000),
      await withFile('file-read-only', 0o444),
    ];
    expect(openAsUser([fine, ...refused])).toEqual({
      [fine]: 'ok',
      ...Object.fromEntries(refused.map((directory) => [directory, 'storage-access'])),
    });
  }, 120_000);
});

describe('a disk that fills up', () => {
  it('in whichever statement of a bulk write: refused as a whole slice, nothing acknowledged is lost', async () => {
    const failedAt = new Set<number>();
    let succeeded = false;
    for (let room = 0; !succeeded; room += 1) {
      const directory = join(folder, `full${room}`);
      const { storage, things, fatal } = await openAt(directory);
      const before = Array.from({ length: 20 }, (_, n) => thing(n, 'x'.repeat(300)));
      await things.bulkWrite(
        before.map((document) => ({ document })),
        'test',
      );
      const { file } = things.internals;
      const pages = Number(file.statement('PRAGMA page_count').get()?.['page_count']);
      file.statement(`PRAGMA max_page_count = ${pages + room}`).get();
      // Inserts come first, updates that grow after them: each is a statement in which the disk may be full.
      const rows = [
        ...Array.from({ length: 10 }, (_, n) => ({ document: thing(100 + n, 'y'.repeat(2_500)) })),
        ...before.slice(0, 10).map((previous) => ({
          previous,
          document: { ...previous, text: 'z'.repeat(3_000), _rev: '2-x' },
        })),
      ];
      const outcome = await things.bulkWrite(rows, 'test').then(
        ({ error }) => (error.length === 0 ? 'written' : 'conflict'),
        (error: unknown) => error,
      );
      succeeded = outcome === 'written';
      if (!succeeded) {
        expect(outcome).toMatchObject({ code: 'storage-fatal', errcode: 13 });
        expect(fatal).toHaveLength(1);
        failedAt.add(room);
        const late = things.bulkWrite([{ document: thing(999) }], 'test');
        await expect(late).rejects.toMatchObject({ code: 'storage-fatal' });
        // What was there can still be read.
        expect((await readAll(things)).map(({ text }) => text)).toEqual(before.map(({ text }) => text));
      }
      await storage.close();

      const again = await openAt(directory);
      const found = await readAll(again.things);
      const expected = succeeded
        ? [...before.slice(0, 10).map(() => 'z'.repeat(3_000)), ...before.slice(10).map(({ text }) => text)]
        : before.map(({ text }) => text);
      expect(found.slice(0, 20).map(({ text }) => text)).toEqual(expected);
      expect(found).toHaveLength(succeeded ? 30 : 20);
      await again.things.bulkWrite([{ document: thing(999) }], 'test');
      await again.storage.close();
    }
    expect(failedAt.size).toBeGreaterThan(10);
  });
});
