import { describe, expect, it } from 'vitest';
import { expectedShip, type ShipRules } from '../../../shared/domain/promise/index.ts';

/** China: eight hours east of UTC, no summer time. */
const offset = (): number => 8 * 60;
const at = (text: string): number => Date.parse(`${text}+08:00`);
const RULES: ShipRules = { hours: 48, cutOff: '', weekdaysOnly: false, holidays: [], workingDays: [] };
const shown = (ms: number | undefined): string =>
  ms === undefined ? '' : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);
const due = (paid: string, rules: Partial<ShipRules> = {}): string =>
  shown(expectedShip(at(paid), { ...RULES, ...rules }, offset));

describe('when an order is to be shipped (CFM-04)', () => {
  it('so many hours after the payment', () => {
    // A Monday.
    expect(due('2026-11-23T10:00')).toBe('2026-11-25T10:00');
    expect(due('2026-11-23T10:00', { hours: 0 })).toBe('');
  });

  it('what is paid after the cut-off counts from the next day', () => {
    expect(due('2026-11-23T16:00', { cutOff: '16:00' })).toBe('2026-11-25T16:00');
    expect(due('2026-11-23T16:01', { cutOff: '16:00' })).toBe('2026-11-26T00:00');
  });

  it('weekends and holidays do not count, working weekends do (调休)', () => {
    // Friday noon: 12 h are left of Friday, then Monday and half of Tuesday.
    expect(due('2026-11-27T12:00', { weekdaysOnly: true })).toBe('2026-12-01T12:00');
    expect(due('2026-11-27T12:00', { weekdaysOnly: true, workingDays: ['2026-11-28'] })).toBe(
      '2026-11-30T12:00',
    );
    expect(due('2026-09-30T12:00', { holidays: ['2026-10-01', '2026-10-02', '2026-10-03'] })).toBe(
      '2026-10-05T12:00',
    );
  });

  it('a day that is named both a holiday and a working day is a holiday', () => {
    const days = ['2026-11-24'];
    expect(due('2026-11-23T12:00', { hours: 24, holidays: days, workingDays: days })).toBe(
      '2026-11-25T12:00',
    );
  });

  it('a rule that can never be met is not counted for ever', () => {
    const holidays = Array.from({ length: 500 }, (_, day) =>
      new Date(Date.UTC(2026, 10, 20) + day * 86_400_000).toISOString().slice(0, 10),
    );
    expect(due('2026-11-23T12:00', { holidays })).toBe('2026-11-25T12:00');
  });

  it('keeps to the house’s own clock where summer time ends in between', () => {
    // London: one hour east until 2026-10-25 01:00 UTC.
    const london = (ms: number): number => (ms < Date.UTC(2026, 9, 25, 1) ? 60 : 0);
    const paid = Date.UTC(2026, 9, 24, 9);
    expect(expectedShip(paid, RULES, london)).toBe(Date.UTC(2026, 9, 26, 10));
  });
});
