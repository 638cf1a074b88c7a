import type {
  ChangeListRow,
  DraftRow,
  DraftView,
  ManualForm,
  ProductHit,
  TalkEntry,
} from '../../shared/contract/index.ts';
import { SITE_RULE_KEYS, siteRuleDefault } from '../../shared/domain/site-rules/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
const CNY = (minor: number) => ({ minor, currency: 'CNY' });

const form: ManualForm = {
  channel: 'phone',
  channelOrderNo: '',
  orderedAt: NOW - HOUR,
  receiver: {
    name: '欧阳晓雯',
    phone: '13800138021',
    country: '',
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    detail: '文三路 478 号华星时代广场 A 座 1203 室',
    postcode: '',
  },
  lines: [
    { sku: 'CUP-350', name: '云朵双层玻璃杯 350ml', variant: '樱花粉', qty: 2, price: 6_900, kind: 'goods' },
    { sku: 'TEA-100', name: '明前龙井 100 g', variant: '', qty: 1, price: 16_800, kind: 'goods' },
    { sku: 'GIFT', name: '礼品包装', variant: '', qty: 1, price: 1_000, kind: 'service' },
  ],
  currency: 'CNY',
  freight: 800,
  discount: 1_000,
  coupon: 'NOV-10',
  total: 31_400,
  paid: 31_400,
  payment: 'PAID',
  paymentMethod: 'alipay',
  paymentReference: '2026112222001456789',
  paidAt: NOW - HOUR / 2,
  remark: '送人的礼物，请不要放价格单',
  sellerNote: '老客户，送一包滤纸',
  source: '客户来电 10:20，按上次的地址',
  invoice: { kind: 'company', title: '杭州示例商贸有限公司', taxNo: '91330100MA00000X0A', email: '' },
  flags: ['fragile'],
  carrier: null,
  shipBy: NOW + 30 * HOUR,
};
const findings: DraftView['check']['findings'] = [
  { code: 'sku_twice', level: 'warn', field: 'lines.1.sku', data: { line: 2, first: 1 } },
  {
    code: 'duplicate',
    level: 'warn',
    field: 'receiver',
    data: { no: '2026112200088', when: new Date(NOW - 5 * HOUR).toISOString().slice(0, 10) },
  },
];
const amounts = { goods: 31_600, due: 31_400 };

const draft = (n: number, over: Partial<DraftRow> = {}): DraftRow => ({
  order: `manual:${String(n)}`,
  number: `20261123000${String(n)}`,
  channel: (['phone', 'chat', 'shop', 'email'] as const)[n % 4] ?? 'phone',
  channelOrderNo: `M-20261123-00${String(n)}`,
  author: n % 3 === 0 ? 'op-2' : 'op-1',
  at: NOW - n * 23 * 60_000,
  units: 1 + ((n * 3) % 7),
  lines: 1 + (n % 3),
  total: CNY(9_900 + n * 4_310),
  returned: null,
  own: n % 3 !== 0,
  ...over,
});
const drafts = [
  draft(1, { own: false, author: 'op-2' }),
  draft(2, { returned: '地址不全' }),
  ...[3, 4, 5, 6].map((n) => draft(n)),
];

const products: readonly ProductHit[] = [
  {
    sku: 'CUP-350',
    name: '云朵双层玻璃杯 350ml',
    variant: '樱花粉',
    location: 'A-01-03',
    picture: 'cup',
    kind: 'goods',
  },
  {
    sku: 'CUP-350-B',
    name: '云朵双层玻璃杯 350ml',
    variant: '雾蓝',
    location: 'A-01-04',
    picture: 'cup',
    kind: 'goods',
  },
  {
    sku: 'CUP-500',
    name: '云朵双层玻璃杯 500ml',
    variant: null,
    location: 'A-01-05',
    picture: null,
    kind: 'goods',
  },
];

