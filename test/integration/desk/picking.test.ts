import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PickAct, PickView, VerdictView } from '../../../shared/contract/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, saveOrders, saveProducts, scanAll, shipmentOf } from '../station/shop.ts';

let refs = 0;
const scan = (bench: TestBench, text: string, at = 'B1'): Promise<VerdictView> => {
  refs += 1;
  return bench.call('pick.scan', {
    bench: at,
    text,
    source: 'manual',
    ref: `p${String(refs)}`,
    scannedAt: performance.timeOrigin + performance.now(),
  });
};
const act = (bench: TestBench, what: PickAct, at = 'B1') => bench.call('pick.act', { bench: at, act: what });
const view = (bench: TestBench, at = 'B1'): Promise<PickView> => bench.call('pick.view', { bench: at });
const ofOrder = async (bench: TestBench, no: string) => {
  const [parcel] = await bench.call('pick.ofOrder', { order: orderOf(no) });
  if (!parcel) throw new Error(`no parcel of ${no}`);
  return parcel;
};
async function keyOf(bench: TestBench, sku: string, at = 'B1'): Promise<string> {
  const position = (await view(bench, at)).walk?.positions.find((each) => each.sku === sku);
  if (!position) throw new Error(`no position of ${sku}`);
  return position.key;
}

