import type { EpochMs } from '../base/index.ts';
import { cellText } from './cell.ts';
import type { Cell } from './cell.ts';

/** Minutes that local time is ahead of UTC (China: 480), or a function of the wall time for zones with summer time. */
export type TzOffset = number | ((wallMs: number) => number);

export interface DateOptions {
  readonly tzOffset: TzOffset;
  /** Meaning of 1/2/2026: month first (mdy) or day first (dmy). */
  readonly order?: 'mdy' | 'dmy';
}

const YMD = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(.+))?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$/;
const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T\s]+(.+))?$/;
const TIME =
  /^(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?分?\s*([AaPp][Mm])?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const DAY_MS = 86_400_000;
/** Day 0 of the 1900 date system of spreadsheets, with its leap-year error. */
const SERIAL_EPOCH = Date.UTC(1899, 11, 30);

/**
 * A date in any of the forms that order files use → epoch ms. Text without a zone is local time of `tzOffset`.
 * Understood: ISO 8601, `2026-11-01 12:00:00`, `2026/11/1 8:05`, `2026年11月1日`, `20261101120000`, `12/1/10 8:26` (by `order`),
 * `… -0500` (Shopify), serial days of spreadsheets, date cells, epoch milliseconds. Two-digit years are 2000–2069 or 1970–1999.
 * @returns undefined where the text is no such date (also for 30 February).
 */
export function parseDate(cell: Cell | undefined, options: DateOptions): EpochMs | undefined {
  if (cell === undefined || typeof cell === 'boolean') return undefined;
  if (typeof cell === 'object' && cell.kind === 'date') return local(cell.wall, options.tzOffset);
  const text = cellText(cell).normalize('NFKC');
  const ymd = YMD.exec(text);
  if (ymd) return build(Number(ymd[1]), Number(ymd[2]), Number(ymd[3]), ymd[4], options.tzOffset);
  const slashed = SLASHED.exec(text);
  if (slashed) {
    const [a, b] = [Number(slashed[1]), Number(slashed[2])];
    const [month, day] = options.order === 'dmy' ? [b, a] : [a, b];
    return build(fullYear(slashed[3] ?? ''), month, day, slashed[4], options.tzOffset);
  }
  if (/^1\d{12}$/.test(text)) return Number(text);
  const compact = COMPACT.exec(text);
  if (compact) {
    const time = compact[4] === undefined ? undefined : `${compact[4]}:${compact[5]}:${compact[6]}`;
    return build(Number(compact[1]), Number(compact[2]), Number(compact[3]), time, options.tzOffset);
  }
  if (/^\d{5}(?:\.\d+)?$/.test(text)) {
    // Serial days 1954 … 2173; seconds are what a spreadsheet's fraction can hold.
    const wall = SERIAL_EPOCH + Math.round(Number(text) * 86_400) * 1000;
    return Number(text) >= 20_000 ? local(wall, options.tzOffset) : undefined;
  }
  return undefined;
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function local(wall: number, tzOffset: TzOffset): EpochMs {
  const minutes = typeof tzOffset === 'number' ? tzOffset : tzOffset(wall);
  return wall - minutes * 60_000;
}

function build(
  year: number,
  month: number,
  day: number,
  time: string | undefined,
  tzOffset: TzOffset,
): EpochMs | undefined {
  const midnight = Date.UTC(year, month - 1, day);
  const check = new Date(midnight);
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day || year < 1970) return undefined;
  if (time === undefined || time.trim() === '') return local(midnight, tzOffset);
  const match = TIME.exec(time.trim());
  if (!match) return undefined;
  let hour = Number(match[1]);
  const minute = Number(match[2]);
  const second = Number(match[3] ?? '0');
  const half = match[5]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return undefined;
  const ms = Number((match[4] ?? '').slice(0, 3).padEnd(3, '0'));
  const wall = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  if (wall >= midnight + 2 * DAY_MS) return undefined;
  const zone = match[6];
  if (zone === undefined) return local(wall, tzOffset);
  if (/^[zug]/i.test(zone)) return wall;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.replace(/\D/g, '');
  return wall - sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}
