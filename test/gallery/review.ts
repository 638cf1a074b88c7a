import type { PaymentFileReport, ReviewRow, ReviewView } from '../../shared/contract/index.ts';
import { BUILT_IN_NOTICES, noticeFaults, renderNotice } from '../../shared/domain/notices/index.ts';
import { REVIEW_CHECKS, REVIEW_REASON_CODES } from '../../shared/domain/review/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const CNY = (minor: number) => ({ minor, currency: 'CNY' });
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

const row = (n: number, more: Partial<ReviewRow> = {}): ReviewRow => ({
  order: `taobao:20261123000${String(n)}`,
  channelOrderNo: `20261123000${String(n).padStart(2, '0')}`,
  channel: 'taobao',
  status: 'IN_REVIEW',
  payment: 'PAID',
  flags: [],
  orderedAt: NOW - n * HOUR,
  total: CNY(12_800 + n * 730),
  units: n,
  remark: n % 2 === 0,
  since: NOW - n * HOUR,
  limitAt: NOW + (8 - n) * HOUR,
  overdue: n > 8,
  ...more,
});
const ROWS = [
  row(9, { overdue: true, limitAt: NOW - HOUR }),
  row(2, { flags: ['urgent'] }),
  ...[1, 3, 4, 5, 6, 7].map((n) => row(n)),
];

const ODD: ReviewView['findings'] = [
  {
    check: 'remark',
    result: 'person',
    code: 'remark_special',
    data: { words: '刻字、贺卡' },
    acceptable: false,
  },
  { check: 'address', result: 'warn', code: 'city_not_in_province', data: {}, acceptable: false },
  {
    check: 'price',
    result: 'person',
    code: 'price_low',
    data: { sku: 'MUG-W', price: 2_900, list: 3_900 },
    acceptable: true,
  },
  {
    check: 'promotion',
    result: 'person',
    code: 'discount_large',
    data: { share: 38, most: 30 },
    acceptable: true,
  },
];
const view = (order: string): ReviewView => {
  const about = ROWS.find((each) => each.order === order) ?? row(2);
  const odd = new Set(ODD.map(({ check }) => check));
  return {
    ...about,
    seen: '3:e3',
    findings: [
      ...ODD,
      ...REVIEW_CHECKS.filter((check) => !odd.has(check)).map((check) => ({
        check,
        result: 'pass' as const,
        code: null,
        data: {},
        acceptable: false,
      })),
    ],
    remark: '请在杯子上刻字「生日快乐」，另外放一张手写贺卡，谢谢老板！',
    sellerNote: null,
    receiver: { name: '欧阳**', phone: '138******00', address: '浙江省苏州市西湖区文三路****' },
    lines: [
      {
        no: 1,
        sku: 'MUG-W',
        name: '骨瓷马克杯',
        variant: '白色 350 ml',
        qty: 2,
        kind: 'goods',
        unitPrice: CNY(2_900),
        listPrice: CNY(3_900),
      },
      {
        no: 2,
        sku: 'TEA-100',
        name: '明前龙井 100 g',
        variant: null,
        qty: 1,
        kind: 'goods',
        unitPrice: CNY(16_800),
        listPrice: CNY(16_800),
      },
    ],
    goods: CNY(22_600),
    freight: CNY(800),
    discount: CNY(8_600),
    total: CNY(14_800),
    remarkToJudge: true,
    doubts: 'open',
    reasons: [...REVIEW_REASON_CODES],
    reason: null,
    ruleFaults: [{ rule: 'review.promotions', code: 'promotion_never', entry: '满100减200' }],
    reviewed: null,
  };
};

const report: PaymentFileReport = {
  id: 'r1',
  fileName: 'alipay-2026-11-22.csv',
  state: 'done',
  code: null,
  by: 'op-1',
  at: NOW - 2 * HOUR,
  endedAt: NOW - 2 * HOUR,
  rowsRead: 214,
  sameAs: null,
  counts: { matched: 206, wrong_amount: 2, unknown_order: 3, twice: 1, not_due: 1, faulty: 1 },
  received: [CNY(2_748_860)],
  fees: [CNY(16_493)],
  settled: 0,
};

const values = {
  order: '2026112300002',
  items: '骨瓷马克杯 ×2',
  amount: '¥148.00',
  payment: '支付宝',
  expected_ship: '2026-11-25 18:00',
  due: '¥148.00',
  carrier: '圆通速递',
  waybill: 'YT8830012345001',
  query_link: 'https://www.kuaidi100.com/chaxun?nu=YT8830012345001',
  expected_arrival: '2026-11-28',
  reason: '库存不足',
  site: '小店',
};

