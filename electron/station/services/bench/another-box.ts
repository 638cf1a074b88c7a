import {
  currentBase,
  decideOrder,
  restBase,
  type LineUnits,
  type OrderEvent,
  type ShipmentEvent,
} from '../../../../shared/domain/index.ts';
import { shipmentIdOf, shortHash } from '../../../../shared/intake/index.ts';
import { shipmentDoc } from '../../database/index.ts';
import { changingOrder, overtaken } from '../changes/writes.ts';
import { refused, type Outcome } from '../context.ts';
import { stamp } from '../events.ts';
import type { Parcel } from '../parcels.ts';
import type { Bench } from './bench.ts';
import { complete } from './labelling.ts';
import { openParcel } from './opening.ts';
import { lostTo, stopOf } from './refusals.ts';
import type { Live, Say } from './types.ts';

/**
 * 另起一箱: what was scanned so far is one parcel, complete, and its label comes out; what is still open becomes a parcel of
 * its own, which this bench opens when the first is closed. Order and both parcels are one transaction.
 */
export async function anotherBox(bench: Bench, say: Say): Promise<void> {
  const { live } = bench;
  if (live?.step !== 'checking')
    return bench.raise(say, 'not_allowed', { data: { reason: 'no_order_open' } });
  const units = [...live.tally.byLine].flatMap(([no, qty]) => (qty > 0 ? [{ no, qty }] : []));
  const open = live.tally.total - live.tally.checked;
  const divided = await divide(bench, live, units);
  if (!divided.ok) {
    const { kind, data } = stopOf(divided);
    return bench.raise(say, kind, { data });
  }
  live.parcel = divided.value;
  live.tally = bench.fold(live, live.tally.counted);
  live.line = null;
  say('info', { reason: 'another_box', kept: live.tally.total, rest: open });
  await complete(bench, say, live);
}

async function divide(bench: Bench, live: Live, units: readonly LineUnits[]): Promise<Outcome<Parcel>> {
  const { deps } = bench;
  const { ctx } = deps;
  const actor = bench.actor();
  const parcel = (await deps.parcels.load(live.parcel.doc.id)) ?? live.parcel;
  const lost = lostTo({ ...live, parcel });
  if (lost) return lost;
  const [order] = parcel.orders;
  if (!order) return refused('not_here', { shipment: parcel.doc.id });
  const base = currentBase(parcel.doc);
  const rest = `${shipmentIdOf(order.doc.id, base.parcel.n + 1)}B${shortHash(live.session)}`;
  const planned = await deps.shipments.plan(
    parcel,
    [{ type: 'divided', data: { lines: units, rest }, id: `divided:${live.session}` }],
    actor,
  );
  if (!planned.ok) return planned;
  const other = restBase(base, units);
  const children = [
    ...boxesOf(order.doc.events).filter(({ id }) => id !== parcel.doc.id),
    { id: parcel.doc.id, lines: units },
    { id: rest, lines: other.lines.map(({ no, qty }) => ({ no, qty })) },
  ];
  const split = { type: 'split' as const, data: { children, into: 'parcels' as const } };
  const decided = decideOrder(order.state, order.doc.base, split, { actor });
  if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
  // The goods lie here: nobody else's NEXT is to bring this box.
  const here = { type: 'allocated', data: { bench: bench.id, station: ctx.station } };
  const events = stamp<ShipmentEvent>(ctx, actor, [here]);
  const doc = shipmentDoc({ id: rest, site: parcel.doc.site, base: other, events });
  const written = await deps.shipments.write(planned.value, [
    ctx.db.shipments.ensuring(doc),
    changingOrder(ctx, order.doc, decided.value, actor),
  ]);
  if (!written.ok) return overtaken(order.doc.id);
  deps.orders.touch(order.doc.id);
  deps.queue.touch();
  return written;
}

/** The boxes that the order is in already. */
function boxesOf(
  events: readonly OrderEvent[],
): readonly { readonly id: string; readonly lines: readonly LineUnits[] }[] {
  const last = events.findLast((event) => event.type === 'split' && event.data.into === 'parcels');
  return last?.type === 'split' ? last.data.children : [];
}

/** A parcel was closed whose rest has a box of its own: that is opened, as scanning it would. */
export async function openRest(bench: Bench, say: Say): Promise<void> {
  const { rest } = bench;
  bench.rest = undefined;
  if (rest === undefined || bench.live || bench.stop || bench.mode !== 'pack') return;
  await openParcel(bench, say, rest, 'order');
}
