import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { MethodOutput } from '../../../shared/contract/index.ts';
import { withFolder } from '../station/folder.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';

let bench: TestBench;
const folders: string[] = [];
afterEach(async () => {
  await bench.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function shop(tracked = true): Promise<void> {
  bench = await startBench();
  await saveProducts(bench);
  if (tracked)
    expect(await bench.call('siteRules.save', { key: 'stock.tracked', value: true })).toMatchObject({
      ok: true,
    });
}
let refs = 0;
async function receive(sku: string, qty: number, location = 'A-01'): Promise<number> {
  refs += 1;
  const done = await bench.call('stock.receive', {
    ...{ sku, qty, location, ref: `test-ref-${refs}`, operator: bench.operator },
  });
  if (!done.ok) throw new Error(done.code);
  return done.value.servable;
}
type Level = MethodOutput<'stock.levels'>['rows'][number];
async function level(sku: string): Promise<Pick<Level, 'onHand' | 'reserved' | 'free' | 'waiting'>> {
  for (;;) {
    const { counting, rows } = await bench.call('stock.levels', { search: sku });
    if (counting) {
      // Counting needs its turns: calls in one process alone would leave it none.
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    const row = rows.find((one) => one.sku === sku);
    return {
      onHand: row?.onHand ?? 0,
      reserved: row?.reserved ?? 0,
      free: row?.free ?? 0,
      waiting: row?.waiting ?? 0,
    };
  }
}
const statusOf = async (no: string): Promise<string> => (await bench.order(orderOf(no))).status;
const kinds = async (sku: string): Promise<string[]> =>
  (await bench.call('stock.history', { sku })).rows.map(({ kind, qty }) => `${kind} ${qty}`);

describe('a site that keeps no stock', () => {
  it('releases as before and writes no moves', async () => {
    await shop(false);
    await saveOrders(bench, [{ no: 'A1', lines: { MUG: 2 } }]);
    expect(await statusOf('A1')).toBe('READY_TO_SHIP');
    expect(await bench.call('stock.levels', {})).toMatchObject({ tracked: false });
    expect(await kinds('MUG')).toEqual([]);
  });
});

describe('reservation', () => {
  it('what is there is put aside for an order before it is released; kits by their parts (STK-01, STK-07)', async () => {
    await shop();
    await receive('MUG', 5);
    await receive('TEA', 1);
    await saveOrders(bench, [{ no: 'A1', lines: { SET: 1, MUG: 1 } }]);
    expect(await statusOf('A1')).toBe('READY_TO_SHIP');
    expect(await level('MUG')).toMatchObject({ onHand: 5, reserved: 3, free: 2 });
    expect(await level('TEA')).toMatchObject({ onHand: 1, reserved: 1, free: 0 });
  });

  it('all lines or nothing: what is short is named, and the order is backordered (STK-03)', async () => {
    await shop();
    await receive('MUG', 5);
    await saveOrders(bench, [{ no: 'A1', lines: { MUG: 2, TEA: 3 } }]);
    const order = await bench.order(orderOf('A1'));
    expect(order.status).toBe('BACKORDERED');
    expect(order.timeline.findLast((step) => step.type === 'backordered')?.data).toMatchObject({
      reason: 'stock_short',
      sku: 'TEA',
      qty: 3,
    });
    expect(await level('MUG')).toMatchObject({ reserved: 0, free: 5 });
    expect(await level('TEA')).toMatchObject({ waiting: 3 });
  });

  it('two orders in one file for the last unit: one gets it', async () => {
    await shop();
    await receive('MUG', 1);
    await saveOrders(bench, [
      { no: 'A1', lines: { MUG: 1 } },
      { no: 'A2', lines: { MUG: 1 } },
    ]);
    expect([await statusOf('A1'), await statusOf('A2')].sort()).toEqual(['BACKORDERED', 'READY_TO_SHIP']);
    expect(await level('MUG')).toMatchObject({ onHand: 1, reserved: 1, free: 0, waiting: 1 });
  });

  it('files, cancels and goods in at the same time never put aside more than is there (STK-07)', async () => {
    await shop();
    await receive('MUG', 7);
    const file = (name: string) =>
      saveOrders(
        bench,
        Array.from({ length: 6 }, (_, n) => ({ no: `${name}${n}`, lines: { MUG: 1 + (n % 3) } })),
      );
    const cancels = async (): Promise<void> => {
      for (let n = 0; n < 4; n += 1)
        await bench.act(orderOf(`A${n}`), 'cancel', { reason: 'test', refundStarted: true });
    };
    await Promise.all([file('A'), file('B'), receive('MUG', 2), file('C'), cancels()]);
    const { onHand, reserved, free } = await level('MUG');
    expect(onHand).toBe(9);
    expect(free).toBeGreaterThanOrEqual(0);
    let released = 0;
    for (const name of ['A', 'B', 'C'])
      for (let n = 0; n < 6; n += 1)
        if ((await statusOf(`${name}${n}`)) === 'READY_TO_SHIP') released += 1 + (n % 3);
    // What is put aside is of the orders that were released, unit for unit.
    expect(reserved).toBe(released);
  });

  it('a cancel gives back what was put aside', async () => {
    await shop();
    await receive('MUG', 2);
    await saveOrders(bench, [{ no: 'A1', lines: { MUG: 2 } }]);
    expect(await level('MUG')).toMatchObject({ reserved: 2 });
    const done = await bench.act(orderOf('A1'), 'cancel', { reason: 'test', refundStarted: true });
    expect(done).toMatchObject({ ok: true });
    expect(await level('MUG')).toMatchObject({ onHand: 2, reserved: 0, free: 2 });
    expect(await kinds('MUG')).toEqual(['release 2', 'reserve 2', 'receipt 2']);
  });

  it('what was handed over is booked out once, also when that is carried out again (SHP-02)', async () => {
    await shop();
    await receive('MUG', 3);
    await saveOrders(bench, [{ no: 'A1', lines: { MUG: 2 } }]);
    await packWhole(bench, 'A1');
    await bench.call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '老王' });
    await bench.scan('CMD:ALL');
    expect((await bench.scan('CMD:FINISH')).kind).toBe('handover_finished');
    expect(await statusOf('A1')).toBe('SHIPPED');
    expect(await level('MUG')).toMatchObject({ onHand: 1, reserved: 0, free: 1 });
    await bench.restart();
    expect(await level('MUG')).toMatchObject({ onHand: 1, reserved: 0, free: 1 });
    expect((await kinds('MUG')).filter((kind) => kind.startsWith('ship'))).toEqual(['ship 2']);
  });
});

describe('what is much, and what was left half done', () => {
  it('an order of 130 lines is put aside as a whole and given back as a whole', async () => {
    await shop();
    const skus = Array.from({ length: 130 }, (_, n) => `MANY-${String(n).padStart(3, '0')}`);
    await bench.importText(
      `sku,name\n${skus.map((sku) => `${sku},Item ${sku}`).join('\n')}\n`,
      'packline-products',
    );
    const folder = mkdtempSync(join(tmpdir(), 'packline-goods-'));
    folders.push(folder);
    const path = join(folder, 'in.csv');
    writeFileSync(path, `sku,qty,location\n${skus.map((sku) => `${sku},2,A-01`).join('\n')}\n`);
    const { token } = (await bench.station?.acceptPath(path)) ?? { token: '' };
    expect(await bench.call('stock.import', { token, operator: bench.operator })).toMatchObject({
      ok: true,
      value: { booked: 130 },
    });
    await saveOrders(bench, [{ no: 'BIG', lines: Object.fromEntries(skus.map((sku) => [sku, 2])) }]);
    expect(await statusOf('BIG')).toBe('READY_TO_SHIP');
    expect(await level('MANY-129')).toMatchObject({ onHand: 2, reserved: 2, free: 0 });
    expect(await bench.act(orderOf('BIG'), 'cancel', { reason: 'test', refundStarted: true })).toMatchObject({
      ok: true,
    });
    const { rows } = await bench.call('stock.levels', { search: 'MANY-', limit: 500 });
    expect(rows).toHaveLength(130);
    expect(rows.every((row) => row.reserved === 0 && row.free === 2)).toBe(true);
  });

  it('units that a crash left with an order that is over come back at the next start', async () => {
    await shop();
    await receive('MUG', 2);
    await saveOrders(bench, [{ no: 'A1', lines: { MUG: 1 } }]);
    await bench.act(orderOf('A1'), 'cancel', { reason: 'test', refundStarted: true });
    await bench.stop();
    await withFolder(bench.dir, async (db) => {
      const [known] = await db.stock.find({ selector: { order: orderOf('A1') }, limit: 1 });
      if (!known) throw new Error('no move');
      await db.stock.insertMany([
        { ...known, id: `reserve:${orderOf('A1')}:2:MUG`, kind: 'reserve', attempt: 2 },
      ]);
    });
    await bench.start();
    await expect.poll(async () => (await level('MUG')).free).toBe(2);
    expect((await kinds('MUG')).filter((kind) => kind.startsWith('release'))).toHaveLength(2);
  });
});

describe('goods in', () => {
  it('a repeated call books once; an unknown SKU is refused', async () => {
    await shop();
    const input = { sku: 'MUG', qty: 4, location: 'A-01', ref: 'one-and-the-same', operator: bench.operator };
    await bench.call('stock.receive', input);
    await bench.call('stock.receive', input);
    expect(await level('MUG')).toMatchObject({ onHand: 4 });
    expect(await bench.call('stock.receive', { ...input, sku: 'NONE', ref: 'another-one' })).toMatchObject({
      ok: false,
      code: 'sku_not_known',
    });
  });

  it('from a file, the same file again books nothing, rows that are none are named (STK-05)', async () => {
    await shop();
    const folder = mkdtempSync(join(tmpdir(), 'packline-goods-'));
    folders.push(folder);
    const path = join(folder, 'in.csv');
    const rows = [
      '商品编码,数量,库位',
      'MUG,5,A-01',
      'MUG,5,A-01',
      'TEA,x,A-02',
      'NONE,1,A-03',
      'PEN,"1,200",B-01',
    ];
    writeFileSync(path, `${rows.join('\n')}\n`);
    const book = async () => {
      const { token } = (await bench.station?.acceptPath(path)) ?? { token: '' };
      return bench.call('stock.import', { token, operator: bench.operator });
    };
    expect(await book()).toMatchObject({
      ok: true,
      value: {
        booked: 3,
        again: 0,
        refused: [
          { line: 4, code: 'stock_qty_invalid', sku: 'TEA' },
          { line: 5, code: 'sku_not_known', sku: 'NONE' },
        ],
      },
    });
    expect(await book()).toMatchObject({ ok: true, value: { booked: 0, again: 3 } });
    expect(await level('MUG')).toMatchObject({ onHand: 10 });
    expect(await level('PEN')).toMatchObject({ onHand: 1_200 });
    const { rows: moves, level: at } = await bench.call('stock.history', { sku: 'MUG' });
    expect(moves.every((move) => move.location === 'A-01' && move.by === bench.operator)).toBe(true);
    expect(at.locations).toEqual([{ location: 'A-01', qty: 10 }]);
  });

  it('a file without the columns is refused, not guessed', async () => {
    await shop();
    const folder = mkdtempSync(join(tmpdir(), 'packline-goods-'));
    folders.push(folder);
    const path = join(folder, 'in.csv');
    writeFileSync(path, 'what,how many\nMUG,5\n');
    const { token } = (await bench.station?.acceptPath(path)) ?? { token: '' };
    expect(await bench.call('stock.import', { token, operator: bench.operator })).toMatchObject({
      ok: false,
      code: 'stock_columns_missing',
    });
  });

  it('goods that arrive let backordered orders go: they are offered in the order of the queue (STK-04)', async () => {
    await shop();
    await saveOrders(bench, [
      { no: 'A1', lines: { MUG: 2 } },
      { no: 'A2', lines: { MUG: 2 }, urgent: true },
      { no: 'A3', lines: { MUG: 1 } },
    ]);
    expect(await statusOf('A1')).toBe('BACKORDERED');
    expect(await receive('MUG', 3)).toBe(2);
    const { rows, total } = await bench.call('stock.servable', {});
    expect(total).toBe(2);
    expect(rows.map((row) => row.channelOrderNo)).toEqual(['A2', 'A3']);
  });

  it('a difference at the shelf is a case for the warehouse at once; the record stays as it is (STK-08)', async () => {
    await shop();
    await receive('MUG', 5);
    const reported = await bench.call('stock.report', {
      ...{ sku: 'MUG', location: 'A-01', found: 3, note: '少了两只', operator: bench.operator },
    });
    expect(reported).toMatchObject({ ok: true });
    expect(await level('MUG')).toMatchObject({ onHand: 5 });
    const { rows } = await bench.call('cases.list', { kind: 'stock_discrepancy' });
    expect(rows[0]).toMatchObject({
      kind: 'stock_discrepancy',
      code: 'less_than_recorded',
      department: 'WHL',
    });
  });
});
