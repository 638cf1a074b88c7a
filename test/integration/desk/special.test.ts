import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, packWhole, saveOrders, savePool, saveProducts } from '../station/shop.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await startBench();
  await saveProducts(bench);
});
afterEach(() => bench.close());

describe('special orders on the way through the warehouse', () => {
  it('urgent ones come first and every flag is seen in the queue and on the order (SPC-01)', async () => {
    await saveOrders(bench, [
      { no: 'PLAIN', lines: { TEA: 1 }, shipBy: '2026-11-20 10:00' },
      { no: 'URGENT', lines: { TEA: 1 }, urgent: true },
      { no: 'COD', lines: { TEA: 1 }, payment: 'cod' },
    ]);
    const { rows } = await bench.call('queue.list', { status: 'queued' });
    expect(rows.map(({ channelOrderNo, urgent, cod }) => [channelOrderNo, urgent, cod])).toEqual([
      ['URGENT', true, false],
      ['PLAIN', false, false],
      ['COD', false, true],
    ]);
    expect((await bench.order(orderOf('URGENT'))).flags).toContain('urgent');
    expect((await bench.order(orderOf('COD'))).payment).toBe('COD');
  });

  it('fragile goods are marked in the queue and before the packer’s eyes (SPC-04)', async () => {
    // The mug is fragile by its product, not by its order.
    await saveOrders(bench, [{ no: 'A1', lines: { MUG: 1, TEA: 1 } }]);
    expect((await bench.call('queue.list', { status: 'queued' })).rows[0]?.marks).toEqual(['fragile']);
    await bench.scan('A1');
    expect((await bench.view()).session).toMatchObject({ marks: ['fragile'], cod: null });
  });

  it('what is collected at the door is shown to the packer and told to the carrier (SPC-05)', async () => {
    const carrier = (await bench.call('app.hello', {})).carriers.find(({ code }) => code === 'EMS');
    if (!carrier) throw new Error('no carrier');
    await bench.call('carriers.save', { ...carrier, sources: ['pool'] });
    await savePool(bench, 'EMS', ['1050000000001']);
    await saveOrders(bench, [{ no: 'A1', lines: { TEA: 1 }, payment: 'cod', carrier: 'EMS' }]);
    await bench.scan('A1');
    expect((await bench.view()).session?.cod).toEqual({ minor: 8_800, currency: 'CNY' });
    await bench.command('CANCEL');
    await packWhole(bench, 'A1');
    const file = await bench.call('export.carrier', { carrier: 'EMS', operator: bench.operator });
    if (!file.ok) throw new Error(file.code);
    const opened = bench.station?.openDownload(file.value.token);
    if (!opened) throw new Error('no file');
    const [head = '', line = ''] = (await buffer(opened.stream)).toString('utf8').split(/\r?\n/);
    expect(head).toContain('代收货款');
    expect(line).toContain('88.00');
  });
});
