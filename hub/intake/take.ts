import { createHmac } from 'node:crypto';
import {
  followUpEvents,
  foldOrder,
  type OrderEvent,
  type OrderState,
  type Product,
} from '../../shared/domain/index.ts';
import {
  blockDrafts,
  goodsOf,
  laterReport,
  partsOf,
  passesReview,
  productId,
  receivedOrder,
  ownShipmentId,
  shipmentIdOf,
  shipmentOf,
  skusToPack,
  type OrderDraft,
} from '../../shared/intake/index.ts';
import { orderDoc, shipmentDoc, type OrderDoc, type ShipmentDoc } from '../../shared/schema/index.ts';
import type { Unit } from './unit.ts';

/** What is the same for all orders that come in one way. */
export interface Receipt {
  readonly receivedAt: number;
  readonly intake: 'platform' | 'file';
  /** Actor id of whoever brings them. */
  readonly author: string;
  /** Carrier of parcels whose order names none. */
  readonly carrier: string;
  /** Key of the site's receiver hashes. */
  readonly siteKey: Uint8Array;
}

export interface Taken {
  readonly id: string;
  readonly outcome: 'accepted' | 'already' | 'updated';
  readonly status: string;
}

/**
 * Takes orders in: new ones with their first steps and, where they are released, their shipment; those that are there
 * already are compared, as a later report of the same order. The same order twice in a list is a repetition.
 */
export async function takeOrders(
  unit: Unit,
  drafts: readonly OrderDraft[],
  receipt: Receipt,
): Promise<Taken[]> {
  const known = await unit.get(
    'orders',
    drafts.map((draft) => draft.id),
  );
  const unknownSkus = await unknownOf(
    unit,
    drafts.flatMap((draft) => goodsOf(draft.base)),
  );
  const hash = (text: string) => createHmac('sha256', receipt.siteKey).update(text).digest('hex');
  const fresh = new Set<string>();
  const taken: Taken[] = [];
  for (const draft of drafts) {
    const before = known.get(draft.id);
    if (before === undefined && !fresh.has(draft.id)) {
      const order = orderDoc(
        receivedOrder(draft, {
          site: unit.site,
          receivedAt: receipt.receivedAt,
          author: receipt.author,
          intake: receipt.intake,
          unknownSkus,
          hash,
          stock: unit.rules.stock,
          review: unit.rules.review,
          shipBy: unit.rules.shipBy,
          stamp: (events) => unit.stamp<OrderEvent>(events, 'SYS'),
        }),
      );
      unit.put('orders', order);
      fresh.add(order.id);
      taken.push({ id: order.id, outcome: 'accepted', status: order.status });
      continue;
    }
    const order = (await unit.get('orders', [draft.id])).get(draft.id);
    if (!order) throw new Error('an order that was put is not there');
    const updated = before !== undefined && (await takeLater(unit, order, draft));
    const now = (await unit.get('orders', [draft.id])).get(draft.id) ?? order;
    taken.push({ id: draft.id, outcome: updated ? 'updated' : 'already', status: now.status });
  }
  const ids = drafts.map((draft) => draft.id);
  await makeShipments(unit, [...(await unit.get('orders', ids)).values()], receipt.carrier);
  return taken;
}

async function takeLater(unit: Unit, order: OrderDoc, draft: OrderDraft): Promise<boolean> {
  const later = laterReport(order, foldOrder(order), draft);
  if (!later) return false;
  const next = unit.appendToOrder(order, [later.draft], 'SYS');
  if (later.kind === 'flag') await tellParcels(unit, next, later.draft.id);
  else followUp(unit, next);
  return true;
}

/** Steps that follow by themselves; their ids are derived, so that two hubs or a repetition write them once. */
export function followUp(unit: Unit, order: OrderDoc): OrderDoc {
  let now = order;
  for (;;) {
    const drafts = followUpEvents(now.base, foldOrder(now), { stock: unit.rules.stock });
    const last = now.events.at(-1)?.id ?? now.id;
    const next = unit.appendToOrder(
      now,
      drafts.map((draft) => ({ ...draft, id: `${draft.type}:after:${last}` })),
      'SYS',
    );
    if (next === now) return now;
    now = next;
  }
}

/** The parcels' own record of what their order blocks. @param cause id of the event that changed the order */
export async function tellParcels(unit: Unit, order: OrderDoc, cause: string): Promise<void> {
  const state = foldOrder(order);
  for (const parcel of await parcelsOf(unit, order, state)) {
    if (parcel.lane === 'gone' || parcel.lane === 'void') continue;
    unit.appendToShipment(parcel, blockDrafts(parcel, order.id, state, cause));
  }
}

/** Its parcels: the first, those that it was split into, the one that it was merged into. */
export async function parcelsOf(
  unit: Pick<Unit, 'get'>,
  order: Pick<OrderDoc, 'id' | 'events'>,
  state: OrderState,
): Promise<ShipmentDoc[]> {
  const split = state.split === 'parcels' ? state.children : [];
  const merged = state.mergedInto === undefined ? [] : [state.mergedInto];
  const own = new Set([shipmentIdOf(order.id), ownShipmentId(order)]);
  return [...(await unit.get('shipments', [...own, ...split, ...merged])).values()];
}

export async function unknownOf(unit: Unit, skus: readonly string[]): Promise<ReadonlySet<string>> {
  const known = await unit.get('products', skus.map(productId));
  return new Set(skus.filter((sku) => !known.has(productId(sku))));
}

/** Shipments of the released ones among these orders; one that is there stays as it is. */
export async function makeShipments(unit: Unit, orders: readonly OrderDoc[], carrier: string): Promise<void> {
  const released = orders.filter((order) => {
    if (order.status !== 'READY_TO_SHIP') return false;
    const { split, mergedInto } = foldOrder(order);
    return split !== 'orders' && mergedInto === undefined;
  });
  if (released.length === 0) return;
  const there = await unit.get(
    'shipments',
    released.map((order) => ownShipmentId(order)),
  );
  const without = released.filter((order) => !there.has(ownShipmentId(order)));
  const products = await productsOf(unit, skusToPack(without));
  const all = new Map([...products, ...(await productsOf(unit, partsOf(products.values())))]);
  for (const order of without) unit.put('shipments', shipmentDoc(shipmentOf(order, carrier, all)));
}

async function productsOf(unit: Unit, skus: readonly string[]): Promise<Map<string, Product>> {
  const found = new Map<string, Product>();
  for (const doc of (await unit.get('products', skus.map(productId))).values())
    if (doc.product) found.set(doc.sku, doc.product);
  return found;
}

/** An order that waits for a review is looked at again: products or an address came. @returns true where it went on */
export async function reviewAgain(unit: Unit, order: OrderDoc, carrier: string): Promise<boolean> {
  if (order.status !== 'IN_REVIEW' || unit.rules.review === 'later') return false;
  const unknown = await unknownOf(unit, goodsOf(order.base));
  const rule = passesReview(order, foldOrder(order), [...unknown]);
  if (rule === undefined) return false;
  const approved = unit.appendToOrder(
    order,
    [{ type: 'approved', data: { rule }, id: `approved:again:${order.id}` }],
    'SYS',
  );
  if (approved === order) return false;
  await makeShipments(unit, [followUp(unit, approved)], carrier);
  return true;
}