/** Answers of review, payments and notices, from invented data. */
export const reviewAnswers: Answers = {
  'review.queue': () => ({ total: ROWS.length, overdue: 1, rows: ROWS }),
  'review.view': ({ order }: { order: string }) => ok(view(order)),
  'payments.view': ({ order }: { order: string }) =>
    ok({
      order,
      status: 'AWAITING_PAYMENT',
      payment: 'UNPAID',
      method: 'alipay',
      reference: null,
      paidAt: null,
      total: CNY(14_800),
      received: CNY(8_000),
      due: CNY(6_800),
      payments: [
        {
          event: 'e',
          by: 'op-1',
          amount: CNY(8_000),
          method: 'alipay',
          reference: '2026112322001',
          receivedAt: NOW - HOUR,
          source: 'desk',
        },
      ],
      reminders: [NOW - 5 * HOUR],
      remind: false,
      methods: ['alipay', 'online_banking', 'bank_transfer', 'cod'],
    }),
  'payments.unpaid': () => ({
    total: 6,
    due: 3,
    rows: [1, 2, 3, 4, 5, 6].map((n) => ({
      order: `taobao:u${String(n)}`,
      channelOrderNo: `2026112200${String(n).padStart(3, '0')}`,
      channel: 'taobao',
      orderedAt: NOW - n * 5 * HOUR,
      total: CNY(9_900 + n * 1_000),
      due: CNY(9_900 + n * 1_000),
      reminders: n % 3,
      lastAt: n % 3 === 0 ? null : NOW - 20 * HOUR,
      nextAt: n === 6 ? null : NOW + (n - 3) * HOUR,
    })),
  }),
  'payments.reports': () => [report],
  'payments.report': () =>
    ok({
      report,
      total: 3,
      rows: [
        {
          line: 18,
          order: 'taobao:a',
          no: '2026112200018',
          reference: '2026112222001118',
          amount: CNY(9_900),
          fee: CNY(59),
          result: 'wrong_amount',
          code: 'too_little',
          data: { difference: -1_000 },
        },
        {
          line: 77,
          order: null,
          no: 'T-000',
          reference: '2026112222001177',
          amount: CNY(12_800),
          fee: CNY(77),
          result: 'unknown_order',
          code: null,
          data: {},
        },
        {
          line: 140,
          order: null,
          no: '2026112200140',
          reference: '',
          amount: null,
          fee: null,
          result: 'faulty',
          code: 'missing_field',
          data: {},
        },
      ],
    }),
  'notices.inbox': () => ({
    total: 3,
    rows: (['address_changed', 'cancel_requested', 'stock_low'] as const).map((code, n) => ({
      id: `s${String(n)}`,
      role: 'WHL' as const,
      code,
      order: code === 'stock_low' ? null : `taobao:${String(n)}`,
      channelOrderNo: code === 'stock_low' ? null : `20261123000${String(n)}1`,
      at: NOW - n * HOUR,
      data: {},
      state: 'waiting' as const,
      by: null,
    })),
  }),
  'notices.list': () => ({
    total: 2,
    rows: (['confirmation', 'payment_reminder'] as const).map((template, n) => ({
      id: `n${String(n)}`,
      order: `taobao:${String(n)}`,
      channelOrderNo: `20261123000${String(n)}2`,
      channel: 'taobao',
      template,
      at: NOW - n * HOUR,
      state: 'waiting' as const,
      way: null,
      sentAt: null,
      by: null,
    })),
  }),
  'notices.ofOrder': ({ order }: { order: string }) => [
    {
      id: 'n1',
      order,
      channelOrderNo: order,
      channel: 'taobao',
      template: 'confirmation',
      at: NOW - HOUR,
      state: 'sent',
      way: 'wangwang',
      sentAt: NOW - HOUR,
      by: 'op-1',
    },
    {
      id: 'n2',
      order,
      channelOrderNo: order,
      channel: 'taobao',
      template: 'payment_reminder',
      at: NOW,
      state: 'waiting',
      way: null,
      sentAt: null,
      by: null,
    },
  ],
  'notices.text': () => ok(renderNotice((BUILT_IN_NOTICES[0] ?? never()).zh, values)),
  'notices.templates': () =>
    BUILT_IN_NOTICES.map((template) => ({ ...template, builtIn: true, by: null, at: null })),
  'notices.preview': ({ template }: { template: (typeof BUILT_IN_NOTICES)[number] }) => ({
    order: 'taobao:2',
    channelOrderNo: '2026112300002',
    zh: renderNotice(template.zh, values),
    en: renderNotice(template.en, values),
    faults: noticeFaults(template).map((fault) => ({ ...fault, data: { ...fault.data } })),
  }),
};

function never(): never {
  throw new Error('no template');
}
