/**
 * Words by which an order is found, each marked by its kind: the beginning and (written backwards) the end of its number and of
 * its waybills, and hashes of its receivers.
 */
export const NUMBER = 'N';
export const NUMBER_END = 'R';
export const WAYBILL = 'W';
export const WAYBILL_END = 'V';
export const HASH = '#';

/** Longest part of a number that is looked at. */
const LONGEST = 64;

export const plainNumber = (text: string): string =>
  text.normalize('NFKC').replace(/\s+/g, '').toUpperCase().slice(0, LONGEST);
export const backwards = (text: string): string => [...text].reverse().join('');

export function orderWords(row: {
  readonly id: string;
  readonly no: string;
  readonly waybills: readonly string[];
  readonly hashes: readonly string[];
}): string[] {
  const number = plainNumber(row.no);
  const own = plainNumber(row.id);
  const words = new Set([
    NUMBER + number,
    NUMBER_END + backwards(number),
    NUMBER + own,
    ...row.waybills.map(plainNumber).flatMap((each) => [WAYBILL + each, WAYBILL_END + backwards(each)]),
    ...row.hashes.map((hash) => HASH + hash),
  ]);
  return [...words];
}

/** The first text after all that begin with this one. */
export const after = (prefix: string): string => `${prefix}\u{10ffff}`;
