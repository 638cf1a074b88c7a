import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createReaders } from '../label/readers.ts';
import type { Readers } from '../label/readers.ts';
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

const ROUTED = { carrier: 'ZTO', number: '78012345678901', segments: '571-A3 012' };

describe('a parcel from each source of numbers', () => {
  let bench: TestBench;
  let readers: Readers;
  beforeAll(() => void (readers = createReaders()));
  afterAll(() => readers.dispose());
  beforeEach(async () => {
    bench = await startBench();
    await saveProducts(bench);
  });
  afterEach(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });

  const types = async (no: string): Promise<string[]> =>
    (await bench.order(orderOf(no))).timeline.map((event) => event.type);
  const codesOn = (label: number): string[] =>
    readers.zbar(bench.printer.labels[label]?.png(20) ?? new Uint8Array());

  it('label last, number from a file: opened, checked, printed once, closed by its label', async () => {
    await saveOrders(bench, [{ no: 'A-1001', lines: { MUG: 1, TEA: 2 }, carrier: 'ZTO' }]);
    await saveWaybills(bench, [{ no: 'A-1001', ...ROUTED }]);
    expect((await bench.scan('A-1001')).kind).toBe('opened');
    expect((await bench.scan(EAN.TEA)).kind).toBe('unit_ok');
    expect((await bench.scan(EAN.TEA)).kind).toBe('unit_ok');
    expect(await bench.scan(EAN.MUG)).toMatchObject({ kind: 'order_complete', data: { remaining: 0 } });
    await bench.printer.waitForLabels(1);
    const view = await bench.until((now) => now.session?.label.state === 'sent');
    expect(view.session).toMatchObject({
      step: 'label',
      mode: 'label_last',
      waybill: { carrier: 'ZTO', number: ROUTED.number, source: 'file', segments: ROUTED.segments },
    });
    expect(codesOn(0)).toContain(ROUTED.number);
    expect(await bench.scan(ROUTED.number)).toMatchObject({
      kind: 'closed',
      data: { number: ROUTED.number },
    });
    expect(await bench.view()).toMatchObject({
      session: null,
      closed: { number: ROUTED.number },
      today: { parcels: 1, units: 3, stops: 0 },
    });
    const steps = ['opened', 'checked', 'packed', 'weighed', 'labelled', 'staged'];
    expect((await types('A-1001')).filter((type) => steps.includes(type))).toEqual(steps);
    expect(await types('A-1001')).toEqual(expect.arrayContaining(['waybill_bound', 'label_printed']));
    expect(await bench.labels(shipmentOf('A-1001'))).toMatchObject([{ state: 'confirmed', copy: 1 }]);
    expect(bench.printer.labels).toHaveLength(1);
  });

  it('own series: every parcel its own number, in order, also after a restart', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 } },
      { no: 'A-2', lines: { TEA: 1 } },
    ]);
    const first = await packWhole(bench, 'A-1');
    await bench.restart();
    const second = await packWhole(bench, 'A-2');
    expect(first).toMatch(/^PL[A-Z0-9]{4}0000001$/);
    expect(second).toBe(first.replace(/1$/, '2'));
    expect(codesOn(0)).toContain(first);
    expect(codesOn(1)).toContain(second);
  });

  it('free pool: the lowest number, each once; none left is said when the order is opened', async () => {
    await bench.call('carriers.save', {
      code: 'TC',
      zh: '同城',
      en: 'City',
      routed: false,
      sources: ['pool'],
      freePool: true,
    });
    const orders = ['A-1', 'A-2', 'A-3'].map((no) => ({ no, lines: { MUG: 1 }, carrier: 'TC' }));
    await saveOrders(bench, orders);
    expect(await savePool(bench, 'TC', ['TC00000002', 'TC00000001'])).toMatchObject({
      accepted: 2,
      refused: 0,
    });
    expect(await packWhole(bench, 'A-1')).toBe('TC00000001');
    expect(await packWhole(bench, 'A-2')).toBe('TC00000002');
    expect((await bench.scan('A-3')).kind).toBe('no_waybill');
  });

  it('external label: packed first, then the scan of the label that another program printed binds and closes', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, carrier: 'YTO' }]);
    await bench.scan('A-1');
    expect(await scanAll(bench)).toBe('order_complete');
    const view = await bench.view();
    expect(view.session).toMatchObject({
      step: 'label',
      labelSource: 'external',
      label: { state: 'external' },
    });
    expect(await bench.scan('YT8812345678901')).toMatchObject({
      kind: 'label_bound',
      data: { number: 'YT8812345678901' },
    });
    expect((await bench.view()).closed?.number).toBe('YT8812345678901');
    expect(bench.printer.labels).toHaveLength(0);
    // The same label on a second parcel is a mistake.
    await saveOrders(bench, [{ no: 'A-2', lines: { MUG: 1 }, carrier: 'YTO' }]);
    await bench.scan('A-2');
    await scanAll(bench);
    expect((await bench.scan('YT8812345678901')).kind).toBe('wrong_label');
  });

  it('an unknown product is not taken for a label from elsewhere', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, carrier: 'YTO' }]);
    await bench.scan('A-1');
    await scanAll(bench);
    expect((await bench.scan('6901234567892')).kind).toBe('unknown_code');
    expect((await bench.order(orderOf('A-1'))).shipments[0]?.number).toBeNull();
  });

  it('imported pair of a label printed elsewhere: its scan opens, the last unit closes at once, nothing is printed', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1, TEA: 1 }, carrier: 'STO' }]);
    await saveWaybills(bench, [{ no: 'A-1', carrier: 'STO', number: '777012345678901' }], {
      printedElsewhere: true,
    });
    expect(await bench.scan('777012345678901')).toMatchObject({ kind: 'opened', data: { via: 'waybill' } });
    expect((await bench.view()).session).toMatchObject({ mode: 'label_first', labelSource: 'external' });
    await bench.scan(EAN.MUG);
    expect(await bench.scan(EAN.TEA)).toMatchObject({ kind: 'closed', data: { number: '777012345678901' } });
    expect(bench.printer.labels).toHaveLength(0);
    expect(await bench.labels()).toEqual([]);
  });

  it('imported pair opened by the order: the label is still asked for', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, carrier: 'STO' }]);
    await saveWaybills(bench, [{ no: 'A-1', carrier: 'STO', number: '777012345678901' }], {
      printedElsewhere: true,
    });
    await bench.scan('A-1');
    expect(await scanAll(bench)).toBe('order_complete');
    expect((await bench.scan('777012345678902')).kind).toBe('wrong_label');
    await bench.ok();
    expect((await bench.scan('777012345678901')).kind).toBe('closed');
  });

  it('masked receiver: never our own label, only one from elsewhere', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, carrier: 'ZTO', masked: true }]);
    await saveWaybills(bench, [{ no: 'A-1', ...ROUTED }]);
    expect((await bench.scan('A-1')).kind).toBe('receiver_masked');
    await bench.ok();
    await saveOrders(bench, [{ no: 'A-2', lines: { MUG: 1 }, carrier: 'STO', masked: true }]);
    await bench.scan('A-2');
    await scanAll(bench);
    expect((await bench.scan('777012345678999')).kind).toBe('label_bound');
    expect(bench.printer.labels).toHaveLength(0);
  });

  describe('label first', () => {
    const ORDERS = [
      { no: 'A-1', lines: { PEN: 2 } },
      { no: 'A-2', lines: { TEA: 1 } },
      { no: 'A-3', lines: { MUG: 1 } },
    ];

    it('prints a wave in the order of the shelves; the waybill opens, the last unit closes at once', async () => {
      await saveOrders(bench, ORDERS);
      const wave = await bench.call('wave.print', {
        count: 3,
        labels: true,
        slips: false,
        operator: bench.operator,
      });
      expect(wave).toMatchObject({ ok: true, value: { printed: 3, refused: [] } });
      await bench.printer.waitForLabels(3);
      const jobs = await bench.labels();
      const walked = ['A-2', 'A-3', 'A-1'];
      expect(jobs.map((job) => job.shipment)).toEqual(walked.map(shipmentOf));
      for (const [at, job] of jobs.entries()) expect(codesOn(at)).toContain(job.number);
      const number = jobs[2]?.number ?? '';
      expect((await bench.scan(number)).kind).toBe('opened');
      expect((await bench.view()).session).toMatchObject({ mode: 'label_first', step: 'checking' });
      await bench.scan(EAN.PEN);
      expect((await bench.scan(EAN.PEN)).kind).toBe('closed');
      expect(bench.printer.labels).toHaveLength(3);
    });

    it('by bar code; a second wave does not print the same labels again', async () => {
      await saveOrders(bench, ORDERS);
      expect(await bench.scan('CMD:WAVE:10')).toMatchObject({ kind: 'wave_printed', data: { printed: 3 } });
      await bench.printer.waitForLabels(3);
      await bench.until((view) => view.queue.next.every((row) => row.labelPrinted));
      expect((await bench.scan('CMD:WAVE:10')).kind).not.toBe('wave_printed');
      const again = await bench.call('wave.print', {
        shipments: ORDERS.map(({ no }) => shipmentOf(no)),
        labels: true,
        slips: false,
        operator: bench.operator,
      });
      expect(again).toMatchObject({ ok: true, value: { printed: 0 } });
      expect(bench.printer.labels).toHaveLength(3);
    });

    it('pick slips alone, then labels; opened by the order the printed label is asked for', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
      const print = (labels: boolean, slips: boolean) =>
        bench.call('wave.print', { count: 5, labels, slips, operator: bench.operator });
      expect(await print(false, true)).toMatchObject({ ok: true, value: { printed: 1 } });
      expect(await print(true, false)).toMatchObject({ ok: true, value: { printed: 1 } });
      await bench.printer.waitForLabels(2);
      await bench.until((view) => view.queue.next[0]?.labelPrinted === true);
      await bench.scan('A-1');
      await scanAll(bench);
      const view = await bench.view();
      expect(view.session).toMatchObject({ step: 'label', label: { state: 'sent', copy: 1 } });
      expect((await bench.scan(view.session?.waybill?.number ?? '')).kind).toBe('closed');
      expect(await bench.labels()).toHaveLength(1);
    });

    it('a label whose fate is unknown and that is scanned is proven by that', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
      await bench.printer.setFaults({ resetAfter: 200 });
      await bench.call('wave.print', { count: 1, labels: true, slips: false, operator: bench.operator });
      await bench.until((view) => view.queue.next.length > 0 && view.devices[0]?.state === 'error');
      const [job] = await bench.labels();
      expect(job?.state).toBe('unknown');
      expect((await bench.scan(job?.number ?? '')).kind).toBe('opened');
      expect((await bench.view()).session?.mode).toBe('label_first');
      expect((await bench.scan(EAN.MUG)).kind).toBe('closed');
      expect(await bench.labels()).toMatchObject([{ state: 'confirmed' }]);
    });

    it('a parcel whose order is stopped while its label waits for the printer: the label does not come out', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
      await bench.printer.setFaults({ refuse: true });
      await bench.call('wave.print', { count: 1, labels: true, slips: false, operator: bench.operator });
      await bench.until((view) => view.devices[0]?.state === 'error');
      expect((await bench.act(orderOf('A-1'), 'request_cancel', { reason: 'buyer' })).ok).toBe(true);
      await bench.printer.setFaults({});
      await bench.call('prints.retry', {
        job: (await bench.labels())[0]?.id ?? '',
        operator: bench.operator,
      });
      expect(await bench.labels()).toMatchObject([{ state: 'voided' }]);
      await bench.call('printer.test', {
        printer: (await bench.call('app.hello', {})).settings.printers[0] as never,
      });
      expect(bench.printer.labels).toHaveLength(1);
    });
  });
});
