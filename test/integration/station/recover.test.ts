import { afterEach, describe, expect, it } from 'vitest';
import type { OrderEvent, ShipmentEvent } from '../../../shared/domain/index.ts';
import { createHlc } from '../../../shared/base/index.ts';
import {
  orderDoc,
  shipmentDoc,
  waybillDoc,
  type Database,
} from '../../../electron/station/database/index.ts';
import { withFolder } from './folder.ts';
import { startBench, type TestBench } from './harness.ts';
import { orderOf, saveOrders, saveProducts, shipmentOf } from './shop.ts';

let bench: TestBench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

const hlc = createHlc({ clock: { now: () => Date.now() }, station: 'test' });
const stampOf = <E>(type: string, data: unknown, id = `test:${type}:${String(Math.random())}`): E =>
  ({ id, type, at: hlc.next(), by: 'op:test', station: 'test', data }) as E;

/** The folder as a killed station leaves it: its last word was not that it closed. */
async function crash(b: TestBench, leave: (db: Database) => Promise<void>): Promise<void> {
  await b.stop();
  await withFolder(b.dir, async (db) => {
    await leave(db);
    await db.config.update('clock', (doc) => ({ ...doc, value: { ...doc.value, closed: false } }));
  });
  await b.start();
}
const dropEvents = (db: Database, shipment: string, types: readonly string[]) =>
  db.shipments.update(shipment, (doc) =>
    shipmentDoc({ ...doc, events: doc.events.filter((event) => !types.includes(event.type)) }),
  );
const read = <T>(b: TestBench, work: (db: Database) => Promise<T>): Promise<T> =>
  b
    .stop()
    .then(() => withFolder(b.dir, work))
    .finally(() => b.start());

/** Waits for what is completed beside the work. */
async function completed(b: TestBench, n: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await b.call('upkeep.view', {})).start.completed >= n) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect((await b.call('upkeep.view', {})).start.completed).toBe(n);
}

async function open(orders: readonly string[]): Promise<TestBench> {
  const b = (bench = await startBench());
  await saveProducts(b);
  await saveOrders(
    b,
    orders.map((no) => ({ no, lines: { MUG: 1 } })),
  );
  return b;
}

/** Packs the next order. @returns its number */
async function packOne(b: TestBench): Promise<string> {
  await b.command('NEXT');
  await b.scan('MUG');
  const ready = await b.until((view) => view.session?.label.state === 'sent');
  const number = ready.session?.waybill?.number ?? '';
  expect((await b.scan(number)).kind).toBe('closed');
  return number;
}

