import type { BlockedRow, ImportReport, OrderView } from '../../shared/contract/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { sentOrder } from './after.ts';
import { backupStates, preview } from './backups.ts';
import { carriers, NOW, queueRows } from './fixtures.ts';
import { printerAnswers } from './printers.ts';

const DAY = 86_400_000;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

const blocked: readonly BlockedRow[] = [
  ['2026112200101', 'UNPAID', 'AWAITING_PAYMENT', [['unpaid', 'record_payment', {}]]],
  ['2026112200102', 'PAID', 'IN_REVIEW', [['needs_review', 'review_order', {}]]],
  ['2026112200103', 'PAID', 'READY_TO_SHIP', [['on_hold', 'lift_hold', { hold: 'h1' }]]],
  ['2026112200104', 'PAID', 'READY_TO_SHIP', [['cancel_requested', 'decide_cancel_request', {}]]],
  [
    '2026112200105',
    'COD',
    'NEEDS_FIX',
    [
      ['phone_implausible', 'enter_receiver', {}],
      ['address_incomplete', 'enter_receiver', {}],
    ],
  ],
  ['2026112200106', 'PAID', 'READY_TO_SHIP', [['missing_routing', 'import_waybill_with_routing', {}]]],
  ['2026112200107', 'PAID', 'IN_REVIEW', [['unknown_sku', 'add_product', { sku: 'DM-9999' }]]],
].map(([no, payment, status, reasons]) => ({
  order: `taobao:${String(no)}`,
  channelOrderNo: String(no),
  channel: 'taobao',
  status: status as BlockedRow['status'],
  payment: payment as BlockedRow['payment'],
  flags: [],
  orderedAt: NOW - DAY / 3,
  units: 3,
  reasons: (reasons as [string, string, BlockedRow['reasons'][number]['data']][]).map(
    ([code, fix, data]) => ({ code, fix, data }),
  ),
}));

const CHANGES: Readonly<Record<string, OrderView['timeline'][number]['changes']>> = {
  submitted: [{ field: 'status', old: 'RECEIVED', new: 'IN_REVIEW' }],
  approved: [{ field: 'status', old: 'IN_REVIEW', new: 'APPROVED' }],
  released: [
    { field: 'status', old: 'APPROVED', new: 'READY_TO_SHIP' },
    {
      field: 'receiver',
      old: '王** · 138******21 · 浙江省杭州市 ****',
      new: '王** · 138******21 · 浙江省杭州市西湖区 ****',
    },
  ],
  opened: [{ field: 'fulfilment', old: 'QUEUED', new: 'CHECKING' }],
  held: [{ field: 'flags', old: 'urgent', new: 'urgent hold' }],
};

const order: OrderView = {
  order: 'taobao:2026112200103',
  channel: 'taobao',
  channelOrderNo: '2026112200103',
  kind: 'goods',
  status: 'READY_TO_SHIP',
  visible: 'CHECKING',
  payment: 'PAID',
  logistics: 'NONE',
  flags: ['urgent', 'hold'],
  orderedAt: NOW - DAY / 3,
  receivedAt: NOW - DAY / 3 + 60_000,
  intake: 'platform',
  author: null,
  shipBy: NOW + DAY / 6,
  carrier: 'YTO',
  total: { minor: 25_700, currency: 'CNY' },
  amounts: {
    goods: { minor: 25_600, currency: 'CNY' },
    freight: { minor: 800, currency: 'CNY' },
    discount: { minor: 500, currency: 'CNY' },
    paid: { minor: 25_700, currency: 'CNY' },
    cod: null,
    coupon: 'NOV-5',
    difference: 200,
  },
  paymentRecord: { method: '支付宝', reference: '2026112222001456789', at: NOW - DAY / 3 },
  invoice: { kind: 'company', title: '杭州示例商贸有限公司' },
  receiver: { name: '王**', phone: '138******21', address: '浙江省杭州市西湖区文三路 ****' },
  remark: '请用新的纸箱',
  sellerNote: null,
  lines: [
    {
      no: 1,
      sku: 'DM-1001',
      name: '云朵双层玻璃杯 350ml',
      variant: '樱花粉',
      qty: 2,
      kind: 'goods',
      price: { minor: 12_800, currency: 'CNY' },
    },
    { no: 2, sku: 'FREIGHT', name: '运费', variant: null, qty: 1, kind: 'charge', price: null },
  ],
  holds: [{ id: 'h1', reason: 'SHORT', by: 'op-1' }],
  related: { parent: null, children: ['manual:2026112200103-1', 'manual:2026112200103-2'], mergedInto: null },
  exceptions: [],
  shipments: [{ id: 'sh-9', status: 'QUEUED', carrier: 'YTO', number: 'YT8830012345678', bench: null }],
  timeline: ['received', 'submitted', 'approved', 'released', 'allocated', 'opened', 'held'].map(
    (type, i) => ({
      id: `e${String(i)}`,
      at: NOW - DAY / 3 + i * 600_000,
      by: i < 4 ? 'SYS' : 'op-1',
      type,
      data: type === 'held' ? { reason: 'SHORT' } : {},
      station: 'st-1',
      bench: type === 'opened' ? 'B1' : null,
      subject: i === 4 || i === 5 ? ('shipment' as const) : ('order' as const),
      label: i === 5 ? 'YT8830012345678' : null,
      changes: CHANGES[type] ?? [],
      note: type === 'held' ? '货架上少一件，已问过 138******21' : null,
    }),
  ),
  reasons: [{ code: 'on_hold', fix: 'lift_hold', data: { hold: 'h1' } }],
};

