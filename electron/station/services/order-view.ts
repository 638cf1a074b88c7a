import { hlcMs } from '../../../shared/base/index.ts';
import type { OrderView } from '../../../shared/contract/index.ts';
import { compareEvents, foldOrder, foldShipment } from '../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import { benchLabel } from './parcels.ts';

/** What the page of an order shows beside its documents. */
export type Beside = Pick<OrderView, 'receiver' | 'remark' | 'sellerNote' | 'exceptions' | 'reasons'>;

/** @param here this station: benches of others are named with theirs */
export function orderView(
  doc: OrderDoc,
  shipments: readonly ShipmentDoc[],
  here: string,
  beside: Beside,
): OrderView {
  const state = foldOrder(doc);
  const base = state.current;
  const events = [...doc.events, ...shipments.flatMap((shipment) => shipment.events)];
  return {
    ...beside,
    order: doc.id,
    channel: doc.channel,
    channelOrderNo: doc.channelOrderNo,
    kind: base.kind,
    status: state.status,
    payment: state.payment,
    flags: [...state.flags],
    orderedAt: doc.orderedAt,
    shipBy: base.shipBy ?? null,
    total: base.total ?? null,
    lines: base.lines.map(({ no, sku, name, variant, qty, kind }) => ({
      no,
      sku,
      name,
      variant: variant ?? null,
      qty,
      kind,
    })),
    holds: [...state.holds],
    shipments: shipments.map((shipment) => {
      const folded = foldShipment(shipment);
      return {
        id: shipment.id,
        status: folded.status,
        carrier: shipment.carrier,
        number: folded.waybill?.number ?? null,
        bench: benchLabel(folded.bench === undefined ? folded.claim : folded, here) ?? null,
      };
    }),
    timeline: events.sort(compareEvents).map((event) => ({
      at: hlcMs(event.at),
      by: event.by,
      type: event.type,
      data: flat(event.data),
    })),
  };
}

type Flat = string | number | boolean | null;
/** Event data for the timeline: plain values only. Private data never stands in events. */
function flat(data: unknown): Record<string, Flat> {
  const entries = Object.entries((data ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter(
      (each): each is [string, Flat] =>
        each[1] === null || ['string', 'number', 'boolean'].includes(typeof each[1]),
    ),
  );
}
