import type { Trace } from '../product/types.ts';
import type { ShipmentLine } from '../shipment/types.ts';
import type { StopKind } from './verdict.ts';

/**
 * A packing session: what the journal says was scanned for one opened shipment. State is the fold of the session's
 * journal entries over the shipment's lines, so that a restart stands exactly where the last entry was.
 */

export interface UnitEntry extends UnitTrace {
  readonly kind: 'unit';
  readonly id: string;
  readonly sku: string;
  /** Units counted by this scan: 1, a case bar code's n, ×N, or the count that a GS1 code names. */
  readonly n: number;
}

/** What a GS1 code says of the very unit. */
export interface UnitTrace {
  readonly serial?: string;
  readonly lot?: string;
  /** `YYYY-MM-DD` */
  readonly expiry?: string;
  /** Net weight of all that the code counts. */
  readonly grams?: number;
}

/** A unit of a parcel that can be told from others, as the parcel's `checked` event keeps it. */
export interface TracedUnit extends UnitTrace {
  readonly sku: string;
  readonly line: number;
  readonly n: number;
}
export interface UndoEntry {
  readonly kind: 'undo';
  readonly id: string;
  /** Id of the unit entry that no longer counts. */
  readonly entry: string;
}
export interface StopEntry {
  readonly kind: 'stop';
  readonly id: string;
  readonly stop: StopRecord;
}
export interface AckEntry {
  readonly kind: 'ack';
  readonly id: string;
  /** Id of the stop entry. */
  readonly stop: string;
}
export type SessionEntry = UnitEntry | UndoEntry | StopEntry | AckEntry;

/** A stop as it is journalled: everything the screen shows, without private data. */
export interface StopRecord {
  readonly kind: StopKind;
  /** SKUs still open, as expected at that moment. */
  readonly expected: readonly { readonly sku: string; readonly remaining: number }[];
  readonly got?: { readonly code: string; readonly sku?: string };
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

export interface SessionTally {
  /** Units checked by line number. A SKU on several lines fills them in order. */
  readonly byLine: ReadonlyMap<number, number>;
  readonly checked: number;
  readonly total: number;
  readonly complete: boolean;
  /** Unit entries that count, oldest first: the last one is what UNDO takes back. */
  readonly counted: readonly UnitEntry[];
  /** The stop that nobody has acknowledged yet. */
  readonly stop?: { readonly id: string; readonly record: StopRecord };
  readonly stops: number;
}

export const EMPTY_TALLY: SessionTally = {
  byLine: new Map(),
  checked: 0,
  total: 0,
  complete: false,
  counted: [],
  stops: 0,
};

/** Pure fold. Entries are given in journal order; an undo of an unknown or undone entry changes nothing. */
export function foldSession(lines: readonly ShipmentLine[], entries: readonly SessionEntry[]): SessionTally {
  const counted: UnitEntry[] = [];
  const seen = new Set<string>();
  let stop: { id: string; record: StopRecord } | undefined;
  let stops = 0;
  for (const entry of entries) {
    if (seen.has(entry.id)) continue;
    seen.add(entry.id);
    switch (entry.kind) {
      case 'unit':
        counted.push(entry);
        break;
      case 'undo': {
        const at = counted.findIndex((unit) => unit.id === entry.entry);
        if (at >= 0) counted.splice(at, 1);
        break;
      }
      case 'stop':
        stop = { id: entry.id, record: entry.stop };
        stops += 1;
        break;
      case 'ack':
        if (stop?.id === entry.stop) stop = undefined;
        break;
    }
  }
  const bySku = new Map<string, number>();
  for (const unit of counted) bySku.set(unit.sku, (bySku.get(unit.sku) ?? 0) + unit.n);
  const byLine = new Map<number, number>();
  let checked = 0;
  let total = 0;
  for (const line of lines) {
    const have = bySku.get(line.sku) ?? 0;
    const used = Math.min(have, line.qty);
    bySku.set(line.sku, have - used);
    byLine.set(line.no, used);
    checked += used;
    total += line.qty;
  }
  return { byLine, checked, total, complete: checked === total, counted, ...(stop ? { stop } : {}), stops };
}

/** The counted units that a code told apart, with the line that each went to. */
export function tracedUnits(lines: readonly ShipmentLine[], tally: SessionTally): TracedUnit[] {
  const open = new Map(lines.map((line) => [line.no, line.qty]));
  return tally.counted.flatMap(({ sku, n, serial, lot, expiry, grams }): TracedUnit[] => {
    const line = lines.find((each) => each.sku === sku && (open.get(each.no) ?? 0) > 0)?.no;
    let left = n;
    for (const each of lines) {
      const used = each.sku === sku ? Math.min(left, open.get(each.no) ?? 0) : 0;
      open.set(each.no, (open.get(each.no) ?? 0) - used);
      left -= used;
    }
    const trace = traceOf({ serial, lot, expiry, grams });
    return line === undefined || Object.keys(trace).length === 0 ? [] : [{ sku, line, n, ...trace }];
  });
}

/** Leaves out what is not known. */
export const traceOf = (found: { readonly [K in keyof UnitTrace]-?: UnitTrace[K] | undefined }): UnitTrace =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));

