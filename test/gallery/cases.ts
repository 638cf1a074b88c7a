import type { CaseRow, CaseView, ChangesView } from '../../shared/contract/index.ts';
import { CASE_OUTCOMES, CASE_ROUTES, type CaseKind } from '../../shared/domain/cases/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

const row = (n: number, kind: CaseKind, code: string, more: Partial<CaseRow> = {}): CaseRow => ({
  id: `case-${String(n)}`,
  kind,
  code,
  status: 'OPEN',
  priority: 'normal',
  department: CASE_ROUTES[kind].department,
  escalatedTo: null,
  person: null,
  order: `taobao:2026112200${String(n)}`,
  channelOrderNo: `2026112200${String(n).padStart(3, '0')}`,
  sku: null,
  createdAt: NOW - n * 3 * HOUR,
  due: NOW + (9 - n) * 2 * HOUR,
  overdue: n > 9,
  outcome: null,
  disputed: false,
  ...more,
});

const rows: readonly CaseRow[] = [
  row(1, 'incident', 'help_at_bench', { priority: 'high' }),
  row(2, 'complaint', 'reported', {
    priority: 'major',
    status: 'ASSIGNED',
    person: 'op-1',
    escalatedTo: 'MGR',
  }),
  row(3, 'shortage', 'not_found', { sku: 'MUG-WHITE-350' }),
  row(4, 'damage', 'found_at_bench', { sku: 'LAMP-DIM-01', status: 'ASSIGNED', person: 'op-1' }),
  row(5, 'delivery', 'no_movement'),
  row(6, 'payment', 'refund_due', { status: 'ASSIGNED', person: 'op-1' }),
  row(7, 'returned_parcel', 'unknown_return', { order: null, channelOrderNo: null }),
  row(8, 'other', 'put_back'),
  row(10, 'wrong_information', 'address', { overdue: true, escalatedTo: 'REV', priority: 'high' }),
  row(11, 'stock_discrepancy', 'less_than_recorded', { overdue: true, disputed: true, sku: 'TEA-100' }),
];

const view: CaseView = {
  ...(rows[2] ?? row(3, 'shortage', 'not_found')),
  author: 'op-2',
  shipment: null,
  facts: { qty: 2, place: 'A-02-01', bench: 'B1', expected: NOW + 60 * HOUR, cause: 'supplier_late' },
  outcomes: [...CASE_OUTCOMES.shortage],
  thread: [
    { id: 'e1', type: 'opened', at: NOW - 9 * HOUR, by: 'op-2', station: 'k3x9', data: {}, note: null },
    {
      ...{ id: 'e2', type: 'noted', at: NOW - 8 * HOUR, by: 'op-1', station: 'k3x9', data: { to: 'PUR' } },
      note: '货架上只剩一件，请问供应商下一批什么时候到？客户急用。',
    },
    {
      ...{ id: 'e3', type: 'detailed', at: NOW - 3 * HOUR, by: 'op-1', station: 'k3x9' },
      data: { expected: NOW + 60 * HOUR, cause: 'supplier_late' },
      note: null,
    },
    {
      ...{
        id: 'e4',
        type: 'contacted',
        at: NOW - HOUR,
        by: 'op-1',
        station: 'k3x9',
        data: { with: 'customer' },
      },
      note: '客户愿意等到周五，超过周五就取消。',
    },
  ],
};

const altered: ChangesView = {
  order: 'x',
  noCancel: null,
  paid: true,
  lines: [
    {
      no: 1,
      sku: 'CUP-350',
      name: '双层玻璃杯 350ml',
      qty: 2,
      ordered: { sku: 'MUG', name: '马克杯 白色', qty: 3 },
    },
    { no: 2, sku: 'TEA-100', name: '绿茶 100g', qty: 1, ordered: null },
  ],
  gone: [{ no: 3, sku: 'SOCK', name: '袜子 均码', qty: 1 }],
  warehouses: {
    parts: [
      { warehouse: '杭州仓', lines: [{ no: 1, qty: 2 }] },
      { warehouse: '东莞仓', lines: [{ no: 2, qty: 1 }] },
    ],
    lacking: [],
  },
  parent: null,
  children: [],
  mergeable: [
    { order: 'taobao:1', channelOrderNo: '20261122004', status: 'READY_TO_SHIP', units: 3 },
    { order: 'taobao:2', channelOrderNo: '20261122009', status: 'READY_TO_SHIP', units: 1 },
  ],
  merged: null,
  mergeConsent: false,
  packersMerge: false,
  receivers: [
    {
      ...{ at: NOW - 2 * HOUR, by: 'op-1', reason: 'customer_asked', note: '客户来电，改送公司' },
      receiver: { name: '王**', phone: '138****8000', address: '上海市黄浦区****' },
    },
    {
      ...{ at: NOW - 50 * HOUR, by: 'op-1', reason: null, note: null },
      receiver: { name: '李**', phone: '139****5678', address: '浙江省杭州市西湖区****' },
    },
  ],
  cases: [],
};

/** Answers of cases, and of what may be changed of an order. */
export const caseAnswers: Answers = {
  'cases.list': ({ lane, overdue, kind, department, search }) => {
    const found = rows.filter(
      (one) =>
        lane !== 'done' &&
        (overdue !== true || one.overdue) &&
        (kind === undefined || one.kind === kind) &&
        (department === undefined || one.department === department) &&
        (search === undefined || search === '' || (one.channelOrderNo ?? '').includes(search)),
    );
    const tally = (of: (one: CaseRow) => string): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const one of rows) counts[of(one)] = (counts[of(one)] ?? 0) + 1;
      return counts;
    };
    return {
      total: found.length,
      rows: found,
      counts: {
        ...{ open: rows.length, mine: 3, overdue: 2 },
        departments: tally((one) => one.department),
        kinds: tally((one) => one.kind),
        causes: kind === undefined ? {} : { supplier_late: 4, stock_wrong: 2, misplaced: 1 },
      },
    };
  },
  'cases.get': ({ id }) => ok({ ...view, ...rows.find((each) => each.id === id) }),
  'cases.ofOrder': () => rows.slice(2, 4),
  'alter.view': () => ok(altered),
};
