/// <reference path="./bwip.d.ts" />
import bwip from 'bwip-js/generic';

/** A GS1-128 symbol in modules: black runs as [first column, columns], quiet zone of 10 modules left and right. */
export interface Gs1Symbol {
  readonly columns: number;
  readonly quiet: number;
  readonly runs: readonly (readonly [number, number])[];
}

/** @param bracketed `(91)…(92)…`; FNC1 stands in front and between @returns undefined for what is no GS1 data */
export function encodeGs1(bracketed: string): Gs1Symbol | undefined {
  try {
    const widths = bwip.raw('gs1-128', bracketed, {})[0]?.sbs;
    if (!widths) return undefined;
    const runs: [number, number][] = [];
    let column = 0;
    widths.forEach((width, index) => {
      if (index % 2 === 0 && width > 0) runs.push([column, width]);
      column += width;
    });
    return { columns: column, quiet: 10, runs };
  } catch {
    return undefined;
  }
}
