import type { LineUnits, ShipmentAggregate, ShipmentBase, ShipmentEvent } from './types.ts';

type Divided = Extract<ShipmentEvent, { type: 'divided' }>;

/** The event by which part of a parcel went into another box; of two benches that did so the first stands. */
export const divisionOf = ({ events }: Pick<ShipmentAggregate, 'events'>): Divided | undefined =>
  events.reduce<Divided | undefined>(
    (first, event) =>
      event.type === 'divided' && (first === undefined || event.at < first.at) ? event : first,
    undefined,
  );

/** What a parcel is made of now: as it was made, or what was left in it when the rest got a box of its own. */
export function currentBase(parcel: Pick<ShipmentAggregate, 'base' | 'events'>): ShipmentBase {
  const { base } = parcel;
  const division = divisionOf(parcel);
  if (division === undefined) return base;
  const { n, m } = base.parcel;
  return {
    ...base,
    lines: keptLines(base.lines, division.data.lines),
    parcel: { n, m: Math.max(m, n + 1) },
  };
}

/** Lines with so many units of each, and what is left of them. */
export const keptLines = (
  lines: ShipmentBase['lines'],
  units: readonly LineUnits[],
): ShipmentBase['lines'] => {
  const kept = new Map(units.map(({ no, qty }) => [no, qty]));
  return lines.flatMap((line) => {
    const qty = Math.min(line.qty, kept.get(line.no) ?? 0);
    return qty > 0 ? [{ ...line, qty }] : [];
  });
};

/**
 * The other box: what is not in the first. Cash on delivery is collected with the first; the second has no part of it.
 * @param units what stays in the first, by line
 */
export function restBase(base: ShipmentBase, units: readonly LineUnits[]): ShipmentBase {
  const kept = new Map(units.map(({ no, qty }) => [no, qty]));
  const rest = base.lines.map(({ no, qty }) => ({ no, qty: qty - (kept.get(no) ?? 0) }));
  const { cod: _collected, ...other } = base;
  void _collected;
  const n = base.parcel.n + 1;
  return { ...other, lines: keptLines(base.lines, rest), parcel: { n, m: Math.max(base.parcel.m, n) } };
}
