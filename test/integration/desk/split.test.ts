import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';
import { alter, altered, casesOf, handOver } from './shop.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(
    bench,
    ['S1', 'S2', 'S3'].map((no) => ({ no, lines: { MUG: 2, TEA: 1 } })),
  );
});
afterAll(() => bench.close());

const HALVES = [[{ no: 1, qty: 2 }], [{ no: 2, qty: 1 }]];

describe('split', () => {
  it('sub-orders have parcels and numbers of their own; the order is shipped when all of them are (SPL-02)', async () => {
    const done = await alter(bench, 'S1', { type: 'split', parts: HALVES });
    if (!done.ok) throw new Error(done.code);
    const [first = '', second = ''] = done.value.orders;
    const parent = await bench.order(orderOf('S1'));
    expect(parent.shipments.map(({ status }) => status)).toEqual(['VOIDED']);
    const children = (await altered(bench, 'S1')).children;
    expect(children).toMatchObject([
      { order: first, status: 'READY_TO_SHIP', units: 2 },
      { order: second, units: 1 },
    ]);
    expect((await bench.order(first)).flags).toContain('split_child');
    expect(await bench.scan('S1')).toMatchObject({ stop: true });
    await bench.ok();
    const a = await packWhole(bench, children[0]?.channelOrderNo ?? '');
    await handOver(bench);
    expect((await bench.order(orderOf('S1'))).status).toBe('READY_TO_SHIP');
    const b = await packWhole(bench, children[1]?.channelOrderNo ?? '');
    expect(b).not.toBe(a);
    await handOver(bench);
    expect((await bench.order(first)).status).toBe('SHIPPED');
    expect((await bench.order(orderOf('S1'))).status).toBe('SHIPPED');
    const file = await bench.call('export.shipped', {
      layout: 'packline',
      again: false,
      encoding: 'utf-8',
      operator: bench.operator,
    });
    expect(file).toMatchObject({ ok: true, value: { parcels: 2 } });
  });

  it('for a shortage asks for the customer’s word; what is short waits with a case of its own (SPL-01, SPL-03)', async () => {
    await alter(bench, 'S2', { type: 'report_short', sku: 'TEA', qty: 1 });
    expect(await alter(bench, 'S2', { type: 'backorder', sku: 'TEA', qty: 1 })).toMatchObject({ ok: true });
    const refused = await alter(bench, 'S2', { type: 'split', parts: HALVES, waiting: 1 });
    expect(refused).toMatchObject({ ok: false, code: 'consent_required' });
    const done = await alter(
      bench,
      'S2',
      { type: 'split', parts: HALVES, waiting: 1, consent: 'phone' },
      '客户同意',
    );
    if (!done.ok) throw new Error(done.code);
    const [goes = '', waits = ''] = done.value.orders;
    expect((await bench.order(goes)).status).toBe('READY_TO_SHIP');
    expect((await bench.order(waits)).status).toBe('BACKORDERED');
    expect((await casesOf(bench, 'S2'))[0]).toMatchObject({ status: 'SOLVED', outcome: 'partial' });
    expect(await casesOf(bench, waits)).toMatchObject([{ kind: 'shortage', status: 'OPEN' }]);
    expect(await alter(bench, waits, { type: 'restock', consent: 'rule' })).toMatchObject({ ok: true });
    expect((await bench.order(waits)).status).toBe('READY_TO_SHIP');
  });

  it('two people in the same second: one division stands, the other is refused', async () => {
    const [a, b] = await Promise.all([
      alter(bench, 'S3', { type: 'split', parts: HALVES }),
      alter(bench, 'S3', {
        type: 'split',
        parts: [
          [{ no: 1, qty: 1 }],
          [
            { no: 1, qty: 1 },
            { no: 2, qty: 1 },
          ],
        ],
      }),
    ]);
    expect([a.ok, b.ok].filter(Boolean)).toHaveLength(1);
    expect((await altered(bench, 'S3')).children).toHaveLength(2);
    expect((await bench.order(orderOf('S3'))).exceptions).toEqual([]);
  });

  it('the last sub-order that is cancelled ends the order', async () => {
    for (const child of (await altered(bench, 'S3')).children)
      expect(
        await alter(bench, child.order, { type: 'cancel', reason: 'asked', refundStarted: true }),
      ).toMatchObject({
        ok: true,
      });
    expect((await bench.order(orderOf('S3'))).status).toBe('CANCELLED');
  });
});
