import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ONLINE_RETAIL,
  PACKLINE_ORDERS,
  SHOPIFY_ORDERS,
  assembleOrders,
  buildMapping,
  createOrderAssembler,
  createOrderIndex,
} from '../../../shared/intake/index.ts';
import type { Cell, TableRow } from '../../../shared/intake/index.ts';
import { assemble, columnsOf, draftsOf, options, reportsOf, rowsOf } from './helpers.ts';
import { reviewCodes } from '../../fixtures/review.ts';

const good = (over: Record<string, Cell> = {}): Record<string, Cell> => ({
  order_no: 'A1',
  sku: 'MUG-01',
  name: '马克杯',
  qty: '1',
  unit_price: '39.00',
  ordered_at: '2026-11-01 08:00:00',
  payment: '已付款',
  receiver_name: '王小雨',
  receiver_phone: '13800001234',
  address: '浙江省杭州市西湖区青禾路1号',
  ...over,
});

describe('own order file', () => {
  it('groups rows of one order, also where they stand apart', () => {
    const outcomes = assemble(
      PACKLINE_ORDERS,
      rowsOf([good(), good({ order_no: 'A2' }), good({ sku: 'TEA-01', qty: '2', remark: '快点' })]),
    );
    const [first, second] = draftsOf(outcomes);
    expect(first?.id).toBe('csv:A1');
    expect(first?.base.lines.map((line) => [line.no, line.sku, line.qty])).toEqual([
      [1, 'MUG-01', 1],
      [2, 'TEA-01', 2],
    ]);
    expect(first?.sourceLines).toEqual([2, 4]);
    expect(first?.private.remark).toBe('快点');
    expect(first?.private.receiver).toMatchObject({
      province: '浙江省',
      city: '杭州市',
      district: '西湖区',
      detail: '青禾路1号',
    });
    expect(first?.addressSplit).toBe(true);
    expect(first?.base.payment).toBe('PAID');
    expect(first?.base.orderedAt).toBe(Date.UTC(2026, 10, 1));
    expect(first ? reviewCodes(first) : undefined).toEqual([]);
    expect(second?.base.channelOrderNo).toBe('A2');
  });

  const refusals: [string, Record<string, Cell>, string][] = [
    ['no SKU', { sku: '' }, 'missing_field'],
    ['no quantity', { qty: '' }, 'missing_field'],
    ['zero', { qty: '0' }, 'bad_quantity'],
    ['negative', { qty: '-3' }, 'bad_quantity'],
    ['fraction', { qty: '1.5' }, 'bad_quantity'],
    ['price', { unit_price: '12,5' }, 'bad_number'],
    ['total', { total: 'viel' }, 'bad_number'],
    ['date', { ordered_at: '2026-02-30' }, 'bad_date'],
    ['ruined SKU', { sku: '6.9E+12' }, 'ruined_number'],
    ['formula SKU', { sku: '=HYPERLINK("x")' }, 'formula'],
    ['carrier', { carrier: '火箭快递' }, 'unknown_carrier'],
    ['long name', { name: 'x'.repeat(501) }, 'too_long'],
    ['long remark', { remark: 'x'.repeat(2001) }, 'too_long'],
    ['SKU with control characters', { sku: 'A\u0007B' }, 'bad_sku'],
  ];
  it.each(refusals)('refuses the whole order: %s', (_name, over, code) => {
    const second = good({ sku: 'TEA-01', ordered_at: '' });
    const outcomes = assemble(PACKLINE_ORDERS, rowsOf([second, good(over), good({ order_no: 'A2' })]));
    expect(draftsOf(outcomes).map((draft) => draft.base.channelOrderNo)).toEqual(['A2']);
    const reports = reportsOf(outcomes);
    expect(reports.map((report) => report.outcome)).toEqual(['refused', 'refused', 'accepted']);
    expect(reports.map((report) => report.code)).toContain(code);
  });

  const badNumbers: [string, Cell, string][] = [
    ['space', 'A 1', 'bad_order_no'],
    ['Chinese', '订单1', 'bad_order_no'],
    ['too long', 'x'.repeat(65), 'bad_order_no'],
    ['exponent', '1.23E+18', 'ruined_number'],
    ['numeric cell', { kind: 'number', text: '1234567890123456', from: 'sheet' }, 'ruined_number'],
    ['zeros', '3120456789012340000', 'ruined_number'],
    ['formula', '=1+1', 'formula'],
    ['plus', '+123', 'formula'],
    ['at', '@A1', 'formula'],
    ['empty', '', 'missing_field'],
  ];
  it.each(badNumbers)('refuses an order number: %s', (_name, cell, code) => {
    const outcomes = assemble(PACKLINE_ORDERS, rowsOf([good({ order_no: cell })]));
    expect(reportsOf(outcomes)).toMatchObject([{ line: 2, outcome: 'refused', code }]);
  });

  it('keeps formulas elsewhere as plain text', () => {
    const [draft] = draftsOf(assemble(PACKLINE_ORDERS, rowsOf([good({ remark: '=1+1' })])));
    expect(draft?.private.remark).toBe('=1+1');
  });

  it('refuses a doubled row, since it may be a second unit', () => {
    const reports = reportsOf(assemble(PACKLINE_ORDERS, rowsOf([good(), good()])));
    expect(reports.map((r) => r.code)).toEqual(['order_refused', 'duplicate_line']);
    expect(reports[1]?.data).toEqual({ first: 2 });
    const numbered = assemble(PACKLINE_ORDERS, rowsOf([good({ line_no: '1' }), good({ line_no: '2' })]));
    expect(draftsOf(numbered)[0]?.base.lines).toHaveLength(2);
  });

  it('refuses an order with two receivers', () => {
    const reports = reportsOf(
      assemble(PACKLINE_ORDERS, rowsOf([good(), good({ sku: 'B', receiver_name: '李雷' })])),
    );
    expect(reports[1]).toMatchObject({ code: 'conflicting_values', data: { field: 'receiverName' } });
  });

  it('refuses a torn row and the order it belongs to', () => {
    const rows: TableRow[] = [
      ...rowsOf([good(), good({ order_no: 'A2' })]),
      { line: 4, cells: { order_no: 'A' }, fault: 'torn_line' },
    ];
    const outcomes = assemble(PACKLINE_ORDERS, rows);
    expect(draftsOf(outcomes).map((d) => d.base.channelOrderNo)).toEqual(['A1']);
    expect(reportsOf(outcomes).map((r) => r.code)).toEqual([undefined, 'order_refused', 'torn_line']);
  });

  it.each([
    [{ payment: 'cod', total: '88' }, 'COD', 'open', []],
    [{ payment: '', payment_method: '货到付款', cod_amount: '66' }, 'COD', 'open', []],
    [{ payment: '货到付款' }, 'COD', 'open', ['cod_amount_missing']],
    [{ payment: '未付款' }, 'UNPAID', 'open', ['unpaid']],
    [{ payment: '', status: '买家已付款，等待卖家发货' }, 'PAID', 'open', []],
    [{ status: '交易关闭' }, 'PAID', 'cancelled', ['channel_cancelled']],
    [{ status: '卖家已发货' }, 'PAID', 'shipped', ['channel_shipped']],
    [{ status: '平台核验中' }, 'PAID', 'unknown_status', ['channel_unknown_status']],
    [{ payment: '部分退款' }, 'PAID', 'partly_refunded', ['channel_partly_refunded']],
    [{ receiver_name: '', receiver_phone: '', address: '' }, 'PAID', 'open', ['receiver_missing']],
    [{ receiver_phone: '', address: '青禾路1号' }, 'PAID', 'open', ['phone_missing', 'address_incomplete']],
    [{ line_kind: '服务' }, 'PAID', 'open', ['service_order']],
  ] as const)('status and payment of %j', (over, payment, state, problems) => {
    const [draft] = draftsOf(assemble(PACKLINE_ORDERS, rowsOf([good(over as Record<string, Cell>)])));
    expect(draft?.base.payment).toBe(payment);
    expect(draft?.channelState).toBe(state);
    expect(draft ? reviewCodes(draft) : []).toEqual(problems);
  });

  it('marks a masked receiver', () => {
    const [draft] = draftsOf(assemble(PACKLINE_ORDERS, rowsOf([good({ receiver_name: '王**' })])));
    expect(draft?.base.receiverMasked).toBe(true);
  });
});

