import type { EpochMs } from '../../base/index.ts';

/** How long the house takes (发货时效). */
export interface ShipRules {
  /** Hours from the payment to the handover; 0: no promise is made. */
  readonly hours: number;
  /** Local time of day, `16:00`: what is paid later counts from the next working day on. '' = no such time. */
  readonly cutOff: string;
  /** Saturdays and Sundays do not count. */
  readonly weekdaysOnly: boolean;
  /** Local days that do not count, `2026-10-01`. */
  readonly holidays: readonly string[];
  /** Weekend days on which work is done all the same (调休). */
  readonly workingDays: readonly string[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A rule that names every day a holiday must not be counted for ever. */
const MOST_DAYS = 400;

/**
 * When an order is to be handed over at the latest, by the house's rules.
 * @param from when it was paid (or came, where it is paid at the door)
 * @param offset minutes east of UTC of the house at a moment
 * @returns undefined where the rules make no promise
 */
export function expectedShip(
  from: EpochMs,
  rules: ShipRules,
  offset: (at: EpochMs) => number,
): EpochMs | undefined {
  if (rules.hours <= 0) return undefined;
  // In local time as if it were UTC: days begin at multiples of a day.
  const local = from + offset(from) * 60_000;
  let at = startOf(local, rules);
  let left = rules.hours * HOUR;
  for (let days = 0; days < MOST_DAYS; days += 1) {
    const tomorrow = dayOf(at) + DAY;
    if (isWorkingDay(at, rules)) {
      const today = tomorrow - at;
      if (left <= today) return backToUtc(at + left, offset);
      left -= today;
    }
    at = tomorrow;
  }
  return backToUtc(local + rules.hours * HOUR, offset);
}

function startOf(local: number, rules: ShipRules): number {
  const cut = /^(\d{2}):(\d{2})$/.exec(rules.cutOff);
  if (!cut) return local;
  const limit = dayOf(local) + Number(cut[1]) * HOUR + Number(cut[2]) * 60_000;
  return local > limit ? dayOf(local) + DAY : local;
}

/** @param local local time as if it were UTC, ms */
export function isWorkingDay(
  local: number,
  rules: Pick<ShipRules, 'weekdaysOnly' | 'holidays' | 'workingDays'>,
): boolean {
  const date = new Date(local);
  const day = date.toISOString().slice(0, 10);
  if (rules.holidays.includes(day)) return false;
  if (!rules.weekdaysOnly || rules.workingDays.includes(day)) return true;
  const weekday = date.getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

const dayOf = (local: number): number => Math.floor(local / DAY) * DAY;

/** The offset is that of the moment itself, which may differ from that of the beginning (summer time). */
function backToUtc(local: number, offset: (at: EpochMs) => number): EpochMs {
  const guess = local - offset(local) * 60_000;
  return local - offset(guess) * 60_000;
}
