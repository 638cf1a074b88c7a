import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import {
  EAN,
  orderOf,
  packWhole,
  RECEIVER,
  saveOrders,
  saveProducts,
  saveWaybills,
  scanAll,
  shipmentOf,
} from './shop.ts';

describe('stops', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await startBench();
    await saveProducts(bench);
  });
  afterEach(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });

  /** While a stop stands nothing counts, everything repeats it, and only OK gets out. */
  async function expectStanding(kind: string): Promise<void> {
    const before = await bench.view();
    expect(before.stop?.kind).toBe(kind);
    const tries = [EAN.MUG, EAN.TEA, 'A-1', 'A-2', 'NOTHING-KNOWN', 'BG-X', '^XA'];
    for (const [at, text] of tries.entries()) {
      expect(await bench.scan(text)).toMatchObject({ kind, stop: true, repeat: true });
      expect((await bench.view()).stop).toMatchObject({ id: before.stop?.id, repeats: at + 1 });
    }
    for (const name of ['NEXT', 'UNDO', 'CANCEL', 'HOLD', 'PRINT', 'HANDOVER', 'WAVE'])
      expect(await bench.command(name)).toMatchObject({ kind, repeat: true });
    const after = await bench.view();
    expect(after.session?.units).toEqual(before.session?.units);
    expect(after.session?.shipment).toBe(before.session?.shipment);
    expect(after.today.stops).toBe(before.today.stops);
    expect(await bench.ok()).toMatchObject({ kind: 'acknowledged', stop: false, repeat: false });
    expect((await bench.view()).stop).toBeNull();
  }

  it('wrong item names expected and got; surplus; unknown code; unreadable', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1, TEA: 2 } }]);
    await bench.scan('A-1');
    expect(await bench.scan(EAN.LAMP)).toMatchObject({ kind: 'wrong_item', stop: true, repeat: false });
    expect((await bench.view()).stop).toMatchObject({
      kind: 'wrong_item',
      expected: [
        { sku: 'MUG', name: '马克杯', variant: '白色', remaining: 1 },
        { sku: 'TEA', name: '绿茶', remaining: 2 },
      ],
      got: { code: EAN.LAMP, sku: 'LAMP', name: '台灯' },
    });
    await expectStanding('wrong_item');

    await bench.scan(EAN.MUG);
    expect(await bench.scan(EAN.MUG)).toMatchObject({ kind: 'surplus', data: { n: 1, remaining: 0 } });
    await expectStanding('surplus');
    expect((await bench.scan('6901234567892')).kind).toBe('unknown_code');
    await expectStanding('unknown_code');
    expect(await bench.scan('a\u0007b')).toMatchObject({
      kind: 'unreadable',
      data: { reason: 'control_chars' },
    });
    await expectStanding('unreadable');
    expect(await bench.view()).toMatchObject({
      session: { units: { checked: 1, total: 3 } },
      today: { stops: 4 },
    });
  });

  it('a product without an order, an order that is not here, a second order while one is open', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 2 } },
      { no: 'A-2', lines: { TEA: 1 } },
    ]);
    expect(await bench.scan(EAN.MUG)).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'open_order_first' },
    });
    await bench.ok();
    expect((await bench.scan('OD-CSV:NOT-HERE')).kind).toBe('not_here');
    await bench.ok();
    expect((await bench.scan('SF1234567890123')).kind).toBe('not_here');
    await bench.ok();
    await bench.scan('A-1');
    expect(await bench.scan('A-2')).toMatchObject({ kind: 'not_allowed', data: { reason: 'order_open' } });
    await bench.ok();
    expect(await bench.command('NEXT')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'order_open' },
    });
    await bench.ok();
    expect(await bench.scan('A-1')).toMatchObject({ kind: 'info', data: { reason: 'already_open' } });
    expect((await bench.view()).session?.units.checked).toBe(0);
  });

  it('label step: next order, another parcel’s label, goods that are too many; then the right one closes', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 } },
      { no: 'A-2', lines: { TEA: 1 } },
      { no: 'A-3', lines: { SOCK: 1 } },
    ]);
    const other = await packWhole(bench, 'A-3');
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    const view = await bench.until((now) => now.session?.label.state === 'sent');
    const number = view.session?.waybill?.number ?? '';
    expect(await bench.scan('A-2')).toMatchObject({ kind: 'label_not_scanned', data: { expected: number } });
    await expectStanding('label_not_scanned');
    expect((await bench.command('NEXT')).kind).toBe('label_not_scanned');
    await bench.ok();
    expect(await bench.scan(other)).toMatchObject({ kind: 'wrong_label', data: { expected: number } });
    await expectStanding('wrong_label');
    expect((await bench.scan('YT8812345678901')).kind).toBe('wrong_label');
    await bench.ok();
    expect((await bench.scan(EAN.MUG)).kind).toBe('surplus');
    await bench.ok();
    expect((await bench.scan(EAN.LAMP)).kind).toBe('wrong_item');
    await bench.ok();
    expect((await bench.scan('GARBAGE')).kind).toBe('unknown_code');
    await bench.ok();
    expect((await bench.scan(number)).kind).toBe('closed');
    expect(bench.printer.labels).toHaveLength(2);
  });

  it('缺三段码: a routed carrier’s parcel without routing is not opened; the file with it lets it go', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, carrier: 'ZTO' }]);
    await saveWaybills(bench, [{ no: 'A-1', carrier: 'ZTO', number: '78012345678901' }]);
    expect(await bench.scan('A-1')).toMatchObject({ kind: 'missing_routing', data: { carrier: 'ZTO' } });
    await expectStanding('missing_routing');
    const blocked = await bench.call('orders.blocked', {});
    expect(blocked.rows.flatMap((row) => row.reasons)).toContainEqual({
      code: 'missing_routing',
      fix: 'import_waybill_with_routing',
      data: {},
    });
    const again = await saveWaybills(bench, [
      { no: 'A-1', carrier: 'ZTO', number: '78012345678901', segments: '571-A3 012' },
    ]);
    expect(again).toMatchObject({ accepted: 1, refused: 0 });
    expect((await bench.scan('A-1')).kind).toBe('opened');
    expect((await bench.view()).session?.waybill?.segments).toBe('571-A3 012');
  });

  it('number used twice: the file’s number of another parcel is refused', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 }, carrier: 'STO' },
      { no: 'A-2', lines: { MUG: 1 }, carrier: 'STO' },
    ]);
    await saveWaybills(bench, [{ no: 'A-2', carrier: 'STO', number: '777012345678902' }], {
      printedElsewhere: true,
    });
    await bench.scan('A-1');
    await scanAll(bench);
    expect((await bench.scan('777012345678902')).kind).toBe('wrong_label');
    await bench.ok();
    expect((await bench.scan('777012345678901')).kind).toBe('label_bound');
    // The carrier's file gives the same number to a second order: it stays the first one's.
    expect(
      await saveWaybills(bench, [{ no: 'A-2', carrier: 'STO', number: '777012345678901' }]),
    ).toMatchObject({
      accepted: 0,
      refused: 1,
      lines: [{ code: 'number_used' }],
    });
  });

  describe('what blocks', () => {
    const CASES = [
      { name: 'hold', reason: 'on_hold' },
      { name: 'cancel request', reason: 'cancel_requested' },
      { name: 'address change', reason: 'address_changed' },
    ] as const;
    const block = (name: (typeof CASES)[number]['name'], order: string) =>
      name === 'cancel request'
        ? bench.act(order, 'request_cancel', { reason: 'buyer' })
        : bench.act(order, 'change_receiver', {
            receiver: { ...RECEIVER, province: '浙江省', city: '宁波市', detail: '新路1号501室' },
          });

    it('unpaid orders are not packable until the money came', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, payment: 'unpaid' }]);
      expect(await bench.scan('A-1')).toMatchObject({ kind: 'not_packable', data: { reason: 'unpaid' } });
      await expectStanding('not_packable');
      expect((await bench.act(orderOf('A-1'), 'mark_paid', { reason: 'bank' })).ok).toBe(true);
      expect((await bench.scan('A-1')).kind).toBe('opened');
    });

    it.each(CASES.filter(({ name }) => name !== 'hold'))('$name before opening', async ({ name, reason }) => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
      expect((await block(name, orderOf('A-1'))).ok).toBe(true);
      expect(await bench.scan('A-1')).toMatchObject({ kind: 'blocked', data: { reason } });
      await expectStanding('blocked');
      expect(await bench.command('NEXT')).toMatchObject({ kind: 'info', data: { reason: 'queue_empty' } });
    });

    it.each(CASES.filter(({ name }) => name !== 'hold'))(
      '$name while it lies on the bench: at once, and again at every unit',
      async ({ name, reason }) => {
        await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 2 } }]);
        await bench.scan('A-1');
        await bench.scan(EAN.MUG);
        await block(name, orderOf('A-1'));
        await bench.until((view) => view.stop?.kind === 'blocked');
        await expectStanding('blocked');
        expect(await bench.scan(EAN.MUG)).toMatchObject({ kind: 'blocked', data: { reason } });
        await bench.ok();
        expect((await bench.view()).session?.units.checked).toBe(1);
        expect((await bench.command('CANCEL')).kind).toBe('put_back');
        expect((await bench.scan('A-1')).kind).toBe('blocked');
      },
    );

    it('cancel request in the label step: the stuck label does not close; denied, it does', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
      await bench.scan('A-1');
      await bench.scan(EAN.MUG);
      const view = await bench.until((now) => now.session?.label.state === 'sent');
      await block('cancel request', orderOf('A-1'));
      await bench.until((now) => now.stop?.kind === 'blocked');
      await bench.ok();
      const number = view.session?.waybill?.number ?? '';
      expect(await bench.scan(number)).toMatchObject({
        kind: 'blocked',
        data: { reason: 'cancel_requested' },
      });
      await bench.ok();
      expect((await bench.act(orderOf('A-1'), 'deny_cancel', { reason: 'buyer changed mind' })).ok).toBe(
        true,
      );
      expect((await bench.scan(number)).kind).toBe('closed');
      expect(bench.printer.labels).toHaveLength(1);
    });

    it('lifted while the last unit is in: the label prints then', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 2 } }]);
      await bench.scan('A-1');
      await bench.scan(EAN.MUG);
      await block('cancel request', orderOf('A-1'));
      await bench.until((now) => now.stop?.kind === 'blocked');
      await bench.ok();
      await bench.act(orderOf('A-1'), 'deny_cancel', { reason: 'kept' });
      expect((await bench.scan(EAN.MUG)).kind).toBe('order_complete');
      await bench.printer.waitForLabels(1);
    });
  });

  it('already done and cancelled orders', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 } },
      { no: 'A-2', lines: { MUG: 1 } },
    ]);
    const number = await packWhole(bench, 'A-1');
    expect(await bench.scan('A-1')).toMatchObject({
      kind: 'already_done',
      data: { status: 'HANDOVER_PENDING', number },
    });
    await expectStanding('already_done');
    expect((await bench.scan(number)).kind).toBe('already_done');
    await bench.ok();
    expect(
      (await bench.act(orderOf('A-2'), 'cancel', { reason: 'out of stock', refundStarted: true })).ok,
    ).toBe(true);
    expect((await bench.scan('A-2')).kind).toBe('already_done');
    await bench.ok();
    expect((await bench.order(orderOf('A-2'))).status).toBe('CANCELLED');
  });

  it('no printer, no sender: said, and packing goes on once it is there', async () => {
    const { settings } = await bench.call('app.hello', {});
    await bench.call('settings.save', { labelPrinter: null, sender: null });
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
    expect(await bench.scan('A-1')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'sender_missing' },
    });
    await bench.ok();
    await bench.call('settings.save', { sender: settings.sender });
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    expect((await bench.view()).stop).toMatchObject({
      kind: 'printer_not_ready',
      data: { reason: 'no_printer' },
    });
    await expectStanding('printer_not_ready');
    await bench.call('settings.save', { labelPrinter: 'label' });
    expect(await bench.command('PRINT')).toMatchObject({ kind: 'info', data: { reason: 'printing' } });
    await bench.printer.waitForLabels(1);
  });

  it('busy elsewhere: another bench has it', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
    const { writeEvents } = await import('./folder.ts');
    await bench.restart(() =>
      writeEvents(bench.dir, shipmentOf('A-1'), [
        { type: 'opened', data: { bench: 'B7', mode: 'label_last' }, station: 'elsewhere' },
      ]),
    );
    expect(await bench.scan('A-1')).toMatchObject({ kind: 'busy_elsewhere', data: { bench: 'B7' } });
    await expectStanding('busy_elsewhere');
  });

  it('a stop stands over a restart, with or without an open order', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 2 } }]);
    await bench.scan('NOBODY-KNOWS');
    await bench.restart();
    await expectStanding('unknown_code');
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    await bench.scan(EAN.LAMP);
    await bench.restart();
    expect((await bench.view()).session?.units).toEqual({ checked: 1, total: 2 });
    await expectStanding('wrong_item');
    await bench.restart();
    expect((await bench.view()).stop).toBeNull();
  });
});
