import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';
import { alter, altered, casesOf, handOver } from './shop.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(
    bench,
    ['C1', 'C2', 'C3', 'C4', 'C5'].map((no) => ({ no, lines: { MUG: 1, TEA: 1 } })),
  );
});
afterAll(() => bench.close());

const cancel = (no: string, more: object = {}) =>
  alter(bench, no, { type: 'cancel', reason: 'customer_changed_mind', refundStarted: true, ...more });

describe('cancel', () => {
  it('a request stops the parcel on the bench at once until it is decided (CAN-03)', async () => {
    await bench.scan('C1');
    await bench.scan(EAN.MUG);
    await bench.act(orderOf('C1'), 'request_cancel', { reason: 'customer' });
    const stopped = await bench.until((view) => view.stop !== null, 'the stop');
    expect(stopped.stop).toMatchObject({ kind: 'blocked', data: { reason: 'cancel_requested' } });
    await bench.ok();
    expect(await bench.scan(EAN.TEA)).toMatchObject({ kind: 'blocked' });
    await bench.ok();
    expect(await cancel('C1')).toMatchObject({ ok: false, code: 'order_on_bench' });
    await bench.command('CANCEL');
    expect(await cancel('C1')).toMatchObject({ ok: true });
    expect((await bench.order(orderOf('C1'))).status).toBe('CANCELLED');
  });

  it('a paid order is cancelled only with its refund on the way, and finance gets the task (CAN-01)', async () => {
    expect(await cancel('C2', { refundStarted: false })).toMatchObject({
      ok: false,
      code: 'refund_not_started',
    });
    expect(await cancel('C2')).toMatchObject({ ok: true });
    expect(await casesOf(bench, 'C2')).toMatchObject([
      { kind: 'payment', code: 'refund_due', department: 'FIN', status: 'OPEN' },
    ]);
    const order = await bench.order(orderOf('C2'));
    expect(order.shipments.map(({ status }) => status)).toEqual(['VOIDED']);
  });

  it('after the label its number is void and the goods go back to the shelf, on record (CAN-04)', async () => {
    const number = await packWhole(bench, 'C3');
    expect(await cancel('C3')).toMatchObject({ ok: true });
    const order = await bench.order(orderOf('C3'));
    expect(order.shipments[0]).toMatchObject({ status: 'VOIDED', number: null });
    expect(
      order.timeline.some((step) => step.type === 'label_voided' && step.data['number'] === number),
    ).toBe(true);
    expect((await casesOf(bench, 'C3')).find(({ code }) => code === 'put_back')).toMatchObject({
      department: 'WHL',
      status: 'OPEN',
    });
  });

  it('an order that the review refused is closed, and what was paid goes back (O20)', async () => {
    expect(await alter(bench, 'C1', { type: 'close' })).toMatchObject({ ok: false, code: 'wrong_status' });
    await saveOrders(bench, [{ no: 'REFUSED', lines: { NEVER_SEEN: 1 } }]);
    await bench.act(orderOf('REFUSED'), 'reject', { reason: 'not for us' });
    expect(await alter(bench, 'REFUSED', { type: 'close' })).toMatchObject({ ok: true });
    const order = await bench.order(orderOf('REFUSED'));
    expect(order.status).toBe('CANCELLED');
    expect(order.timeline.at(-1)).toMatchObject({ type: 'closed' });
    expect(await casesOf(bench, 'REFUSED')).toMatchObject([{ code: 'refund_due', department: 'FIN' }]);
  });

  it('because of a shortage keeps the cause with the case that it ends (CAN-05)', async () => {
    await alter(bench, 'C4', { type: 'report_short', sku: 'TEA', qty: 1, place: 'A-01-01' });
    expect(await cancel('C4', { reason: 'out_of_stock', cause: 'sold_out' })).toMatchObject({ ok: true });
    const short = (await casesOf(bench, 'C4')).find(({ kind }) => kind === 'shortage');
    expect(short).toMatchObject({ status: 'SOLVED', outcome: 'order_cancelled' });
    const view = await bench.call('cases.get', { id: short?.id ?? '' });
    expect(view).toMatchObject({ ok: true, value: { facts: { cause: 'sold_out', qty: 1 } } });
    // SHO-05: what was found out is counted.
    const { counts } = await bench.call('cases.list', { lane: 'done', kind: 'shortage' });
    expect(counts.causes).toEqual({ sold_out: 1 });
  });

  it('after shipping is refused, with the way of the returned parcel (CAN-06)', async () => {
    await packWhole(bench, 'C5');
    await handOver(bench);
    expect(await cancel('C5')).toMatchObject({ ok: false, code: 'cancel_after_shipped' });
    expect((await altered(bench, 'C5')).noCancel).toBe('cancel_after_shipped');
  });
});