describe('picking with a gun', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await startBench();
    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 2, PEN: 1 } },
      { no: 'A-2', lines: { TEA: 1, MUG: 1 } },
      { no: 'A-3', lines: { SOCK: 1 } },
    ]);
  });
  afterEach(async () => {
    await bench.close();
  });

  it('an order: what to fetch stands in the order of the walk, every unit is scanned, and the bench may have it (PIC-01, PIC-02, PIC-05)', async () => {
    expect(await scan(bench, 'A-1')).toMatchObject({ kind: 'opened', data: { orders: 1, units: 3 } });
    const { walk } = await view(bench);
    expect(walk?.positions.map(({ location, sku, qty }) => [location, sku, qty])).toEqual([
      ['A-02-01', 'MUG', 2],
      ['B-01-01', 'PEN', 1],
    ]);
    // Nobody packs what is still being fetched, and NEXT passes it over.
    expect(await bench.scan('A-1')).toMatchObject({
      kind: 'busy_elsewhere',
      data: { reason: 'being_picked' },
    });
    await bench.ok();

    expect(await scan(bench, EAN.LAMP)).toMatchObject({ kind: 'wrong_item', stop: true });
    expect(await scan(bench, EAN.MUG)).toMatchObject({ kind: 'wrong_item', repeat: true });
    expect((await view(bench)).stop).toMatchObject({
      kind: 'wrong_item',
      expected: [{ sku: 'MUG', remaining: 2 }],
    });
    await scan(bench, 'CMD:OK');
    expect(await scan(bench, 'LC-A-02-01')).toMatchObject({ data: { reason: 'location_right', n: 2 } });
    expect(await scan(bench, EAN.MUG)).toMatchObject({ kind: 'unit_ok', data: { remaining: 1 } });
    expect((await scan(bench, EAN.MUG)).kind).toBe('unit_ok');
    expect(await scan(bench, EAN.MUG)).toMatchObject({ kind: 'surplus' });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, 'LC-C-01-01')).toMatchObject({ data: { reason: 'location_other' } });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, EAN.PEN)).toMatchObject({
      kind: 'closed',
      data: { orders: 1, units: 3, short: 0 },
    });

    expect(await ofOrder(bench, 'A-1')).toMatchObject({
      status: 'PICKED',
      picker: bench.operator,
      lines: [{ picked: 2 }, { picked: 1 }],
      short: false,
    });
    expect((await bench.order(orderOf('A-1'))).timeline.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['picking_started', 'picked']),
    );
    expect((await bench.scan('A-1')).kind).toBe('opened');
    expect(await scanAll(bench)).toBe('order_complete');
  });

  it('picked short: the shortage is a case, the bench says why it stops, and the rest is picked later (PIC-05)', async () => {
    await scan(bench, 'A-1');
    await scan(bench, EAN.MUG);
    expect(await act(bench, { type: 'short', position: await keyOf(bench, 'MUG'), qty: 1 })).toMatchObject({
      kind: 'held',
    });
    expect(await act(bench, { type: 'short', position: await keyOf(bench, 'MUG'), qty: 1 })).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'quantity_invalid' },
    });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, EAN.PEN)).toMatchObject({ kind: 'closed', data: { short: 1 } });

    const parcel = await ofOrder(bench, 'A-1');
    expect(parcel).toMatchObject({
      short: true,
      found: [{ kind: 'short', sku: 'MUG', qty: 1, location: 'A-02-01', by: bench.operator }],
    });
    expect(await bench.call('cases.ofOrder', { order: orderOf('A-1') })).toMatchObject([
      { kind: 'shortage', code: 'picked_short' },
    ]);
    expect(await bench.scan('A-1')).toMatchObject({
      kind: 'not_packable',
      data: { reason: 'picked_short', sku: 'MUG', qty: 1 },
    });
    await bench.ok();

    // It came: only what was missing is fetched, then it can be packed.
    expect(await scan(bench, 'A-1')).toMatchObject({ kind: 'opened', data: { units: 1 } });
    expect(await scan(bench, EAN.MUG)).toMatchObject({ kind: 'closed', data: { units: 1, short: 0 } });
    expect(await ofOrder(bench, 'A-1')).toMatchObject({
      short: false,
      lines: [{ picked: 2 }, { picked: 1 }],
    });
    expect(await bench.call('cases.ofOrder', { order: orderOf('A-1') })).toMatchObject([
      { status: 'SOLVED' },
    ]);
    expect((await bench.scan('A-1')).kind).toBe('opened');
  });

  it('damaged and replaced is recorded and goes on; damaged without another is short (PIC-04)', async () => {
    await scan(bench, 'A-1');
    const mugs = await keyOf(bench, 'MUG');
    await act(bench, { type: 'damaged', position: mugs, qty: 1, replaced: true });
    expect((await view(bench)).walk?.positions[0]).toMatchObject({ sku: 'MUG', qty: 2, taken: 0, short: 0 });
    await scan(bench, EAN.MUG);
    await scan(bench, EAN.MUG);
    await act(bench, { type: 'damaged', position: await keyOf(bench, 'PEN'), qty: 1, replaced: false });
    expect((await ofOrder(bench, 'A-1')).found).toMatchObject([
      { kind: 'damaged', sku: 'MUG', replaced: true },
      { kind: 'damaged', sku: 'PEN', replaced: false },
      { kind: 'short', sku: 'PEN', qty: 1 },
    ]);
    expect((await ofOrder(bench, 'A-1')).short).toBe(true);
  });

  it('a wave is fetched in one walk, unit by unit into the totes of its orders, and the tote opens the order (PIC-01, PIC-02)', async () => {
    const made = await bench.call('pick.wave', {
      shipments: [shipmentOf('A-1'), shipmentOf('A-2')],
      operator: bench.operator,
    });
    if (!made.ok) throw new Error(made.code);
    const { wave } = made.value;
    const sheet = await bench.call('pick.sheet', { wave });
    expect(sheet).toMatchObject({
      ok: true,
      value: {
        orders: [{ slot: 1 }, { slot: 2 }],
        positions: [{ sku: 'TEA' }, { sku: 'MUG', qty: 3 }, { sku: 'PEN' }],
      },
    });
    // As a gun reads it: codes come in capitals.
    expect(await scan(bench, wave.toUpperCase())).toMatchObject({
      kind: 'opened',
      data: { orders: 2, units: 5 },
    });
    const slotOf = async (no: string) =>
      (await view(bench)).walk?.orders.find((each) => each.channelOrderNo === no)?.slot;
    const tea = await scan(bench, EAN.TEA);
    expect(tea.data['slot']).toBe(await slotOf('A-2'));
    expect(await scan(bench, 'TT-2')).toMatchObject({ data: { reason: 'tote_filled', order: 'A-2' } });
    expect(await scan(bench, 'TT-2')).toMatchObject({ kind: 'info', data: { reason: 'tote_known' } });
    for (let n = 0; n < 3; n += 1) expect((await scan(bench, EAN.MUG)).kind).not.toBe('surplus');
    expect(await ofOrder(bench, 'A-2')).toMatchObject({ status: 'PICKED', tote: '2', wave });
    const [row] = await bench.call('pick.waves', {});
    expect(row).toMatchObject({ wave, orders: 2, picked: 1, picking: 1, waiting: 0 });
    expect((await scan(bench, EAN.PEN)).kind).toBe('closed');
    expect(await bench.scan('TT-2')).toMatchObject({ kind: 'opened', data: { via: 'tote' } });
    expect(await bench.call('pick.waves', {})).toEqual([]);
  });

  it('where the rule asks for it every unit is confirmed by its tote, and the wrong one stops', async () => {
    await bench.call('siteRules.save', { key: 'picking.totes', value: true });
    await act(bench, { type: 'next', count: 2 });
    const before = await view(bench);
    expect(before.walk?.orders).toHaveLength(2);
    const first = await scan(bench, EAN.MUG);
    expect(first.kind).toBe('unit_ok');
    expect(await scan(bench, EAN.MUG)).toMatchObject({ kind: 'not_allowed', data: { reason: 'tote_first' } });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, 'TT-1')).toMatchObject({ data: { reason: 'tote_filled' } });
    await scan(bench, EAN.MUG);
    expect(await scan(bench, 'TT-9')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'tote_wrong', expected: '1' },
    });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, 'TT-1')).toMatchObject({ data: { reason: 'tote_right' } });
  });

  it('two pickers on one wave get different orders, also in the same moment; nothing is fetched twice', async () => {
    await bench.call('settings.save', { benches: ['B1', 'B2'] });
    await bench.call('bench.view', { bench: 'B2' });
    await bench.call('siteRules.save', { key: 'picking.cart', value: 2 });
    const made = await bench.call('pick.wave', { count: 3, operator: bench.operator });
    if (!made.ok) throw new Error(made.code);
    const [one, two] = await Promise.all([
      scan(bench, made.value.wave, 'B1'),
      scan(bench, made.value.wave, 'B2'),
    ]);
    const orders = [
      ...((await view(bench, 'B1')).walk?.orders ?? []),
      ...((await view(bench, 'B2')).walk?.orders ?? []),
    ];
    expect(new Set(orders.map(({ shipment }) => shipment)).size).toBe(orders.length);
    expect([one.kind, two.kind].filter((kind) => kind === 'opened').length).toBeGreaterThan(0);
    const other = orders[0]?.channelOrderNo ?? '';
    const holder = (await view(bench, 'B1')).walk?.orders.some((each) => each.channelOrderNo === other)
      ? 'B2'
      : 'B1';
    await act(bench, { type: 'stop' }, holder);
    expect(await scan(bench, other, holder)).toMatchObject({ kind: 'busy_elsewhere' });
  });

  it('goes on where it stood after a restart, with what was taken and short', async () => {
    await act(bench, { type: 'next', count: 2 });
    await scan(bench, EAN.MUG);
    await act(bench, { type: 'short', position: await keyOf(bench, 'MUG'), qty: 1 });
    const before = (await view(bench)).walk;
    await bench.restart();
    const after = (await view(bench)).walk;
    expect(after?.id).toBe(before?.id);
    expect(after?.positions).toEqual(before?.positions);
    expect(after?.orders).toEqual(before?.orders);
    expect((await scan(bench, EAN.PEN)).kind).not.toBe('not_allowed');
  });

  it('undone, given back: units and orders are as they were, and somebody else may fetch them', async () => {
    await scan(bench, 'A-1');
    await scan(bench, EAN.MUG);
    expect((await scan(bench, 'CMD:UNDO')).kind).toBe('undone');
    expect((await view(bench)).walk?.positions[0]?.taken).toBe(0);
    await scan(bench, EAN.MUG);
    expect(await act(bench, { type: 'stop' })).toMatchObject({ kind: 'put_back', data: { back: 1 } });
    expect((await view(bench)).ended).toMatchObject({ orders: 0, back: 1 });
    expect(await ofOrder(bench, 'A-1')).toMatchObject({ status: 'QUEUED' });
    expect((await bench.scan('A-1')).kind).toBe('opened');
  });

  it('a cancel request stops the picker at once, and that parcel takes nothing more', async () => {
    await act(bench, { type: 'next', count: 2 });
    const orders = (await view(bench)).walk?.orders ?? [];
    expect(orders.map(({ channelOrderNo }) => channelOrderNo)).toEqual(['A-1', 'A-2']);
    await bench.act(orderOf('A-1'), 'request_cancel', { reason: 'wrong colour' });
    const stopped = await view(bench);
    expect(stopped.stop).toMatchObject({ kind: 'blocked', data: { order: 'A-1' } });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, EAN.PEN)).toMatchObject({ kind: 'wrong_item' });
    await act(bench, { type: 'ok' });
    await scan(bench, EAN.MUG);
    expect((await scan(bench, EAN.TEA)).kind).toBe('order_complete');
    expect((await act(bench, { type: 'stop' })).kind).toBe('closed');
  });

  it('a released order can be fetched at once, the most urgent one first, without an allocation (PIC-03)', async () => {
    await saveOrders(bench, [{ no: 'U-1', lines: { SOCK: 1 }, urgent: true }]);
    expect(await scan(bench, 'CMD:NEXT')).toMatchObject({ kind: 'opened', data: { orders: 1 } });
    expect((await view(bench)).walk?.orders).toMatchObject([{ channelOrderNo: 'U-1', urgent: true }]);
    expect((await scan(bench, EAN.SOCK)).kind).toBe('closed');
    expect((await ofOrder(bench, 'U-1')).status).toBe('PICKED');
  });

  it('the pick slip and the delivery note that the customer signs come out of the paper printer (PIC-01, LBL-07)', async () => {
    for (const slip of ['pick', 'packing'] as const)
      expect(
        await bench.call('pick.slip', { shipment: shipmentOf('A-1'), slip, operator: bench.operator }),
      ).toMatchObject({ ok: true });
    const { rows } = await bench.call('prints.list', { open: false, limit: 10 });
    expect(
      rows.filter(({ kind, shipment }) => kind === 'slip' && shipment === shipmentOf('A-1')),
    ).toHaveLength(2);
  });

  it('unknown, unreadable and forbidden scans each say what they are', async () => {
    expect(await scan(bench, 'NO-SUCH-THING')).toMatchObject({ kind: 'unknown_code' });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, EAN.MUG)).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'open_order_first' },
    });
    await act(bench, { type: 'ok' });
    expect(await scan(bench, 'a\u0001b')).toMatchObject({ kind: 'unreadable' });
    await act(bench, { type: 'ok' });
    expect(await act(bench, { type: 'undo' })).toMatchObject({ data: { reason: 'no_pick' } });
    await scan(bench, 'A-3');
    expect(await scan(bench, 'A-1')).toMatchObject({ data: { reason: 'pick_open' } });
    await act(bench, { type: 'ok' });
    await bench.call('siteRules.save', { key: 'picking.quantity', value: false });
    expect(await scan(bench, 'CMD:X:3')).toMatchObject({ data: { reason: 'quantity_not_allowed' } });
  });
});