const entry = (id: string, hours: number, over: Partial<TalkEntry>): TalkEntry => ({
  id,
  type: 'noted',
  at: NOW - hours * HOUR,
  by: 'op-1',
  way: null,
  outcome: null,
  to: null,
  kind: null,
  text: null,
  ...over,
});
const talk: readonly TalkEntry[] = [
  entry('t1', 2, {
    type: 'contacted',
    way: 'phone',
    outcome: 'confirmed',
    text: '确认改送公司，17 点前有人收。',
  }),
  entry('t2', 3, { to: 'warehouse', by: 'op-2', text: '这单要用新纸箱，杯子多包一层气泡膜。' }),
  entry('t3', 4, { type: 'linked', kind: 'chat', text: '旺旺 2026-11-23 10:20' }),
];

const changes: readonly ChangeListRow[] = [
  {
    request: 'c1',
    at: NOW - HOUR,
    by: 'op-2',
    reason: '客户来电：改送公司，收件人不变',
    rows: [
      {
        field: 'receiver',
        old: '王** · 138******21 · 浙江省杭州市西湖区 ****',
        new: '王** · 138******21 · 浙江省杭州市滨江区 ****',
      },
      { field: 'shipBy', old: NOW + 30 * HOUR, new: NOW + 54 * HOUR },
    ],
    decided: null,
    own: false,
    order: 'taobao:2026112200103',
    channelOrderNo: '2026112200103',
    status: 'READY_TO_SHIP',
  },
  {
    request: 'c2',
    at: NOW - 3 * HOUR,
    by: 'op-1',
    reason: '客户要求加急，愿意补差价',
    rows: [
      { field: 'flags', old: 'fragile', new: 'fragile urgent' },
      { field: 'carrier', old: 'YTO', new: 'SF' },
    ],
    decided: null,
    own: true,
    order: 'taobao:2026112200088',
    channelOrderNo: '2026112200088',
    status: 'APPROVED',
  },
];
const change = ({ order: _order, channelOrderNo: _no, status: _status, ...rest }: ChangeListRow) => rest;

/** Some rules that somebody has set. */
const SET: Readonly<Record<string, unknown>> = {
  'intake.returnReasons': ['地址不全', '电话打不通', '金额对不上', '商品选错'],
};

