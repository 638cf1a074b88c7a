import { hasGs1CheckDigit, isDhl10, isFedex12, isS10, isUps } from '../check-digit.ts';
import { normaliseWaybill } from './normalise.ts';
import { isSafeWaybillPattern, WAYBILL_PATTERNS } from './patterns.ts';
import type { WaybillCheck, WaybillPattern } from './patterns.ts';

export interface WaybillCandidate {
  readonly carrier: string;
  /** Whether the number has the carrier's present or a former shape. */
  readonly shape: 'current' | 'older';
  /** `none` where the carrier has no published check digit for this shape. */
  readonly check: 'right' | 'wrong' | 'none';
}

/** The longest shape known has 34 characters. */
const MAX_NUMBER = 40;

const compiled = new WeakMap<readonly WaybillPattern[], readonly Compiled[]>();

interface Compiled {
  readonly pattern: WaybillPattern;
  readonly current: readonly RegExp[];
  readonly older: readonly RegExp[];
}

/**
 * Carriers whose numbers look like this one, those with the present shape first. A hint for a warning, never
 * proof: see `WAYBILL_PATTERNS`. Unsafe expressions in a site's own list are passed over.
 * @param text a number in any form; it is normalised
 */
export function matchWaybill(
  text: string,
  patterns: readonly WaybillPattern[] = WAYBILL_PATTERNS,
): readonly WaybillCandidate[] {
  const number = normaliseWaybill(text);
  if (number === '' || number.length > MAX_NUMBER) return [];
  const current: WaybillCandidate[] = [];
  const older: WaybillCandidate[] = [];
  for (const entry of compile(patterns)) {
    const { carrier } = entry.pattern;
    const check = checkOf(entry.pattern.check, number);
    if (entry.current.some((shape) => shape.test(number))) current.push({ carrier, shape: 'current', check });
    else if (entry.older.some((shape) => shape.test(number))) older.push({ carrier, shape: 'older', check });
  }
  return [...current, ...older];
}

function compile(patterns: readonly WaybillPattern[]): readonly Compiled[] {
  const known = compiled.get(patterns);
  if (known) return known;
  const regexps = (sources: readonly string[]): RegExp[] =>
    sources.filter(isSafeWaybillPattern).map((source) => new RegExp(source));
  const result = patterns.map((pattern) => ({
    pattern,
    current: regexps(pattern.current),
    older: regexps(pattern.older),
  }));
  compiled.set(patterns, result);
  return result;
}

function checkOf(check: WaybillCheck | undefined, number: string): WaybillCandidate['check'] {
  const verdict = (right: boolean): 'right' | 'wrong' => (right ? 'right' : 'wrong');
  if (check === 's10' && /^[A-Z]{2}\d{9}[A-Z]{2}$/.test(number)) return verdict(isS10(number));
  if (check === 'ups') return verdict(isUps(number));
  if (check === 'fedex' && number.length === 12) return verdict(isFedex12(number));
  if (check === 'usps' && /^\d{20,22}$/.test(number)) return verdict(hasGs1CheckDigit(number));
  if (check === 'dhl' && /^\d{10}$/.test(number)) return verdict(isDhl10(number));
  return 'none';
}
