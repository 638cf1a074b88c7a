import { describe, expect, it } from 'vitest';
import { foldOrder, mergeAggregates, type OrderEvent, type Product } from '../../../shared/domain/index.ts';
import {
  blockDrafts,
  laterReport,
  passesReview,
  productEntries,
  receivedOrder,
  shipmentOf,
  type OrderDraft,
} from '../../../shared/intake/index.ts';

const draft = (
  change: Partial<OrderDraft['base']> = {},
  state: OrderDraft['channelState'] = 'open',
): OrderDraft => ({
  id: 'shop:1',
  base: {
    channel: 'shop',
    channelOrderNo: '1',
    orderedAt: 1_000,
    intake: 'file',
    kind: 'goods',
    lines: [{ no: 1, sku: 'KIT', name: 'Kit', qty: 2, kind: 'goods' }],
    total: { minor: 500, currency: 'CNY' },
    payment: 'PAID',
    flags: [],
    receiverMasked: false,
    ...change,
  },
  private: {
    receiver: {
      name: '李测试',
      phone: '13812345678',
      province: '浙江省',
      city: '杭州市',
      detail: '测试路1号',
    },
  },
  channelState: state,
  addressSplit: false,
  sourceLines: [],
});
/** As one place takes the order in: its own clock and station. */
const taken = (station: string, at: number, given = draft(), unknown: readonly string[] = []) =>
  receivedOrder(given, {
    site: 's',
    receivedAt: at,
    author: 'SYS',
    unknownSkus: new Set(unknown),
    hash: (text) => Buffer.from(text).toString('hex').padEnd(64, '0'),
    stamp: (drafts) =>
      drafts.map((each, n) => ({
        id: each.id,
        type: each.type,
        at: `${String(at).padStart(15, '0')}-${String(n).padStart(5, '0')}-${station}`,
        by: 'SYS',
        station,
        data: each.data,
      })) as unknown as OrderEvent[],
  });
const part: Product = {
  sku: 'CUP',
  name: 'Cup',
  codes: [],
  marks: ['fragile'],
  quantityEntry: false,
  kind: 'goods',
};
const kit: Product = { ...part, sku: 'KIT', name: 'Kit', marks: [], kit: [{ sku: 'CUP', qty: 3 }] };
const products = new Map([
  ['KIT', kit],
  ['CUP', part],
]);

describe('an order received at two places', () => {
  it('is one order: same id, same event ids, and one merge whichever comes first', () => {
    const [hub, station] = [taken('HUB', 5_000), taken('S1', 4_000)];
    expect(hub.events.map((event) => event.id)).toEqual(station.events.map((event) => event.id));
    const merged = mergeAggregates(hub, station);
    expect(mergeAggregates(station, hub)).toEqual(merged);
    expect(merged.events).toHaveLength(hub.events.length);
    expect(foldOrder(merged as typeof hub).status).toBe('READY_TO_SHIP');
    const made = [hub, station].map((order) => shipmentOf({ ...order, base: hub.base }, 'OWN', products));
    expect(made[0]).toEqual(made[1]);
    expect(made[0]).toMatchObject({
      id: 'shop:1.1',
      base: { carrier: 'OWN', marks: ['fragile'], lines: [{ sku: 'CUP', qty: 6, kit: 'KIT' }] },
    });
  });

  it('an order’s own carrier goes before the usual one', () => {
    expect(shipmentOf(taken('HUB', 1, draft({ carrier: 'SF' })), 'OWN', products).base.carrier).toBe('SF');
  });
});

describe('a later report', () => {
  it('says once what is new: money, a cancel, shipped elsewhere; and nothing of an order that has ended', () => {
    const unpaid = taken('HUB', 1, draft({ payment: 'UNPAID' }));
    const money = laterReport(unpaid, foldOrder(unpaid), draft());
    expect(money).toMatchObject({ kind: 'money', draft: { type: 'paid', id: 'paid:channel:shop:1' } });
    const paid = taken('HUB', 1);
    expect(laterReport(paid, foldOrder(paid), draft())).toBeUndefined();
    for (const [state, type] of [
      ['cancelled', 'cancel_requested'],
      ['refunded', 'cancel_requested'],
      ['shipped', 'held'],
    ] as const) {
      const later = laterReport(paid, foldOrder(paid), draft({}, state));
      expect(later).toMatchObject({ kind: 'flag', draft: { type } });
      const event = { ...later?.draft, at: '9', by: 'SYS', station: 'HUB' } as unknown as OrderEvent;
      const after = { ...paid, events: [...paid.events, event] };
      expect(laterReport(after, foldOrder(after), draft({}, state))).toBeUndefined();
    }
    const ended = taken('HUB', 1, draft({}, 'cancelled'));
    expect(laterReport(ended, foldOrder(ended), draft())).toBeUndefined();
  });

  it('an unknown product holds a review up until it is known', () => {
    const waiting = taken('HUB', 1, draft(), ['KIT']);
    expect(foldOrder(waiting).status).toBe('IN_REVIEW');
    expect(passesReview(waiting, foldOrder(waiting), ['KIT'])).toBeUndefined();
    expect(passesReview(waiting, foldOrder(waiting), [])).toBe('auto-clean-v1');
  });
});

it('a parcel is told once what its order blocks, and once that it no longer does', () => {
  const order = taken('HUB', 1);
  const parcel = shipmentOf(order, 'OWN', products);
  const free = foldOrder(order);
  const held = { ...free, flags: ['hold'] as const };
  const [blocked] = blockDrafts(parcel, 'shop:1', held, 'h1');
  expect(blocked).toMatchObject({ type: 'order_blocked', id: 'order_blocked:hold:h1:shop:1.1' });
  const told = { ...parcel, events: [{ ...blocked, at: '1', by: 'SYS', station: 'HUB' }] as never };
  expect(blockDrafts(told, 'shop:1', held, 'h1')).toEqual([]);
  expect(blockDrafts(told, 'shop:1', free, 'h2')).toMatchObject([{ type: 'order_unblocked' }]);
});

it('of a code that is named twice the last one counts; GTINs of all lengths are one', () => {
  const a = { ...part, codes: [{ code: '6901234567892', n: 1 }] };
  const b = { ...kit, codes: [{ code: '06901234567892', n: 12 }] };
  expect(productEntries([a, b]).filter((entry) => entry.kind === 'code')).toEqual([
    { id: 'c:06901234567892', kind: 'code', sku: 'KIT', n: 12 },
  ]);
});
