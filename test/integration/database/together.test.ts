import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRxDatabase, type RxCollection, type RxStorage } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openDatabase, type Database } from '../../../electron/station/database/index.ts';
import { createTable } from '../../../electron/station/database/tables.ts';
import { createTogether } from '../../../electron/station/database/together.ts';
import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import { SCHEMAS, type ConfigDoc, type PrintDoc } from '../../../shared/schema/index.ts';

const job = (n: number, state = 'queued'): PrintDoc => ({
  id: `job-${String(n)}`,
  state,
  shipment: 's',
  at: 1_000 + n,
  job: {},
});
const config = (id: string, n: number): ConfigDoc =>
  ({ id, kind: 'station', value: { n }, private: { note: '仅本站' } }) as unknown as ConfigDoc;

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'packline-together-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('documents of one act', () => {
  let db: Database;
  beforeEach(async () => {
    db = await openDatabase({ directory, key: new Uint8Array(32).fill(7), onFatal: () => undefined });
  });
  afterEach(() => db.close());
  const state = async (n: number) => (await db.prints.get(`job-${n}`))?.state;

  it('are written all, returned in order, and tallies follow', async () => {
    await db.prints.insertMany([job(1), job(2)]);
    expect(await db.prints.tally('state', 'queued')).toBe(2);
    const written = await db.together([
      db.prints.changing('job-1', (doc) => ({ ...doc, state: 'sent' })),
      db.config.putting(config('a', 1)),
      db.prints.inserting(job(3)),
      db.prints.putting({ ...job(2), state: 'failed' }),
      db.prints.changing('nobody', (doc) => doc, { missing: 'skip' }),
      // Follows the first change of the same document.
      db.prints.changing('job-1', (doc) => ({ ...doc, state: `${doc.state} twice` })),
    ]);
    expect(written).toEqual({
      done: true,
      docs: [
        { ...job(1), state: 'sent twice' },
        config('a', 1),
        job(3),
        { ...job(2), state: 'failed' },
        undefined,
        { ...job(1), state: 'sent twice' },
      ],
    });
    expect(await db.prints.tally('state', 'queued')).toBe(1);
    expect(await db.prints.count({ state: 'queued' })).toBe(1);
    expect((await db.config.get('a'))?.private).toEqual({ note: '仅本站' });
  });

  it('are none where one refuses: a change, what is missing, what is there already', async () => {
    await db.prints.insertMany([job(1)]);
    const mark = db.config.putting(config('a', 1));
    expect(await db.together([mark, db.prints.changing('job-1', () => undefined)])).toEqual({
      done: false,
      refused: 1,
    });
    expect(await db.together([mark, db.prints.changing('nobody', (doc) => doc)])).toEqual({
      done: false,
      refused: 1,
    });
    expect(await db.together([db.prints.inserting(job(1)), mark])).toEqual({ done: false, refused: 0 });
    expect(await db.config.get('a')).toBeUndefined();
    await expect(
      db.together([
        mark,
        db.prints.changing('job-1', () => {
          throw new Error('broken');
        }),
      ]),
    ).rejects.toThrow('broken');
    expect(await db.config.get('a')).toBeUndefined();
    expect(await db.together([db.prints.changing('job-1', (doc) => doc)])).toEqual({
      done: true,
      docs: [job(1)],
    });
  });

  it('of many writers at once none is lost, with and without each other', async () => {
    await db.prints.insertMany([{ ...job(1), job: { n: 0 } }]);
    await db.config.put(config('a', 0));
    const more = (doc: PrintDoc) => ({ ...doc, job: { n: Number(doc.job['n']) + 1 } });
    const count = (doc: ConfigDoc) => ({ ...doc, value: { n: Number(doc.value['n']) + 1 } });
    const acts = Array.from({ length: 15 }, () =>
      db.together([db.prints.changing('job-1', more), db.config.changing('a', count)]),
    );
    await Promise.all([...acts, ...Array.from({ length: 5 }, () => db.prints.update('job-1', more))]);
    expect((await db.prints.get('job-1'))?.job).toEqual({ n: 20 });
    expect((await db.config.get('a'))?.value).toEqual({ n: 15 });
  });

  it('can be put, changed and purged by the usual calls before and after', async () => {
    await db.together([db.prints.inserting(job(1)), db.prints.inserting(job(2))]);
    await db.prints.update('job-1', (doc) => ({ ...doc, state: 'sent' }));
    await db.together([db.prints.putting(job(1, 'confirmed'))]);
    expect(await state(1)).toBe('confirmed');
    expect(await db.prints.purge(['job-2'])).toBe(1);
    expect((await db.together([db.prints.inserting(job(2))])).done).toBe(true);
    expect(await state(2)).toBe('queued');
  });
});

/** What a replication sees: the stream of a collection and its changes, without what differs from one run to the next. */
async function seenOf(how: 'put' | 'together') {
  const storage = getRxStorageNodeSqlite({
    directory: join(directory, how),
    encryption: { key: new Uint8Array(32).fill(7) },
    onFatal: () => undefined,
  });
  const rx = await createRxDatabase({
    name: 'station',
    storage: storage as unknown as RxStorage<unknown, never>,
    multiInstance: false,
    eventReduce: false,
  });
  const { prints } = (await rx.addCollections({
    prints: { schema: SCHEMAS.prints },
  } as never)) as unknown as {
    prints: RxCollection<PrintDoc>;
  };
  const table = createTable<PrintDoc>(prints);
  const together = createTogether(storage, rx);
  /** The two revisions' hash is the database's own; what counts is that it is this one's, and the height. */
  const plain = (doc: unknown): unknown =>
    doc === undefined
      ? undefined
      : JSON.parse(
          JSON.stringify(doc, (key, value: unknown) =>
            key === 'lwt' ? typeof value : key === '_rev' ? String(value).replace(rx.token, 'token') : value,
          ),
        );
  const stream: unknown[] = [];
  const bulks: string[] = [];
  prints.storageInstance.changeStream().subscribe(({ id, events, context, checkpoint, ...rest }) => {
    bulks.push(id);
    const told = events.map((event) => ({
      ...event,
      documentData: plain(event.documentData),
      previousDocumentData: plain(event.previousDocumentData),
    }));
    stream.push({ told, context, last: String(checkpoint?.id), more: Object.keys(rest) });
  });
  const sent = (doc: PrintDoc) => ({ ...doc, state: 'sent' });
  const put = async (doc: PrintDoc) =>
    how === 'put' ? table.put(doc) : void (await together([table.putting(doc)]));
  const change = async (id: string) =>
    how === 'put' ? void (await table.update(id, sent)) : void (await together([table.changing(id, sent)]));
  await put(job(1));
  await change('job-1');
  await put(job(1, 'voided'));
  await prints.findOne('job-1').remove();
  // Over what was deleted.
  await put(job(1));
  await change('job-1');
  const changes = await prints.storageInstance.getChangedDocumentsSince?.(10);
  const documents = changes?.documents.map(plain);
  const found = (await prints.findOne('job-1').exec())?.toJSON();
  await rx.close();
  await storage.close();
  expect(new Set(bulks).size).toBe(bulks.length);
  return { stream, documents, last: String(changes?.checkpoint.id), found };
}

describe('a document written by `together`', () => {
  it('is seen by replication and by RxDB as one that was put', async () => {
    const [put, together] = [await seenOf('put'), await seenOf('together')];
    expect(together).toEqual(put);
    expect(together.stream).toHaveLength(6);
    expect(JSON.stringify(together.documents)).toContain('6-token');
  });
});
