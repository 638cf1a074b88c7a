import type { AfterRow, OrderView } from '../../shared/contract/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

const row = (n: number, more: Partial<AfterRow>): AfterRow => {
  const number = `YT88300123450${String(n).padStart(2, '0')}`;
  return {
    order: `taobao:20261118000${String(n)}`,
    channel: 'taobao',
    channelOrderNo: `20261118000${String(n).padStart(2, '0')}`,
    status: 'SHIPPED',
    logistics: 'IN_TRANSIT',
    parcels: [{ carrier: 'YTO', number, status: 'IN_TRANSIT', expectedAt: NOW + DAY }],
    shippedAt: NOW - 4 * DAY,
    lastAt: NOW - 80 * HOUR,
    deliveredAt: null,
    completedAt: null,
    settled: false,
    rating: null,
    anomalies: [],
    ...more,
  };
};
const wrong = (n: number, code: string): AfterRow['anomalies'] => [
  {
    shipment: `s${String(n)}`,
    carrier: 'YTO',
    number: `YT88300123450${String(n).padStart(2, '0')}`,
    code,
    since: NOW - 80 * HOUR,
    case: `delivery:s${String(n)}:${code}`,
  },
];
const LISTS: Readonly<Record<string, readonly AfterRow[]>> = {
  anomaly: [
    row(1, { anomalies: wrong(1, 'no_movement') }),
    row(2, { logistics: 'PROBLEM', anomalies: wrong(2, 'bad_address') }),
    row(3, { logistics: 'REFUSED', anomalies: wrong(3, 'refused') }),
    row(4, { lastAt: null, logistics: 'NONE', anomalies: wrong(4, 'no_pickup') }),
    row(5, { logistics: 'RETURNING', anomalies: wrong(5, 'returned') }),
  ],
  to_complete: [6, 7, 8].map((n) =>
    row(n, {
      status: 'DELIVERED',
      logistics: 'SIGNED',
      deliveredAt: NOW - DAY,
      settled: n === 7,
      rating: n === 8 ? 5 : null,
    }),
  ),
};

/** An order that was shipped in two parcels, of which one has arrived. */
export const sentOrder = (order: OrderView): OrderView => ({
  ...order,
  order: 'sent',
  status: 'SHIPPED',
  visible: 'IN_TRANSIT',
  logistics: 'IN_TRANSIT',
  flags: [],
  holds: [],
  reasons: [],
});

/** Answers of what happens after the handover, from invented data. */
export const afterAnswers: Answers = {
  'after.board': () => ({
    ready: true,
    counts: { today: 214, transit: 1_688, anomaly: 5, delivered: 402, to_complete: 388, to_archive: 1_204 },
    unsigned: 2,
    carriers: [
      { carrier: 'YTO', parcels: 1_420, signed: 1_210, anomalies: 4, hours: 41.3, rating: 4.4, ratings: 61 },
      { carrier: 'SF', parcels: 268, signed: 255, anomalies: 1, hours: 22.8, rating: 4.9, ratings: 12 },
    ],
  }),
  'after.rows': ({ list }) => {
    const rows = LISTS[list] ?? [];
    return { ready: true, total: rows.length, rows: [...rows] };
  },
  'tracking.of': ({ order }) => ({
    ok: true,
    value: {
      order,
      status: order === 'sent' ? 'SHIPPED' : 'READY_TO_SHIP',
      logistics: 'IN_TRANSIT',
      parcels:
        order !== 'sent'
          ? []
          : [
              {
                shipment: 'sent.1',
                carrier: 'YTO',
                number: 'YT8830012345011',
                shippedAt: NOW - 3 * DAY,
                receivedAt: null,
                expectedAt: NOW + DAY,
                status: 'PROBLEM',
                anomaly: 'delivery_failed',
                freight: { minor: 480, currency: 'CNY' },
                manifest: 'MF-A1B2-M3X9',
                points: (
                  [
                    ['PICKED_UP', -70, '杭州余杭揽收点', '已揽收', null],
                    ['IN_TRANSIT', -50, '杭州转运中心', '快件已发往上海转运中心', null],
                    ['OUT_FOR_DELIVERY', -6, '上海徐汇', '派件中，派件员电话 138******21', null],
                    ['PROBLEM', -2, '上海徐汇', '电话无人接听，改日再送', 'delivery_failed'],
                  ] as const
                ).map(([status, hours, place, text, cause], n) => ({
                  id: `p${String(n)}`,
                  at: NOW + hours * HOUR,
                  status,
                  cause,
                  place,
                  text,
                  by: n === 3 ? 'op-1' : 'CAR',
                  toldAt: NOW + hours * HOUR + 60_000,
                })),
              },
            ],
      delivered: null,
      needsAfterSales: null,
    },
  }),
  'completion.of': ({ order }) =>
    ok({
      order,
      status: 'SHIPPED',
      payment: 'PAID',
      dueAt: NOW + 10 * DAY,
      blocked: null,
      completed: null,
      archived: null,
      missing: ['settlement', 'receipt'],
      feedback: [
        {
          at: NOW - DAY,
          by: 'op-1',
          rating: 4,
          about: 'logistics' as const,
          note: '送得很快，就是电话没打通',
        },
      ],
    }),
  'tracking.find': () => [],
  'archive.search': () => ({
    more: true,
    rows: (['none', 'asked', 'granted', 'none'] as const).map((access, n) => ({
      order: `taobao:2026080100${String(n)}`,
      channel: 'taobao',
      channelOrderNo: `2026080100${String(n)}`,
      orderedAt: NOW - 110 * DAY + n * HOUR,
      archivedAt: NOW - 80 * DAY + n * HOUR,
      access,
      until: access === 'granted' ? NOW + 20 * HOUR : null,
    })),
  }),
  'archive.requests': () => [
    {
      case: 'archive:1',
      order: 'taobao:20260801001',
      channelOrderNo: '20260801001',
      applicant: 'op-1',
      at: NOW - HOUR,
      reason: '客户要补开发票，需要核对收件信息',
      state: 'asked',
      decidedBy: null,
      until: null,
    },
    {
      case: 'archive:2',
      order: 'taobao:20260801002',
      channelOrderNo: '20260801002',
      applicant: 'op-1',
      at: NOW - 5 * HOUR,
      reason: '审计抽查',
      state: 'granted',
      decidedBy: 'op-2',
      until: NOW + 20 * HOUR,
    },
  ],
  'handover.get': ({ id }) =>
    ok({
      id,
      carrier: 'YTO',
      courier: '刘师傅',
      by: 'op-1',
      startedAt: NOW - DAY,
      closedAt: NOW - DAY + HOUR,
      parcels: Array.from({ length: 212 }, (_, n) => ({
        number: `YT88300${String(n)}`,
        channelOrderNo: `2026112100${String(n)}`,
        at: NOW - DAY,
      })),
      missing: ['YT8830099'],
      signatures: [
        {
          party: 'shipper' as const,
          name: '王小明',
          at: NOW - DAY + HOUR,
          way: 'drawn' as const,
          strokes: [
            [
              [120, 160],
              [260, 60],
              [330, 230],
              [480, 90],
              [620, 240],
              [860, 110],
            ],
          ] as [number, number][][],
        },
      ],
    }),
};
