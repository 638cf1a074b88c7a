import { describe, expect, it } from 'vitest';
import { shapeFault } from '../../../../shared/domain/acceptance/shapes.ts';
import type { AggregateKind } from '../../../../shared/domain/acceptance/index.ts';

const fault = (kind: AggregateKind, type: string, data: unknown): string | undefined =>
  shapeFault(kind, { id: 'e', type, at: '001700000000000-00000-s1', by: 'op:1', station: 's1', data });

describe('what an event says', () => {
  it.each<[AggregateKind, string, unknown]>([
    ['orders', 'submitted', {}],
    ['orders', 'paid', { amount: { minor: 1_250, currency: 'CNY' } }],
    ['orders', 'shipped', { parcels: [{ shipment: 's:1', carrier: 'SF', number: 'SF1', at: 1 }] }],
    ['orders', 'split', { children: [{ id: 'a:1', lines: [{ no: 1, qty: 2 }] }], into: 'orders' }],
    ['shipments', 'weighed', { grams: 1_240, source: 'scale', expected: 1_200 }],
    ['waybills', 'bound', { shipment: 's:1' }],
    // Of a newer version.
    ['waybills', 'bound', { shipment: 's:1', pouch: 'A5' }],
    ['orders', 'teleported', { anything: 1 }],
  ])('%s %s fits', (kind, type, data) => expect(fault(kind, type, data)).toBeUndefined());

  it.each<[AggregateKind, string, unknown, string]>([
    ['orders', 'submitted', null, ''],
    ['orders', 'submitted', [], ''],
    ['orders', 'paid', { amount: { minor: 12.5, currency: 'CNY' } }, 'amount/minor'],
    ['orders', 'paid', { amount: '12.50' }, 'amount'],
    [
      'orders',
      'shipped',
      { parcels: [{ shipment: 's:1', carrier: 'SF', number: 1, at: 1 }] },
      'parcels/0/number',
    ],
    ['orders', 'shipped', { parcels: {} }, 'parcels'],
    ['orders', 'cancelled', { reason: 'x', side: 'nobody' }, 'side'],
    ['orders', 'needs_fix', { reason: 'x'.repeat(4_001) }, 'reason'],
    ['orders', 'private_erased', { events: [{}] }, 'events/0'],
    ['shipments', 'opened', { bench: { toString: 'B1' }, mode: 'label_last' }, 'bench'],
    ['shipments', 'weighed', { grams: Number.NaN }, 'grams'],
    ['waybills', 'constructor', {}, 'none'],
  ])('%s %s of %j does not: %s', (kind, type, data, path) =>
    expect(fault(kind, type, data) ?? 'none').toBe(path),
  );
});
