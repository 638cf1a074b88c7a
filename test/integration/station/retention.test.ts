import { afterEach, describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../../shared/domain/index.ts';
import { formatHlc } from '../../../shared/base/index.ts';
import { orderDoc, shipmentDoc, type Database } from '../../../electron/station/database/index.ts';
import { whileStopped } from './folder.ts';
import { startBench, type TestBench } from './harness.ts';
import { orderOf, RECEIVER, saveOrders, saveProducts, shipmentOf } from './shop.ts';

const DAY = 86_400_000;

let bench: TestBench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

/** Makes the orders with all that hangs on them so many days older. */
async function age(db: Database, orders: readonly string[], days: number): Promise<void> {
  const older = (at: string): string => {
    const [ms = '', counter = '', station = ''] = at.split('-');
    return formatHlc({ ms: Number(ms) - days * DAY, counter: Number(counter), station });
  };
  const sessions = new Set<string>();
  for (const order of orders) {
    await db.orders.update(order, (doc) =>
      orderDoc({
        ...doc,
        base: {
          ...doc.base,
          orderedAt: doc.base.orderedAt - days * DAY,
          receivedAt: doc.base.receivedAt - days * DAY,
        },
        events: doc.events.map((event) => ({ ...event, at: older(event.at) })),
      }),
    );
    for (const parcel of await db.shipments.find({ selector: { order } })) {
      for (const event of parcel.events) if (event.type === 'opened') sessions.add(event.id);
      await db.shipments.update(parcel.id, (doc) =>
        shipmentDoc({ ...doc, events: doc.events.map((event) => ({ ...event, at: older(event.at) })) }),
      );
      for (const job of await db.prints.find({ selector: { shipment: parcel.id } }))
        await db.prints.put({ ...job, at: job.at - days * DAY });
    }
  }
  for (const entry of await db.journal.find({ selector: {} })) {
    if (!sessions.has(entry.session)) continue;
    await db.journal.purge([entry.id]);
    await db.journal.put({ ...entry, at: older(entry.at) });
  }
}

async function packAll(b: TestBench, parcels: number): Promise<void> {
  for (let n = 0; n < parcels; n += 1) {
    await b.command('NEXT');
    await b.scan('MUG');
    const ready = await b.until((view) => view.session?.label.state === 'sent');
    expect((await b.scan(ready.session?.waybill?.number ?? '')).kind).toBe('closed');
  }
}

/** Three orders handed over, one cancelled, one still in the queue. */
async function finished(): Promise<TestBench> {
  const b = (bench = await startBench());
  await saveProducts(b);
  await saveOrders(
    b,
    ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'].map((no) => ({ no, lines: { MUG: 1 }, remark: '周末送货' })),
  );
  expect(await b.act(orderOf('A-4'), 'cancel', { reason: 'test', refundStarted: true })).toMatchObject({
    ok: true,
  });
  await packAll(b, 3);
  for (const name of ['HANDOVER', 'ALL', 'FINISH']) await b.command(name);
  expect((await b.order(orderOf('A-3'))).status).toBe('SHIPPED');
  return b;
}
const receiverOf = async (b: TestBench, no: string): Promise<string | undefined> =>
  (await b.order(orderOf(no))).receiver?.name;
const ran = async (b: TestBench, method: 'retention.run' | 'retention.preview') => {
  const run = await b.call(method, {});
  if (!run.ok) throw new Error(run.code);
  return run.value;
};
const revealOf = async (db: Database) =>
  (await db.files.find({ selector: { kind: 'audit' } })).find((doc) => doc.data['what'] === 'reveal');
const none = {
  receivers: 0,
  quotes: 0,
  orders: 0,
  shipments: 0,
  waybills: 0,
  handovers: 0,
  prints: 0,
  journal: 0,
  reports: 0,
};

describe('retention', () => {
  it('takes receivers of orders that are over for longer than the rule says; the orders stay, with a mark', async () => {
    const b = await finished();
    await b.call('orders.reveal', {
      order: orderOf('A-1'),
      operator: b.operator,
      reason: `${RECEIVER.name} calls`,
    });
    await whileStopped(b, async (db) => {
      await age(db, [orderOf('A-1'), orderOf('A-4'), orderOf('A-5')], 91);
      await age(db, [orderOf('A-2')], 89);
      const audit = await revealOf(db);
      if (audit) await db.files.put({ ...audit, at: audit.at - 91 * DAY });
    });
    const preview = await ran(b, 'retention.preview');
    expect(preview).toMatchObject({ outcome: 'done', counts: { ...none, receivers: 2, quotes: 1 } });
    expect(await receiverOf(b, 'A-1')).toBe('李**');

    const run = await ran(b, 'retention.run');
    expect(run.counts).toEqual(preview.counts);
    // A-5 is as old, but it waits to be packed.
    const left = await Promise.all(['A-1', 'A-2', 'A-3', 'A-4', 'A-5'].map((no) => receiverOf(b, no)));
    expect(left).toEqual([undefined, '李**', '李**', undefined, '李**']);
    expect((await b.order(orderOf('A-1'))).remark).toBeNull();
    const [mark] = (await b.order(orderOf('A-1'))).timeline.filter((step) => step.type === 'private_erased');
    expect(mark).toMatchObject({ by: 'SYS', data: { rule: 'retention' } });
    expect(
      await b.call('orders.reveal', { order: orderOf('A-1'), operator: b.operator, reason: 'again' }),
    ).toMatchObject({ ok: false, code: 'receiver_missing' });
    const docs = await whileStopped(b, async (db) => ({
      order: await db.orders.get(orderOf('A-1')),
      audit: await revealOf(db),
    }));
    expect(docs.order?.private).toEqual({ events: {} });
    expect(docs.audit?.data).not.toHaveProperty('reason');
    // The next run finds nothing more to take.
    expect((await ran(b, 'retention.run')).counts).toEqual(none);
    const { retention } = await b.call('upkeep.view', {});
    expect(retention).toMatchObject({ running: false, last: { cause: 'asked', outcome: 'done' } });
    expect(b.log.join('\n')).toContain('retention: done, 2 receivers, 1 quotes');
    expect(b.log.join('\n')).not.toContain(RECEIVER.name);
  }, 60_000);

  it('drops finished orders with all that hangs on them, without a deletion; what is open stays', async () => {
    const b = await finished();
    // The refund of the cancelled one was seen through; until then the order would stay.
    for (const { id } of await b.call('cases.ofOrder', { order: orderOf('A-4') }))
      await b.call('cases.act', { id, operator: b.operator, act: { type: 'solve', outcome: 'refunded' } });
    await whileStopped(b, (db) => age(db, [orderOf('A-1'), orderOf('A-4'), orderOf('A-5')], 731));
    const preview = await ran(b, 'retention.preview');
    const { counts } = await ran(b, 'retention.run');
    expect(counts).toMatchObject({ orders: 2, shipments: 2, waybills: 1, prints: 1, handovers: 0 });
    expect(counts.journal).toBeGreaterThan(0);
    // Receivers go first, and with the records what the documents would have taken.
    expect(preview.counts).toMatchObject({ orders: 2, shipments: 2, waybills: 1, receivers: 2 });
    const left = await whileStopped(b, async (db) => ({
      orders: (await db.orders.find({ selector: {} })).map((doc) => doc.id),
      shipments: (await db.shipments.find({ selector: {} })).map((doc) => doc.id),
      cases: await db.cases.count({}),
      waybills: await db.waybills.count({}),
      prints: (await db.prints.find({ selector: {} })).filter((doc) => doc.shipment !== '').length,
    }));
    expect(left.orders).toEqual(['A-2', 'A-3', 'A-5'].map(orderOf));
    expect(left.shipments).toEqual(['A-2', 'A-3', 'A-5'].map(shipmentOf));
    expect(left.waybills).toBe(2);
    expect(left.cases).toBe(0);
    // The queue goes on as before.
    expect((await b.command('NEXT')).kind).toBe('opened');
  }, 60_000);

  it('waits with documents while something has not been sent, and with an order of which something is open', async () => {
    const b = await finished();
    await whileStopped(b, async (db) => {
      await age(db, [orderOf('A-1'), orderOf('A-2'), orderOf('A-3')], 800);
      await db.outbox.put({
        id: 'notify:1',
        kind: 'notification',
        state: 'waiting',
        at: Date.now(),
        data: {},
      });
      const raised = (type: string, data: unknown): OrderEvent =>
        ({
          id: `t:${type}`,
          type,
          at: formatHlc({ ms: 1, counter: 0, station: 't' }),
          by: 'x',
          station: 't',
          data,
        }) as OrderEvent;
      await db.orders.update(orderOf('A-2'), (doc) =>
        orderDoc({
          ...doc,
          events: [...doc.events, raised('after_sales_opened', { caseId: 'c1', cause: 'requested' })],
        }),
      );
    });
    expect(await ran(b, 'retention.run')).toMatchObject({
      outcome: 'waits',
      counts: { orders: 0, receivers: 2 },
    });
    expect(await receiverOf(b, 'A-2')).toBe('李**');
    await whileStopped(b, (db) => db.outbox.update('notify:1', (doc) => ({ ...doc, state: 'done' })));
    expect((await ran(b, 'retention.run')).counts).toMatchObject({ orders: 2, receivers: 0 });
    expect((await b.order(orderOf('A-2'))).status).toBe('SHIPPED');
  }, 60_000);

  it('off means off', async () => {
    const b = await finished();
    await whileStopped(b, (db) => age(db, ['A-1', 'A-2', 'A-3', 'A-4'].map(orderOf), 5_000));
    await b.call('settings.save', { retention: { privateDays: 0, documentDays: 0, recordDays: 0 } });
    expect((await ran(b, 'retention.run')).counts).toEqual(none);
    expect(await receiverOf(b, 'A-1')).toBe('李**');
  }, 60_000);
});