const fact = (
  type: string,
  minutes: number,
  station: string,
  over: Partial<OrderView['exceptions'][number]['facts'][number]> = {},
): OrderView['exceptions'][number]['facts'][number] => ({
  type,
  at: NOW - minutes * 60_000,
  by: station === 'st-1' ? 'op-1' : 'op-2',
  station,
  bench: null,
  order: null,
  ...over,
});

/** Two stations did what cannot both be true. */
const odd: OrderView = {
  ...order,
  order: 'odd',
  status: 'SHIPPED',
  flags: ['exception'],
  holds: [],
  reasons: [
    { code: 'shipped_after_cancel', fix: 'close_exception', data: { exception: 'x1' } },
    { code: 'packed_at_two_benches', fix: 'close_exception', data: { exception: 'x2' } },
    { code: 'bound_to_two_shipments', fix: 'close_exception', data: { exception: 'x3' } },
  ],
  exceptions: [
    {
      id: 'x1',
      code: 'shipped_after_cancel',
      subject: 'order',
      label: '2026112200103',
      facts: [fact('cancelled', 95, 'st-1'), fact('shipped', 61, 'st-9k2m', { by: 'SYS' })],
    },
    {
      id: 'x2',
      code: 'packed_at_two_benches',
      subject: 'shipment',
      label: 'YT8830012345678',
      facts: [fact('packed', 130, 'st-1', { bench: 'B1' }), fact('packed', 118, 'st-9k2m', { bench: 'B1' })],
    },
    {
      id: 'x3',
      code: 'bound_to_two_shipments',
      subject: 'waybill',
      label: 'YT8830012345678',
      facts: [
        fact('bound', 131, 'st-1', { order: '2026112200103' }),
        fact('bound', 119, 'st-9k2m', { order: '2026112200417' }),
      ],
    },
  ],
};

const HANDOVERS = [
  ['YTO', '刘师傅', 212, 1, 1],
  ['SF', '李师傅', 48, 0, 2],
  ['ZTO', '赵师傅', 131, 0, 2],
  ['YTO', '刘师傅', 198, 0, 2],
  ['OWN', '陈师傅', 9, 2, 0],
] as const;

const report: ImportReport = {
  id: 'imp-1',
  kind: 'orders',
  fileName: 'ExportOrderList202611220930.csv',
  state: 'done',
  code: null,
  rowsRead: 1_204,
  bytesRead: 480_000,
  bytesTotal: 480_000,
  accepted: 1_180,
  already: 12,
  refused: 12,
  packable: 1_101,
  startedAt: NOW - 60_000,
  endedAt: NOW - 58_000,
  lines: [
    {
      line: 17,
      order: '2026112200311',
      outcome: 'refused',
      code: 'ruined_number',
      data: { field: 'orderNo' },
    },
    { line: 40, order: '2026112200340', outcome: 'refused', code: 'bad_quantity', data: { value: '-2' } },
    { line: 41, order: '2026112200340', outcome: 'refused', code: 'order_refused', data: { line: 40 } },
    { line: 88, order: '2026112200388', outcome: 'already', code: null, data: {} },
  ],
  moreLines: 0,
};
const { lines: _lines, ...reportHead } = report;

