import type {
  AgreementInput,
  CarrierChoiceView,
  PickPositionView,
  PickView,
} from '../../shared/contract/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW, verdict } from './fixtures.ts';

/** A picker with a cart of four orders, the waves of a morning, and the price agreements of a tea shop. */

const HOUR = 3_600_000;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
const cny = (minor: number) => ({ minor, currency: 'CNY' });

type Part = readonly [slot: number, qty: number, taken: number];
const position = (
  location: string | null,
  sku: string,
  name: string,
  variant: string | null,
  parts: readonly Part[],
  short = 0,
): PickPositionView => {
  const sum = (of: (part: Part) => number): number => parts.reduce((all, part) => all + of(part), 0);
  return {
    ...{ key: `${location ?? ''} ${sku}`, location, sku, name, variant, picture: 'tea' },
    ...{ qty: sum((part) => part[1]), taken: sum((part) => part[2]), short },
    parts: parts.map(([slot, qty, taken]) => ({
      ...{ shipment: `o${String(slot)}.1`, line: 1, slot, tote: slot === 3 ? null : `T-0${String(slot)}` },
      ...{ qty, taken, short: 0 },
    })),
  };
};
const POSITIONS = [
  position('A-01-01', 'TEA-250', '龙井茶 明前特级', '250g 礼盒', [
    [1, 2, 2],
    [2, 1, 1],
  ]),
  position('A-02-01', 'MUG-W', '马克杯', '白色 350ml', [
    [1, 1, 0],
    [3, 4, 0],
    [4, 1, 0],
  ]),
  position('B-01-04', 'MAT-60', '手工竹编茶席', '60cm', [[2, 1, 0]], 1),
  position('C-10-02', 'JAR-M', '茶叶罐 Tea caddy, tin with a lid that closes tight', '中号', [[4, 2, 0]]),
  position(null, 'CARD', '手写贺卡', null, [[3, 1, 0]]),
];
const order = (
  slot: number,
  units: number,
  taken: number,
  state: 'open' | 'done' | 'short' | 'blocked',
  more: { readonly urgent?: boolean; readonly reason?: string } = {},
) => ({
  ...{
    shipment: `o${String(slot)}.1`,
    order: `o${String(slot)}`,
    channelOrderNo: `202611230000${String(slot)}`,
  },
  ...{ slot, tote: slot === 3 ? null : `T-0${String(slot)}`, units, taken, state },
  ...{ short: state === 'short' ? 1 : 0, urgent: more.urgent ?? false, reason: more.reason ?? null },
});
const walking = (over: Partial<PickView> = {}): PickView => ({
  ...{ bench: '1', operator: 'op-1', stop: null, last: null, ended: null },
  walk: {
    ...{ id: 'p1', code: 'W7kfm29xq', kind: 'wave', startedAt: NOW - HOUR / 4 },
    orders: [
      order(1, 3, 2, 'open', { urgent: true }),
      order(2, 2, 1, 'short'),
      order(3, 5, 0, 'open'),
      order(4, 3, 0, 'blocked', { reason: 'cancel_requested' }),
    ],
    ...{ positions: POSITIONS, current: 'A-02-01 MUG-W', focus: 'A-02-01', pending: null },
    ...{ multiplier: 1, quantityAllowed: true },
  },
  ...over,
});
const VIEWS: Readonly<Record<string, PickView>> = {
  walk: walking({ last: verdict('unit_ok', { slot: 2, sku: 'TEA-250', n: 1 }) }),
  stop: walking({
    stop: {
      ...{ id: 1, kind: 'wrong_item', repeats: 0 },
      expected: [{ sku: 'MUG-W', name: '马克杯', variant: '白色 350ml', remaining: 6, picture: 'mug' }],
      got: { code: '6901234567892', sku: 'MUG-B', name: '马克杯', variant: '黑色 350ml', picture: 'mug' },
      data: {},
    },
  }),
  start: {
    ...{ bench: '1', operator: 'op-1', walk: null, stop: null, last: null },
    ended: { orders: 8, units: 31, short: 1, back: 2, at: NOW - HOUR / 6 },
  },
};

