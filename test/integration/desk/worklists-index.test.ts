import { DatabaseSync } from 'node:sqlite';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { createHmac } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openDatabase,
  orderDoc,
  shipmentDoc,
  type Database,
} from '../../../electron/station/database/index.ts';
import {
  createDeskIndex,
  deskIndexFile,
  type DeskIndex,
} from '../../../electron/station/projections/index.ts';
import { createIndexStore } from '../../../electron/station/projections/store.ts';
import { pinyinSyllables } from '../../../electron/station/projections/syllables.ts';
import {
  IndexError,
  startIndexThread,
  type IndexThreadData,
} from '../../../electron/station/projections/thread.ts';
import type { IndexStore } from '../../../electron/station/projections/types.ts';
import { askedOf } from '../../../electron/station/services/worklists/asked.ts';
import { withEvents } from '../../../electron/station/services/events.ts';
import { formatHlc } from '../../../shared/base/index.ts';
import type { OrderEvent, OrderEventDraft, ShipmentEvent } from '../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../shared/schema/index.ts';
import { benchOrder } from '../../bench/lib/sync-data.ts';

const NOW = 1_800_000_000_000;
const LIMITS = { to_review: 3_600_000, to_release: 3_600_000 };
let stamps = 0;
const eventOf = (draft: OrderEventDraft, id: string): OrderEvent => ({
  ...draft,
  id,
  at: formatHlc({ ms: NOW + (stamps += 1), counter: 0, station: 'here' }),
  by: 'op:1',
  station: 'here',
});
const withStep = (doc: OrderDoc, draft: OrderEventDraft, id = `e${String((stamps += 1))}`): OrderDoc =>
  orderDoc(withEvents(doc, [eventOf(draft, id)]));

/** The same without a thread, whose start takes longer than a test. */
function inThisThread(data: IndexThreadData): IndexStore {
  const store = createIndexStore({ ...data, syllables: pinyinSyllables });
  const told = Object.entries(store).map(([name, method]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      try {
        return await (method as (...given: unknown[]) => unknown)(...args);
      } catch (error) {
        throw new IndexError((error as Error).name);
      }
    },
  ]);
  return Object.fromEntries(told) as IndexStore;
}

