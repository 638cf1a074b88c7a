import { describe, expect, it } from 'vitest';
import { formatHlc } from '../../../shared/base/index.ts';
import {
  foldOrder,
  foldShipment,
  type OrderBase,
  type OrderEvent,
  type OrderEventDraft,
  type ShipmentAggregate,
  type ShipmentEvent,
} from '../../../shared/domain/index.ts';
import { blockDrafts, shipmentOf } from '../../../shared/intake/index.ts';
import { priorityKey, shipmentDoc } from '../../../shared/schema/index.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 2);
const BASE: OrderBase = {
  channel: 'csv',
  channelOrderNo: 'A1',
  orderedAt: NOW,
  receivedAt: NOW,
  intake: 'file',
  author: 'op:ST1-001',
  kind: 'goods',
  lines: [{ no: 1, sku: 'MUG', name: 'Mug', qty: 1, kind: 'goods' }],
  payment: 'PAID',
  flags: [],
  receiverMasked: false,
};
const at = (n: number): string => formatHlc({ ms: NOW + n, counter: 0, station: 'ST1' });
const events = (...drafts: readonly OrderEventDraft[]): OrderEvent[] =>
  drafts.map((draft, n) => ({ ...draft, id: `e${n}`, at: at(n), by: 'op:1', station: 'ST1' }) as OrderEvent);
const state = (...drafts: readonly OrderEventDraft[]) => foldOrder({ base: BASE, events: events(...drafts) });
const order = (...drafts: readonly OrderEventDraft[]) => ({
  ...{ id: 'csv:A1', site: 'main', base: BASE, events: events(...drafts) },
});

describe('an order that is given out', () => {
  it('keeps what a later allocation does not name; an empty name takes it back', () => {
    const first = { type: 'allocated', data: { warehouse: 'W1', group: 'A', rule: 'r' } } as const;
    const second = { type: 'allocated', data: { group: 'B' } } as const;
    expect(state(first, second).allocation).toEqual({ event: 'e1', warehouse: 'W1', group: 'B' });
    const back = { type: 'allocated', data: { warehouse: '', group: '' } } as const;
    expect(state(first, back).allocation).toBeUndefined();
  });

  it('a task is told by its last word (SPC-02)', () => {
    const task = { assignment: 't1', department: 'warehouse', task: 'custom', due: NOW + HOUR } as const;
    const { assignments } = state(
      { type: 'assigned', data: task },
      { type: 'assigned', data: { ...task, assignment: 't2' } },
      { type: 'assigned', data: { ...task, person: 'op:2', done: true } },
    );
    expect(assignments.map(({ id, done, person }) => [id, done ?? false, person])).toEqual([
      ['t2', false, undefined],
      ['t1', true, 'op:2'],
    ]);
  });

  it('the last promise is the deadline, whatever the order came with (CFM-04)', () => {
    const promised = state({ type: 'promised', data: { shipBy: NOW + 9 * HOUR, rule: 'promise.hours' } });
    expect(promised.current.shipBy).toBe(NOW + 9 * HOUR);
    expect(promised.promise).toMatchObject({ rule: 'promise.hours' });
  });
});

describe('its parcel', () => {
  const parcelOf = (...drafts: readonly OrderEventDraft[]): ShipmentAggregate =>
    shipmentOf(order(...drafts), 'OWN', new Map());

  it('is made with the group and the deadline that stand, and sorts by them', () => {
    const parcel = parcelOf(
      { type: 'allocated', data: { group: 'A' } },
      { type: 'promised', data: { shipBy: NOW + HOUR } },
    );
    expect(parcel.base).toMatchObject({ group: 'A', shipBy: NOW + HOUR });
    expect(shipmentDoc(parcel).priority).toBe(priorityKey(parcel.base));
    expect(shipmentDoc(parcel).priority < shipmentDoc(parcelOf()).priority).toBe(true);
  });

  it('learns of a new deadline and a new group, once, and moves in the queue (CFM-04, ALC-04)', () => {
    const parcel = parcelOf();
    const later = state(
      { type: 'allocated', data: { group: 'B' } },
      { type: 'promised', data: { shipBy: NOW + 5 * HOUR } },
    );
    const drafts = blockDrafts(parcel, 'csv:A1', later, 'c1');
    expect(drafts.map(({ type, data }) => [type, data])).toEqual([
      ['promised', { shipBy: NOW + 5 * HOUR }],
      ['allocated', { group: 'B' }],
    ]);
    const told = {
      ...parcel,
      events: drafts.map((draft, n) => ({ ...draft, at: at(n), by: 'SYS', station: 'ST1' }) as ShipmentEvent),
    };
    expect(foldShipment(told)).toMatchObject({ shipBy: NOW + 5 * HOUR, group: 'B' });
    expect(shipmentDoc(told).priority).toBe(priorityKey(parcel.base, NOW + 5 * HOUR));
    expect(blockDrafts(told, 'csv:A1', later, 'c2')).toEqual([]);
  });

  it('of several orders keeps the earliest deadline', () => {
    const parcel = parcelOf({ type: 'promised', data: { shipBy: NOW + HOUR } });
    const common = { ...parcel, base: { ...parcel.base, orders: ['csv:A1', 'csv:A2'] } };
    const later = state({ type: 'promised', data: { shipBy: NOW + 5 * HOUR } });
    expect(blockDrafts(common, 'csv:A2', later, 'c1')).toEqual([]);
    const sooner = state({ type: 'promised', data: { shipBy: NOW + HOUR / 2 } });
    expect(blockDrafts(common, 'csv:A2', sooner, 'c1')).toHaveLength(1);
  });
});
