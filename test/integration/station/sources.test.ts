import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import {
  EAN,
  orderOf,
  packWhole,
  saveOrders,
  savePool,
  saveProducts,
  saveWaybills,
  scanAll,
  shipmentOf,
} from './shop.ts';

describe('a parcel from each source of numbers', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await startBench();
    await saveProducts(bench);
  });
  afterEach(() => bench.close());

  const types = async (no: string): Promise<string[]> =>
    (await bench.order(orderOf(no))).timeline.map((event) => event.type);

  it('label last, number from a file: opened, checked, printed once, closed by its label', async () => {
    await saveOrders(bench, [{ no: 'A-1001', lines: { MUG: 1, TEA: 2 }, carrier: 'ZTO' }]);
    await saveWaybills(bench, [
      { no: 'A-1001', carrier: 'ZTO', number: '78012345678901', segments: '571-A3 012' },
    ]);
    expect((await bench.scan('A-1001')).kind).toBe('opened');
    expect((await bench.scan(EAN.TEA)).kind).toBe('unit_ok');
    expect((await bench.scan(EAN.TEA)).kind).toBe('unit_ok');
    expect((await bench.scan(EAN.MUG)).kind).toBe('order_complete');
    await bench.printer.waitForLabels(1);
    const view = await bench.until((now) => now.session?.label.state === 'sent');
    expect(view.session).toMatchObject({
      step: 'label',
      mode: 'label_last',
      waybill: { carrier: 'ZTO', number: '78012345678901', source: 'file', segments: '571-A3 012' },
    });
    expect(await bench.scan('78012345678901')).toMatchObject({
      kind: 'closed',
      data: { number: '78012345678901' },
    });
    expect(await bench.view()).toMatchObject({
      session: null,
      closed: { number: '78012345678901' },
      today: { parcels: 1, units: 3 },
    });
    expect(await types('A-1001')).toEqual(
      expect.arrayContaining([
        'waybill_bound',
        'opened',
        'checked',
        'label_printed',
        'packed',
        'weighed',
        'labelled',
        'staged',
      ]),
    );
    expect(await bench.labels(shipmentOf('A-1001'))).toMatchObject([{ state: 'confirmed', copy: 1 }]);
    expect(bench.printer.labels).toHaveLength(1);
    expect(bench.problems).toEqual([]);
  });
  it('own series', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 } },
      { no: 'A-2', lines: { TEA: 1 } },
    ]);
    const first = await packWhole(bench, 'A-1');
    const second = await packWhole(bench, 'A-2');
    expect(first).toMatch(/^PL[A-Z0-9]{4}0000001$/);
    expect(second).toMatch(/0000002$/);
  });
  it('pool', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, carrier: 'EMS' }]);
    expect((await bench.scan('A-1')).kind).toBe('opened');
    await bench.command('CANCEL');
    await savePool(bench, 'EMS', ['1001234567890']);
  });
  it('scan all helper', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { SET: 1 } }]);
    await bench.scan('A-1');
    expect(await scanAll(bench)).toBe('order_complete');
  });
});
