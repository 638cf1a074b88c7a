import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../electron/station/database/index.ts';
import { sleep, startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { withFolder } from './folder.ts';
import { orderOf, packWhole, saveOrders, savePool, saveProducts, shipmentOf } from './shop.ts';

async function download(bench: TestBench, token: string): Promise<string> {
  const file = bench.station?.openDownload(token);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file?.stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** What the record says of private data that left in clear; how the station was set up stands there too. */
async function handedOut(db: Database): Promise<readonly object[]> {
  const audits = await db.files.find({ selector: { kind: 'audit' } });
  return audits
    .map(({ data }) => data)
    .filter(({ what }) => what !== 'setting_changed' && what !== 'carrier_changed');
}

describe('handover', () => {
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

  /** Packs parcels of our own delivery, and one for EMS. @returns numbers by order */
  async function pack(own: number, ems = 0): Promise<Record<string, string>> {
    const orders = [
      ...Array.from({ length: own }, (_, n) => ({ no: `A-${n + 1}`, lines: { MUG: 1 } })),
      ...Array.from({ length: ems }, (_, n) => ({ no: `E-${n + 1}`, lines: { MUG: 1 }, carrier: 'EMS' })),
    ];
    await saveOrders(bench, orders);
    if (ems > 0) {
      const carrier = (await bench.call('app.hello', {})).carriers.find(({ code }) => code === 'EMS');
      if (carrier) await bench.call('carriers.save', { ...carrier, sources: ['pool'] });
      await savePool(
        bench,
        'EMS',
        Array.from({ length: ems }, (_, n) => `105000000000${n}`),
      );
    }
    const numbers: Record<string, string> = {};
    for (const { no } of orders) numbers[no] = await packWhole(bench, no);
    return numbers;
  }
  const statusOf = async (no: string) => (await bench.order(orderOf(no))).status;

  it('per carrier: scanned parcels leave, missing stay listed, foreign are named, two copies are printed', async () => {
    const numbers = await pack(3, 1);
    expect(await bench.scan('CMD:HANDOVER:OWN')).toMatchObject({
      kind: 'handover_started',
      data: { carrier: 'OWN', expected: 3 },
    });
    expect(await bench.scan(numbers['A-1'] ?? '')).toMatchObject({
      kind: 'handed_over',
      data: { scanned: 1 },
    });
    expect((await bench.scan(numbers['A-1'] ?? '')).kind).toBe('already_on_list');
    expect(await bench.scan(numbers['E-1'] ?? '')).toMatchObject({
      kind: 'foreign_parcel',
      data: { reason: 'other_carrier' },
    });
    expect((await bench.scan(numbers['A-2'] ?? '')).kind).toBe('foreign_parcel');
    await bench.ok();
    expect(await bench.scan('SF1234567890123')).toMatchObject({
      kind: 'foreign_parcel',
      data: { reason: 'not_here' },
    });
    await bench.ok();
    await bench.scan(numbers['A-2'] ?? '');
    const view = await bench.view();
    expect(view.handover).toMatchObject({
      carrier: { code: 'OWN' },
      expected: 3,
      scanned: 2,
      foreign: [
        { number: numbers['E-1'], reason: 'other_carrier' },
        { number: 'SF1234567890123', reason: 'not_here' },
      ],
    });
    expect(view.handover?.rows.map((row) => [row.channelOrderNo, row.state])).toEqual([
      ['A-2', 'scanned'],
      ['A-1', 'scanned'],
      ['A-3', 'pending'],
    ]);
    const before = Date.now();
    expect(await bench.scan('CMD:FINISH')).toMatchObject({
      kind: 'handover_finished',
      data: { parcels: 2, missing: 1 },
    });
    await bench.printer.waitForLabels(6);
    const order = await bench.order(orderOf('A-1'));
    expect(order).toMatchObject({
      status: 'SHIPPED',
      shipments: [{ status: 'HANDED_OVER', number: numbers['A-1'] }],
    });
    const handed = order.timeline.find((event) => event.type === 'handed_over');
    expect(Number(handed?.data['at'])).toBeGreaterThanOrEqual(before - 60_000);
    expect(await statusOf('A-3')).toBe('READY_TO_SHIP');
    const lists = await bench.call('handover.list', {});
    expect(lists).toMatchObject({ total: 1, rows: [{ carrier: { code: 'OWN' }, parcels: 2, missing: 1 }] });
    const prints = (await bench.call('prints.list', { open: false })).rows.filter(
      (row) => row.kind === 'manifest',
    );
    expect(prints).toHaveLength(2);
    // The missing one is expected by the next pickup.
    expect(await bench.scan('CMD:HANDOVER:OWN')).toMatchObject({ data: { expected: 1 } });
  });

  it('all at once, exceptions counted; the courier is named', async () => {
    await pack(3);
    await bench.act(orderOf('A-2'), 'request_cancel', { reason: 'buyer' });
    expect((await bench.call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '老王' })).kind).toBe(
      'handover_started',
    );
    expect(await bench.scan('CMD:ALL')).toMatchObject({
      kind: 'handed_over',
      data: { scanned: 2, exceptions: 1 },
    });
    expect(await bench.scan('CMD:FINISH')).toMatchObject({
      kind: 'handover_finished',
      data: { parcels: 2, missing: 1 },
    });
    expect(await statusOf('A-2')).toBe('READY_TO_SHIP');
    const lists = await bench.call('handover.list', {});
    expect(lists.rows[0]).toMatchObject({ courier: '老王', parcels: 2 });
  });

  it('a cancelled parcel is refused at its scan, and taken off where the cancel came after it', async () => {
    const numbers = await pack(2);
    await bench.scan('CMD:HANDOVER:OWN');
    await bench.act(orderOf('A-1'), 'request_cancel', { reason: 'buyer' });
    expect(await bench.scan(numbers['A-1'] ?? '')).toMatchObject({
      kind: 'blocked',
      data: { reason: 'cancel_requested' },
    });
    await bench.ok();
    await bench.scan(numbers['A-2'] ?? '');
    await bench.act(orderOf('A-2'), 'change_receiver', {
      receiver: {
        name: '新收件人',
        phone: '13911112222',
        province: '浙江省',
        city: '宁波市',
        detail: '新路1号',
      },
    });
    expect(await bench.scan('CMD:FINISH')).toMatchObject({
      kind: 'blocked',
      data: { reason: 'address_changed', off: 1 },
    });
    expect((await bench.view()).stop?.got?.code).toBe(numbers['A-2']);
    await bench.ok();
    expect(await bench.scan('CMD:FINISH')).toMatchObject({ kind: 'handover_finished', data: { parcels: 0 } });
    expect(await statusOf('A-1')).toBe('READY_TO_SHIP');
    expect(await statusOf('A-2')).toBe('READY_TO_SHIP');
  });

  it('the list goes on after a restart and after leaving it', async () => {
    const numbers = await pack(3);
    await bench.scan('CMD:HANDOVER:OWN');
    await bench.scan(numbers['A-1'] ?? '');
    await bench.restart();
    expect(await bench.view()).toMatchObject({ mode: 'handover', handover: { expected: 3, scanned: 1 } });
    expect(await bench.scan('CMD:CANCEL')).toMatchObject({ kind: 'info', data: { reason: 'handover_left' } });
    expect((await bench.view()).mode).toBe('pack');
    await bench.scan('CMD:HANDOVER:OWN');
    expect(await bench.scan(numbers['A-2'] ?? '')).toMatchObject({
      kind: 'handed_over',
      data: { scanned: 2 },
    });
  });

  it('a crash between signing and its effects is healed, once', async () => {
    const numbers = await pack(2);
    await bench.scan('CMD:HANDOVER:OWN');
    await bench.scan('CMD:ALL');
    const sign = (): Promise<void> =>
      withFolder(bench.dir, async (db) => {
        const [doc] = await db.files.find({ selector: { kind: 'manifest' } });
        if (!doc) throw new Error('no list');
        await db.files.put({ ...doc, data: { ...doc.data, state: 'closing', closedAt: Date.now() } });
      });
    await bench.restart(sign);
    expect(await statusOf('A-1')).toBe('SHIPPED');
    const types = async (no: string) => (await bench.order(orderOf(no))).timeline.map((event) => event.type);
    const once = await types('A-1');
    // Again, as if the crash had come after the effects and before the list was closed.
    await bench.restart(sign);
    expect(await types('A-1')).toEqual(once);
    expect(once.filter((type) => type === 'handed_over' || type === 'shipped')).toEqual([
      'handed_over',
      'shipped',
    ]);
    expect((await bench.order(orderOf('A-2'))).shipments[0]).toMatchObject({
      status: 'HANDED_OVER',
      number: numbers['A-2'],
    });
  });

  it('nothing staged, unknown carrier, an order open, a second FINISH', async () => {
    expect(await bench.scan('CMD:HANDOVER')).toMatchObject({
      kind: 'info',
      data: { reason: 'nothing_staged' },
    });
    expect((await bench.scan('CMD:HANDOVER:NOBODY')).kind).toBe('not_allowed');
    await bench.ok();
    await pack(1);
    await saveOrders(bench, [{ no: 'B-1', lines: { MUG: 1 } }]);
    await bench.scan('B-1');
    expect((await bench.scan('CMD:HANDOVER')).kind).toBe('not_allowed');
    await bench.ok();
    await bench.scan('CMD:CANCEL');
    await bench.scan('CMD:HANDOVER');
    await bench.scan('CMD:ALL');
    expect((await bench.scan('CMD:FINISH')).kind).toBe('handover_finished');
    expect((await bench.scan('CMD:FINISH')).kind).toBe('not_allowed');
  });

  it('reprint of the list says so', async () => {
    await pack(1);
    await bench.scan('CMD:HANDOVER');
    await bench.scan('CMD:ALL');
    await bench.scan('CMD:FINISH');
    await bench.printer.waitForLabels(3);
    for (let open = 1; open > 0;) {
      const { rows } = await bench.call('prints.list', { open: true });
      open = rows.filter((row) => row.state !== 'sent').length;
      await sleep(5);
    }
    const [list] = (await bench.call('handover.list', {})).rows;
    expect(await bench.call('handover.reprint', { id: list?.id ?? '' })).toMatchObject({ ok: true });
    await bench.printer.waitForLabels(5);
    const copies = (await bench.call('prints.list', { open: false })).rows.filter(
      (row) => row.kind === 'manifest',
    );
    expect(copies.map((row) => row.copy).sort()).toEqual([1, 1, 2, 2]);
  });

  describe('the file for the shop', () => {
    it('holds every shipment once; a second export is marked; what it says reads back equal', async () => {
      const numbers = await pack(2);
      const shipped = (again: boolean) =>
        bench.call('export.shipped', {
          layout: 'packline',
          again,
          encoding: 'utf-8',
          operator: bench.operator,
        });
      expect(await shipped(false)).toMatchObject({ ok: false, code: 'nothing_to_export' });
      await bench.scan('CMD:HANDOVER');
      await bench.scan('CMD:ALL');
      await bench.scan('CMD:FINISH');
      const first = await shipped(false);
      if (!first.ok) throw new Error(first.code);
      expect(first.value).toMatchObject({ parcels: 2, again: 0 });
      const text = await download(bench, first.value.token);
      for (const [no, number] of Object.entries(numbers)) {
        const row = text.split(/\r?\n/).find((line) => line.includes(no));
        expect(row).toContain(number);
        expect(row).toContain('OWN');
      }
      expect(await shipped(false)).toMatchObject({ ok: false, code: 'nothing_to_export' });
      await bench.restart();
      const again = await shipped(true);
      expect(again).toMatchObject({ ok: true, value: { parcels: 2, again: 2 } });
      expect(again.ok && again.value.fileName).toMatch(/-again\.csv$/);
      expect(again.ok && (await download(bench, again.value.token))).toBe(text);
    });

    it('the carrier of free numbers gets the receivers in clear, and that is on record', async () => {
      await pack(0, 1);
      const file = await bench.call('export.carrier', { carrier: 'EMS', operator: bench.operator });
      if (!file.ok) throw new Error(file.code);
      expect(await download(bench, file.value.token)).toContain('李晓梅');
      expect(await bench.call('export.carrier', { carrier: 'OWN', operator: bench.operator })).toMatchObject({
        ok: false,
        code: 'nothing_to_export',
      });
      await bench.stop();
      await withFolder(bench.dir, async (db) => {
        expect(await handedOut(db)).toMatchObject([{ what: 'carrier_export' }]);
      });
      await bench.start();
    });
  });

  it('own delivery: the driver’s sheet is printed in clear and is on record', async () => {
    await pack(1);
    expect(
      await bench.call('prints.driverSheet', { shipment: shipmentOf('A-1'), operator: bench.operator }),
    ).toMatchObject({ ok: true });
    await bench.printer.waitForLabels(2);
    await bench.stop();
    await withFolder(bench.dir, async (db) => {
      expect(await handedOut(db)).toMatchObject([{ what: 'driver_sheet', shipment: shipmentOf('A-1') }]);
    });
    await bench.start();
  });

  it('own delivery: with the list of a handover goes one driver’s sheet for all its parcels, on record', async () => {
    await pack(1);
    await bench.scan('CMD:HANDOVER:OWN');
    await bench.scan('CMD:ALL');
    const finished = await bench.scan('CMD:FINISH');
    expect(finished.kind).toBe('handover_finished');
    const manifest = String(finished.data['manifest']);
    const { rows } = await bench.call('prints.list', { open: false, offset: 0, limit: 50 });
    expect(rows.map((row) => row.kind).sort()).toEqual(['driver_sheet', 'label', 'manifest', 'manifest']);
    await bench.stop();
    await withFolder(bench.dir, async (db) => {
      expect(await handedOut(db)).toMatchObject([{ what: 'driver_sheet', manifest, by: bench.operator }]);
    });
    await bench.start();
  });
});
