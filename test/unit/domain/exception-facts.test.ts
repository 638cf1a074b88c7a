import { describe, expect, it } from 'vitest';
import { exceptionFacts, foldShipment, foldWaybill } from '../../../shared/domain/index.ts';
import type { ShipmentAggregate, WaybillAggregate } from '../../../shared/domain/index.ts';

const event = (n: number, type: string, station: string, data: object = {}) => ({
  id: `${station}-${String(n)}-${type}`,
  type,
  at: `0000000000${String(100 + n)}-0000-${station}`,
  by: `op-${station}`,
  station,
  data,
});
const shipment = (events: readonly object[]) =>
  ({
    id: 's',
    site: 'x',
    base: { orders: ['o'], carrier: 'YTO', lines: [], marks: [], urgent: false, createdAt: 0 },
    events,
  }) as unknown as ShipmentAggregate;
const said = (document: { readonly events: readonly object[] }, one: object) =>
  exceptionFacts(document.events as never, one as never).map((fact) => (fact as { id: string }).id);

describe('the facts of an exception', () => {
  it('packed at two benches: the first packing stands, the second came against it', () => {
    const doc = shipment([
      event(1, 'opened', 'a', { bench: 'B1', mode: 'label_last' }),
      event(2, 'opened', 'b', { bench: 'B1', mode: 'label_last' }),
      event(3, 'checked', 'a'),
      event(4, 'packed', 'a'),
      event(5, 'checked', 'b'),
      event(6, 'packed', 'b'),
    ]);
    const found = foldShipment(doc).exceptions.find(({ code }) => code === 'packed_at_two_benches');
    expect(found && said(doc, found)).toEqual(['a-4-packed', 'b-6-packed']);
  });

  it('handed over after a void: the fold names none, its kind does', () => {
    const doc = shipment([
      event(1, 'voided', 'a', { reason: 'cancelled' }),
      event(2, 'handed_over', 'b', { manifest: 'm', courier: '' }),
    ]);
    const found = foldShipment(doc).exceptions.find(({ code }) => code === 'handed_over_after_void');
    expect(found && said(doc, found)).toEqual(['a-1-voided', 'b-2-handed_over']);
  });

  it('a number bound to two shipments: both bindings', () => {
    const doc = {
      id: 'YTO:1',
      site: 'x',
      base: { carrier: 'YTO', number: '1', source: 'file' },
      events: [event(1, 'bound', 'a', { shipment: 's1' }), event(2, 'bound', 'b', { shipment: 's2' })],
    } as unknown as WaybillAggregate;
    const [found] = foldWaybill(doc).exceptions;
    expect(found?.code).toBe('bound_to_two_shipments');
    expect(found && said(doc, found)).toEqual(['a-1-bound', 'b-2-bound']);
  });

  it('one alone where something is missing, none where the event is not known here', () => {
    const doc = shipment([event(1, 'packed', 'a')]);
    const [found] = foldShipment(doc).exceptions;
    expect(found && said(doc, found)).toEqual(['a-1-packed']);
    expect(said(doc, { id: 'x', code: 'packed_at_two_benches', eventId: 'gone' })).toEqual([]);
  });
});