/** Answers of orders taken by hand, talks, change requests, and the rules of the site; from invented data. */
export const intakeAnswers = (sketched: boolean): Answers => ({
  'intake.sketch': () =>
    sketched ? JSON.stringify({ version: 1, typed: asTyped(form), order: null }) : null,
  'intake.keep': () => ok(null),
  'intake.check': ({ form: { lines } }) => ({
    findings: lines.length > 1 ? findings.slice(1) : [],
    ...amounts,
  }),
  'intake.products': () => [...products],
  'intake.drafts': ({ offset = 0, limit = 100 }) => ({
    total: drafts.length,
    rows: drafts.slice(offset, offset + limit),
  }),
  'intake.draft': ({ order }) =>
    ok({
      order,
      number: '202611230001',
      author: 'op-2',
      own: false,
      version: 'e1',
      form,
      check: { findings: findings.slice(1), ...amounts },
      before: { ...form, receiver: { ...form.receiver, detail: '文三路 478 号' }, discount: 0 },
      returned: {
        reason: '地址不全',
        note: '少了楼层和房号，请问清楚',
        by: 'op-1',
        at: NOW - 2 * HOUR,
      },
    }),
  'talk.list': () => ok({ entries: [...talk], unclear: false, mayConfirm: false }),
  'changes.list': ({ offset = 0, limit = 100 }) => ({
    total: changes.length,
    rows: changes.slice(offset, offset + limit),
  }),
  'changes.of': () =>
    ok([
      change(changes[0] ?? never()),
      {
        ...change(changes[1] ?? never()),
        own: false,
        decided: { approved: true, at: NOW - 2 * HOUR, by: 'op-2', note: '差价已补' },
      },
    ]),
  'siteRules.list': () =>
    SITE_RULE_KEYS.map((key, n) => ({
      key,
      value: valueOf(key),
      isDefault: !(key in SET) && n % 9 !== 4,
    })),
  'customers.ofOrder': () => ok({ ...customer(0), reason: '三次拒收，先款后货', notes: 2 }),
  'customers.list': () => ({
    total: 1_318,
    rows: Array.from({ length: 40 }, (_, n) => customer(n)),
    building: false,
  }),
  'customers.get': ({ customer: id }) =>
    ok({
      ...customer(Number(id) || 0),
      address: '浙江省杭州市西湖区 ****',
      reason: '三次拒收，先款后货',
      creditBy: 'op-2',
      creditAt: NOW - 9 * DAY,
      notes: [
        { id: 'n1', at: NOW - 9 * DAY, by: 'op-2', text: '送货前一定先打电话；工作日 9 点到 18 点在公司。' },
        { id: 'n2', at: NOW - 40 * DAY, by: 'op-1', text: '喜欢樱花粉，缺货时先问再换。' },
      ],
      history: Array.from({ length: 9 }, (_, n) => ({
        order: `taobao:${historyNo(n)}`,
        channel: 'taobao',
        channelOrderNo: historyNo(n),
        status:
          (['READY_TO_SHIP', 'SHIPPED', 'COMPLETED', 'COMPLETED', 'CANCELLED'] as const)[
            Math.min(n, 4) % 5
          ] ?? 'COMPLETED',
        payment: n === 4 ? 'REFUNDED' : ('PAID' as const),
        orderedAt: NOW - n * 9 * DAY - HOUR,
        units: 1 + ((n * 5) % 6),
        total: CNY(12_800 + ((n * 3_730) % 30_000)),
      })),
      contacts: talk
        .filter(({ type }) => type === 'contacted')
        .map((each) => ({ ...each, order: 'taobao:2026112200041', channelOrderNo: '2026112200041' })),
      spent: [CNY(218_450)],
      cancelled: 1,
    }),
});

const historyNo = (n: number): string =>
  `${new Date(NOW - n * 9 * DAY).toISOString().slice(0, 10).replaceAll('-', '')}00041`;
const NAMES = ['王**', '欧阳**', '李*', '陈**', '司马*', '赵**', '周*', '吴**'];
const PLACES = ['浙江省杭州市', '上海市', '广东省深圳市', '北京市', '四川省成都市', '江苏省苏州市'];
const customer = (n: number) => ({
  customer: String(n),
  name: NAMES[n % NAMES.length] ?? '王**',
  phone: `138******${String((n * 37 + 21) % 100).padStart(2, '0')}`,
  place: PLACES[n % PLACES.length] ?? '',
  orders: 1 + ((n * 7) % 23),
  lastAt: NOW - n * 7 * HOUR,
  credit: n % 11 === 0 ? ('prepay' as const) : n % 17 === 5 ? ('blocked' as const) : ('good' as const),
});

function valueOf(key: (typeof SITE_RULE_KEYS)[number]) {
  const value = (SET[key] ?? siteRuleDefault(key)) as string | number | boolean | readonly string[];
  return typeof value === 'object' ? [...value] : value;
}

/** As the fields of the form hold it. */
function asTyped(whole: ManualForm) {
  const money = (minor: number | null): string => (minor === null ? '' : (minor / 100).toFixed(2));
  const time = (at: number | null): string =>
    at === null ? '' : new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return {
    ...whole,
    lines: whole.lines.map((line) => ({ ...line, qty: String(line.qty), price: money(line.price) })),
    freight: money(whole.freight),
    discount: money(whole.discount),
    total: money(whole.total),
    paid: money(whole.paid),
    orderedAt: time(whole.orderedAt),
    paidAt: time(whole.paidAt),
    shipBy: time(whole.shipBy),
  };
}

function never(): never {
  throw new Error('no change request');
}
