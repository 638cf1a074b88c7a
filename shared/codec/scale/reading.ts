/** Units that scales send. `jin` = 斤 = 500 g. */
export const SCALE_UNITS = ['g', 'kg', 'jin', 'lb', 'oz', 't'] as const;
export type ScaleUnit = (typeof SCALE_UNITS)[number];

/** What a scale said at one moment. */
export interface ScaleReading {
  /** Whole grams, rounded half away from zero; null where the scale tells its state and no figure. */
  readonly grams: number | null;
  /** One unit of the last place that was sent, in grams, at least 1. */
  readonly stepGrams: number;
  /** null: the protocol has no such flag. */
  readonly stable: boolean | null;
  readonly zero: boolean;
  readonly overload: boolean;
  readonly negative: boolean;
  readonly net: boolean;
  /** Unit as sent; the setting's where the protocol sends none. */
  readonly unit: ScaleUnit;
  /** The figure as it was sent, with its unit: "1.170 kg". */
  readonly sent: string;
}

/** Billionths of a gram: every unit is a whole number of them (lb and oz are exact by definition). */
const NANOGRAMS: Readonly<Record<ScaleUnit, bigint>> = {
  g: 1_000_000_000n,
  kg: 1_000_000_000_000n,
  jin: 500_000_000_000n,
  lb: 453_592_370_000n,
  oz: 28_349_523_125n,
  t: 1_000_000_000_000_000n,
};

/** Nothing that is weighed at a bench is heavier (grams); a figure above it is garbage. */
const MOST_GRAMS = 1_000_000;

/**
 * @param digits the figure without sign and point: "001170"
 * @param decimals places behind the point; negative where zeros were left out (Toledo ×10, ×100)
 * @returns grams and the worth of the last place, both whole and ≥ 0; undefined above 1,000 kg
 */
export function gramsOf(
  digits: string,
  decimals: number,
  unit: ScaleUnit,
): { readonly grams: number; readonly stepGrams: number } | undefined {
  const one = NANOGRAMS[unit];
  const [up, down] = decimals < 0 ? [10n ** BigInt(-decimals), 1n] : [1n, 10n ** BigInt(decimals)];
  const grams = Number(rounded(BigInt(digits) * one * up, down * 1_000_000_000n));
  const step = Number(rounded(one * up, down * 1_000_000_000n));
  return grams > MOST_GRAMS ? undefined : { grams, stepGrams: Math.max(1, step) };
}

/** Half away from zero; both are positive. */
const rounded = (value: bigint, by: bigint): bigint => (2n * value + by) / (2n * by);

/** A figure as text: digits with at most one point, spaces in front where zeros were left out. */
export function figureOf(text: string): { readonly digits: string; readonly decimals: number } | undefined {
  const match = /^ *(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match) return undefined;
  const [, whole = '', part = ''] = match;
  return whole + part === '' ? undefined : { digits: whole + part, decimals: part.length };
}

const UNIT_NAMES: Readonly<Record<string, ScaleUnit>> = {
  g: 'g',
  kg: 'kg',
  jin: 'jin',
  lb: 'lb',
  lbs: 'lb',
  oz: 'oz',
  t: 't',
};
/** @returns the unit that this text names, in any case; undefined for those that are no weight (pcs, %). */
export const unitOf = (text: string): ScaleUnit | undefined => UNIT_NAMES[text.trim().toLowerCase()];

export interface ReadingParts {
  readonly digits: string;
  readonly decimals: number;
  readonly unit: ScaleUnit;
  readonly negative?: boolean;
  readonly stable: boolean | null;
  readonly overload?: boolean;
  readonly net?: boolean;
}

/** A reading from a figure; undefined where the figure cannot be a weight. */
export function readingOf(parts: ReadingParts): ScaleReading | undefined {
  const { digits, decimals, unit } = parts;
  const weight = gramsOf(digits, decimals, unit);
  if (!weight) return undefined;
  const zero = /^0*$/.test(digits);
  const negative = (parts.negative ?? false) && !zero;
  const grams = negative ? -weight.grams : weight.grams;
  return {
    grams: grams === 0 ? 0 : grams,
    stepGrams: weight.stepGrams,
    stable: parts.stable,
    zero,
    overload: parts.overload ?? false,
    negative,
    net: parts.net ?? false,
    unit,
    sent: `${negative ? '-' : ''}${asSent(digits, decimals)} ${unit}`,
  };
}

/** A state without a figure: moving, over its capacity, below zero. */
export const stateOf = (
  unit: ScaleUnit,
  state: Partial<Pick<ScaleReading, 'stable' | 'zero' | 'overload' | 'negative' | 'net'>>,
): ScaleReading => ({
  grams: null,
  stepGrams: 1,
  stable: false,
  zero: false,
  overload: false,
  negative: false,
  net: false,
  unit,
  sent: '',
  ...state,
});

function asSent(digits: string, decimals: number): string {
  if (decimals <= 0) return (BigInt(digits) * 10n ** BigInt(-decimals)).toString();
  const padded = digits.padStart(decimals + 1, '0');
  const whole = padded.slice(0, -decimals).replace(/^0+(?=\d)/, '');
  return `${whole}.${padded.slice(-decimals)}`;
}
