import { describe, expect, it } from 'vitest';
import {
  conflictHolds,
  decideOrder,
  effectiveLines,
  foldOrder,
  type Actor,
  type OrderAggregate,
  type OrderBase,
  type OrderEvent,
  type OrderEventDraft,
  type Role,
} from '../../../shared/domain/index.ts';
import {
  childrenOf,
  mergedShipment,
  mergedShipmentId,
  ownShipmentId,
  shipmentOf,
  subOrders,
} from '../../../shared/intake/index.ts';

const CNY = (minor: number) => ({ minor, currency: 'CNY' });
const base = (more: Partial<OrderBase> = {}): OrderBase => ({
  channel: 'csv',
  channelOrderNo: '1',
  orderedAt: 1,
  receivedAt: 2,
  intake: 'file',
  author: 'op:1',
  kind: 'goods',
  lines: [
    { no: 1, sku: 'MUG', name: '马克杯', qty: 3, kind: 'goods', unitPrice: CNY(1_000) },
    { no: 2, sku: 'TEA', name: '绿茶', qty: 1, kind: 'goods', unitPrice: CNY(2_000) },
    { no: 3, sku: '', name: '运费', qty: 1, kind: 'charge' },
  ],
  total: CNY(5_001),
  freight: CNY(0),
  payment: 'PAID',
  flags: [],
  receiverMasked: false,
  ...more,
});
let n = 0;
const event = <T extends OrderEvent['type']>(
  type: T,
  data: Extract<OrderEvent, { type: T }>['data'],
  id?: string,
): OrderEvent => {
  n += 1;
  const at = `${String(n).padStart(15, '0')}-00000-A1`;
  return { id: id ?? `e${n}`, type, at, by: 'op:1', station: 'A1', data } as OrderEvent;
};
const order = (events: readonly OrderEvent[], more: Partial<OrderBase> = {}, id = 'csv:1') => ({
  ...{ id, site: 's', base: base(more), events },
  private: { base: {}, events: {} },
});
const approved = () => [event('submitted', {}), event('approved', {})];
const short = () => [...approved(), event('backordered', { reason: 'stock_short' })];
const ready = () => [...approved(), event('released', { stock: 'not_tracked' })];
const actor = (...roles: Role[]): Actor => ({ id: 'op:1', roles });
const decide = (one: OrderAggregate, draft: OrderEventDraft, by: Actor = actor('CS')) =>
  decideOrder(foldOrder(one), one.base, draft, { actor: by });

const swap = {
  line: 1,
  from: 'MUG',
  sku: 'CUP',
  name: '茶杯',
  qty: 2,
  difference: CNY(-500),
  consent: 'phone',
};

describe('lines as they are packed', () => {
  it('follow another article that the customer took instead; the total follows too (SHO-03)', () => {
    const state = foldOrder(order([...short(), event('substituted', swap)]));
    expect(effectiveLines(state)[0]).toEqual({ no: 1, sku: 'CUP', name: '茶杯', qty: 2, kind: 'goods' });
    expect(state.current.total).toEqual(CNY(4_501));
    const parcel = shipmentOf(order([...short(), event('substituted', swap)]), 'OWN', new Map());
    expect(parcel.base.lines.map(({ sku, qty }) => [sku, qty])).toEqual([
      ['CUP', 2],
      ['TEA', 1],
    ]);
  });

  it('follow units that are not sent any more, and what is collected at the door with them (SHO-03)', () => {
    const gone = event('lines_cancelled', {
      lines: [
        { no: 1, sku: 'MUG', qty: 1 },
        { no: 2, sku: 'TEA', qty: 1 },
      ],
      refund: CNY(3_000),
      consent: 'chat',
    });
    const state = foldOrder(order([...short(), gone], { payment: 'COD', codAmount: CNY(5_001) }));
    expect(state.current.lines.map(({ no, qty }) => [no, qty])).toEqual([
      [1, 2],
      [3, 1],
    ]);
    expect(state.current.codAmount).toEqual(CNY(2_001));
  });

  it('of two desks that change one line the first stands and the second is told, in any order', () => {
    const one = event('substituted', swap);
    const other = event('lines_cancelled', { lines: [{ no: 1, sku: 'MUG', qty: 3 }], consent: 'phone' });
    const start = short();
    const a = foldOrder(order([...start, one, other]));
    const b = foldOrder(order([other, ...start, one]));
    expect(a).toEqual(b);
    expect(a.exceptions.map(({ code }) => code)).toEqual(['lines_changed_twice']);
    expect(a.current.lines[0]?.sku).toBe('CUP');
  });

  it('that change after the goods have left change nothing and are told', () => {
    const shipped = event('shipped', { parcels: [] });
    const state = foldOrder(order([...ready(), shipped, event('substituted', swap)]));
    expect(state.current.lines[0]?.sku).toBe('MUG');
    expect(state.exceptions.map(({ code }) => code)).toContain('lines_changed_after_shipped');
  });

  it('are changed by customer service with the customer’s word, never below a parcel in work', () => {
    const draft: OrderEventDraft = { type: 'substituted', data: swap };
    expect(decide(order(short()), draft).ok).toBe(true);
    expect(decide(order(short()), draft, actor('PKR', 'WHL'))).toMatchObject({
      ok: false,
      error: { code: 'role_not_allowed' },
    });
    expect(decide(order(ready()), draft)).toMatchObject({ ok: false, error: { code: 'wrong_status' } });
    expect(decide(order(short()), { ...draft, data: { ...swap, consent: '' } })).toMatchObject({
      error: { code: 'consent_required' },
    });
    expect(decide(order(short()), { ...draft, data: { ...swap, from: 'CUP' } })).toMatchObject({
      error: { code: 'line_differs' },
    });
    const all = [
      { no: 1, sku: 'MUG', qty: 3 },
      { no: 2, sku: 'TEA', qty: 1 },
    ];
    expect(
      decide(order(short()), { type: 'lines_cancelled', data: { lines: all, consent: 'phone' } }),
    ).toMatchObject({
      error: { code: 'nothing_left' },
    });
  });
});