describe('what a crash left half done', () => {
  it('a closed parcel: its number is on paper and its label confirmed, though neither was written', async () => {
    const b = await open(['A-1']);
    const number = await packOne(b);
    await crash(b, async (db) => {
      const [job] = await db.prints.find({ selector: { shipment: shipmentOf('A-1') } });
      if (!job) throw new Error('no job');
      await db.prints.put({ ...job, state: 'sent', job: { ...job.job, state: 'sent' } });
      await db.waybills.update(`OWN:${number}`, (doc) =>
        waybillDoc({ ...doc, events: doc.events.filter((event) => event.type !== 'printed') }),
      );
    });
    await completed(b, 1);
    const after = await read(b, async (db) => ({
      waybill: (await db.waybills.get(`OWN:${number}`))?.state,
      job: (await db.prints.find({ selector: { shipment: shipmentOf('A-1') } }))[0]?.state,
    }));
    expect(after).toEqual({ waybill: 'PRINTED', job: 'confirmed' });
    // Once more changes nothing.
    await crash(b, () => Promise.resolve());
    expect((await b.call('upkeep.view', {})).start).toMatchObject({ completed: 0, endedCleanly: false });
  });

  it('a bound number: the parcel learns of it, and no second one is taken from the series', async () => {
    const b = await open(['A-1', 'A-2']);
    const number = await packOne(b);
    await crash(b, async (db) => {
      await dropEvents(db, shipmentOf('A-1'), [
        'waybill_bound',
        'opened',
        'checked',
        'label_printed',
        'packed',
        'weighed',
        'labelled',
        'staged',
        'handover_pending',
      ]);
      await db.shipments.update(shipmentOf('A-1'), (doc) => shipmentDoc({ ...doc, events: [] }));
      await db.waybills.update(`OWN:${number}`, (doc) =>
        waybillDoc({ ...doc, events: doc.events.filter((event) => event.type === 'bound') }),
      );
    });
    await completed(b, 1);
    expect((await b.order(orderOf('A-1'))).shipments[0]).toMatchObject({ number });
  });

  it('a voided label: its number is void too', async () => {
    const b = await open(['A-1']);
    const number = await packOne(b);
    await crash(b, async (db) => {
      await db.shipments.update(shipmentOf('A-1'), (doc) =>
        shipmentDoc({
          ...doc,
          events: [
            ...doc.events,
            stampOf<ShipmentEvent>('recalled', { reason: 'x' }),
            stampOf<ShipmentEvent>('label_voided', { number, reason: 'x' }),
          ],
        }),
      );
    });
    await completed(b, 1);
    expect(await read(b, async (db) => (await db.waybills.get(`OWN:${number}`))?.state)).toBe('VOIDED');
  });

  it('a cancelled order leaves the queue, a held one is blocked, a released one gets its parcel', async () => {
    const b = await open(['A-1', 'A-2', 'A-3', 'A-4']);
    await crash(b, async (db) => {
      const add = (no: string, events: readonly OrderEvent[]) =>
        db.orders.update(orderOf(no), (doc) => orderDoc({ ...doc, events: [...doc.events, ...events] }));
      await add('A-1', [stampOf<OrderEvent>('cancelled', { reason: 'x', side: 'merchant' })]);
      await add('A-2', [stampOf<OrderEvent>('held', { hold: 'h1', reason: 'SHORT' })]);
      await db.shipments.purge([shipmentOf('A-3')]);
      await db.orders.update(orderOf('A-4'), (doc) =>
        orderDoc({ ...doc, events: doc.events.filter((event) => event.type !== 'released') }),
      );
      await db.shipments.purge([shipmentOf('A-4')]);
    });
    await completed(b, 3);
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await b.call('queue.list', { status: 'open' })).total === 3) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { rows } = await b.call('queue.list', { status: 'open' });
    expect(rows.map((row) => row.order).sort()).toEqual([orderOf('A-2'), orderOf('A-3'), orderOf('A-4')]);
    const lanes = await read(b, async (db) =>
      (await db.shipments.find({ selector: {} })).map((doc) => `${doc.order} ${doc.lane}`),
    );
    expect(lanes).toEqual([
      `${orderOf('A-1')} void`,
      `${orderOf('A-2')} held`,
      `${orderOf('A-3')} queue`,
      `${orderOf('A-4')} queue`,
    ]);
    // What was completed bears ids that repeat: nothing comes twice.
    const count = () =>
      read(b, async (db) => (await db.shipments.find({ selector: {} })).map((doc) => doc.events.length));
    const before = await count();
    await crash(b, () => Promise.resolve());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await count()).toEqual(before);
  });

  it('after a clean end nothing is looked for; after a kill the file is checked at once and found sound', async () => {
    const b = await open(['A-1']);
    await b.restart();
    expect((await b.call('upkeep.view', {})).start).toMatchObject({ outcome: 'pending', endedCleanly: true });
    await crash(b, () => Promise.resolve());
    const { start } = await b.call('upkeep.view', {});
    expect(start).toMatchObject({ outcome: 'sound', endedCleanly: false, completed: 0 });
    expect(start.ms).toBeGreaterThan(0);
    expect(b.log.join('\n')).toContain('did not end properly');
  });
});
