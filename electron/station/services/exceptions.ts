import { hlcMs } from '../../../shared/base/index.ts';
import type { OrderView } from '../../../shared/contract/index.ts';
import {
  exceptionFacts,
  foldOrder,
  foldShipment,
  foldWaybill,
  sortEvents,
  type DomainEvent,
  type FoldConflict,
} from '../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../../shared/schema/index.ts';
import type { Database } from '../database/index.ts';
import { parcelsOfOrder } from './order-parcels.ts';
import { waybillId } from './waybills.ts';

type Exceptions = OrderView['exceptions'];
type Fact = Exceptions[number]['facts'][number];

/**
 * Open exceptions of an order, of its parcels and of their numbers, with both facts: who did what, at which station and
 * when. What a parcel's or a number's document tells is raised at the order too, under the same id: it stands once, with
 * the facts of where it comes from.
 */
export async function openExceptions(db: Database, order: OrderDoc): Promise<Exceptions> {
  const { parcels, numbers } = await documentsOf(db, order);
  return exceptionsOf(order, parcels, numbers, await otherOrders(db, numbers));
}

/** @param others shipments of other orders that have had one of the numbers → their orders' numbers */
export function exceptionsOf(
  order: OrderDoc,
  parcels: readonly ShipmentDoc[],
  numbers: readonly WaybillDoc[],
  others: ReadonlyMap<string, string> = new Map(),
): Exceptions {
  const orderOf = (shipment: string): string | null => others.get(shipment) ?? null;
  const own = foldOrder(order).exceptions;
  const byOrder = new Set(own.map(({ id }) => id));
  const ofParcels = parcels.flatMap((doc) =>
    foldShipment(doc).exceptions.map((each) =>
      view('shipment', doc.waybill === '' ? order.channelOrderNo : doc.waybill, each, doc.events, orderOf),
    ),
  );
  const ofNumbers = numbers.flatMap((doc) =>
    foldWaybill(doc).exceptions.map((each) => view('waybill', doc.number, each, doc.events, orderOf)),
  );
  const detailed = new Map([...ofParcels, ...ofNumbers].map((each) => [each.id, each]));
  const ofOrder = own.map(
    (each) => detailed.get(each.id) ?? view('order', order.channelOrderNo, each, order.events, orderOf),
  );
  // Closed at the order is closed, though a parcel's own document may learn of it later.
  const closed = new Set(
    order.events.flatMap((event) => (event.type === 'exception_closed' ? [event.data.exception] : [])),
  );
  return [...ofOrder, ...[...detailed.values()].filter(({ id }) => !byOrder.has(id) && !closed.has(id))];
}

/** What of an order may contradict itself: its parcels, and the numbers that it or they ever had. */
export async function documentsOf(
  db: Database,
  order: OrderDoc,
): Promise<{ readonly parcels: readonly ShipmentDoc[]; readonly numbers: readonly WaybillDoc[] }> {
  const parcels = await parcelsOfOrder(db, order);
  return { parcels, numbers: await waybillsOf(db, order, parcels) };
}

/** Numbers that the order was given, and all that its parcels ever had. */
async function waybillsOf(
  db: Database,
  order: OrderDoc,
  parcels: readonly ShipmentDoc[],
): Promise<WaybillDoc[]> {
  const bound = parcels.flatMap((doc) =>
    doc.events.flatMap((event) =>
      event.type === 'waybill_bound' ? [waybillId(event.data.carrier, event.data.number)] : [],
    ),
  );
  const found = await db.waybills.getMany(bound);
  for (const doc of await db.waybills.find({ selector: { order: order.id } })) found.set(doc.id, doc);
  return [...found.values()];
}

/** Shipments that a number was bound to → their orders' numbers, for those with more than one. */
async function otherOrders(db: Database, numbers: readonly WaybillDoc[]): Promise<Map<string, string>> {
  const ids = numbers.flatMap((doc) => {
    const bound = doc.events.flatMap((event) => (event.type === 'bound' ? [event.data.shipment] : []));
    return new Set(bound).size > 1 ? bound : [];
  });
  const parcels = await db.shipments.getMany(ids);
  const orders = await db.orders.getMany([...parcels.values()].map((doc) => doc.order));
  return new Map(
    [...parcels.values()].flatMap((doc) => {
      const no = orders.get(doc.order)?.channelOrderNo;
      return no === undefined ? [] : [[doc.id, no] as const];
    }),
  );
}

function view(
  subject: Exceptions[number]['subject'],
  label: string,
  exception: FoldConflict,
  events: readonly DomainEvent[],
  orderOf: (shipment: string) => string | null,
): Exceptions[number] {
  const facts = exceptionFacts(events, exception).map((event) => factOf(event, events, orderOf));
  return { id: exception.id, code: exception.code, subject, label, facts };
}

function factOf(
  event: DomainEvent,
  events: readonly DomainEvent[],
  orderOf: (shipment: string) => string | null,
): Fact {
  const { shipment } = event.data as { readonly shipment?: unknown };
  return {
    type: event.type,
    at: hlcMs(event.at),
    by: event.by,
    station: event.station,
    bench: benchOf(event, events),
    order: typeof shipment === 'string' ? orderOf(shipment) : null,
  };
}

/** Only the step that opens a parcel names its bench: what a station does to it until the next happens there. */
function benchOf(event: DomainEvent, events: readonly DomainEvent[]): string | null {
  const sorted = sortEvents(events);
  const at = sorted.findIndex((each) => each.id === event.id);
  const opened = sorted
    .slice(0, at + 1)
    .findLast((each) => each.type === 'opened' && each.station === event.station);
  const { bench } = (opened?.data ?? {}) as { readonly bench?: unknown };
  return typeof bench === 'string' ? bench : null;
}
