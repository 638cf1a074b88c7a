import { describe, expect, it } from 'vitest';
import { addUnit, decideUnit, foldSession, tracedUnits } from '../../../../shared/domain/index.ts';
import type { ShipmentLine, UnitEntry } from '../../../../shared/domain/index.ts';

const lines: readonly ShipmentLine[] = [
  { no: 1, sku: 'CAM', name: 'Camera', qty: 2 },
  { no: 2, sku: 'TEA', name: 'Tea', qty: 10 },
  { no: 3, sku: 'CAM', name: 'Camera', qty: 1 },
];
const unit = (id: string, more: Partial<UnitEntry> = {}): UnitEntry => ({
  kind: 'unit',
  id,
  sku: 'CAM',
  n: 1,
  ...more,
});
const empty = foldSession(lines, []);
const decide = (scan: Partial<Parameters<typeof decideUnit>[2]>, tally = empty) =>
  decideUnit(lines, tally, {
    code: 'code',
    sku: 'CAM',
    n: 1,
    multiplier: 1,
    quantityEntry: true,
    today: '2026-11-23',
    ...scan,
  });

describe('what a GS1 code says of a unit', () => {
  it('expired is a stop of its own; the last day is still good; without a day nothing is judged', () => {
    expect(decide({ trace: { expiry: '2026-11-22', lot: 'L7' } })).toMatchObject({
      kind: 'stop',
      stop: { kind: 'expired', data: { expiry: '2026-11-22', lot: 'L7' } },
    });
    expect(decide({ trace: { expiry: '2026-11-23' } }).kind).toBe('unit_ok');
    const { today: _today, ...undated } = {
      today: '',
      code: 'c',
      sku: 'CAM',
      n: 1,
      multiplier: 1,
      quantityEntry: true,
    };
    expect(decideUnit(lines, empty, { ...undated, trace: { expiry: '2001-01-01' } }).kind).toBe('unit_ok');
  });
  it('a wrong item is a wrong item first', () => {
    expect(decide({ sku: 'OTHER', trace: { expiry: '2020-01-01' } })).toMatchObject({
      stop: { kind: 'wrong_item' },
    });
  });
  it('what the product wants and the code does not say', () => {
    const traces = ['serial', 'lot'] as const;
    expect(decide({ traces })).toMatchObject({ stop: { kind: 'trace_missing', data: { want: 'serial' } } });
    expect(decide({ traces, trace: { serial: '1' } })).toMatchObject({ stop: { data: { want: 'lot' } } });
    expect(decide({ traces, trace: { serial: '1', lot: 'A' } }).kind).toBe('unit_ok');
  });
  it('one serial number, one unit: not twice, not as a case, not ×N', () => {
    const tally = addUnit(lines, empty, unit('a', { serial: 'S1' }));
    expect(decide({ trace: { serial: 'S1' } }, tally)).toMatchObject({
      stop: { kind: 'serial_used', data: { serial: 'S1' } },
    });
    expect(decide({ trace: { serial: 'S2' } }, tally).kind).toBe('unit_ok');
    expect(decide({ trace: { serial: 'S1' }, n: 2 })).toMatchObject({
      stop: { kind: 'not_allowed', data: { reason: 'quantity_of_serial' } },
    });
    expect(decide({ trace: { serial: 'S1' }, multiplier: 2 })).toMatchObject({
      stop: { kind: 'not_allowed' },
    });
  });
  it('an undone unit gives its serial number back', () => {
    const undone = foldSession(lines, [unit('a', { serial: 'S1' }), { kind: 'undo', id: 'u', entry: 'a' }]);
    expect(decide({ trace: { serial: 'S1' } }, undone).kind).toBe('unit_ok');
  });
  it('stands on the lines that the units went to', () => {
    const tally = foldSession(lines, [
      unit('a', { serial: 'S1' }),
      unit('b'),
      unit('c', { serial: 'S3', lot: 'L' }),
      unit('d', { sku: 'TEA', n: 10, expiry: '2027-01-31', grams: 1000 }),
    ]);
    expect(tracedUnits(lines, tally)).toEqual([
      { sku: 'CAM', line: 1, n: 1, serial: 'S1' },
      { sku: 'CAM', line: 3, n: 1, serial: 'S3', lot: 'L' },
      { sku: 'TEA', line: 2, n: 10, expiry: '2027-01-31', grams: 1000 },
    ]);
    expect(tally.complete).toBe(true);
  });
});
