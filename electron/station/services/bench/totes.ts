import type { Bench } from './bench.ts';
import { stopOf } from './refusals.ts';
import type { Say } from './types.ts';

/** A tote that holds nothing yet was scanned: the next order or label that is scanned goes into it. */
export function offerTote(bench: Bench, say: Say, tote: string): void {
  bench.tote = tote;
  say('info', { reason: 'tote_waiting', tote });
}

/** The shipment's goods lie in the tote from now on; scanning the tote opens it. */
export async function fillTote(bench: Bench, say: Say, shipment: string): Promise<void> {
  const { deps, tote } = bench;
  bench.tote = undefined;
  const parcel = await deps.parcels.load(shipment);
  if (!parcel || tote === undefined) return bench.raise(say, 'not_here', { data: { shipment } });
  const filled = await deps.shipments.command(parcel, [{ type: 'allocated', data: { tote } }], bench.actor());
  if (!filled.ok) {
    const { kind, data } = stopOf(filled);
    return bench.raise(say, kind, { data: { ...data, shipment } });
  }
  say('info', { reason: 'tote_filled', tote, order: parcel.orders[0]?.doc.channelOrderNo ?? '' });
  deps.queue.touch();
}