const zone = (name: string, provinces: string[], prices: readonly [number, number], days: number) => ({
  ...{ name, provinces, firstGrams: 1000, firstMinor: prices[0] },
  ...{ stepGrams: 1000, stepMinor: prices[1], days },
});
const AGREEMENTS: AgreementInput[] = [
  {
    ...{
      id: 'ZTO-STD',
      carrier: 'ZTO',
      name: '中通标快 2026',
      service: 'standard',
      cod: false,
      fragile: true,
    },
    ...{ currency: 'CNY', active: true, cutOff: '19:30', contractNo: 'HT-2026-11', contact: '陈经理' },
    zones: [
      zone('华东', ['浙江', '江苏', '上海'], [450, 100], 2),
      zone('华南', ['广东', '福建', '湖北', '湖南'], [600, 180], 3),
      zone('西部', ['新疆', '西藏'], [1800, 1200], 7),
      zone('其他', ['*'], [700, 250], 4),
    ],
  },
  {
    ...{ id: 'SF-STD', carrier: 'SF', name: '顺丰标快', service: 'express', cod: true, fragile: true },
    ...{ currency: 'CNY', active: true, cutOff: '20:30', divisor: 6000, codPermille: 20 },
    zones: [zone('华东', ['浙江', '江苏', '上海'], [1200, 200], 1), zone('其他', ['*'], [2300, 1300], 2)],
  },
  {
    ...{ id: 'SF-COLD', carrier: 'SF', name: '顺丰冷运', service: 'cold_chain', cod: false, fragile: true },
    ...{ currency: 'CNY', active: false, maxGrams: 20_000, validUntil: '2026-10-31' },
    zones: [zone('华东', ['浙江', '江苏', '上海'], [3000, 900], 1)],
  },
];
const CHOICE: CarrierChoiceView = {
  ...{ carrier: 'ZTO', reason: 'cheapest', fits: true, agreement: 'ZTO-STD', service: 'standard' },
  price: { cost: cny(4_200), chargedGrams: 2_300, zone: '西部', days: 7 },
  rejected: [
    { agreement: 'SF-STD', carrier: 'SF', code: 'dearer', cost: cny(4_900) },
    { agreement: 'SF-COLD', carrier: 'SF', code: 'inactive' },
  ],
};
const freightRow = (carrier: string, parcels: number, minor: number, score: number | null) => ({
  ...{ carrier, parcels, costed: parcels - (score === null ? 2 : 0), estimated: score === null ? 3 : 0 },
  ...{ grams: parcels * 1_350, minor, currency: 'CNY', delivered: Math.round(parcels * 0.8) },
  ...{ problems: score === null ? 0 : 3, score, onTime: score === null ? null : score / 100 },
  medianHours: score === null ? null : 38,
});

/** @param state `start`, `walk` or `stop` */
export const pickingAnswers = (state: string): Answers => ({
  'pick.front': () => ok(null),
  'pick.view': () => VIEWS[state] ?? walking(),
  'pick.scan': () => verdict('unit_ok', { slot: 1, sku: 'MUG-W', n: 1 }),
  'pick.act': () => verdict('acknowledged', {}),
  'pick.waves': () =>
    [
      [12, 31, 4, 6, 2, 0],
      [8, 19, 0, 1, 6, 1],
      [20, 64, 20, 0, 0, 0],
    ].map(([orders = 0, units = 0, waiting = 0, picking = 0, picked = 0, short = 0], n) => ({
      ...{ wave: `W${String(n)}kfm29xqvb`, at: NOW - n * HOUR, by: 'op-1', orders, units, waiting, picking },
      ...{ picked, short, further: 0, pickers: picking > 0 ? ['op-1'] : [] },
    })),
  'pick.sheet': () =>
    ok({
      code: 'W0kfm29xqvb',
      at: NOW,
      orders: [1, 2, 3, 4].map((slot) => ({
        ...{ slot, channelOrderNo: `202611230000${String(slot)}`, code: `OD-CSV:${String(slot)}` },
        ...{ tote: null, urgent: slot === 1, units: 3, marks: slot === 2 ? ['fragile' as const] : [] },
      })),
      positions: POSITIONS,
    }),
  'pick.ofOrder': ({ order: id }) => [
    {
      ...{ shipment: `${id}.1`, status: 'PICKED', wave: 'W0kfm29xqvb', tote: 'T-02', picker: 'op-1' },
      ...{ startedAt: NOW - HOUR, endedAt: NOW - HOUR / 2, short: true },
      lines: [
        { no: 1, sku: 'TEA-250', name: '龙井茶 明前特级', qty: 2, picked: 2, location: 'A-01-01' },
        { no: 2, sku: 'MAT-60', name: '手工竹编茶席', qty: 1, picked: 0, location: 'B-01-04' },
      ],
      found: [
        {
          ...{ kind: 'damaged', sku: 'TEA-250', qty: 1, replaced: true, location: 'A-01-01' },
          ...{ at: NOW - HOUR * 0.7, by: 'op-1' },
        },
        {
          ...{ kind: 'short', sku: 'MAT-60', qty: 1, replaced: false, location: 'B-01-04' },
          ...{ at: NOW - HOUR * 0.6, by: 'op-1' },
        },
      ],
    },
  ],
  'agreements.list': () => AGREEMENTS,
  'agreements.save': () => ok(null),
  'carriers.try': () => CHOICE,
  'carriers.ofOrder': ({ order: id }) =>
    ok({
      named: null,
      chosen: {
        ...{ carrier: 'ZTO', reason: 'cheapest', fits: true, agreement: 'ZTO-STD', service: 'standard' },
        ...{ cost: cny(650), grams: 1_420, days: 2, rejected: CHOICE.rejected, why: null },
        ...{ at: NOW - 2 * HOUR, by: 'SYS' },
      },
      now: CHOICE,
      changeable: true,
      parcels: [
        { shipment: `${id}.1`, carrier: 'ZTO', number: '773001122334455', grams: 1_420, freight: null },
      ],
    }),
  'freight.summary': () => ({
    rows: [
      freightRow('ZTO', 1_240, 812_000, 91),
      freightRow('SF', 310, 486_500, 97),
      freightRow('EMS', 9, 7_200, null),
    ],
    more: false,
  }),
});
