import type { BackupKind } from './places.ts';

/** How many backups are kept: the last one of each of so many hours, days and weeks in which there are any. */
export interface KeepRule {
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
}

/** About a month back, in some twenty files. */
export const DEFAULT_RULE: KeepRule = { hourly: 12, daily: 7, weekly: 4 };
/** Backups that somebody asked for, and what restores replaced: the newest of each. */
const KEPT_BY_HAND = 5;

export interface Rotatable {
  readonly path: string;
  readonly at: number;
  readonly kind: BackupKind;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1 January 1970 was a Thursday: weeks begin on Monday. */
const MONDAY_MS = 4 * DAY_MS;

/**
 * Which backups the rule gives up. The newest is never among them, nor is one whose age nobody knows.
 * @param offsetMinutes of local time, as `Date.getTimezoneOffset` gives it: a day is the shop's day
 */
export function toRemove(
  backups: readonly Rotatable[],
  rule: KeepRule,
  offsetMinutes: number,
): readonly Rotatable[] {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at);
  const kept = new Set<Rotatable>(newestFirst.slice(0, 1));
  const keepOnePer = (ms: number, count: number, offset: number): void => {
    const seen = new Set<number>();
    for (const backup of newestFirst) {
      if (backup.kind !== 'auto') continue;
      const span = Math.floor((backup.at - offset) / ms);
      if (seen.has(span)) continue;
      if (seen.size >= count) return;
      seen.add(span);
      kept.add(backup);
    }
  };
  const local = offsetMinutes * 60_000;
  keepOnePer(HOUR_MS, rule.hourly, local);
  keepOnePer(DAY_MS, rule.daily, local);
  keepOnePer(7 * DAY_MS, rule.weekly, local + MONDAY_MS);
  for (const kind of ['manual', 'safety'] as const)
    for (const backup of newestFirst.filter((each) => each.kind === kind).slice(0, KEPT_BY_HAND))
      kept.add(backup);
  return newestFirst.filter((backup) => !kept.has(backup) && backup.at > 0);
}
