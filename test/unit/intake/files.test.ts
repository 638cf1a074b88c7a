import { describe, expect, it } from 'vitest';
import {
  CARRIER_WAYBILLS,
  PACKLINE_PRODUCTS,
  POOL_NUMBERS,
  PRESETS,
  TAOBAO_ORDERS,
  buildMapping,
  createOrderAssembler,
  createProductAssembler,
  createWaybillReader,
  guessPreset,
} from '../../../shared/intake/index.ts';
import type { Cell } from '../../../shared/intake/index.ts';
import { columnsOf, draftsOf, options, reportsOf, rowsOf } from './helpers.ts';
import { reviewCodes } from '../../fixtures/review.ts';

describe('guessing the preset', () => {
  it.each([
    [
      'online-retail',
      'orders',
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    ],
    [
      'shopify-orders',
      'orders',
      'Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name',
    ],
    [
      'taobao-orders',
      'orders',
      '订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量',
    ],
    [
      'taobao-orders',
      'lines',
      '订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码',
    ],
    ['packline-orders', 'orders', '订单号,商家编码,商品名称,数量,收件人,手机,详细地址,付款状态'],
    ['packline-orders', 'orders', 'order_no,sku,name,qty,receiver_name,receiver_phone,address,payment'],
    ['packline-products', 'orders', 'SKU编码,商品名称,规格,条码,重量(g),库位'],
    ['carrier-waybills', 'orders', '订单号,快递公司,运单号,三段码,集包地,集包地编码'],
    ['pool-numbers', 'orders', '快递公司,运单号'],
    ['packline-shipped', 'orders', 'order_no,channel,carrier,number,shipped_at'],
    ['taobao-shipped', 'orders', '订单编号,物流公司,运单号'],
    ['shopify-shipped', 'orders', 'Name,Tracking Company,Tracking Number'],
  ])('%s (%s)', (id, part, header) => {
    const [best] = guessPreset(header.split(','), PRESETS);
    expect([best?.preset.id, best?.part]).toEqual([id, part]);
    expect(best?.mapping.missing).toEqual([]);
  });

  it('names the required fields that a file lacks', () => {
    expect(buildMapping(PACKLINE_PRODUCTS, ['sku', 'x']).missing).toEqual(['name']);
    expect(buildMapping(PACKLINE_PRODUCTS, ['sku', 'x']).unused).toEqual(['x']);
  });
});

describe('Taobao orders joined with the items report', () => {
  const order = (no: string, status: string, over: Record<string, Cell> = {}) => ({
    订单编号: `="${no}"`,
    订单状态: status,
    总金额: '68.00',
    买家实际支付金额: '68.00',
    收货人姓名: '李雷',
    收货地址: '江苏省 苏州市 姑苏区 松涛路9号(215008)',
    联系手机: "'13800004321",
    订单创建时间: '2026-11-01 10:00:00',
    买家留言: '',
    ...over,
  });
  const item = (no: string, sku: string, over: Record<string, Cell> = {}) => ({
    订单编号: `="${no}"`,
    标题: '果酱',
    价格: '34.00',
    购买数量: '1',
    外部系统编号: sku,
    商家编码: sku,
    商品属性: '口味:草莓',
    订单状态: '买家已付款，等待卖家发货',
    ...over,
  });
  function join(orders: Record<string, Cell>[], items: Record<string, Cell>[]) {
    const [o, l] = [rowsOf(orders), rowsOf(items)];
    const files = {
      orders: buildMapping(TAOBAO_ORDERS, columnsOf(o)),
      lines: buildMapping(TAOBAO_ORDERS, columnsOf(l), 'lines'),
    };
    const assembler = createOrderAssembler(TAOBAO_ORDERS, files, options);
    return [
      ...l.flatMap((row) => assembler.lineRow(row)),
      ...o.flatMap((row) => assembler.row(row)),
      ...assembler.end(),
    ];
  }

  it('joins lines by order number, keeps 19 digits and leaves closed lines out', () => {
    const outcomes = join(
      [order('3120456789012345678', '买家已付款，等待卖家发货')],
      [
        item('3120456789012345678', 'JAM-01'),
        item('3120456789012345678', 'JAM-02', { 订单状态: '交易关闭' }),
      ],
    );
    const [draft] = draftsOf(outcomes);
    expect(draft?.id).toBe('taobao:3120456789012345678');
    expect(draft?.base.lines.map((l) => [l.sku, l.variant])).toEqual([['JAM-01', '口味:草莓']]);
    expect(draft?.private.receiver).toMatchObject({ city: '苏州市', district: '姑苏区', postcode: '215008' });
    expect(draft ? reviewCodes(draft) : ['?']).toEqual([]);
    expect(reportsOf(outcomes).filter((r) => r.code === 'line_closed')).toMatchObject([
      { part: 'lines', line: 3 },
    ]);
  });

  it.each([
    ['等待买家付款', 'UNPAID', 'open'],
    ['等待卖家发货', 'PAID', 'open'],
    ['卖家已发货，等待买家确认', 'PAID', 'shipped'],
    ['交易成功', 'PAID', 'shipped'],
    ['交易关闭', 'UNPAID', 'cancelled'],
  ])('%s', (status, payment, state) => {
    const [draft] = draftsOf(join([order('10001', status)], [item('10001', 'A')]));
    expect([draft?.base.payment, draft?.channelState]).toEqual([payment, state]);
  });

  it('refuses orders without lines and lines without an order', () => {
    const reports = reportsOf(join([order('10001', '交易成功')], [item('10002', 'A')]));
    expect(reports.map((r) => [r.part, r.key, r.code]).sort()).toEqual([
      ['lines', '10002', 'no_order_row'],
      ['orders', '10001', 'no_lines'],
    ]);
  });
});