describe('the parcel of an order', () => {
  it('has another name when its lines are others, the same for whoever makes it', () => {
    const before = order(short());
    const after = order([...short(), event('substituted', swap, 'x1')]);
    const same = order([...short(), event('substituted', swap, 'x1')]);
    expect(ownShipmentId(before)).toBe('csv:1.1');
    expect(ownShipmentId(after)).not.toBe('csv:1.1');
    expect(ownShipmentId(after)).toBe(ownShipmentId(same));
    expect(ownShipmentId(after)).toMatch(/^csv:1\.1R[0-9A-F]{8}$/);
  });
});

describe('sub-orders (SPL-02)', () => {
  const HALF = [{ no: 1, qty: 2 }];
  const REST = [
    { no: 1, qty: 1 },
    { no: 2, qty: 1 },
  ];
  const parts = [HALF, REST];

  it('are named after the division: the same one makes the same documents, another one makes others', () => {
    const one = childrenOf(order(ready()), parts);
    expect(childrenOf(order(ready()), [[...HALF], [...REST].reverse()])).toEqual(one);
    const other = childrenOf(order(ready()), [REST, HALF]);
    expect(other.map(({ id }) => id)).not.toEqual(one.map(({ id }) => id));
    expect(one.every(({ id }) => id.startsWith('csv:1-S'))).toBe(true);
  });

  it('share goods and amounts without a rest', () => {
    const whole = order(ready(), { payment: 'COD', codAmount: CNY(5_001) });
    const subs = subOrders(whole, childrenOf(whole, parts));
    expect(subs.map((sub) => sub.base.lines.map(({ sku, qty }) => [sku, qty]))).toEqual([
      [['MUG', 2]],
      [
        ['MUG', 1],
        ['TEA', 1],
      ],
    ]);
    const cods = subs.map((sub) => sub.base.codAmount?.minor ?? 0);
    expect(cods.reduce((sum, minor) => sum + minor, 0)).toBe(5_001);
    expect(cods).toEqual([2_001, 3_000]);
    expect(subs.every((sub) => sub.base.parent === 'csv:1' && sub.base.payment === 'COD')).toBe(true);
    expect(subs.flatMap((sub) => foldOrder(sub).flags)).toContain('split_child');
  });

  it('need money or cash on delivery, and the customer’s word where something waits (SPL-03)', () => {
    const split = (one: OrderAggregate, consent?: string) =>
      decide(one, {
        type: 'split',
        data: {
          children: childrenOf(order(one.events), parts),
          into: 'orders',
          ...(consent === undefined ? {} : { consent }),
        },
      });
    expect(split(order(ready())).ok).toBe(true);
    expect(split(order(short()))).toMatchObject({ ok: false, error: { code: 'consent_required' } });
    expect(split(order(short()), 'phone').ok).toBe(true);
    const unpaid = order([...approved(), event('backordered', { reason: 'r' })], { payment: 'UNPAID' });
    expect(split(unpaid, 'phone')).toMatchObject({ ok: false, error: { code: 'unpaid' } });
  });

  it('of an order whose lines another desk has changed meanwhile are told as an exception', () => {
    const children = childrenOf(order(short()), parts);
    const gone = event('lines_cancelled', { lines: [{ no: 2, sku: 'TEA', qty: 1 }], consent: 'phone' });
    const state = foldOrder(order([...short(), gone, event('split', { children, consent: 'phone' })]));
    expect(state.exceptions.map(({ code }) => code)).toEqual(['split_lines_differ']);
  });
});