describe('memory-bound assembly', () => {
  const table = fc.array(
    fc.record({
      no: fc.integer({ min: 1, max: 8 }),
      qty: fc.integer({ min: -1, max: 3 }),
      sku: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 40 },
  );
  it('gives the same orders in one pass and in two, whatever order the rows have', () => {
    fc.assert(
      fc.property(table, (items) => {
        const rows = rowsOf(
          items.map((item, i) =>
            good({ order_no: `N${item.no}`, qty: String(item.qty), sku: `S${item.sku}`, line_no: String(i) }),
          ),
        );
        const mapping = buildMapping(PACKLINE_ORDERS, Object.keys(good({ line_no: '' })));
        const index = createOrderIndex(PACKLINE_ORDERS, mapping, options);
        for (const row of rows) index.row(row);
        const two = createOrderAssembler(PACKLINE_ORDERS, { orders: mapping }, options, index);
        const early = rows.flatMap((row) => two.row(row));
        expect(two.end()).toEqual([]);
        const sort = (list: readonly unknown[]): string[] =>
          list.map((entry) => JSON.stringify(entry)).sort();
        const one = createOrderAssembler(PACKLINE_ORDERS, { orders: mapping }, options);
        expect(sort(early)).toEqual(sort([...rows.flatMap((row) => one.row(row)), ...one.end()]));
        // Every line of the file is reported once.
        expect(reportsOf(early).map((r) => r.line)).toEqual(rows.map((r) => r.line));
      }),
    );
  });

  it('does not accept an order early whose next row is torn', async () => {
    const rows: TableRow[] = [...rowsOf([good()]), { line: 3, cells: {}, fault: 'torn_line' }];
    const mapping = buildMapping(PACKLINE_ORDERS, columnsOf(rows));
    const outcomes = [];
    const open = {
      orders: async function* () {
        yield* rows;
      },
    };
    for await (const o of assembleOrders(PACKLINE_ORDERS, { orders: mapping }, open, {
      ...options,
      twoPass: true,
    }))
      outcomes.push(o);
    expect(draftsOf(outcomes)).toEqual([]);
  });
});

describe('Online Retail', () => {
  const row = (InvoiceNo: string, StockCode: string, Quantity: string, over: Record<string, Cell> = {}) => ({
    InvoiceNo,
    StockCode,
    Description: StockCode,
    Quantity,
    InvoiceDate: '12/1/10 8:26',
    UnitPrice: '2.55',
    CustomerID: '17850',
    Country: 'United Kingdom',
    ...over,
  });

  it('takes charges as charges and a negative discount as a negative price', () => {
    const [draft] = draftsOf(
      assemble(ONLINE_RETAIL, rowsOf([row('1', '85123A', '6'), row('1', 'POST', '1'), row('1', 'D', '-1')])),
    );
    expect(draft?.base.lines.map((line) => [line.kind, line.qty, line.unitPrice?.minor])).toEqual([
      ['goods', 6, 255],
      ['charge', 1, 255],
      ['charge', 1, -255],
    ]);
    expect(draft?.base.payment).toBe('PAID');
    expect(draft ? reviewCodes(draft) : []).toEqual(['receiver_missing']);
  });

  it('invents receivers only when asked, always the same', () => {
    const rows = rowsOf([row('1', 'A', '1')]);
    const [a] = draftsOf(assemble(ONLINE_RETAIL, rows, { inventReceivers: true }));
    const [b] = draftsOf(assemble(ONLINE_RETAIL, rows, { inventReceivers: true }));
    expect(a?.private.receiver?.name).toMatch(/^\w+ \w+$/);
    expect(a).toEqual(b);
    expect(a ? reviewCodes(a) : ['?']).toEqual([]);
  });

  it('reports cancellation documents, links them, and cancels what was taken back in full', () => {
    const outcomes = assemble(
      ONLINE_RETAIL,
      rowsOf([
        row('1', 'A', '6'),
        row('2', 'BB', '4'),
        row('C3', 'A', '-6'),
        row('C3', 'BB', '-1'),
        row('C4', 'A', '-9', { CustomerID: '1' }),
      ]),
    );
    const [one, two] = draftsOf(outcomes);
    expect([one?.channelState, two?.channelState]).toEqual(['cancelled', 'open']);
    const documents = outcomes.flatMap((o) => (o.kind === 'cancellation' ? [o.document] : []));
    expect(documents.map((d) => [d.document, d.cancels])).toEqual([
      ['C3', ['online-retail:1', 'online-retail:2']],
      ['C4', []],
    ]);
    expect(reportsOf(outcomes).filter((r) => r.code === 'cancellation')).toHaveLength(3);
  });

  it('refuses a negative count on an ordinary line', () => {
    expect(reportsOf(assemble(ONLINE_RETAIL, rowsOf([row('1', 'A', '-6')])))[0]?.code).toBe('bad_quantity');
  });
});

describe('Shopify', () => {
  const first = {
    Name: '#1001',
    'Financial Status': 'paid',
    'Fulfillment Status': 'unfulfilled',
    Currency: 'USD',
    Total: '30.00',
    'Created at': '2026-11-01 08:00:00 -0500',
    'Lineitem quantity': '1',
    'Lineitem name': 'Mug - Red',
    'Lineitem price': '10.00',
    'Lineitem sku': 'MUG-R',
    'Lineitem requires shipping': 'true',
    'Shipping Name': 'Ada Baker',
    'Shipping Address1': '1 Mill Road',
    'Shipping City': 'Eastbrook',
    'Shipping Zip': '00000',
    'Shipping Country': 'US',
    'Shipping Phone': '555-0100',
  };
  const more = {
    Name: '#1001',
    'Lineitem quantity': '2',
    'Lineitem name': 'Tea',
    'Lineitem price': '10.00',
    'Created at': '2026-11-01 08:00:00 -0500',
  };

  it('takes the order from its first row and names lines without SKU', () => {
    const [draft] = draftsOf(assemble(SHOPIFY_ORDERS, rowsOf([first, more])));
    expect(draft?.base.lines.map((l) => [l.sku, l.qty])).toEqual([
      ['MUG-R', 1],
      ['Tea', 2],
    ]);
    expect(draft?.base.total).toEqual({ minor: 3000, currency: 'USD' });
    expect(draft?.base.orderedAt).toBe(Date.UTC(2026, 10, 1, 13));
    expect(draft ? reviewCodes(draft) : ['?']).toEqual([]);
  });

  it.each([
    ['pending', 'unfulfilled', 'UNPAID', 'open'],
    ['paid', 'fulfilled', 'PAID', 'shipped'],
    ['paid', 'partial', 'PAID', 'partly_shipped'],
    ['refunded', 'unfulfilled', 'PAID', 'refunded'],
    ['partially_refunded', '', 'PAID', 'partly_refunded'],
    ['voided', '', 'UNPAID', 'cancelled'],
  ])('%s and %s', (financial, fulfilment, payment, state) => {
    const rows = rowsOf([{ ...first, 'Financial Status': financial, 'Fulfillment Status': fulfilment }]);
    const [draft] = draftsOf(assemble(SHOPIFY_ORDERS, rows));
    expect([draft?.base.payment, draft?.channelState]).toEqual([payment, state]);
  });

  it('sees a cancelled order, a gift card order and cash on delivery', () => {
    const rows = rowsOf([
      { ...first, 'Cancelled at': '2026-11-01 09:00:00 -0500' },
      { ...first, Name: '#1002', 'Lineitem requires shipping': 'false' },
      { ...first, Name: '#1003', 'Financial Status': 'pending', 'Payment Method': 'Cash on Delivery (COD)' },
    ]);
    const drafts = draftsOf(assemble(SHOPIFY_ORDERS, rows));
    expect(drafts.map((d) => [d.channelState, d.base.kind, d.base.payment])).toEqual([
      ['cancelled', 'goods', 'PAID'],
      ['open', 'service', 'PAID'],
      ['open', 'goods', 'COD'],
    ]);
    expect(drafts[2]?.base.codAmount?.minor).toBe(3000);
  });

  it('refuses an order that is in the file twice', () => {
    const reports = reportsOf(assemble(SHOPIFY_ORDERS, rowsOf([first, more, first])));
    expect(reports.map((r) => r.code)).toEqual(['order_refused', 'order_refused', 'duplicate_order']);
  });
});