describe('the index of the work lists', { timeout: 30_000 }, () => {
  let dir: string;
  let db: Database;
  let index: DeskIndex;
  let key = 'key 1';
  const hash = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
  const log: string[] = [];

  const open = (start: (data: IndexThreadData) => IndexStore = inThisThread): DeskIndex =>
    createDeskIndex({
      open: start,
      db,
      dataDir: dir,
      station: 'here',
      hash,
      log: (line) => void log.push(line),
      paused: () => false,
      failed: () => false,
    });
  async function inList(list: 'to_review' | 'to_release' | 'all' | 'exceptions'): Promise<string[]> {
    await index.settled();
    const query = { list, filter: {}, sort: 'number', reverse: false, now: NOW, limits: LIMITS } as const;
    return (await index.ask((store) => store.ids(query, 1_000))) ?? ['nothing'];
  }
  async function found(typed: string): Promise<string[]> {
    await index.settled();
    const asked = askedOf(typed, hash);
    if (!asked) return [];
    const options = { archived: false, now: NOW, limits: LIMITS, limit: 20 };
    return (
      (await index.ask((store) => store.search(asked, options)))?.hits.map(({ id, by }) => `${id} ${by}`) ??
      []
    );
  }
  const id = (n: number): string => benchOrder(n).id;

  beforeEach(async () => {
    key = 'key 1';
    log.length = 0;
    dir = mkdtempSync(join(tmpdir(), 'packline-worklists-'));
    db = await openDatabase({ directory: dir, key: new Uint8Array(32).fill(7), onFatal: () => undefined });
    index = open();
  });
  afterEach(async () => {
    await index.close();
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('follows what is made, changed, pulled, merged and purged', async () => {
    await db.orders.insertMany([benchOrder(1), benchOrder(2), benchOrder(3)]);
    expect(await inList('to_review')).toEqual([id(1), id(2), id(3)]);
    await db.orders.update(id(2), (doc) => withStep(doc, { type: 'approved', data: {} }));
    expect(await inList('to_review')).toEqual([id(1), id(3)]);
    expect(await inList('to_release')).toEqual([id(2)]);

    // As replication writes it: an order of another station, and one merged with what was done there.
    const pulled = async (doc: OrderDoc): Promise<void> => {
      const { storageInstance } = db.collections.orders;
      const [previous] = await storageInstance.findDocumentsById([doc.id], false);
      const document = {
        ...doc,
        _deleted: false,
        _attachments: {},
        _meta: { lwt: 1 },
        _rev: previous?._rev ?? '',
      };
      const row = previous ? { previous, document } : { document };
      const { error } = await storageInstance.bulkWrite([row] as never, 'replication-down');
      expect(error).toEqual([]);
    };
    await pulled(benchOrder(4));
    await pulled(withStep(benchOrder(3), { type: 'approved', data: {} }));
    expect(await inList('to_review')).toEqual([id(1), id(4)]);
    expect(await inList('to_release')).toEqual([id(2), id(3)]);

    const counts = async (): Promise<unknown> =>
      (await index.ask((store) => store.lists(['to_review', 'to_release'], NOW, LIMITS)))?.map(
        ({ count }) => count,
      );
    expect(await counts()).toEqual([2, 2]);
    await db.orders.update(id(4), (doc) => withStep(doc, { type: 'approved', data: {} }));
    await index.settled();
    expect(await counts()).toEqual([1, 3]);

    expect(await db.orders.purge([id(1)])).toBe(1);
    expect(await inList('all')).toEqual([id(2), id(3), id(4)]);
    expect(await found('B0000001')).toEqual([]);
    expect(await counts()).toEqual([0, 3]);
  });

  it('finds parcels by number and an order’s exception that only the station’s list knows', async () => {
    await db.orders.insertMany([benchOrder(5)]);
    const bound = {
      id: 'b1',
      type: 'waybill_bound',
      at: formatHlc({ ms: NOW, counter: 0, station: 'here' }),
      by: 'op:1',
      station: 'here',
      data: { carrier: 'SF', number: 'SF7788990011', source: 'own' },
    } as unknown as ShipmentEvent;
    const lines = [{ no: 1, sku: 'X', name: 'x', qty: 1 }];
    await db.shipments.insertMany([
      shipmentDoc({
        id: `${id(5)}.1`,
        site: 'main',
        base: {
          orders: [id(5)],
          lines,
          carrier: 'SF',
          createdAt: 1,
          urgent: false,
          marks: [],
          parcel: { n: 1, m: 1 },
          receiverMasked: false,
        },
        events: [bound],
      }),
    ]);
    expect(await found('sf778899')).toEqual([`${id(5)} waybill`]);
    expect(await found('0011')).toEqual([`${id(5)} waybill`]);
    const note = { id: `exception:${id(5)}`, kind: 'exception', state: 'waiting', at: 5, data: {} } as const;
    await db.outbox.put(note);
    expect(await inList('exceptions')).toEqual([id(5)]);
    await db.outbox.purge([note.id]);
    expect(await inList('exceptions')).toEqual([]);
  });

  it('finds receivers by whole name, phone and its last digits, never in clear, and forgets whoever was erased (CMP-05)', async () => {
    await db.orders.insertMany([benchOrder(6)]);
    expect(await found('收件人6')).toEqual([`${id(6)} name`]);
    expect(await found('138 0000 0000')).toEqual([`${id(6)} phone`]);
    expect(await found('0000')).toContain(`${id(6)} phone`);
    expect(await found('收件')).toEqual([]);
    expect(await found('商品')).toEqual([`${id(6)} product`]);
    expect(await found('sp sl')).toEqual([`${id(6)} product`]);
    for (const name of readdirSync(dir).filter((file) => file.startsWith('desk-index'))) {
      const bytes = readFileSync(join(dir, name));
      for (const secret of ['收件人6', '13800000000', '示例路'])
        expect(bytes.includes(Buffer.from(secret)), `${secret} in ${name}`).toBe(false);
    }
    const erased = await db.orders.update(id(6), (doc) => {
      const { events } = withStep(doc, { type: 'private_erased', data: { events: ['base'] } });
      return orderDoc({ ...doc, events, private: { events: {} } });
    });
    expect(erased?.private.base).toBeUndefined();
    expect(await found('收件人6')).toEqual([]);
    expect(await found('13800000000')).toEqual([]);
    expect(await found('B0000006')).toEqual([`${id(6)} number`]);
  });

  it('goes on after a stop with what was written meanwhile', async () => {
    await db.orders.insertMany([benchOrder(1), benchOrder(2)]);
    expect(await inList('to_review')).toHaveLength(2);
    await index.close();
    index = open(startIndexThread);
    expect(await found('收件人2')).toEqual([`${id(2)} name`]);
    await index.close();
    await db.orders.insertMany([benchOrder(3)]);
    await db.orders.update(id(1), (doc) => withStep(doc, { type: 'approved', data: {} }));
    index = open();
    expect(await inList('to_review')).toEqual([id(2), id(3)]);
    expect(await inList('to_release')).toEqual([id(1)]);
    expect(log).toEqual([]);
  });

  const path = (): string => deskIndexFile(dir);
  const breakings: readonly (readonly [string, () => void])[] = [
    ['thrown away', () => rmSync(path())],
    ['of no bytes', () => truncateSync(path(), 0)],
    ['half written', () => truncateSync(path(), 8_192)],
    [
      'torn in the middle',
      () => {
        const file = openSync(path(), 'r+');
        writeSync(file, Buffer.alloc(20_000, 0xa5), 0, 20_000, 4_096);
        closeSync(file);
      },
    ],
    [
      'a database of somebody else',
      () => {
        rmSync(path());
        const other = new DatabaseSync(path());
        other.exec('CREATE TABLE orders (id TEXT)');
        other.close();
      },
    ],
    [
      'of another version',
      () => {
        const other = new DatabaseSync(path());
        other.exec('PRAGMA user_version = 4711');
        other.close();
      },
    ],
    [
      'without a row that it had',
      () => {
        const other = new DatabaseSync(path());
        other.exec('DELETE FROM orders WHERE rid = 2');
        other.close();
      },
    ],
    ['made with another key', () => void (key = 'key 2')],
  ];
  it.each(breakings)('is made anew where its file is %s', async (_, damage) => {
    await db.orders.insertMany([benchOrder(1), benchOrder(2), benchOrder(3)]);
    expect(await inList('to_review')).toHaveLength(3);
    await index.close();
    damage();
    index = open();
    // The first question may be the one that finds it broken.
    for (let tries = 0; index.state().state !== 'ready' && tries < 100; tries += 1) {
      await index.settled();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await inList('to_review')).toEqual([id(1), id(2), id(3)]);
    expect(await found('收件人2')).toEqual([`${id(2)} name`]);
  });

  it('is made anew when the site’s key changes in mid-run', async () => {
    await db.orders.insertMany([benchOrder(1)]);
    expect(await found('收件人1')).toEqual([`${id(1)} name`]);
    key = 'the hub’s key';
    await index.ask((store) => store.count());
    await index.settled();
    expect(await found('收件人1')).toEqual([`${id(1)} name`]);
  });
});
