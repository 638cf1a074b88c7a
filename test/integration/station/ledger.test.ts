import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createReaders } from '../label/readers.ts';
import type { Readers } from '../label/readers.ts';
import { sleep, startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { EAN, orderOf, packWhole, RECEIVER, saveOrders, saveProducts, shipmentOf } from './shop.ts';

describe('the print ledger at the bench', () => {
  let bench: TestBench;
  let readers: Readers;
  beforeAll(() => void (readers = createReaders()));
  afterAll(() => readers.dispose());
  afterEach(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });
  const open = async (options: Parameters<typeof startBench>[0] = {}): Promise<void> => {
    bench = await startBench(options);
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
    await bench.scan('A-1');
  };
  const number = async (): Promise<string> => (await bench.view()).session?.waybill?.number ?? '';
  const states = async () => (await bench.labels(shipmentOf('A-1'))).map((job) => [job.copy, job.state]);

  describe.each(['tspl', 'zpl', 'escpos'] as const)('%s', (language) => {
    it('the label that comes out carries the parcel’s number', async () => {
      await open({ printer: language });
      await bench.scan(EAN.MUG);
      const [label] = await bench.printer.waitForLabels(1);
      expect(label?.language).toBe(language);
      expect(readers.zbar(label?.png(20) ?? new Uint8Array())).toContain(await number());
      await bench.until((view) => view.session?.label.state === 'sent');
      expect((await bench.scan(await number())).kind).toBe('closed');
      expect(bench.printer.garbage).toEqual([]);
    });
  });

  it('printer refuses: said once, the job waits, goes out by itself or by PRINT, once', async () => {
    await open({ faults: { refuse: true } });
    await bench.scan(EAN.MUG);
    const stopped = await bench.until((view) => view.stop !== null);
    expect(stopped.stop).toMatchObject({ kind: 'printer_not_ready' });
    expect(stopped.session?.label.state).toBe('not_sent');
    await bench.ok();
    expect(await bench.scan(await number())).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'label_not_printed' },
    });
    await bench.ok();
    await bench.printer.setFaults({});
    expect(await bench.command('PRINT')).toMatchObject({ kind: 'info', data: { reason: 'printing_again' } });
    await bench.printer.waitForLabels(1);
    await bench.until((view) => view.session?.label.state === 'sent');
    expect(await states()).toEqual([[1, 'sent']]);
    expect((await bench.scan(await number())).kind).toBe('closed');
    await sleep(50);
    expect(bench.printer.labels).toHaveLength(1);
  });

  it.each([
    ['resets in mid-job', { resetAfter: 500 }],
    ['closes at once', { closeAtOnce: true }],
  ])('printer %s: asked, never printed again by itself', async (_name, faults) => {
    await open({ faults });
    await bench.scan(EAN.MUG);
    const asked = await bench.until((view) => view.stop !== null);
    await bench.printer.setFaults({});
    if (asked.stop?.kind === 'printer_not_ready') {
      // Not one byte had left.
      expect((await states())[0]?.[1]).toBe('queued');
      return;
    }
    expect(asked.stop).toMatchObject({ kind: 'print_unknown', data: { copy: 1, number: await number() } });
    expect(await states()).toEqual([[1, 'unknown']]);
    await bench.restart();
    expect((await bench.view()).stop?.kind).toBe('print_unknown');
    const before = bench.printer.labels.length;
    await sleep(100);
    expect(bench.printer.labels).toHaveLength(before);
    expect((await bench.scan(await number())).repeat).toBe(true);
    expect((await bench.command('YES')).kind).toBe('info');
    expect(await states()).toEqual([[1, 'confirmed']]);
    expect((await bench.scan(await number())).kind).toBe('closed');
    expect(bench.printer.labels).toHaveLength(before);
  });

  it('NO prints copy 2 at once, which says 补打; its scan closes', async () => {
    await open({ faults: { resetAfter: 500 } });
    await bench.scan(EAN.MUG);
    await bench.until((view) => view.stop?.kind === 'print_unknown');
    await bench.printer.setFaults({});
    await bench.command('NO');
    await bench.until((view) => view.session?.label.copy === 2 && view.session.label.state === 'sent');
    expect(await states()).toEqual([
      [1, 'failed'],
      [2, 'sent'],
    ]);
    expect((await bench.scan(await number())).kind).toBe('closed');
    expect((await states())[1]).toEqual([2, 'confirmed']);
  });

  it('OK to the question leaves it open: PRINT asks again, the stuck label answers it', async () => {
    await open({ faults: { resetAfter: 500 } });
    await bench.scan(EAN.MUG);
    await bench.until((view) => view.stop?.kind === 'print_unknown');
    await bench.ok();
    expect((await bench.command('PRINT')).kind).toBe('print_unknown');
    await bench.ok();
    expect(await bench.command('REPRINT', 'LOST')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'answer_first' },
    });
    // The question that is open comes back behind every other stop.
    expect((await bench.ok()).kind).toBe('print_unknown');
    await bench.ok();
    expect((await bench.scan(await number())).kind).toBe('closed');
    expect(await states()).toEqual([[1, 'confirmed']]);
  });

  it('a printer that stalls: killed in between, the start asks', async () => {
    bench = await startBench({ child: true, faults: { stallAfter: 3000 } });
    await setUpThroughChild();
    await bench.scan(EAN.MUG);
    for (let sending = false; !sending;) {
      sending = (await bench.labels()).some((job) => job.state === 'sending' || job.state === 'unknown');
      await sleep(5);
    }
    await bench.kill(() => bench.printer.setFaults({}));
    await bench.until((view) => view.stop?.kind === 'print_unknown');
    expect((await bench.labels()).map((job) => job.state)).toEqual(['unknown']);
    await sleep(200);
    // The printer reads on: what the line still held may come out, by itself never more than that.
    const out = bench.printer.labels.length;
    expect(out).toBeLessThanOrEqual(1);
    await bench.command('NO');
    await bench.printer.waitForLabels(out + 1);
  }, 60_000);

  async function setUpThroughChild(): Promise<void> {
    const demo = await bench.demo();
    expect(demo.state).toBe('done');
    await bench.command('NEXT');
    for (;;) {
      const view = await bench.view();
      const { session } = view;
      if (!session) throw new Error('nothing open');
      if (session.waybill && session.waybill.source !== 'external' && session.units.total === 1) {
        const sku = session.lines[0]?.sku ?? '';
        EAN_OF_CHILD.sku = sku;
        break;
      }
      await bench.command('HOLD', 'OTHER');
      await bench.command('NEXT');
    }
    const original = bench.scan.bind(bench);
    bench.scan = (text) => original(text === EAN.MUG ? EAN_OF_CHILD.sku : text);
  }
  const EAN_OF_CHILD = { sku: '' };

  it('reprint by code: counted, with its reason, the copy says so; the number is the same', async () => {
    await open();
    expect(await bench.scan('CMD:REPRINT:JAM')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'not_complete' },
    });
    await bench.ok();
    await bench.scan(EAN.MUG);
    await bench.until((view) => view.session?.label.state === 'sent');
    expect(await bench.scan('CMD:PRINT')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'reprint_needs_reason' },
    });
    await bench.ok();
    await bench.scan('CMD:REPRINT:JAM');
    await bench.printer.waitForLabels(2);
    await bench.until((view) => view.session?.label.copy === 2 && view.session.label.state === 'sent');
    const jobs = await bench.labels();
    expect(jobs.map((job) => [job.copy, job.reason])).toEqual([
      [1, null],
      [2, 'JAM'],
    ]);
    expect(jobs[0]?.number).toBe(jobs[1]?.number);
    expect((await bench.scan(await number())).kind).toBe('closed');
  });

  it('a voided label: new number, new label that is no copy; the old one is refused for ever', async () => {
    await open();
    await bench.scan('CMD:CANCEL');
    const old = await packWhole(bench, 'A-1');
    expect(await bench.act(orderOf('A-1'), 'void_label', { reason: 'asked' })).toMatchObject({
      ok: false,
      code: 'recall_without_cause',
    });
    const receiver = { ...RECEIVER, province: '浙江省', city: '宁波市', detail: '新路1号501室' };
    expect((await bench.act(orderOf('A-1'), 'change_receiver', { receiver })).ok).toBe(true);
    expect((await bench.act(orderOf('A-1'), 'settle_address', { reason: 'ok' })).ok).toBe(true);
    expect((await bench.order(orderOf('A-1'))).shipments[0]).toMatchObject({
      status: 'PACKED',
      number: null,
    });
    await bench.restart();
    // Nobody has it on the bench: it comes back when somebody scans it.
    expect((await bench.view()).session).toBeNull();
    expect((await bench.scan('A-1')).kind).toBe('opened');
    const view = await bench.until((now) => now.session?.label.state === 'sent');
    expect(view.session).toMatchObject({
      step: 'label',
      label: { copy: 1 },
      units: { checked: 1, total: 1 },
    });
    const fresh = await number();
    expect(fresh).not.toBe(old);
    expect((await bench.scan(old)).kind).toBe('wrong_label');
    await bench.ok();
    expect((await bench.scan(fresh)).kind).toBe('closed');
    expect((await bench.labels()).map((job) => [job.number, job.copy, job.state])).toEqual([
      [old, 1, 'voided'],
      [fresh, 1, 'confirmed'],
    ]);
    expect(bench.printer.labels).toHaveLength(2);
    await bench.scan('CMD:HANDOVER');
    expect((await bench.scan(old)).kind).toBe('foreign_parcel');
    await bench.ok();
    expect((await bench.scan(fresh)).kind).toBe('handed_over');
  });

  it('a label voided from the desk while it waits for its scan: said, PRINT makes a new one', async () => {
    await open();
    await bench.scan(EAN.MUG);
    await bench.until((view) => view.session?.label.state === 'sent');
    const old = await number();
    expect((await bench.act(orderOf('A-1'), 'void_label', { reason: 'asked' })).ok).toBe(true);
    await bench.until((view) => view.stop?.kind === 'wrong_label');
    await bench.ok();
    expect((await bench.command('PRINT')).kind).toBe('info');
    await bench.until((view) => view.session?.label.state === 'sent');
    expect(await number()).not.toBe(old);
    expect((await bench.scan(await number())).kind).toBe('closed');
  });

  it('the receiver changes after the label was drawn ahead: the new one is printed, never the old', async () => {
    bench = await startBench();
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 2 } }]);
    await bench.scan('A-1');
    const before = await number();
    await bench.scan(EAN.MUG);
    await bench.act(orderOf('A-1'), 'change_receiver', {
      receiver: { ...RECEIVER, province: '浙江省', city: '宁波市', detail: '完全不同的路99号' },
    });
    await bench.until((view) => view.stop?.kind === 'blocked');
    await bench.ok();
    expect((await bench.act(orderOf('A-1'), 'settle_address', { reason: 'ok' })).ok).toBe(true);
    await bench.call('settings.save', { siteName: 'Another name' });
    expect((await bench.scan(EAN.MUG)).kind).toBe('order_complete');
    const [label] = await bench.printer.waitForLabels(1);
    await bench.until((view) => view.session?.label.state === 'sent');
    const codes = readers.zbar(label?.png(20) ?? new Uint8Array());
    expect(codes).toContain(await number());
    expect(codes).not.toContain(before);
    expect((await bench.scan(await number())).kind).toBe('closed');
  });

  it('a cancelled order’s number is void and is never given out again', async () => {
    await open();
    const first = await number();
    expect(await bench.act(orderOf('A-1'), 'cancel', { reason: 'buyer' })).toMatchObject({
      ok: false,
      code: 'order_on_bench',
    });
    await bench.scan('CMD:CANCEL');
    const refunded = { reason: 'buyer', refundStarted: true };
    expect((await bench.act(orderOf('A-1'), 'cancel', refunded)).ok).toBe(true);
    await saveOrders(bench, [{ no: 'A-2', lines: { MUG: 1 } }]);
    expect(await packWhole(bench, 'A-2')).not.toBe(first);
    expect((await bench.scan(first)).stop).toBe(true);
  });
});
