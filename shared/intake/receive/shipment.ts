import { foldOrder, type OrderAggregate, type Product, type ShipmentAggregate } from '../../domain/index.ts';
import { goodsOf } from './order.ts';
import { revisionMark } from './revision.ts';

/** One parcel for each order, until it is split. */
export const shipmentIdOf = (order: string, parcel = 1): string => `${order}.${parcel}`;

/** The parcel that an order has of its own, as its lines are now. */
export const ownShipmentId = (order: Pick<OrderAggregate, 'id' | 'events'>): string =>
  `${shipmentIdOf(order.id)}${revisionMark(order)}`;

/** SKUs whose products `shipmentOf` asks for first; the parts of kits among them are asked for after that. */
export const skusToPack = (orders: readonly Pick<OrderAggregate, 'base' | 'events'>[]): string[] => [
  ...new Set(orders.flatMap((order) => goodsOf(foldOrder(order).current))),
];
export const partsOf = (products: Iterable<Product>): string[] => [
  ...new Set([...products].flatMap((product) => product.kit?.map((part) => part.sku) ?? [])),
];

/**
 * The shipment of a released order; the same for whoever makes it from the same products. Kits are taken apart.
 * @param carrier of a parcel whose order names none: the order's own goes before
 * @param products by SKU, with the parts of kits
 */
export function shipmentOf(
  order: OrderAggregate,
  carrier: string,
  products: ReadonlyMap<string, Product>,
): ShipmentAggregate {
  const state = foldOrder(order);
  const base = state.current;
  const marks = new Set(state.flags.filter((flag) => flag === 'fragile' || flag === 'cold_chain'));
  const lines: ShipmentAggregate['base']['lines'][number][] = [];
  const add = (
    sku: string,
    qty: number,
    given: { name?: string; variant?: string | undefined; kit?: string },
  ) => {
    const product = products.get(sku);
    for (const mark of product?.marks ?? []) marks.add(mark);
    const variant = product?.variant ?? given.variant;
    lines.push({
      no: lines.length + 1,
      sku,
      name: product?.name ?? given.name ?? sku,
      ...(variant === undefined ? {} : { variant }),
      qty,
      ...(product?.location === undefined ? {} : { location: product.location }),
      ...(given.kit === undefined ? {} : { kit: given.kit }),
    });
  };
  for (const line of base.lines) {
    if (line.kind !== 'goods') continue;
    const kit = products.get(line.sku)?.kit;
    if (!kit) add(line.sku, line.qty, line);
    else for (const part of kit) add(part.sku, part.qty * line.qty, { kit: line.sku });
  }
  const cod = state.payment === 'COD' ? (base.codAmount ?? base.total) : undefined;
  return {
    id: ownShipmentId(order),
    site: order.site,
    base: {
      orders: [order.id],
      lines,
      carrier: base.carrier ?? carrier,
      createdAt: base.receivedAt,
      ...(base.shipBy === undefined ? {} : { shipBy: base.shipBy }),
      ...(state.allocation?.group === undefined ? {} : { group: state.allocation.group }),
      urgent: state.flags.includes('urgent'),
      marks: [...marks],
      ...(cod === undefined ? {} : { cod }),
      parcel: { n: 1, m: 1 },
      receiverMasked: base.receiverMasked,
    },
    events: [],
  };
}
