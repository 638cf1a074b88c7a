import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { csvBytes } from '../../../electron/station/files/index.ts';
import { demoSite, demoWaybillTable } from '../../../shared/demo/index.ts';
import {
  PRESETS,
  assembleOrders,
  createWaybillReader,
  guessPreset,
  reportsAs,
  shippedRows,
} from '../../../shared/intake/index.ts';
import type { OrderDraft, OrderOutcome, ShippedLayout, WaybillDraft } from '../../../shared/intake/index.ts';
import { opened, readAll, useFolder } from './helpers.ts';
import { reviewCodes } from '../../fixtures/review.ts';

const folder = useFolder();
const fixture = (name: string): string => join(import.meta.dirname, '../../fixtures/files', name);

async function importOrders(
  path: string,
  items?: string,
  twoPass = false,
): Promise<{ preset: string; outcomes: OrderOutcome[]; drafts: OrderDraft[] }> {
  const readers = [await opened(path), ...(items ? [await opened(items)] : [])];
  const [best, second] = readers.map((reader) => guessPreset(reader.columns, PRESETS)[0]);
  for (const reader of readers) await reader.close();
  if (!best) throw new Error('no preset');
  const rowsOf = async function* (file: string) {
    const reader = await opened(file);
    try {
      yield* reader.rows();
    } finally {
      await reader.close();
    }
  };
  const files = { orders: best.mapping, ...(second ? { lines: second.mapping } : {}) };
  const open = { orders: () => rowsOf(path), ...(items ? { lines: () => rowsOf(items) } : {}) };
  const outcomes: OrderOutcome[] = [];
  for await (const outcome of assembleOrders(best.preset, files, open, { now: 0, tzOffset: 480, twoPass }))
    outcomes.push(outcome);
  return {
    preset: best.preset.id,
    outcomes,
    drafts: outcomes.flatMap((o) => (o.kind === 'order' ? [o.draft] : [])),
  };
}

const count = <T>(list: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const item of list) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
};

describe('sample files', () => {
  it('Online Retail: 62 orders, 4 cancellation documents, every line accounted for', async () => {
    const { preset, outcomes, drafts } = await importOrders(fixture('online-retail-sample.csv'));
    expect(preset).toBe('online-retail');
    expect(count(outcomes, (o) => o.kind)).toEqual({ order: 62, cancellation: 4 });
    expect(outcomes.flatMap((o) => o.reports)).toHaveLength(999);
    const lines = drafts.flatMap((draft) => draft.base.lines);
    expect(count(lines, (line) => line.kind)).toEqual({ goods: 987, charge: 2 });
    expect(drafts.every((draft) => reviewCodes(draft).join() === 'receiver_missing')).toBe(true);
    const again = await importOrders(fixture('online-retail-sample.csv'), undefined, true);
    expect(again.drafts.map((d) => JSON.stringify(d)).sort()).toEqual(
      drafts.map((d) => JSON.stringify(d)).sort(),
    );
  });

  it('Shopify: states, payment, services and a refused order', async () => {
    const { preset, outcomes, drafts } = await importOrders(fixture('shopify-orders.csv'));
    expect(preset).toBe('shopify-orders');
    expect(drafts.map((d) => [d.base.channelOrderNo, d.base.payment, reviewCodes(d).join()])).toEqual([
      ['#1001', 'PAID', ''],
      ['#1002', 'PAID', ''],
      ['#1003', 'UNPAID', 'unpaid'],
      ['#1004', 'COD', ''],
      ['#1005', 'PAID', 'channel_shipped'],
      ['#1006', 'PAID', 'channel_refunded'],
      ['#1007', 'PAID', 'service_order'],
      ['#1008', 'PAID', 'channel_cancelled'],
      ['#1010', 'PAID', 'channel_partly_shipped'],
    ]);
    expect(drafts[0]?.private.remark).toBe('Please leave at the\nback door');
    expect(
      outcomes.flatMap((o) => (o.kind === 'refused' ? o.reports.map((r) => [o.order, r.code]) : [])),
    ).toEqual([
      ['#1009', 'bad_quantity'],
      ['#1009', 'order_refused'],
    ]);
  });

  it('Taobao with its items report in GB18030', async () => {
    const { preset, outcomes, drafts } = await importOrders(
      fixture('taobao-orders.csv'),
      fixture('taobao-items.csv'),
    );
    expect(preset).toBe('taobao-orders');
    expect(
      drafts.map((d) => [
        d.base.channelOrderNo.slice(-2),
        d.base.payment,
        d.base.lines.length,
        reviewCodes(d).join(),
      ]),
    ).toEqual([
      ['71', 'PAID', 1, ''],
      ['72', 'PAID', 2, ''],
      ['73', 'UNPAID', 1, 'unpaid'],
      ['74', 'UNPAID', 1, 'channel_cancelled,unpaid'],
      ['75', 'PAID', 1, 'channel_shipped'],
      ['76', 'PAID', 1, 'channel_shipped'],
      ['77', 'PAID', 1, ''],
      ['78', 'COD', 1, ''],
      ['79', 'PAID', 1, ''],
    ]);
    expect(drafts.find((d) => d.base.receiverMasked)?.base.channelOrderNo.slice(-2)).toBe('77');
    expect(drafts[1]?.private.remark).toBe('请用"大箱子", 谢谢');
    expect(drafts[8]?.private.sellerNote).toBe('=1+1');
    expect(
      outcomes.flatMap((o) => (o.kind === 'refused' ? [[o.order?.slice(-2), o.reports[0]?.code]] : [])),
    ).toEqual([['80', 'no_lines']]);
    expect(reportsAs(outcomes[0]?.reports ?? [], 'already').every((r) => r.outcome === 'already')).toBe(true);
  });

  it('the own format as XLSX, with a ruined number among good ones', async () => {
    const path = folder.path('own.xlsx');
    const header = [
      '订单号',
      '商家编码',
      '商品名称',
      '数量',
      '单价',
      '付款状态',
      '收件人',
      '手机',
      '详细地址',
      '下单时间',
    ];
    const row = (no: string | number) => [
      no,
      'MUG-01',
      '马克杯',
      2,
      39.9,
      '已付款',
      '王小雨',
      '13800001234',
      '浙江省杭州市西湖区青禾路1号',
      new Date(Date.UTC(2026, 10, 1, 9)),
    ];
    const data = [header, row('A1'), row(Number('3120456789012345678')), row(1000123)].map((cells) =>
      cells.map((value) => (value instanceof Date ? { value, format: 'yyyy-mm-dd hh:mm' } : { value })),
    );
    await writeXlsxFile(data as never, {} as never).toFile(path);
    const { preset, outcomes, drafts } = await importOrders(path);
    expect(preset).toBe('packline-orders');
    expect(
      drafts.map((d) => [d.base.channelOrderNo, d.base.orderedAt, d.base.lines[0]?.unitPrice?.minor]),
    ).toEqual([
      ['A1', Date.UTC(2026, 10, 1, 1), 3990],
      ['1000123', Date.UTC(2026, 10, 1, 1), 3990],
    ]);
    expect(outcomes.flatMap((o) => o.reports).map((r) => [r.line, r.code])).toContainEqual([
      3,
      'ruined_number',
    ]);
  });
});

