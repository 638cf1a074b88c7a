import type { BulkReport, SavedFilter, WorkHit, WorkListView, WorkRow } from '../../shared/contract/index.ts';
import type { OrderFlag, OrderStatus } from '../../shared/domain/index.ts';
import { WORK_LISTS } from '../../shared/domain/work-lists/index.ts';
import type { WorkList } from '../../shared/domain/work-lists/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
const COUNTS: Partial<Record<WorkList, number>> = {
  drafts: 3,
  to_confirm: 41,
  to_review: 1_284,
  needs_fix: 17,
  on_hold: 6,
  awaiting_payment: 212,
  to_release: 88,
  short: 23,
  ready: 100_000,
  exceptions: 4,
  to_hand_over: 640,
  in_transit: 31,
  to_complete: 2_118,
  to_settle: 1_902,
};
const lists: readonly WorkListView[] = WORK_LISTS.map((list, i) => ({
  list,
  count: COUNTS[list] ?? 0,
  oldest: COUNTS[list] === undefined ? null : NOW - (i + 1) * 7 * HOUR,
  late: i % 3 === 1 ? Math.min(COUNTS[list] ?? 0, 9 * i) : 0,
  hours: 24,
  urgent: i,
}));
const GOODS = [
  '云朵双层玻璃杯 350ml',
  '纯棉长绒毛巾 加厚吸水 家用洗脸巾',
  'Desk lamp with a dimmer and a very long name that does not fit into its column',
  '不锈钢保温壶 1.5L',
];
const FLAGS: readonly (readonly OrderFlag[])[] = [[], ['urgent'], [], ['fragile', 'hold'], [], ['custom']];
const STATUSES: readonly OrderStatus[] = ['IN_REVIEW', 'READY_TO_SHIP', 'SHIPPED', 'AWAITING_PAYMENT'];

const row = (i: number): WorkRow => ({
  order: `taobao:20261122${String(100_000 + i)}`,
  channelOrderNo: `20261122${String(100_000 + i)}`,
  channel: 'taobao',
  status: STATUSES[i % 4] ?? 'IN_REVIEW',
  payment: i % 7 === 3 ? 'UNPAID' : 'PAID',
  logistics: 'NONE',
  flags: [...(FLAGS[i % 6] ?? [])],
  orderedAt: NOW - i * HOUR,
  shipBy: i % 5 === 0 ? NOW + (i - 4) * HOUR : null,
  since: NOW - ((i * 37) % 90) * HOUR - i * 60_000,
  late: (i * 37) % 90 > 24,
  cod: i % 11 === 5,
  total: { minor: 1_990 + ((i * 7_919) % 90_000), currency: 'CNY' },
  units: 1 + (i % 9),
  lines: 1 + (i % 4),
  goods: GOODS[i % 4] ?? '',
  carrier: i % 3 === 0 ? 'SF' : 'YTO',
  parcels: [],
  waybills: [],
  department: i % 4 === 0 ? 'orders' : null,
  person: i % 4 === 1 ? 'op-1' : null,
});
const index = { state: 'ready' as const, done: 100_000, of: 100_000 };
const KINDS: readonly WorkHit['by'][] = ['number', 'waybill', 'product', 'phone', 'name', 'sku'];
const saved: readonly SavedFilter[] = [
  {
    id: 'f1',
    name: '顺丰加急未付',
    list: 'awaiting_payment',
    filter: { flags: ['urgent'], carriers: ['SF'] },
    sort: 'age',
    reverse: false,
  },
];
const refused = [
  {
    code: 'wrong_status',
    count: 31,
    examples: [1, 2, 3].map((i) => ({ order: row(i).order, channelOrderNo: row(i).channelOrderNo })),
  },
  { code: 'role_not_allowed', count: 2, examples: [] },
];
const report: BulkReport = {
  id: 'b1',
  action: 'approve',
  by: 'op-1',
  startedAt: NOW,
  state: 'running',
  total: 1_284,
  seen: 420,
  done: 410,
  refused: [],
};

/** Answers of the work lists, from invented data. @param building the index is being made */
export const workAnswers = (building: boolean): Answers => {
  const state = building ? { state: 'building' as const, done: 41_000, of: 100_000 } : index;
  return {
    'work.lists': () => ({ index: state, first: 'to_review', lists: [...lists] }),
    'work.rows': ({ list, filter, offset = 0, limit = 100 }) => {
      const total = filter?.late === true ? 0 : (lists.find((each) => each.list === list)?.count ?? 100_000);
      const length = Math.max(0, Math.min(limit, total - offset));
      return ok({ total, index: state, rows: Array.from({ length }, (_, i) => row(offset + i)) });
    },
    'work.search': ({ text }) =>
      ok({
        hits: text.startsWith('x')
          ? []
          : Array.from({ length: 12 }, (_, i) => ({ ...row(i), by: KINDS[i % 6] ?? 'number' })),
        more: !text.startsWith('x'),
        index: state,
      }),
    'work.filters': () => [...saved],
    'work.saveFilter': ({ operator: _operator, id, ...filter }) => {
      void _operator;
      return ok({ id: id ?? 'f2', ...filter });
    },
    'work.preview': () => ok({ total: 1_284, will: 1_251, refused }),
    'work.bulk': () => ok(report),
    'work.bulks': () => [],
  };
};