/** Answers of the office screens, from invented data. */
export const officeAnswers: Answers = {
  'queue.list': () => ({
    total: 214,
    rows: Array.from({ length: 200 }, (_, i) => ({
      ...(queueRows[i % queueRows.length] as (typeof queueRows)[number]),
      shipment: `sh-${String(i)}`,
      channelOrderNo: `20261122${String(100 + i).padStart(5, '0')}`,
    })),
  }),
  'orders.blocked': () => ({ total: blocked.length, rows: [...blocked] }),
  'orders.list': () => ({ total: blocked.length, rows: [...blocked] }),
  'orders.get': ({ order: id }) =>
    id === 'locked'
      ? { ok: false, code: 'archive_locked', data: { order: '2026080100', asked: false } }
      : id === 'sent'
        ? ok(sentOrder(order))
        : id === 'older'
          ? { ok: false, code: 'not_here', data: { order: id } }
          : ok(id === 'odd' ? odd : order),
  'older.get': () => ok(odd),
  'older.search': () =>
    ok({
      rows: blocked.slice(0, 1).map(({ channelOrderNo, channel, units }) => ({
        ...{ order: 'older', channelOrderNo, channel, units },
        ...{ status: 'SHIPPED' as const, payment: 'PAID' as const, orderedAt: NOW - 90 * DAY },
      })),
      more: false,
    }),
  'handover.list': () => ({
    total: HANDOVERS.length,
    rows: HANDOVERS.map(([carrier, courier, parcels, missing, signed], n) => ({
      ...{ id: `m${String(n + 1)}`, carrier: carriers[carrier], courier, parcels, missing, signed },
      at: NOW - (n + 1) * 0.4 * DAY,
    })),
  }),
  ...printerAnswers,
  'import.list': () =>
    [
      reportHead,
      {
        ...reportHead,
        id: 'imp-2',
        kind: 'waybills' as const,
        fileName: '圆通回传单号_1122.xlsx',
        accepted: 640,
        refused: 0,
      },
      {
        ...reportHead,
        id: 'imp-3',
        kind: 'products' as const,
        fileName: '商品资料.csv',
        accepted: 1_318,
        refused: 3,
      },
      { ...reportHead, id: 'imp-4', fileName: 'orders_export_2026-11-21.csv', accepted: 866, refused: 5 },
    ].map((each, n) => ({ ...each, startedAt: NOW - (n + 1) * 0.3 * DAY })),
  'import.report': () => ok(report),
  'import.preview': () =>
    ok({
      token: 't',
      fileName: 'ExportOrderList202611220930.csv',
      format: 'csv',
      encoding: 'gb18030',
      columns: ['订单编号', '买家会员名', '买家应付货款', '收货人姓名', '收货地址'],
      rows: Array.from({ length: 10 }, (_, i) => [
        `20261122003${String(i)}`,
        '买家',
        '128.50',
        '王**',
        '浙江省 杭州市 西湖区',
      ]),
      presets: [
        {
          id: 'taobao',
          kind: 'orders',
          zh: '淘宝 / 天猫 订单报表',
          en: 'Taobao / Tmall orders',
          fit: 0.96,
          missing: ['shipBy'],
          mapping: {
            orderNo: ['订单编号'],
            total: ['买家应付货款'],
            receiverName: ['收货人姓名'],
            address: ['收货地址'],
          },
          needsLines: true,
        },
        {
          id: 'packline',
          kind: 'orders',
          zh: '自有格式',
          en: 'Our own',
          fit: 0.2,
          missing: ['sku'],
          mapping: {},
          needsLines: false,
        },
      ],
    }),
  'devices.ports': () => ({
    ports: [{ path: '/dev/ttyACM0', name: 'Honeywell' }],
    queues: ['Label'],
    devices: ['/dev/usb/lp0'],
  }),
  'gun.test': () => ok(null),
  'settings.save': () => ok(null),
  'backups.view': () =>
    backupStates[new URLSearchParams(location.search).get('backups') ?? 'good'] ??
    (backupStates['good'] as never),
  'backups.save': () => ok(null),
  'backups.start': () => ok(null),
  'backups.cancel': () => ok(null),
  'backups.preview': () => ok(preview),
  'backups.restore': () => ok(null),
  'stats.latency': () => ({
    verdict: { n: 1000, p50: 0.8, p95: 2.1, p99: 3.9 },
    print: { n: 86, p50: 12.4, p95: 31.8, p99: 44.2 },
  }),
};
