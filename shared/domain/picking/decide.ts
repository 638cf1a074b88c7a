import { locationKey } from './locations.ts';
import type { LineRef, PickPosition } from './types.ts';
import { openOf } from './walk.ts';

/** Units of one scan for one parcel. */
export interface Take extends LineRef {
  readonly n: number;
}

export type PickDecision =
  | { readonly kind: 'take'; readonly position: PickPosition; readonly takes: readonly Take[] }
  /** A known product that nobody in this walk wants. */
  | { readonly kind: 'wrong_item' }
  /** Wanted, but not so many. */
  | { readonly kind: 'surplus'; readonly open: number };

/** First place of the walk where something is left; `focus`: the location that was scanned last goes before. */
export function currentOf(
  positions: readonly PickPosition[],
  focus: string | undefined,
): PickPosition | undefined {
  const open = positions.filter((position) => openOf(position) > 0);
  return open.find((position) => isAt(position, focus)) ?? open[0];
}

export const isAt = (position: PickPosition, focus: string | undefined): boolean =>
  focus !== undefined &&
  position.location !== undefined &&
  locationKey(position.location) === locationKey(focus);

/**
 * A product was scanned, `n` units of it: for which parcels they are. Parcels are served by their slots, so that those with
 * the lowest ones are complete first.
 */
export function decideTake(
  positions: readonly PickPosition[],
  scan: { readonly sku: string; readonly n: number },
  focus: string | undefined,
): PickDecision {
  const same = positions.filter(({ sku }) => sku === scan.sku);
  if (same.length === 0) return { kind: 'wrong_item' };
  const wanted = same.filter((position) => openOf(position) >= scan.n);
  const position = wanted.find((each) => isAt(each, focus)) ?? wanted[0];
  if (position === undefined) return { kind: 'surplus', open: Math.max(...same.map((each) => openOf(each))) };
  return { kind: 'take', position, takes: spread(position, scan.n, false) };
}

/**
 * Which parcels go short of `qty` units of a position: those with the highest slots, so that the others go out whole.
 * @returns undefined where so many are not open
 */
export function decideShort(position: PickPosition, qty: number): readonly Take[] | undefined {
  return Number.isSafeInteger(qty) && qty >= 1 && qty <= openOf(position)
    ? spread(position, qty, true)
    : undefined;
}

function spread(position: PickPosition, n: number, lastFirst: boolean): readonly Take[] {
  const parts = [...position.parts].sort((a, b) => (lastFirst ? b.slot - a.slot : a.slot - b.slot));
  const takes: Take[] = [];
  let left = n;
  for (const part of parts) {
    const some = Math.min(left, openOf(part));
    if (some > 0) takes.push({ shipment: part.shipment, line: part.line, n: some });
    left -= some;
  }
  return takes;
}
