import { describe, expect, it } from 'vitest';
import {
  foldOrder,
  foldShipment,
  handlingOf,
  type OrderBase,
  type OrderEvent,
  type ShipmentAggregate,
  type ShipmentEvent,
} from '../../../shared/domain/index.ts';
import { blockDrafts, shipmentOf } from '../../../shared/intake/index.ts';
import { shipmentDoc } from '../../../shared/schema/index.ts';

const base: OrderBase = {
  channel: 'csv',
  channelOrderNo: '1',
  orderedAt: 1,
  receivedAt: 2,
  intake: 'file',
  author: 'op:1',
  kind: 'goods',
  lines: [{ no: 1, sku: 'VASE', name: '花瓶', qty: 1, kind: 'goods' }],
  payment: 'PAID',
  flags: [],
  receiverMasked: false,
};
const order = (events: readonly OrderEvent[] = []) => ({ id: 'csv:1', site: 'site', base, events });
const VASE = {
  sku: 'VASE',
  name: '花瓶',
  codes: [],
  marks: ['fragile' as const],
  quantityEntry: false,
  kind: 'goods' as const,
};
const parcel = shipmentOf(order(), 'OWN', new Map([['VASE', VASE]]));

const flagged = (flags: OrderBase['flags']) =>
  foldOrder(
    order([
      {
        id: 'r',
        type: 'change_requested',
        at: '1',
        by: 'op:1',
        station: 'S',
        data: { fields: ['flags'], terms: { flags } },
      },
      {
        id: 'd',
        type: 'change_decided',
        at: '2',
        by: 'op:2',
        station: 'S',
        data: { request: 'r', approved: true, terms: { flags } },
      },
    ]),
  );
/** The parcel after it was told. */
function told(from: ShipmentAggregate, flags: OrderBase['flags'], cause: string): ShipmentAggregate {
  const drafts = blockDrafts(from, 'csv:1', flagged(flags), cause);
  const events = drafts.map((draft, at) => ({
    ...draft,
    at: `${cause}${String(at)}`,
    by: 'SYS',
    station: 'S',
  })) as ShipmentEvent[];
  return { ...from, events: [...from.events, ...events] };
}

describe('Marks of a parcel whose order was changed', () => {
  it('a parcel is told once, sorts before the others, and is put back when it is urgent no more', () => {
    expect(blockDrafts(parcel, 'csv:1', foldOrder(order()), 'x')).toEqual([]);
    const urgent = told(parcel, ['urgent', 'cold_chain'], 'a');
    expect(handlingOf(urgent)).toEqual({ urgent: true, marks: ['fragile', 'cold_chain'] });
    expect(shipmentDoc(urgent).priority < shipmentDoc(parcel).priority).toBe(true);
    expect(blockDrafts(urgent, 'csv:1', flagged(['urgent', 'cold_chain']), 'b')).toEqual([]);
    const usual = told(urgent, [], 'c');
    expect(handlingOf(usual).urgent).toBe(false);
    expect(shipmentDoc(usual).priority).toBe(shipmentDoc(parcel).priority);
    expect(foldShipment(usual).exceptions).toEqual([]);
  });

  it('what is fragile by its product stays fragile', () => {
    expect(handlingOf(told(told(parcel, ['cold_chain'], 'a'), [], 'b')).marks).toContain('fragile');
  });

  it('a parcel of several orders stays urgent for the other', () => {
    const merged = { ...parcel, base: { ...parcel.base, orders: ['csv:1', 'csv:2'], urgent: true } };
    expect(blockDrafts(merged, 'csv:1', flagged([]), 'a')).toEqual([]);
  });
});
