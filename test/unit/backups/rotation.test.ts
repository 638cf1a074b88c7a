import { describe, expect, it } from 'vitest';
import { toRemove } from '../../../electron/station/services/backups/rotation.ts';
import type { Rotatable } from '../../../electron/station/services/backups/rotation.ts';

const HOUR = 3_600_000;
/** Sunday 22 November 2026, 18:00 UTC. */
const NOW = Date.UTC(2026, 10, 22, 18);
const auto = (at: number): Rotatable => ({ path: new Date(at).toISOString(), at, kind: 'auto' });
const kept = (all: readonly Rotatable[], rule = { hourly: 3, daily: 2, weekly: 2 }, offset = 0): string[] => {
  const gone = new Set(toRemove(all, rule, offset));
  return all.filter((each) => !gone.has(each)).map((each) => each.path.slice(0, 16));
};

describe('which backups the rule gives up', () => {
  it('keeps the last of each hour, day and week, counted over those that there are', () => {
    const hourly = Array.from({ length: 24 * 20 }, (_, i) => auto(NOW - i * HOUR));
    expect(kept(hourly)).toEqual([
      '2026-11-22T18:00',
      '2026-11-22T17:00',
      '2026-11-22T16:00',
      '2026-11-21T23:00',
      // Monday is the first day of a week: the week before ended on Sunday the 15th.
      '2026-11-15T23:00',
    ]);
  });

  it('a day is the shop’s own day', () => {
    const all = [
      auto(Date.UTC(2026, 10, 22, 1)),
      auto(Date.UTC(2026, 10, 21, 15)),
      auto(Date.UTC(2026, 10, 20, 20)),
    ];
    // In China (UTC+8) the last of the three is of the 21st too.
    expect(kept(all, { hourly: 1, daily: 2, weekly: 0 }, -480)).toEqual([
      '2026-11-22T01:00',
      '2026-11-21T15:00',
    ]);
  });

  it('a station that was off for months loses nothing by that', () => {
    const old = [auto(NOW - 200 * 24 * HOUR), auto(NOW - 100 * 24 * HOUR)];
    expect(toRemove(old, { hourly: 2, daily: 1, weekly: 1 }, 0)).toEqual([]);
  });

  it('never gives up the newest, whatever the rule says, nor what somebody asked for before five newer ones', () => {
    const byHand = Array.from({ length: 7 }, (_, i): Rotatable => ({
      ...auto(NOW - i * HOUR),
      kind: 'manual',
    }));
    const autos = Array.from({ length: 4 }, (_, i) => auto(NOW - (i + 10) * HOUR));
    const gone = toRemove([...byHand, ...autos], { hourly: 1, daily: 0, weekly: 0 }, 0);
    expect(gone.filter((each) => each.kind === 'manual')).toEqual(byHand.slice(5));
    expect(gone.filter((each) => each.kind === 'auto')).toEqual(autos.slice(1));
    const none = { hourly: 0, daily: 0, weekly: 0 };
    expect(toRemove(autos, none, 0)).toEqual(autos.slice(1));
    expect(toRemove(autos.slice(0, 1), none, 0)).toEqual([]);
  });
});
