import type { Money, OrderAggregate, ShipmentAggregate } from '../../domain/index.ts';
import { revisionMark, shortHash } from './revision.ts';

/** Id of the common parcel of these orders, in whatever order they are named. Another one where one of them has changed. */
export function mergedShipmentId(orders: readonly Pick<OrderAggregate, 'id' | 'events'>[]): string {
  const sorted = [...orders].sort((a, b) => (a.id < b.id ? -1 : 1));
  const names = sorted.map((order) => `${order.id}${revisionMark(order)}`).join('\n');
  return `${sorted[0]?.id ?? ''}.1M${shortHash(names)}`;
}

/**
 * One parcel for several orders (合单). @param own each order's own parcel, as `shipmentOf` gives it
 * @returns undefined where the amounts to collect cannot be added up
 */
export function mergedShipment(
  orders: readonly OrderAggregate[],
  own: readonly ShipmentAggregate[],
): ShipmentAggregate | undefined {
  const sorted = [...own].sort((a, b) => ((a.base.orders[0] ?? '') < (b.base.orders[0] ?? '') ? -1 : 1));
  const first = sorted[0];
  if (first === undefined) return undefined;
  const cod = sumOf(sorted.flatMap(({ base }) => (base.cod === undefined ? [] : [base.cod])));
  if (cod === 'mixed') return undefined;
  const deadlines = sorted.flatMap(({ base }) => (base.shipBy === undefined ? [] : [base.shipBy]));
  const { cod: _cod, shipBy: _shipBy, ...base } = first.base;
  void _cod;
  void _shipBy;
  return {
    id: mergedShipmentId(orders),
    site: first.site,
    base: {
      ...base,
      orders: sorted.flatMap((shipment) => shipment.base.orders),
      lines: sorted.flatMap((shipment) => shipment.base.lines).map((line, at) => ({ ...line, no: at + 1 })),
      createdAt: Math.min(...sorted.map((shipment) => shipment.base.createdAt)),
      urgent: sorted.some((shipment) => shipment.base.urgent),
      marks: [...new Set(sorted.flatMap((shipment) => shipment.base.marks))],
      receiverMasked: sorted.some((shipment) => shipment.base.receiverMasked),
      ...(deadlines.length === 0 ? {} : { shipBy: Math.min(...deadlines) }),
      ...(cod === undefined ? {} : { cod }),
    },
    events: [],
  };
}

function sumOf(amounts: readonly Money[]): Money | undefined | 'mixed' {
  const [first] = amounts;
  if (first === undefined) return undefined;
  if (amounts.some((amount) => amount.currency !== first.currency)) return 'mixed';
  return { minor: amounts.reduce((sum, amount) => sum + amount.minor, 0), currency: first.currency };
}
