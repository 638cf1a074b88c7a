import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { EAN, orderOf, PEN_CASE, saveOrders, savePool, saveProducts, scanAll, shipmentOf } from './shop.ts';

describe('counting and commands', () => {
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

  const units = async () => (await bench.view()).session?.units;

  it('a case code counts its units; one that is larger than what is open is a surplus', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { PEN: 30 } }]);
    await bench.scan('A-1');
    expect(await bench.scan(PEN_CASE)).toMatchObject({ kind: 'unit_ok', data: { n: 12, remaining: 18 } });
    expect(await bench.scan(PEN_CASE)).toMatchObject({ kind: 'unit_ok', data: { n: 12, remaining: 6 } });
    expect(await bench.scan(PEN_CASE)).toMatchObject({ kind: 'surplus', data: { n: 12, remaining: 6 } });
    await bench.ok();
    expect(await units()).toEqual({ checked: 24, total: 30 });
  });

  it('×N where the SKU’s rule allows it, for one scan; never on a case, never elsewhere', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { PEN: 15, MUG: 3 } }]);
    expect((await bench.scan('CMD:X:5')).kind).toBe('not_allowed');
    await bench.ok();
    await bench.scan('A-1');
    expect(await bench.scan('CMD:X:5')).toMatchObject({ kind: 'info', data: { reason: 'multiplier', n: 5 } });
    expect((await bench.view()).session?.multiplier).toBe(5);
    expect(await bench.scan(EAN.PEN)).toMatchObject({ kind: 'unit_ok', data: { n: 5 } });
    expect(await bench.scan(EAN.PEN)).toMatchObject({ kind: 'unit_ok', data: { n: 1 } });
    await bench.scan('CMD:X:2');
    expect(await bench.scan(EAN.MUG)).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'quantity_entry' },
    });
    await bench.ok();
    expect(await bench.scan(EAN.MUG)).toMatchObject({ kind: 'unit_ok', data: { n: 1 } });
    await bench.scan('CMD:X:2');
    expect(await bench.scan(PEN_CASE)).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'quantity_of_case' },
    });
    await bench.ok();
    await bench.scan('CMD:X:10');
    expect(await bench.scan(EAN.PEN)).toMatchObject({ kind: 'surplus', data: { n: 10, remaining: 9 } });
    await bench.ok();
    for (const bad of ['CMD:X:0', 'CMD:X:1000', 'CMD:X:A', 'CMD:X']) {
      expect(await bench.scan(bad)).toMatchObject({ kind: 'not_allowed', data: { reason: 'bad_quantity' } });
      await bench.ok();
    }
    expect(await units()).toEqual({ checked: 7, total: 18 });
  });

  it('a kit is taken apart: its parts are scanned, the kit’s own code is none of them', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { SET: 2 } }]);
    await bench.scan('A-1');
    expect((await bench.view()).session?.lines).toMatchObject([
      { sku: 'MUG', qty: 4, kit: 'SET' },
      { sku: 'TEA', qty: 2, kit: 'SET' },
    ]);
    expect((await bench.scan('SET')).kind).toBe('wrong_item');
    await bench.ok();
    expect(await scanAll(bench)).toBe('order_complete');
  });

  it('undo takes back the last scan, a case as a whole, and nothing beyond the first', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { PEN: 20 } }]);
    await bench.scan('A-1');
    await bench.scan(EAN.PEN);
    await bench.scan(PEN_CASE);
    expect(await bench.scan('CMD:UNDO')).toMatchObject({ kind: 'undone', data: { n: 12, remaining: 19 } });
    await bench.restart();
    expect(await units()).toEqual({ checked: 1, total: 20 });
    expect(await bench.scan('CMD:UNDO')).toMatchObject({ kind: 'undone', data: { n: 1, remaining: 20 } });
    expect(await bench.scan('CMD:UNDO')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'nothing_to_undo' },
    });
    await bench.ok();
    expect((await bench.view()).today.units).toBe(0);
  });

  it('the same code on two lines fills them in order', async () => {
    const file = [
      'order_no,line_no,sku,qty,payment,receiver_name,receiver_phone,province,city,address',
      'A-1,1,MUG,1,paid,李晓梅,13912345678,浙江省,杭州市,文三路168号',
      'A-1,2,TEA,1,paid,李晓梅,13912345678,浙江省,杭州市,文三路168号',
      'A-1,3,MUG,1,paid,李晓梅,13912345678,浙江省,杭州市,文三路168号',
    ].join('\n');
    await bench.importText(`${file}\n`, 'packline-orders');
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    await bench.scan(EAN.MUG);
    expect((await bench.view()).session?.lines.map((line) => [line.sku, line.checked])).toEqual([
      ['MUG', 1],
      ['TEA', 0],
      ['MUG', 1],
    ]);
  });

  it('hold by code: the order waits until another lifts it, then it is back in the queue', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 2 } }]);
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    expect(await bench.scan('CMD:HOLD:DAMAGED')).toMatchObject({
      kind: 'held',
      data: { reason: 'DAMAGED', order: 'A-1' },
    });
    expect((await bench.view()).session).toBeNull();
    expect(await bench.order(orderOf('A-1'))).toMatchObject({
      flags: ['hold'],
      holds: [{ reason: 'DAMAGED', by: bench.operator }],
      shipments: [{ status: 'QUEUED' }],
    });
    const held = await bench.call('queue.list', { status: 'queued' });
    expect(held.rows).toHaveLength(1);
    expect(await bench.scan('A-1')).toMatchObject({ kind: 'blocked', data: { reason: 'on_hold' } });
    await bench.ok();
    expect(await bench.command('NEXT')).toMatchObject({ kind: 'info', data: { reason: 'queue_empty' } });
    await bench.restart();
    expect((await bench.act(orderOf('A-1'), 'lift_hold', { reason: 'replaced' })).ok).toBe(true);
    expect((await bench.command('NEXT')).kind).toBe('opened');
    // A new session: what was in the box went back with the hold.
    expect(await units()).toEqual({ checked: 0, total: 2 });
  });

  it('put back: the number stays the parcel’s, the label that is out is asked for again', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    const view = await bench.until((now) => now.session?.label.state === 'sent');
    expect((await bench.scan('CMD:CANCEL')).kind).toBe('put_back');
    await bench.scan('A-1');
    expect(await scanAll(bench)).toBe('info');
    expect((await bench.view()).last?.data).toEqual({ reason: 'label_is_out' });
    expect((await bench.scan(view.session?.waybill?.number ?? '')).kind).toBe('closed');
    expect(bench.printer.labels).toHaveLength(1);
  });

  it('NEXT: urgent first, then by deadline, then by age; what lacks something is passed over and listed', async () => {
    await bench.call('carriers.save', {
      code: 'TC',
      zh: '同城',
      en: 'City',
      routed: false,
      sources: ['pool'],
      freePool: true,
    });
    // Without the site's own deadline an order that names none comes last.
    await bench.call('siteRules.save', { key: 'promise.hours', value: 0 });
    await saveOrders(bench, [
      { no: 'A-OLD', lines: { MUG: 1 } },
      { no: 'A-LATE', lines: { MUG: 1 }, shipBy: '2026-11-25 10:00' },
      { no: 'A-SOON', lines: { MUG: 1 }, shipBy: '2026-11-22 10:00' },
      { no: 'A-URGENT', lines: { MUG: 1 }, urgent: true, shipBy: '2026-11-26 10:00' },
      { no: 'A-POOL', lines: { MUG: 1 }, urgent: true, shipBy: '2026-11-20 10:00', carrier: 'TC' },
    ]);
    const seen: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      expect((await bench.command('NEXT')).kind).toBe('opened');
      seen.push((await bench.view()).session?.orders[0]?.channelOrderNo ?? '');
      await bench.scan('CMD:HOLD:OTHER');
    }
    expect(seen).toEqual(['A-URGENT', 'A-SOON', 'A-LATE', 'A-OLD']);
    const blocked = await bench.call('orders.blocked', {});
    expect(blocked.rows.find((row) => row.channelOrderNo === 'A-POOL')?.reasons).toEqual([
      { code: 'no_waybill', fix: 'import_or_scan_waybill', data: {} },
    ]);
    expect(await bench.command('NEXT')).toMatchObject({
      kind: 'info',
      data: { reason: 'queue_empty', waiting: 1 },
    });
    expect((await bench.view()).queue).toMatchObject({ ready: 0, blocked: 5 });
    await savePool(bench, 'TC', ['TC00000001']);
    expect((await bench.command('NEXT')).kind).toBe('opened');
    expect((await bench.view()).session?.waybill?.number).toBe('TC00000001');
  });

  it('opens from a list as by scan, and refuses while something is open', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 } },
      { no: 'A-2', lines: { MUG: 1 } },
    ]);
    expect((await bench.call('bench.open', { bench: 'B1', shipment: shipmentOf('A-1') })).kind).toBe(
      'opened',
    );
    expect((await bench.call('bench.open', { bench: 'B1', shipment: shipmentOf('A-2') })).kind).toBe(
      'not_allowed',
    );
  });

  it('badge sign-in: from then on every event names the person; an unknown badge stops', async () => {
    const added = await bench.call('operators.add', { name: '王芳' });
    const person = added.ok ? added.value : undefined;
    expect(await bench.scan(`BG-${person?.badge ?? ''}`)).toMatchObject({
      kind: 'operator',
      data: { name: '王芳' },
    });
    expect((await bench.scan('BG-NOBODY')).kind).toBe('unknown_code');
    await bench.ok();
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
    await bench.scan('A-1');
    await bench.restart();
    expect((await bench.view()).operator?.name).toBe('王芳');
    const opened = (await bench.order(orderOf('A-1'))).timeline.find((event) => event.type === 'opened');
    expect(opened?.by).toBe(person?.id);
  });

  it('language by code, also during a stop, which it does not end', async () => {
    expect(await bench.scan('CMD:LANG:EN')).toMatchObject({ kind: 'info', data: { reason: 'language' } });
    await bench.scan('NOBODY-KNOWS');
    expect(await bench.scan('CMD:LANG:ZH')).toMatchObject({ kind: 'info', repeat: false });
    expect((await bench.view()).stop?.kind).toBe('unknown_code');
    expect((await bench.call('app.hello', {})).settings.language).toBe('zh');
  });

  it('unknown commands and commands out of place stop and change nothing', async () => {
    for (const code of [
      'CMD:FORMAT',
      'CMD:UNDO',
      'CMD:HOLD:SHORT',
      'CMD:CANCEL',
      'CMD:PRINT',
      'CMD:YES',
      'CMD:FINISH',
      'CMD:ALL',
      'CMD:SLIP',
    ]) {
      expect((await bench.scan(code)).kind, code).toBe('not_allowed');
      await bench.ok();
    }
    expect(await bench.scan('CMD:OK')).toMatchObject({
      kind: 'info',
      data: { reason: 'nothing_to_confirm' },
    });
  });

  it('counts of the day begin anew at midnight, verdicts never count back', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 3 } }]);
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    const { seq } = (await bench.view()).last ?? { seq: 0 };
    const now = Date.now();
    const { vi } = await import('vitest');
    vi.spyOn(Date, 'now').mockImplementation(() => now + 24 * 3_600_000);
    await bench.scan(EAN.MUG);
    expect((await bench.view()).today).toEqual({ parcels: 0, units: 1, stops: 0 });
    vi.restoreAllMocks();
    await bench.restart();
    await bench.scan(EAN.MUG);
    expect((await bench.view()).last?.seq).toBeGreaterThan(seq);
  });
});
