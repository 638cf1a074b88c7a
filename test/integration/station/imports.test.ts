import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sleep, startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import {
  orderFile,
  orderOf,
  RECEIVER,
  saveOrders,
  savePool,
  saveProducts,
  saveWaybills,
  shipmentOf,
} from './shop.ts';

const fixture = (name: string): string => join(import.meta.dirname, '../../fixtures/files', name);
const TAOBAO = fixture('taobao-orders.csv');
const ITEMS = fixture('taobao-items.csv');

describe('files through the station', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await startBench({ printer: 'none' });
  });
  afterEach(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });

  const counts = (report: Awaited<ReturnType<TestBench['importFile']>>) => {
    const { state, accepted, already, refused, packable } = report;
    return { state, accepted, already, refused, packable };
  };
  const blockedBy = async (): Promise<Record<string, string[]>> => {
    const { rows } = await bench.call('orders.blocked', { limit: 500 });
    return Object.fromEntries(
      rows.map((row) => [row.channelOrderNo, row.reasons.map((reason) => reason.code)]),
    );
  };
  const products = async (skus: readonly string[]) =>
    bench.importText(
      `sku,name,barcode\n${skus.map((sku) => `${sku},Product ${sku},`).join('\n')}\n`,
      'packline-products',
    );

  it('Online Retail: all orders, cancellation documents are no orders; again: nothing new', async () => {
    const file = fixture('online-retail-sample.csv');
    const report = await bench.importFile(file, 'online-retail');
    expect(counts(report)).toEqual({ state: 'done', accepted: 62, already: 0, refused: 0, packable: 0 });
    expect(report.rowsRead).toBe(999);
    expect(report.lines.filter((line) => line.code === 'cancellation').length).toBeGreaterThan(0);
    const blocked = await bench.call('orders.blocked', {});
    expect(blocked.total).toBe(62);
    const codes = new Set(blocked.rows[0]?.reasons.map((reason) => reason.code));
    expect(codes).toContain('receiver_missing');
    expect(codes).toContain('unknown_sku');
    expect(counts(await bench.importFile(file, 'online-retail'))).toEqual({
      state: 'done',
      accepted: 0,
      already: 62,
      refused: 0,
      packable: 0,
    });
    expect((await bench.call('app.hello', {})).orders).toBe(62);
  });

  it('Online Retail with invented receivers packs once its products are known', async () => {
    const file = fixture('online-retail-sample.csv');
    await bench.importFile(file, 'online-retail', { inventReceivers: true });
    const text = readFileSync(file, 'latin1');
    const skus = new Set(
      text
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(',')[1] ?? ''),
    );
    skus.delete('');
    const report = await products([...skus]);
    expect(report.packable).toBe(62);
    expect((await bench.view()).queue).toMatchObject({ ready: 62, blocked: 0 });
    expect((await bench.command('NEXT')).kind).toBe('opened');
  });

  it('Shopify: shipped, refunded, cancelled and service orders never enter the queue; again: nothing new', async () => {
    await products(['MUG-R', 'MUG-B', 'TEA-1']);
    const first = await bench.importFile(fixture('shopify-orders.csv'), 'shopify-orders');
    expect(first).toMatchObject({ state: 'done', accepted: 9, refused: 1 });
    expect(first.lines).toContainEqual(expect.objectContaining({ order: '#1009', outcome: 'refused' }));
    const status = async (no: string) => (await bench.order(`shopify:${no}`)).status;
    expect(await status('#1005')).toBe('SHIPPED');
    expect(await status('#1006')).toBe('CANCELLED');
    expect(await status('#1008')).toBe('CANCELLED');
    expect(await status('#1007')).toBe('IN_REVIEW');
    const queued = await bench.call('queue.list', { status: 'open' });
    for (const no of ['#1003', '#1005', '#1006', '#1007', '#1008', '#1010'])
      expect(queued.rows.map((row) => row.channelOrderNo)).not.toContain(no);
    const again = await bench.importFile(fixture('shopify-orders.csv'), 'shopify-orders');
    expect(again).toMatchObject({ accepted: 0, already: 9, refused: 1 });
    expect(again.lines.filter((line) => line.code === 'order_updated')).toEqual([]);
  });

  it('Taobao with its 宝贝报表: waits for products, then packs; again: nothing new', async () => {
    const first = await bench.importFile(TAOBAO, 'taobao-orders', { lines: ITEMS });
    expect(first).toMatchObject({ state: 'done', accepted: 9, already: 0, refused: 1, packable: 0 });
    const waiting = await blockedBy();
    expect(waiting['3120456789012345671']).toContain('unknown_sku');
    const skus = new Set<string>();
    for (const no of [71, 72, 73, 77, 78, 79]) {
      for (const line of (await bench.order(`taobao:31204567890123456${no}`)).lines) skus.add(line.sku);
    }
    const report = await products([...skus]);
    expect(report.packable).toBe(5);
    const after = await blockedBy();
    expect(after['3120456789012345671']).toBeUndefined();
    expect(after['3120456789012345673']).toEqual(['unpaid']);
    const again = await bench.importFile(TAOBAO, 'taobao-orders', { lines: ITEMS });
    expect(again).toMatchObject({ accepted: 0, already: 9, refused: 1 });
  });

  it('Taobao without its lines is refused before anything is read', async () => {
    const token = (await bench.station?.acceptPath(TAOBAO))?.token ?? '';
    expect(
      await bench.call('import.start', {
        token,
        preset: 'taobao-orders',
        mapping: {},
        operator: bench.operator,
      }),
    ).toMatchObject({ ok: false, code: 'lines_file_missing' });
  });

  it('preview knows the file, its encoding and its preset', async () => {
    const token = (await bench.station?.acceptPath(TAOBAO))?.token ?? '';
    const preview = await bench.call('import.preview', { token });
    expect(preview).toMatchObject({
      ok: true,
      value: {
        format: 'csv',
        encoding: 'gb18030',
      },
    });
    expect(preview.ok && preview.value.presets[0]).toMatchObject({
      id: 'taobao-orders',
      needsLines: true,
      missing: [],
    });
  });

  describe('a later file', () => {
    beforeEach(async () => void (await saveProducts(bench)));

    it('that closes an order asks for a cancel; a person’s no is not asked again', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
      const closed = orderFile([{ no: 'A-1', lines: { MUG: 1 }, status: '交易关闭' }]);
      const report = await bench.importText(closed, 'packline-orders');
      expect(report).toMatchObject({ accepted: 0, already: 1 });
      expect(report.lines).toContainEqual(expect.objectContaining({ code: 'order_updated' }));
      expect((await bench.order(orderOf('A-1'))).flags).toEqual(['cancel_requested']);
      expect(await bench.scan('A-1')).toMatchObject({
        kind: 'blocked',
        data: { reason: 'cancel_requested' },
      });
      await bench.ok();
      await bench.act(orderOf('A-1'), 'deny_cancel', { reason: 'shop says no' });
      expect(
        (await bench.importText(closed, 'packline-orders')).lines.map((line) => line.code),
      ).not.toContain('order_updated');
      expect((await bench.scan('A-1')).kind).toBe('opened');
    });

    it('that brings the money releases it', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, payment: 'unpaid' }]);
      expect((await blockedBy())['A-1']).toEqual(['unpaid']);
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, payment: 'paid' }]);
      expect(await bench.order(orderOf('A-1'))).toMatchObject({ status: 'READY_TO_SHIP', payment: 'PAID' });
      expect((await bench.command('NEXT')).kind).toBe('opened');
    });

    it('that says it was shipped elsewhere holds it', async () => {
      await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
      await bench.importText(
        orderFile([{ no: 'A-1', lines: { MUG: 1 }, status: '已发货' }]),
        'packline-orders',
      );
      expect((await bench.order(orderOf('A-1'))).holds).toMatchObject([{ reason: 'channel_shipped' }]);
      expect((await bench.scan('A-1')).kind).toBe('blocked');
    });
  });

  it('fixes of the list: products are added, receivers corrected, money recorded, holds lifted', async () => {
    await saveProducts(bench);
    await bench.importText(
      orderFile([{ no: 'A-1', lines: { NEWSKU: 1 } }]).replace(RECEIVER.phone, '12'),
      'packline-orders',
    );
    expect((await blockedBy())['A-1']).toEqual(expect.arrayContaining(['unknown_sku', 'phone_implausible']));
    expect((await bench.act(orderOf('A-1'), 'add_products')).ok).toBe(true);
    expect((await blockedBy())['A-1']).not.toContain('unknown_sku');
    const receiver = { ...RECEIVER, province: '浙江省', city: '杭州市' };
    expect((await bench.act(orderOf('A-1'), 'change_receiver', { receiver })).ok).toBe(true);
    expect((await blockedBy())['A-1']).toBeUndefined();
    expect((await bench.scan('A-1')).kind).toBe('opened');
  });

  it('waybill file: bound at once; unknown orders refused; a pool only where the carrier allows it', async () => {
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 }, carrier: 'ZTO' }]);
    const report = await saveWaybills(bench, [
      { no: 'A-1', carrier: '中通快递', number: '78012345678901', segments: '571-A3 012' },
      { no: 'A-9', carrier: 'ZTO', number: '78012345678902', segments: '571-A3 012' },
    ]);
    expect(report).toMatchObject({ accepted: 1, refused: 1 });
    expect(report.lines).toContainEqual(expect.objectContaining({ code: 'order_not_here' }));
    expect((await bench.call('queue.list', { status: 'queued' })).rows[0]).toMatchObject({
      waybill: '78012345678901',
    });
    expect(
      await saveWaybills(bench, [
        { no: 'A-1', carrier: 'ZTO', number: '78012345678901', segments: '571-A3 012' },
      ]),
    ).toMatchObject({
      accepted: 0,
      already: 1,
    });
    const pool = await savePool(bench, 'ZTO', ['78099999999999']);
    expect(pool).toMatchObject({ accepted: 0, refused: 1 });
    expect(pool.lines[0]).toMatchObject({ code: 'pool_not_allowed' });
  });

  describe('bad files', () => {
    it.each([
      [
        'torn in mid-line',
        Buffer.from(orderFile([{ no: 'A-1', lines: { MUG: 1 } }])).subarray(0, -20),
        'packline-orders',
      ],
      ['an open quote', `${orderFile([{ no: 'A-1', lines: { MUG: 1 } }])}A-2,"MUG,1\n`, 'packline-orders'],
    ])('%s: said by line, what was whole is kept, nothing half', async (_name, bytes, preset) => {
      await saveProducts(bench);
      const report = await bench.importText(bytes, preset);
      expect(report.state === 'failed' || report.refused > 0).toBe(true);
      expect(report.lines.some((line) => line.outcome === 'refused' && line.code !== null)).toBe(true);
      const { orders } = await bench.call('app.hello', {});
      expect(orders).toBe(report.accepted);
      expect((await bench.scan('A-2')).kind).not.toBe('opened');
    });

    it('bytes that are no text of any encoding: refused before anything is taken', async () => {
      const bytes = Buffer.concat([
        Buffer.from(orderFile([{ no: 'A-1', lines: { MUG: 1 } }])),
        Buffer.from([0x41, 0x2c, 0xff, 0xfe, 0x80, 0x0a]),
      ]);
      await expect(bench.importText(bytes, 'packline-orders')).rejects.toThrow('wrong_encoding');
      expect((await bench.call('app.hello', {})).orders).toBe(0);
    });

    it('no table at all, a wrong preset, an unknown preset, a file that is gone', async () => {
      const accept = async (text: string) => {
        const { writeFileSync } = await import('node:fs');
        const path = join(bench.dir, 'x.csv');
        writeFileSync(path, text);
        return (await bench.station?.acceptPath(path))?.token ?? '';
      };
      const start = (token: string, preset: string) =>
        bench.call('import.start', { token, preset, mapping: {}, operator: bench.operator });
      expect((await start(await accept(''), 'packline-orders')).ok).toBe(false);
      expect(await start(await accept('a,b\n1,2\n'), 'packline-orders')).toMatchObject({
        ok: false,
        code: 'columns_missing',
      });
      expect(await start(await accept('a,b\n1,2\n'), 'nothing')).toMatchObject({
        ok: false,
        code: 'preset_unknown',
      });
      expect(await start('no-such-token', 'packline-orders')).toMatchObject({ ok: false, code: 'file_gone' });
    });

    it('negative and zero quantities, ruined numbers, repeated rows: refused per order, the rest is taken', async () => {
      await saveProducts(bench);
      const good = orderFile([{ no: 'A-1', lines: { MUG: 1 } }]);
      const [, row = ''] = good.split('\n');
      const bad = [
        row.replace('A-1,MUG,1', 'A-2,MUG,-1'),
        row.replace('A-1,MUG,1', 'A-3,MUG,0'),
        row.replace('A-1', '1.23E+18'),
      ];
      const report = await bench.importText(`${good}${bad.join('\n')}\n`, 'packline-orders');
      expect(report).toMatchObject({ state: 'done', accepted: 1, refused: 3 });
      expect(
        new Set(report.lines.filter((line) => line.outcome === 'refused').map((line) => line.code)),
      ).toContain('ruined_number');
    });
  });

  it('cancel in the middle: whole orders only, told as cancelled, and the file can be taken again', async () => {
    await saveProducts(bench);
    const orders = Array.from({ length: 6000 }, (_, n) => ({ no: `A-${n}`, lines: { MUG: 1, TEA: 1 } }));
    const { writeFileSync } = await import('node:fs');
    const path = join(bench.dir, 'large.csv');
    writeFileSync(path, orderFile(orders));
    const token = (await bench.station?.acceptPath(path))?.token ?? '';
    const started = await bench.call('import.start', {
      token,
      preset: 'packline-orders',
      mapping: {},
      operator: bench.operator,
    });
    if (!started.ok) throw new Error(started.code);
    for (let seen = 0; seen === 0;) {
      const report = await bench.call('import.report', { id: started.value.id });
      seen = report.ok ? report.value.accepted : 1;
      await sleep(1);
    }
    expect(await bench.call('import.cancel', { id: started.value.id })).toMatchObject({ ok: true });
    const report = await bench.ended(started.value.id);
    expect(report.state).toBe('cancelled');
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.accepted).toBeLessThan(6000);
    expect((await bench.call('app.hello', {})).orders).toBe(report.accepted);
    expect((await bench.order(orderOf('A-0'))).shipments.map((shipment) => shipment.id)).toEqual([
      shipmentOf('A-0'),
    ]);
    const rest = await bench.importFile(path, 'packline-orders');
    expect(rest).toMatchObject({ state: 'done', accepted: 6000 - report.accepted, already: report.accepted });
    expect(await bench.call('import.cancel', { id: started.value.id })).toMatchObject({
      ok: false,
      code: 'not_running',
    });
  });

  it('packing goes on while a file comes in', async () => {
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'B-1', lines: { MUG: 30 } }]);
    await bench.scan('B-1');
    const orders = Array.from({ length: 3000 }, (_, n) => ({ no: `A-${n}`, lines: { MUG: 1 } }));
    const importing = bench.importText(orderFile(orders), 'packline-orders');
    for (let n = 0; n < 29; n += 1) expect((await bench.scan('MUG')).kind).toBe('unit_ok');
    expect(await importing).toMatchObject({ state: 'done', accepted: 3000, packable: 3000 });
    expect((await bench.view()).session?.units.checked).toBe(29);
  });
});