describe('files that go out and come back', () => {
  const parcels = [
    {
      channel: 'taobao',
      order: '3120456789012340000',
      carrier: 'ZTO',
      number: '78000000000001',
      shippedAt: Date.UTC(2026, 10, 1, 9, 30),
    },
    {
      channel: 'shopify',
      order: '#1001',
      carrier: 'SF',
      number: 'SF1000000000001',
      shippedAt: Date.UTC(2026, 10, 1, 9, 31),
    },
    {
      channel: 'csv',
      order: 'A-7',
      carrier: 'TC',
      number: 'TC0026000001',
      shippedAt: Date.UTC(2026, 10, 1, 9, 32),
    },
  ];
  const carriers = [{ code: 'TC', zh: '同城快送', en: 'City Courier' }];

  it.each([
    ['packline', 'utf-8'],
    ['taobao', 'gb18030'],
    ['shopify', 'utf-8'],
  ] as const)('the %s shipped file re-imports equal', async (layout: ShippedLayout, encoding) => {
    const path = await folder.write(
      `${layout}.csv`,
      csvBytes(shippedRows(layout, parcels, carriers), encoding),
    );
    const { reader, rows } = await readAll(path);
    const [best] = guessPreset(reader.columns, PRESETS);
    if (!best) throw new Error('no preset');
    expect(best.preset.id).toBe(`${layout}-shipped`);
    const read = rows.map(createWaybillReader(best.preset, best.mapping, { carriers }));
    const drafts = read.flatMap((o): WaybillDraft[] => (o.kind === 'waybill' ? [o.draft] : []));
    expect(drafts.map((d) => [d.order, d.carrier, d.number])).toEqual(
      parcels.map((p) => [p.order, p.carrier, p.number]),
    );
    // Shopify's file has plain cells only, which cannot tell a rounded number from one that ends in zeros.
    expect(drafts.flatMap((d) => d.doubt?.code ?? [])).toEqual(layout === 'shopify' ? ['ruined_number'] : []);
    if (layout === 'packline') {
      expect(drafts.map((d) => [d.channel, d.shippedAt])).toEqual(
        parcels.map((p) => [p.channel, p.shippedAt]),
      );
    }
  });

  it("the demo's waybill file gives the demo's waybills", async () => {
    const site = demoSite(3, Date.UTC(2026, 10, 1));
    const path = await folder.write('waybills.csv', csvBytes(demoWaybillTable(site), 'gb18030'));
    const { reader, rows } = await readAll(path);
    const [best] = guessPreset(reader.columns, PRESETS);
    if (!best) throw new Error('no preset');
    const read = rows.map(createWaybillReader(best.preset, best.mapping, { carriers: site.carriers }));
    const drafts = read.flatMap((o) => (o.kind === 'waybill' ? [o.draft] : []));
    expect(drafts.map(({ sourceLine: _line, ...rest }) => rest)).toEqual(site.waybills);
  });
});

describe('large files', () => {
  it('gives orders while it reads, and the caller may stop in the middle', async () => {
    const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';
    const lines = Array.from(
      { length: 30_000 },
      (_, i) => `${100 + Math.floor(i / 10)},S${i},Item,1,12/1/10 8:26,2.55,1,France\n`,
    );
    const path = await folder.write('large.csv', header + lines.join(''));
    let reader = await opened(path);
    const [best] = guessPreset(reader.columns, PRESETS);
    await reader.close();
    if (!best) throw new Error('no preset');
    const orders = async function* () {
      reader = await opened(path);
      try {
        yield* reader.rows();
      } finally {
        await reader.close();
      }
    };
    let seen = 0;
    const options = { now: 0, tzOffset: 0, twoPass: true };
    for await (const outcome of assembleOrders(best.preset, { orders: best.mapping }, { orders }, options)) {
      expect(outcome.kind).toBe('order');
      seen += 1;
      if (seen === 10) break;
    }
    expect(reader.bytesRead()).toBeLessThan(reader.bytesTotal / 2);
    // The file is closed: nothing can be read from it any more.
    await expect(reader.rows()[Symbol.asyncIterator]().next()).resolves.toMatchObject({ done: true });
  });
});
