/** When a parcel is weighed. `ask`: it is asked for, and the parcel may go without. */
export const WEIGH_RULES = ['off', 'ask', 'required'] as const;
export type WeighRule = (typeof WEIGH_RULES)[number];

export interface WeightTolerance {
  /** Of the expected weight. */
  readonly percent: number;
  /** At least so many grams either way. */
  readonly grams: number;
  /** Box, filler and papers weigh up to this. */
  readonly packagingGrams: number;
}

export interface ExpectedWeight {
  /** The goods alone. */
  readonly goods: number;
  readonly low: number;
  readonly high: number;
}

/**
 * What the parcel should weigh, in whole grams. Undefined where one product has no weight: then nothing is expected.
 * @param lines units by SKU; kits are taken apart already
 */
export function expectedWeight(
  lines: readonly { readonly sku: string; readonly qty: number }[],
  gramsOf: (sku: string) => number | undefined,
  tolerance: WeightTolerance,
): ExpectedWeight | undefined {
  let goods = 0;
  for (const { sku, qty } of lines) {
    const each = gramsOf(sku);
    if (each === undefined || each <= 0) return undefined;
    goods += each * qty;
  }
  if (goods === 0) return undefined;
  const slack = Math.max(tolerance.grams, Math.round((goods * tolerance.percent) / 100));
  return { goods, low: Math.max(1, goods - slack), high: goods + tolerance.packagingGrams + slack };
}

export const sideOf = (
  grams: number,
  expected: ExpectedWeight | undefined,
): 'heavy' | 'light' | undefined => {
  if (!expected) return undefined;
  if (grams > expected.high) return 'heavy';
  return grams < expected.low ? 'light' : undefined;
};