/** What the lines still want, by SKU, in line order. */
export function remainingBySku(
  lines: readonly ShipmentLine[],
  tally: SessionTally,
): readonly { readonly sku: string; readonly remaining: number }[] {
  const open = new Map<string, number>();
  for (const line of lines) {
    const left = line.qty - (tally.byLine.get(line.no) ?? 0);
    if (left > 0) open.set(line.sku, (open.get(line.sku) ?? 0) + left);
  }
  return [...open].map(([sku, remaining]) => ({ sku, remaining }));
}

export type UnitDecision =
  | {
      readonly kind: 'unit_ok';
      readonly sku: string;
      readonly n: number;
      readonly line: number;
      readonly remaining: number;
      readonly completes: boolean;
    }
  | { readonly kind: 'stop'; readonly stop: StopRecord };

/**
 * Checks one scanned product against the open session.
 * @param scan.n units that the bar code counts (1, a case's n, times the count that a GS1 code names)
 * @param scan.traces what the product wants to be known of every unit
 * @param scan.today `YYYY-MM-DD` at the bench; without it no date is judged
 * @param scan.multiplier pending ×N (1 = none); only where the SKU's rule allows, and never on a case code
 */
export function decideUnit(
  lines: readonly ShipmentLine[],
  tally: SessionTally,
  scan: {
    readonly code: string;
    readonly sku: string;
    readonly n: number;
    readonly multiplier: number;
    readonly quantityEntry: boolean;
    readonly trace?: UnitTrace;
    readonly traces?: readonly Trace[];
    readonly today?: string;
  },
): UnitDecision {
  const expected = remainingBySku(lines, tally);
  const got = { code: scan.code, sku: scan.sku };
  const stop = (kind: StopKind, data: StopRecord['data'] = {}): UnitDecision => ({
    kind: 'stop',
    stop: { kind, expected, got, data },
  });
  if (!lines.some((line) => line.sku === scan.sku)) return stop('wrong_item');
  const { trace = {}, today } = scan;
  if (today !== undefined && trace.expiry !== undefined && trace.expiry < today)
    return stop('expired', { expiry: trace.expiry, ...(trace.lot === undefined ? {} : { lot: trace.lot }) });
  const want = (scan.traces ?? []).find((each) => trace[each] === undefined);
  if (want !== undefined) return stop('trace_missing', { want });
  if (trace.serial !== undefined) {
    // A serial number is one unit's own.
    if (scan.multiplier > 1 || scan.n > 1) return stop('not_allowed', { reason: 'quantity_of_serial' });
    if (tally.counted.some((unit) => unit.sku === scan.sku && unit.serial === trace.serial))
      return stop('serial_used', { serial: trace.serial, reason: 'in_this_parcel' });
  }
  if (scan.multiplier > 1 && !scan.quantityEntry) return stop('not_allowed', { reason: 'quantity_entry' });
  if (scan.multiplier > 1 && scan.n > 1) return stop('not_allowed', { reason: 'quantity_of_case' });
  const n = scan.n * scan.multiplier;
  const open = expected.find((item) => item.sku === scan.sku)?.remaining ?? 0;
  if (n > open) return stop('surplus', { n, remaining: open });
  const line = lines.find((each) => each.sku === scan.sku && (tally.byLine.get(each.no) ?? 0) < each.qty);
  return {
    kind: 'unit_ok',
    sku: scan.sku,
    n,
    line: line?.no ?? 0,
    remaining: open - n,
    completes: tally.checked + n === tally.total,
  };
}

/** Adds a counted unit without folding the whole journal again: same result as `foldSession` with the entry appended. */
export function addUnit(lines: readonly ShipmentLine[], tally: SessionTally, entry: UnitEntry): SessionTally {
  const byLine = new Map(tally.byLine);
  let left = entry.n;
  for (const line of lines) {
    if (line.sku !== entry.sku || left === 0) continue;
    const have = byLine.get(line.no) ?? 0;
    const used = Math.min(left, line.qty - have);
    byLine.set(line.no, have + used);
    left -= used;
  }
  const checked = tally.checked + entry.n - left;
  return { ...tally, byLine, checked, complete: checked === tally.total, counted: [...tally.counted, entry] };
}
