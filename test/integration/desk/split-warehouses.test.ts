import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';
import { alter, altered, handOver } from './shop.ts';

let bench: TestBench;
const rule = async (key: string, value: string[] | boolean): Promise<void> =>
  expect(await bench.call('siteRules.save', { key, value })).toMatchObject({ ok: true });
const receive = async (sku: string, qty: number, location: string): Promise<void> =>
  expect(
    await bench.call('stock.receive', {
      ...{ sku, qty, location, ref: `${sku}-${location}`, operator: bench.operator },
    }),
  ).toMatchObject({ ok: true });
const warehousesOf = async (order: string): Promise<string[]> => {
  const answer = await bench.call('release.view', { order });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value.warehouses;
};
const places = async (sku: string) => (await bench.call('stock.history', { sku })).level.locations;

beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await rule('stock.tracked', true);
  await rule('allocation.rules', ['* > warehouse=北仓, group=N', 'sku=TEA > group=S']);
  await receive('MUG', 20, 'N-01');
  await receive('TEA', 20, 'S-01');
});
afterAll(() => bench.close());

/** Units of every part by SKU, as they were proposed. */
async function proposal(no: string) {
  const { lines, warehouses } = await altered(bench, no);
  return warehouses?.parts.map((part) => ({
    warehouse: part.warehouse,
    units: part.lines.map((line) => [lines.find((each) => each.no === line.no)?.sku, line.qty]),
  }));
}

describe('goods in several warehouses', () => {
  it('a site that names no warehouses has one', async () => {
    await saveOrders(bench, [{ no: 'W0', lines: { MUG: 1, TEA: 1 } }]);
    expect(await warehousesOf(orderOf('W0'))).toEqual([]);
    expect(await proposal('W0')).toBeUndefined();
  });

  it('the division by warehouse is proposed, and each part comes out of its own (SPL-01)', async () => {
    await rule('stock.warehouses', ['北仓=N-*', '南仓=S-*']);
    await saveOrders(bench, [
      { no: 'W1', lines: { MUG: 2, TEA: 1 } },
      { no: 'W2', lines: { MUG: 2 } },
    ]);
    expect(await warehousesOf(orderOf('W2'))).toEqual([]);
    expect(await warehousesOf(orderOf('W1'))).toEqual(['北仓', '南仓']);
    expect(await proposal('W1')).toEqual([
      { warehouse: '北仓', units: [['MUG', 2]] },
      { warehouse: '南仓', units: [['TEA', 1]] },
    ]);
    const { warehouses } = await altered(bench, 'W1');
    const done = await alter(bench, 'W1', {
      type: 'split',
      parts: warehouses?.parts.map(({ lines }) => lines) ?? [],
      warehouses: warehouses?.parts.map(({ warehouse }) => warehouse) ?? [],
    });
    if (!done.ok) throw new Error(done.code);
    const [north = '', south = ''] = done.value.orders;
    const given = async (order: string) => {
      const answer = await bench.call('release.view', { order });
      return answer.ok ? answer.value.allocation : null;
    };
    // The rules say who packs it there: the first one is of the other warehouse.
    expect(await given(north)).toMatchObject({ warehouse: '北仓', group: 'N' });
    expect(await given(south)).toMatchObject({ warehouse: '南仓', group: 'S' });
    expect(await warehousesOf(orderOf('W1'))).toEqual([]);
    for (const child of (await altered(bench, 'W1')).children) await packWhole(bench, child.channelOrderNo);
    await handOver(bench);
    expect((await bench.order(orderOf('W1'))).status).toBe('SHIPPED');
    expect(await places('MUG')).toEqual([{ location: 'N-01', qty: 18 }]);
    expect(await places('TEA')).toEqual([{ location: 'S-01', qty: 19 }]);
  });

  it('of a SKU in both the part takes it from its own warehouse, whatever place the product list names', async () => {
    await receive('MUG', 1, 'S-02');
    // 15 of those in the north are free: 3 are W0’s and W2’s.
    await saveOrders(bench, [{ no: 'W3', lines: { MUG: 16 } }]);
    expect(await proposal('W3')).toEqual([
      { warehouse: '北仓', units: [['MUG', 15]] },
      { warehouse: '南仓', units: [['MUG', 1]] },
    ]);
    const { warehouses } = await altered(bench, 'W3');
    expect(
      await alter(bench, 'W3', {
        type: 'split',
        parts: warehouses?.parts.map(({ lines }) => lines) ?? [],
        warehouses: warehouses?.parts.map(({ warehouse }) => warehouse) ?? [],
      }),
    ).toMatchObject({ ok: true });
    const [, south] = (await altered(bench, 'W3')).children;
    const [parcel] = (await bench.order(south?.order ?? '')).shipments;
    expect(await bench.call('pick.sheet', { shipments: [parcel?.id ?? ''] })).toMatchObject({
      value: { positions: [{ sku: 'MUG', location: 'S-02' }] },
    });
    await packWhole(bench, south?.channelOrderNo ?? '');
    await handOver(bench);
    expect(await places('MUG')).toEqual([{ location: 'N-01', qty: 18 }]);
  });
});
