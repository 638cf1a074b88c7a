import { describe, expect, it } from 'vitest';
import { visibleStatus } from '../../../../shared/domain/index.ts';
import type {
  FulfilmentStatus,
  OrderStatus,
  ShipmentEventDraft,
  VisibleCode,
} from '../../../../shared/domain/index.ts';
import { shipmentIn, voided } from '../shipment/fixtures.ts';
import { CHILDREN, orderIn } from './fixtures.ts';

const code = (
  status: OrderStatus,
  parcels: readonly FulfilmentStatus[] = [],
  options: Parameters<typeof orderIn>[1] = {},
) =>
  visibleStatus(
    orderIn(status, options).state,
    parcels.map((one) => shipmentIn(one).state),
  ).code;

describe('the one visible status', () => {
  it.each<[OrderStatus, FulfilmentStatus[], VisibleCode]>([
    ['DRAFT', [], 'DRAFT'],
    ['IN_REVIEW', [], 'IN_REVIEW'],
    ['APPROVED', [], 'PAID'],
    ['AWAITING_PAYMENT', [], 'AWAITING_PAYMENT'],
    ['BACKORDERED', ['QUEUED'], 'BACKORDERED'],
    ['READY_TO_SHIP', [], 'READY_TO_SHIP'],
    ['READY_TO_SHIP', ['QUEUED'], 'READY_TO_SHIP'],
    ['READY_TO_SHIP', ['CHECKING'], 'CHECKING'],
    ['READY_TO_SHIP', ['PACKED', 'CHECKING'], 'CHECKING'],
    ['READY_TO_SHIP', ['VOIDED', 'LABELED'], 'LABELED'],
    ['READY_TO_SHIP', ['VOIDED'], 'READY_TO_SHIP'],
    ['READY_TO_SHIP', ['HANDED_OVER', 'PACKED'], 'PARTLY_SHIPPED'],
    ['READY_TO_SHIP', ['HANDED_OVER'], 'HANDED_OVER'],
    ['SHIPPED', ['HANDED_OVER'], 'SHIPPED'],
    ['CANCELLED', ['PACKED'], 'CANCELLED'],
    ['ARCHIVED', [], 'ARCHIVED'],
  ])('%s with %j: %s', (status, parcels, expected) => {
    expect(code(status, parcels)).toBe(expected);
  });

  it('does not call picked what was picked short, until the rest has been fetched', () => {
    const walk = (pick: string, short: boolean): ShipmentEventDraft[] => [
      { type: 'picking_started', data: { pick } },
      ...(short ? [{ type: 'pick_short', data: { pick, line: 1, sku: 'A', qty: 1 } } as const] : []),
      { type: 'picked', data: { pick, lines: [{ no: 1, qty: 1 }] } },
    ];
    const seen = (...more: ShipmentEventDraft[]) =>
      visibleStatus(orderIn('READY_TO_SHIP').state, [shipmentIn('QUEUED', { more }).state]).code;
    expect(seen(...walk('p1', false))).toBe('PICKED');
    expect(seen(...walk('p1', true))).toBe('READY_TO_SHIP');
    expect(seen(...walk('p1', true), ...walk('p2', false))).toBe('PICKED');
  });

  it('shows what the carrier says, and a split', () => {
    expect(code('SHIPPED', [], { more: [{ type: 'logistics', data: { status: 'REFUSED' } }] })).toBe(
      'REFUSED',
    );
    expect(code('READY_TO_SHIP', [], { more: [{ type: 'split', data: { children: CHILDREN } }] })).toBe(
      'SPLIT',
    );
    expect(code('APPROVED', [], { base: { payment: 'COD' } })).toBe('APPROVED');
  });

  it('flags unpaid and the exceptions of its parcels', () => {
    const trouble = shipmentIn('HANDED_OVER', { more: [voided] }).state;
    expect(visibleStatus(orderIn('READY_TO_SHIP').state, [trouble]).flags).toEqual(['exception']);
    expect(visibleStatus(orderIn('AWAITING_PAYMENT').state, []).flags).toEqual(['unpaid']);
    expect(visibleStatus(orderIn('CANCELLED', { base: { payment: 'UNPAID' } }).state, []).flags).toEqual([]);
  });
});
