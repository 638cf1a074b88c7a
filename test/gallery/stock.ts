import type { StockLevelRow, StockMoveRow } from '../../shared/contract/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

/** Stock of a made-up tea shop, and how one order stands with it. */

const HOUR = 3_600_000;
const level = (
  sku: string,
  name: string,
  variant: string | null,
  onHand: number,
  reserved: number,
  places: readonly (readonly [string, number])[],
  waiting = 0,
): StockLevelRow => ({
  ...{ sku, name, variant, onHand, reserved, free: onHand - reserved, waiting },
  locations: places.map(([location, qty]) => ({ location, qty })),
});

const LEVELS = [
  level('TEA-250', '龙井茶 明前特级', '250g 礼盒', 128, 32, [
    ['A-01-01', 96],
    ['C-04-02', 32],
  ]),
  level('MUG-W', '马克杯', '白色 350ml', 46, 12, [['A-02-01', 46]]),
  level('MAT-60', '手工竹编茶席', '60cm', 3, 3, [['B-01-04', 3]], 5),
  level('POT-RED', '紫砂壶', '朱泥 200ml', 0, 0, [], 2),
  level('JAR-M', '茶叶罐 Tea caddy, tin with a lid that closes tight', '中号', -2, 0, [['', -2]]),
  level('ICE-6', '冷链酸奶', '6 盒', 240, 80, [
    ['冷库-01', 120],
    ['冷库-02', 60],
    ['冷库-03', 40],
    ['冷库-04', 12],
    ['冷库-05', 8],
  ]),
];
const FIRST = level('TEA-250', '龙井茶 明前特级', '250g 礼盒', 128, 32, [['A-01-01', 96]]);
const MOVES: StockMoveRow[] = (
  [
    ['ship', 2, 'A-01-01', 'taobao:20261123000011', ''],
    ['reserve', 2, '', 'taobao:20261123000011', ''],
    ['receipt', 120, 'A-01-01', null, 'SH-20261120-7'],
    ['adjust', -1, 'A-01-01', null, 'PD-11'],
    ['return', 1, 'C-04-02', 'taobao:20261119000201', ''],
  ] as const
).map(([kind, qty, location, order, reference], n) => ({
  ...{ id: `m${String(n)}`, at: NOW - n * 3 * HOUR, kind, qty, location, order, reference },
  ...{ shipment: null, reason: '', by: kind === 'reserve' ? 'SYS' : 'op-1' },
}));

export const stockAnswers: Answers = {
  'stock.levels': ({ search = '', only = 'all' }) => {
    const empty = new URLSearchParams(location.search).get('stock') === 'empty';
    const rows = LEVELS.filter(
      (row) =>
        !empty &&
        (row.sku + row.name).toLowerCase().includes(search.toLowerCase()) &&
        (only === 'all' || (only === 'short' ? row.waiting > 0 : row.free < 0)),
    );
    return { tracked: !empty, counting: false, total: rows.length, rows };
  },
  'stock.history': () => ({ level: FIRST, total: MOVES.length, rows: MOVES }),
  'stock.servable': () => ({
    total: 2,
    rows: [0, 1].map((n) => ({
      order: `taobao:${String(n)}`,
      channelOrderNo: `2026112200${String(n)}77`,
      urgent: n === 0,
      since: NOW - (30 - n * 9) * HOUR,
      shipBy: n === 0 ? NOW - HOUR : NOW + 20 * HOUR,
      units: 3 - n,
    })),
  }),
  'stock.prepare': () => ({
    total: 4,
    parcels: 37,
    groups: ['A', 'B', '冷库'],
    rows: LEVELS.slice(0, 4).map((row, n) => ({
      location: row.locations[0]?.location ?? null,
      sku: row.sku,
      name: row.name,
      variant: row.variant,
      qty: 40 - n * 9,
      parcels: 22 - n * 5,
    })),
  }),
  'release.view': () => ({
    ok: true as const,
    value: {
      stock: 'short' as const,
      short: [{ sku: 'MAT-60', needed: 2, free: 0 }],
      warehouses: ['杭州仓', '东莞仓'],
      shipBy: NOW - HOUR,
      promise: 'rule' as const,
      overdue: true,
      releasable: true,
      expected: NOW + 48 * HOUR,
      allocation: {
        warehouse: '杭州仓',
        group: 'A',
        person: 'op-1',
        rule: 'channel=taobao, province=浙江 > group=A',
      },
      assignments: [
        {
          ...{ id: 't1', department: 'purchasing' as const, person: null, task: 'custom', byRule: true },
          ...{ due: NOW - HOUR, done: false, note: null },
        },
        {
          ...{ id: 't2', department: 'warehouse' as const, person: 'op-1', task: 'other', byRule: false },
          ...{ due: NOW + 24 * HOUR, done: true, note: '刻字：生日快乐' },
        },
      ],
      groups: ['A', 'B', '冷库'],
      cod: { minor: 12_800, currency: 'CNY' },
    },
  }),
};
