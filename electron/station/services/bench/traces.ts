import type { Classified } from '../../../../shared/codec/index.ts';
import { traceOf, type TracedUnit, type UnitTrace } from '../../../../shared/domain/index.ts';
import type { Bench } from './bench.ts';
import type { Live } from './types.ts';

type Readable = Exclude<Classified, { kind: 'invalid' }>;

/** What a GS1 code says of the unit, and how many it counts (AI 30 or 37; 1 where it names none). */
export function traced(scan: Readable): { readonly count: number; readonly trace: UnitTrace } {
  if (scan.kind !== 'gs1' && scan.kind !== 'sscc') return { count: 1, trace: {} };
  const { serial, lot, expiry, netGrams, quantity } = scan;
  // Zero units are a misprint: the unit in the hand is one.
  return { count: Math.max(1, quantity ?? 1), trace: traceOf({ serial, lot, expiry, grams: netGrams }) };
}

/** The bench's own calendar day, `YYYY-MM-DD`: goods expire by local time. */
export function dayAt(ms: number): string {
  const day = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(day.getFullYear())}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** A serial number's own document: one parcel has it, whoever asks. Local to the station, found by its id. */
const serialId = (sku: string, serial: string): string => `serial:${sku}:${serial}`.slice(0, 200);

/** The shipment that has this unit already, if it is another one. */
export async function serialOwner(
  bench: Bench,
  live: Live,
  sku: string,
  serial: string | undefined,
): Promise<string | undefined> {
  if (serial === undefined) return undefined;
  const { ctx } = bench.deps;
  const known = await ctx.db.config.get(serialId(sku, serial));
  const shipment = known?.value['shipment'];
  if (typeof shipment !== 'string' || shipment === live.parcel.doc.id) return undefined;
  const owner = await ctx.db.shipments.get(shipment);
  // What was voided is free again.
  return owner === undefined || owner.lane === 'void' ? undefined : owner.order;
}

/** Keeps the serial numbers of a parcel whose units are all there. A retry writes the same. */
export async function keepSerials(bench: Bench, live: Live, units: readonly TracedUnit[]): Promise<void> {
  for (const { sku, serial } of units) {
    if (serial === undefined) continue;
    await bench.deps.ctx.db.config.put({
      id: serialId(sku, serial),
      kind: 'serial',
      value: { shipment: live.parcel.doc.id },
      private: {},
    });
  }
}
