import { randomBytes } from 'node:crypto';

import type { RxDocumentData, RxJsonSchema } from 'rxdb';
import { createRxDatabase } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { StorageFatalError } from '../../../electron/station/storage/index.ts';
import { createBench, prepared, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Thing {
  id: string;
  status?: string;
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
    text: { type: 'string' },
    private: { type: 'object' },
  },
  indexes: [['status']],
  encrypted: ['private'],
};

let bench: Bench;
let things: Instance<Thing>;
let fatal: StorageFatalError[];

beforeEach(async () => {
  fatal = [];
  bench = createBench({
    encryption: { key: new Uint8Array(32).fill(5) },
    onFatal: (error) => fatal.push(error),
  });
  things = await bench.open(schema);
});
afterEach(() => bench.end());

const insert = async (...documents: RxDocumentData<Thing>[]) => {
  const { error } = await things.bulkWrite(
    documents.map((document) => ({ document })),
    'test',
  );
  expect(error).toEqual([]);
};
const all = async () => (await things.query(prepared(things, { selector: {} }))).documents;
const reopen = async () => {
  await bench.restart();
  things = await bench.open(schema);
};

describe('documents of a megabyte', () => {
  it('are written, found, changed and follow in the changes, plain and encrypted', async () => {
    const megabyte = randomBytes(500_000).toString('hex');
    const documents = Array.from({ length: 10 }, (_, n) =>
      stored<Thing>({ id: `d${n}`, status: 'big', text: `${n}${megabyte}`, private: { all: megabyte } }),
    );
    await insert(...documents);
    await reopen();
    expect(await all()).toEqual(documents);
    const [first] = documents;
    if (!first) throw new Error('no document');
    const changed = { ...first, text: 'small', _rev: '2-x' };
    await things.bulkWrite([{ previous: first, document: changed }], 'test');
    const since = await things.getChangedDocumentsSince?.(100);
    expect(since?.documents.at(-1)).toEqual(changed);
    expect(since?.documents).toHaveLength(10);
    const found = await things.query(prepared(things, { selector: { text: { $regex: '^1' } } }));
    expect(found.documents.map(({ id }) => id)).toEqual(['d1']);
  });
});

describe('keys that are no proper text', () => {
  const keys = [
    '\ud800',
    '\udfff',
    '\ud83d\ude00',
    '\ud83d',
    '\ude00\ud83d',
    '\u{10ffff}',
    '\0',
    'a\0b',
    '',
    "'",
    '%',
  ];

  it('are kept apart, over a restart, in conflicts, events and changes', async () => {
    const told: string[] = [];
    things.changeStream().subscribe(({ events }) => told.push(...events.map(({ documentId }) => documentId)));
    await insert(...keys.map((key) => stored<Thing>({ id: key, status: key, text: JSON.stringify(key) })));
    expect(told).toEqual(keys);
    await reopen();
    const { error } = await things.bulkWrite(
      keys.map((key) => ({ document: stored<Thing>({ id: key }) })),
      'test',
    );
    expect(error.map(({ documentId }) => documentId)).toEqual(keys);
    for (const key of keys) {
      const [document] = await things.findDocumentsById([key], false);
      expect(document).toMatchObject({ id: key, status: key, text: JSON.stringify(key) });
    }
    expect((await all()).map(({ id }) => id)).toEqual(keys.toSorted());
    const seen: string[] = [];
    let checkpoint: { id: string; lwt: number } | undefined;
    for (let page = 0; page < keys.length; page += 1) {
      const changes = await things.getChangedDocumentsSince?.(1, checkpoint);
      seen.push(...(changes?.documents ?? []).map(({ id }) => id));
      checkpoint = changes?.checkpoint;
    }
    expect(seen).toEqual(keys);
  });
});

describe('a clock that jumps by years, both ways', () => {
  const YEAR = 366 * 86_400_000;

  it('replication skips nothing and repeats nothing', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const start = 1_800_000_000_000;
      const pushed: string[] = [];
      const run = async (jump: number, name: string) => {
        vi.setSystemTime(start + jump);
        const database = await createRxDatabase({
          name: 'clock',
          storage: bench.storage,
          multiInstance: false,
        });
        const { orders } = await database.addCollections({ orders: { schema } });
        const replication = replicateRxCollection<Thing, { at: number }>({
          collection: orders as never,
          replicationIdentifier: 'hub',
          live: false,
          push: {
            handler: (rows) => {
              pushed.push(...rows.map(({ newDocumentState }) => newDocumentState.id));
              return Promise.resolve([]);
            },
          },
        });
        await replication.awaitInitialReplication();
        await orders?.insert({ id: `${name}-1` });
        await orders?.bulkInsert([{ id: `${name}-2` }, { id: `${name}-3` }]);
        replication.reSync();
        await database.close();
        await bench.restart();
      };
      const jumps = [0, 30 * YEAR, -40 * YEAR, YEAR, -YEAR, 1, 0];
      for (const [i, jump] of jumps.entries()) await run(jump, `run${i}`);
      await run(2 * YEAR, 'last');
      const expected = [...jumps.keys()].flatMap((i) => [1, 2, 3].map((n) => `run${i}-${n}`));
      expect(pushed.toSorted().filter((id) => !id.startsWith('last'))).toEqual(expected);
    } finally {
      vi.useRealTimers();
    }
  });
});
