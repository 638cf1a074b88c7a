import { hasGs1CheckDigit } from '../check-digit.ts';
import type { AiSpec } from './ai-table.ts';

export interface Gs1Element {
  readonly ai: string;
  /** As scanned; a GTIN of a Digital Link is padded to 14 digits. */
  readonly value: string;
}

export type Gs1WarningCode =
  | 'bad_check_digit'
  | 'bad_date'
  | 'bad_character'
  | 'bad_length'
  | 'unknown_ai'
  /** A value of exact length ran on without a separator; the rest was read as further AIs. */
  | 'missing_separator'
  /** No separator came and the end of a variable value reads like further AIs: the gun may drop FNC1. */
  | 'maybe_missing_separator'
  | 'repeated_ai';

export interface Gs1Warning {
  readonly code: Gs1WarningCode;
  readonly ai: string;
}

/** Where two digits of a year are read and no year is given. Only matters 50 years from here. */
export const DEFAULT_YEAR = 2026;

const CSET82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/;

/** @returns what is wrong with a value by the rule of its AI, or undefined. */
export function valueProblem(spec: AiSpec, value: string): Gs1WarningCode | undefined {
  if (spec.type === 'n' ? !/^\d*$/.test(value) : !CSET82.test(value)) return 'bad_character';
  if (value.length < spec.min || value.length > spec.max) return 'bad_length';
  if (spec.form === 'date') return gs1Date(value) === undefined ? 'bad_date' : undefined;
  if (spec.form !== undefined && !hasGs1CheckDigit(value)) return 'bad_check_digit';
  return undefined;
}

/**
 * A date of six digits, YYMMDD. Day 00 is the last day of the month. The century follows GS1 7.12: a year
 * 51 to 99 ahead of now belongs to the previous century, one 50 to 99 back to the next.
 * @param year the present year, for the century
 * @returns `YYYY-MM-DD`, or undefined where there is no such day
 */
export function gs1Date(text: string, year: number = DEFAULT_YEAR): string | undefined {
  if (!/^\d{6}$/.test(text)) return undefined;
  const yy = Number(text.slice(0, 2));
  const ahead = yy - (year % 100);
  const century = Math.floor(year / 100) + (ahead >= 51 ? -1 : ahead <= -50 ? 1 : 0);
  const fullYear = century * 100 + yy;
  const month = Number(text.slice(2, 4));
  const last = daysInMonth(fullYear, month);
  if (last === undefined) return undefined;
  const day = Number(text.slice(4, 6)) || last;
  if (day > last) return undefined;
  return `${String(fullYear).padStart(4, '0')}-${text.slice(2, 4)}-${String(day).padStart(2, '0')}`;
}

function daysInMonth(year: number, month: number): number | undefined {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [31, undefined, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

/** Grams of one unit of a weight AI, by its first three digits. Pound and ounce are exact by definition. */
const GRAMS: ReadonlyMap<string, number> = new Map([
  ['310', 1000],
  ['330', 1000],
  ['320', 453.59237],
  ['340', 453.59237],
  ['356', 31.1034768],
  ['357', 28.349523125],
]);

/** @returns grams, rounded to whole ones, of a weight AI (310n, 320n, 330n, 340n, 356n, 357n); else undefined. */
export function gs1Grams(element: Gs1Element): number | undefined {
  const unit = GRAMS.get(element.ai.slice(0, 3));
  const decimals = Number(element.ai[3]);
  if (unit === undefined || element.ai.length !== 4 || !(decimals <= 5) || !/^\d{6}$/.test(element.value))
    return undefined;
  return Math.round((Number(element.value) * unit) / 10 ** decimals);
}
