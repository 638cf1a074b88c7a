import { compareLocations, locationKey } from './locations.ts';
import type { LineRef, PickEntry, PickPosition, PickShort, PickTally, PickTask } from './types.ts';

export const lineKey = ({ shipment, line }: LineRef): string => `${shipment}/${String(line)}`;

/** Pure fold of a walk's journal; an undo of what is not there changes nothing. */
export function foldWalk(entries: readonly PickEntry[], shorts: readonly PickShort[]): PickTally {
  const counted = new Map<string, Extract<PickEntry, { kind: 'unit' }>>();
  const undone = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === 'undo') {
      undone.add(entry.entry);
      counted.delete(entry.entry);
    } else if (!undone.has(entry.id)) counted.set(entry.id, entry);
  }
  const taken = new Map<string, number>();
  for (const unit of counted.values()) taken.set(lineKey(unit), (taken.get(lineKey(unit)) ?? 0) + unit.n);
  const short = new Map<string, number>();
  for (const each of shorts) short.set(lineKey(each), (short.get(lineKey(each)) ?? 0) + each.qty);
  return { taken, short, counted: [...counted.values()] };
}

const keyOf = (location: string | undefined, sku: string): string =>
  `${location === undefined ? '' : locationKey(location)} ${sku}`;

/** Where to stop, in the order of the walk; of one product at one place the parcels follow their slots. */
export function positionsOf(tasks: readonly PickTask[], tally: PickTally): readonly PickPosition[] {
  const found = new Map<string, PickPosition & { parts: PickPosition['parts'][number][] }>();
  for (const { shipment, slot, tote, lines } of tasks) {
    for (const { no, sku, name, variant, qty, location } of lines) {
      const key = keyOf(location, sku);
      const ref = { shipment, line: no };
      const part = {
        ...ref,
        slot,
        ...(tote === undefined ? {} : { tote }),
        qty,
        taken: tally.taken.get(lineKey(ref)) ?? 0,
        short: tally.short.get(lineKey(ref)) ?? 0,
      };
      const known = found.get(key);
      found.set(key, {
        key,
        ...(location === undefined ? {} : { location }),
        sku,
        name,
        ...(variant === undefined ? {} : { variant }),
        qty: (known?.qty ?? 0) + qty,
        taken: (known?.taken ?? 0) + part.taken,
        short: (known?.short ?? 0) + part.short,
        parts: [...(known?.parts ?? []), part],
      });
    }
  }
  return [...found.values()].sort(
    (a, b) => compareLocations(a.location, b.location) || (a.sku < b.sku ? -1 : 1),
  );
}

/** Units of a position, or of a parcel's part of it, that are neither taken nor reported short. */
export const openOf = ({
  qty,
  taken,
  short,
}: {
  readonly qty: number;
  readonly taken: number;
  readonly short: number;
}): number => Math.max(0, qty - taken - short);

/** Nothing is left to fetch for the parcel. */
export const isTaskDone = ({ shipment, lines }: PickTask, tally: PickTally): boolean =>
  lines.every(({ no, qty }) => {
    const key = lineKey({ shipment, line: no });
    return (tally.taken.get(key) ?? 0) + (tally.short.get(key) ?? 0) >= qty;
  });