describe('product files', () => {
  const run = (table: Record<string, Cell>[]) => {
    const rows = rowsOf(table);
    const assembler = createProductAssembler(buildMapping(PACKLINE_PRODUCTS, columnsOf(rows)));
    return [...rows.flatMap((row) => assembler.row(row)), ...assembler.end()];
  };
  it('reads codes, case codes, kits, weight and marks', () => {
    const [mug, kit] = run([
      {
        sku: 'MUG',
        name: '杯',
        barcode: '2900000000018|MUGX*6',
        case_barcode: '12900000000015',
        case_qty: '12',
        weight_g: '380克',
        location: 'A-01-01',
        fragile: '是',
      },
      { sku: 'KIT', name: '套装', kit: 'MUG*2+TEA' },
      { sku: 'MUG', name: '杯', barcode: '="6901234567892"' },
    ]);
    expect(mug?.kind === 'product' && mug.product).toMatchObject({
      weightGrams: 380,
      marks: ['fragile'],
      codes: [
        { code: '2900000000018', n: 1 },
        { code: 'MUGX', n: 6 },
        { code: '12900000000015', n: 12 },
        { code: '6901234567892', n: 1 },
      ],
    });
    expect(kit?.kind === 'product' && kit.product.kit).toEqual([
      { sku: 'MUG', qty: 2 },
      { sku: 'TEA', qty: 1 },
    ]);
  });
  it.each([
    ['no name', { sku: 'A', name: '' }, 'missing_field'],
    ['ruined bar code', { sku: 'A', name: 'a', barcode: '6.90E+12' }, 'ruined_number'],
    ['formula', { sku: 'A', name: 'a', barcode: '=1+1' }, 'formula'],
    ['Chinese bar code', { sku: 'A', name: 'a', barcode: '条码一二三' }, 'bad_code'],
    ['case without count', { sku: 'A', name: 'a', case_barcode: 'CASE1' }, 'bad_quantity'],
    ['weight', { sku: 'A', name: 'a', weight_g: 'heavy' }, 'bad_number'],
    ['kit', { sku: 'A', name: 'a', kit: 'B*0' }, 'bad_kit'],
  ])('refuses: %s', (_name, cells, code) => {
    const [outcome] = run([cells as Record<string, Cell>]);
    expect(outcome?.kind).toBe('refused');
    expect(outcome?.reports[0]?.code).toBe(code);
  });
  it('takes a wrong check digit with a note, refuses a code of another SKU and a second name', () => {
    const outcomes = run([
      { sku: 'A', name: 'a', barcode: '6901234567890' },
      { sku: 'B', name: 'b', barcode: '6901234567890' },
      { sku: 'C', name: 'c' },
      { sku: 'C', name: 'other' },
    ]);
    expect(outcomes.map((o) => [o.kind, o.reports.at(-1)?.code])).toEqual([
      ['product', 'bad_check_digit'],
      ['refused', 'code_in_use'],
      ['refused', 'conflicting_values'],
    ]);
  });
});

describe('waybill files', () => {
  const read = (preset: typeof CARRIER_WAYBILLS, table: Record<string, Cell>[]) => {
    const rows = rowsOf(table);
    const reader = createWaybillReader(preset, buildMapping(preset, columnsOf(rows)));
    return rows.map(reader);
  };
  it('reads order, carrier, number and routing', () => {
    const [outcome] = read(CARRIER_WAYBILLS, [
      {
        订单号: 'A1',
        快递公司: '中通快递',
        运单号: '="78000000000001"',
        三段码: '571-A1 003',
        集包地: '杭州集散',
        集包地编码: '571310',
      },
    ]);
    expect(outcome?.kind === 'waybill' && outcome.draft).toEqual({
      order: 'A1',
      carrier: 'ZTO',
      number: '78000000000001',
      routing: { segments: '571-A1 003', hubName: '杭州集散', hubCode: '571310' },
      sourceLine: 2,
    });
  });
  it.each([
    ['twice', { 快递公司: '中通', 运单号: '78000000000001' }, 'duplicate_line'],
    ['carrier', { 快递公司: '火箭', 运单号: '78000000000002' }, 'unknown_carrier'],
    ['no carrier', { 快递公司: '', 运单号: '78000000000002' }, 'missing_field'],
    ['exponent', { 快递公司: '中通', 运单号: '7.8E+13' }, 'ruined_number'],
    ['formula', { 快递公司: '中通', 运单号: '=1+1' }, 'formula'],
    ['letters', { 快递公司: '中通', 运单号: '78^XZ0001' }, 'bad_waybill_no'],
  ])('refuses: %s', (_name, cells, code) => {
    const outcomes = read(POOL_NUMBERS, [{ 快递公司: 'ZTO', 运单号: '78000000000001' }, cells]);
    expect(outcomes.map((o) => o.report.code)).toEqual([undefined, code]);
  });
});
