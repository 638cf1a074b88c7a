import type { Money } from '../domain/index.ts';
import { cellText } from './cell.ts';
import type { Cell } from './cell.ts';

/** Decimal places of currencies that do not have two (ISO 4217). */
const EXPONENTS: Readonly<Record<string, number>> = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  CLP: 0,
  ISK: 0,
  KWD: 3,
  BHD: 3,
  OMR: 3,
  JOD: 3,
  TND: 3,
};
const MONEY = /^([+-]?)(\d{1,12}|\d{1,3}(?:,\d{3})+)?(?:\.(\d{1,10}))?$/;
const MAX_QTY = 1_000_000;

/** A decimal number as text → integer minor units, rounded half away from zero. Undefined where it is no number. */
export function parseMinor(text: string, currency: string): number | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/^[\s¥￥$£€]+|[\s元]+$/g, '')
    .replace(/^([+-])[¥$£€]/, '$1');
  const match = MONEY.exec(plain);
  if (!match || (match[2] === undefined && match[3] === undefined)) return undefined;
  const exponent = EXPONENTS[currency] ?? 2;
  const fraction = (match[3] ?? '').padEnd(exponent + 1, '0');
  const whole = Number((match[2] ?? '0').replaceAll(',', '') + fraction.slice(0, exponent));
  const minor = whole + (Number(fraction[exponent]) >= 5 ? 1 : 0);
  return match[1] === '-' && minor !== 0 ? -minor : minor;
}

/** @returns money, `undefined` for an empty cell, `'bad_number'` for text that is no amount. */
export function parseMoney(cell: Cell | undefined, currency: string): Money | undefined | 'bad_number' {
  const text = cellText(cell);
  if (text === '') return undefined;
  const minor = parseMinor(text, currency);
  return minor === undefined ? 'bad_number' : { minor, currency };
}

/** A count of units: a whole number from 1 to a million. `3.0` counts as 3. Undefined otherwise. */
export function parseQty(cell: Cell | undefined): number | undefined {
  const qty = parseWhole(cell);
  return qty !== undefined && qty >= 1 && qty <= MAX_QTY ? qty : undefined;
}

/** A whole number with sign, undefined where it is none. */
export function parseWhole(cell: Cell | undefined): number | undefined {
  const text = cellText(cell).normalize('NFKC');
  if (!/^[+-]?\d{1,9}(?:\.0+)?$/.test(text)) return undefined;
  const value = Number(text);
  return value === 0 ? 0 : value;
}

const YES = new Set(['true', 'yes', 'y', '1', '是', '对', '√', 'x', '加急', '紧急', 'urgent']);
/** Yes and no of spreadsheets. Everything that is not a known yes is no. */
export const parseYes = (cell: Cell | undefined): boolean => YES.has(cellText(cell).toLowerCase());

/** Letters, case and width of a status or payment word made comparable. */
export const normaliseWord = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_，,]+/g, '');