describe('what two stations did without knowing of each other', () => {
  const parts = [[{ no: 1, qty: 3 }], [{ no: 2, qty: 1 }]];
  const holds = (events: readonly OrderEvent[]) => {
    const one = order(events);
    return conflictHolds(one, foldOrder(one)).map(({ order: id, reason }) => `${id} ${reason}`);
  };
  const split = (division: typeof parts) =>
    event('split', { children: childrenOf(order([]), division), into: 'orders' });

  it('holds the sub-orders of the division that does not count, in whichever order they come', () => {
    const [one, other] = [split(parts), split([[{ no: 2, qty: 1 }], [{ no: 1, qty: 3 }]])];
    const expected = childrenOf(order([]), [[{ no: 2, qty: 1 }], [{ no: 1, qty: 3 }]]).map(
      ({ id }) => `${id} split_twice`,
    );
    expect(holds([...ready(), one, other])).toEqual(expected);
    expect(holds([other, ...ready(), one])).toEqual(expected);
    expect(holds([...ready(), one])).toEqual([]);
  });

  it('holds the sub-orders of an order that left as a whole, not of one whose parts have left', () => {
    const parcel = (shipment: string) => ({ shipment, carrier: 'OWN', number: 'N1', at: 1 });
    const apart = split(parts);
    const [child] = childrenOf(order([]), parts);
    expect(holds([...ready(), apart, event('shipped', { parcels: [parcel('csv:1.1')] })])).toHaveLength(2);
    expect(
      holds([...ready(), apart, event('shipped', { parcels: [parcel(`${child?.id ?? ''}.1`)] })]),
    ).toEqual([]);
  });

  it('holds an order that was put into two common parcels', () => {
    const merged = [event('merged', { shipment: 'a' }), event('merged', { shipment: 'b' })];
    expect(holds([...ready(), ...merged])).toEqual(['csv:1 merged_twice']);
  });
});

describe('a common parcel (MRG-03)', () => {
  const two = () => [
    order(ready()),
    order(ready(), { channelOrderNo: '2', flags: ['urgent'], shipBy: 9 }, 'csv:2'),
  ];
  const merge = (orders: readonly OrderAggregate[]) =>
    mergedShipment(
      orders,
      orders.map((one) => shipmentOf(one, 'OWN', new Map())),
    );

  it('holds the goods of all, is as urgent as the most urgent, and has one name in any order', () => {
    const [a, b] = two() as [ReturnType<typeof order>, ReturnType<typeof order>];
    const parcel = merge([b, a]);
    expect(parcel).toMatchObject({
      id: mergedShipmentId([a, b]),
      base: { orders: ['csv:1', 'csv:2'], urgent: true, shipBy: 9 },
    });
    expect(parcel?.base.lines.map(({ no }) => no)).toEqual([1, 2, 3, 4]);
  });

  it('adds up what is collected at the door, in one currency only', () => {
    const cod = (id: string, money: { minor: number; currency: string }) =>
      order(ready(), { payment: 'COD', codAmount: money, channelOrderNo: id }, `csv:${id}`);
    expect(merge([cod('1', CNY(100)), cod('2', CNY(250))])?.base.cod).toEqual(CNY(350));
    expect(merge([cod('1', CNY(100)), cod('2', { minor: 1, currency: 'EUR' })])).toBeUndefined();
  });

  it('is taken apart as long as nobody has opened it; the orders have parcels of other names then', () => {
    const merged = event('merged', { shipment: 'm' });
    const one = order([...ready(), merged]);
    const apart = (status: 'QUEUED' | 'CHECKING', by: Actor) =>
      decideOrder(
        foldOrder(one),
        one.base,
        { type: 'unmerged', data: { shipment: 'm' } },
        {
          actor: by,
          facts: { parcels: [{ shipment: 'm', status }] },
        },
      );
    expect(apart('QUEUED', actor('WHL')).ok).toBe(true);
    expect(apart('QUEUED', actor('PKR'))).toMatchObject({ error: { code: 'role_not_allowed' } });
    expect(apart('CHECKING', actor('WHL'))).toMatchObject({ error: { code: 'merge_packed' } });
    const after = order([...ready(), merged, event('unmerged', { shipment: 'm' })]);
    expect(foldOrder(after).mergedInto).toBeUndefined();
    expect(ownShipmentId(after)).not.toBe(ownShipmentId(one));
  });
});
