import type { OrderView } from '../../../shared/contract/index.ts';
import {
  foldOrder,
  foldShipment,
  visibleStatus,
  type Money,
  type OrderBase,
} from '../../../shared/domain/index.ts';
import { maskName } from '../../../shared/domain/masking/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import { orderSteps } from './order-steps.ts';
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
  // As the order stands now: what came, with all that was changed of it.
  const base = state.current;
  const parcels = shipments.map((shipment) => ({ shipment, folded: foldShipment(shipment) }));
  return {
    ...beside,
    order: doc.id,
    channel: doc.channel,
    channelOrderNo: doc.channelOrderNo,
    kind: base.kind,
    status: state.status,
    visible: visibleStatus(
      state,
      parcels.map(({ folded }) => folded),
    ).code,
    payment: state.payment,
    logistics: state.logistics,
    flags: [...state.flags],
    orderedAt: doc.orderedAt,
    receivedAt: base.receivedAt,
    intake: base.intake,
    author: base.intake === 'manual' ? base.author : null,
    shipBy: base.shipBy ?? null,
    carrier: base.carrier ?? null,
    total: base.total ?? null,
    amounts: amountsOf(base),
    paymentRecord: {
      method: base.paymentMethod ?? null,
      reference: base.paymentReference ?? null,
      at: base.paidAt ?? null,
    },
    invoice: invoiceOf(doc),
    lines: base.lines.map(({ no, sku, name, variant, qty, kind, unitPrice }) => ({
      no,
      sku,
      name,
      variant: variant ?? null,
      qty,
      kind,
      price: unitPrice ?? null,
    })),
    holds: [...state.holds],
    related: {
      parent: base.parent ?? null,
      children: state.split === 'orders' ? [...state.children] : [],
      mergedInto: state.mergedInto ?? null,
    },
    shipments: parcels.map(({ shipment, folded }) => ({
      id: shipment.id,
      status: folded.status,
      carrier: shipment.carrier,
      number: folded.waybill?.number ?? null,
      bench: benchLabel(folded.bench === undefined ? folded.claim : folded, here) ?? null,
    })),
    timeline: orderSteps(doc, shipments, here),
  };
}

/** Totals of an order, and whether they add up: goods + charges + freight − discount should be the total. */
export function amountsOf(base: OrderBase): OrderView['amounts'] {
  const goods = sumOf(base.lines.filter((line) => line.kind !== 'charge'));
  const { freight, discount, total } = base;
  return {
    goods,
    freight: freight ?? null,
    discount: discount ?? null,
    paid: base.paid ?? null,
    cod: base.codAmount ?? null,
    coupon: base.coupon ?? null,
    difference: total && goods ? differenceOf(base, goods, total) : null,
  };
}

function differenceOf({ lines, freight, discount }: OrderBase, goods: Money, total: Money): number | null {
  const charges = lines.filter((line) => line.kind === 'charge');
  // Freight as a line and as an amount is one and the same, or not: nobody can tell.
  if (charges.length > 0 && freight !== undefined) return null;
  const parts = [goods, freight, discount, charges.length === 0 ? undefined : sumOf(charges)];
  if (parts.some((part) => part === null || (part && part.currency !== total.currency))) return null;
  const charged = parts[3]?.minor ?? 0;
  return goods.minor + charged + (freight?.minor ?? 0) - (discount?.minor ?? 0) - total.minor;
}

/** Null where a line has no price, or another currency than the others. */
function sumOf(lines: OrderBase['lines']): Money | null {
  const currency = lines[0]?.unitPrice?.currency;
  if (currency === undefined) return null;
  let minor = 0;
  for (const { unitPrice, qty } of lines) {
    if (unitPrice?.currency !== currency) return null;
    minor += unitPrice.minor * qty;
  }
  return Number.isSafeInteger(minor) ? { minor, currency } : null;
}

function invoiceOf(doc: OrderDoc): OrderView['invoice'] {
  const brought = doc.events.map((event) => doc.private?.events[event.id]?.invoice);
  const invoice = brought.findLast((each) => each !== undefined) ?? doc.private?.base?.invoice;
  if (!invoice) return null;
  return { kind: invoice.kind, title: invoice.kind === 'company' ? invoice.title : maskName(invoice.title) };
}
