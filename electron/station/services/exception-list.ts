import { setImmediate as breathe } from 'node:timers/promises';
import { foldOrder, foldShipment, foldWaybill, type DomainEvent } from '../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../../shared/schema/index.ts';
import { nameOf, type Context } from './context.ts';
import { openExceptions } from './exceptions.ts';

/**
 * Orders with an open exception that no list of blocked orders has: they have left, or it is a parcel's or a number's.
 * Two stations' work meets where the hub brings it, so that is where they are found; they are kept in the outbox.
 */
export interface ExceptionList {
  /** Not those in lane `blocked`, which are listed as such. */
  orders(): Promise<OrderDoc[]>;
  has(order: string): boolean;
  /** Something of the order was closed, or opened. */
  recheck(order: string): Promise<void>;
  close(): Promise<void>;
}

const KIND = 'exception';
const idOf = (order: string): string => `${KIND}:${order}`;
/** Documents looked at before scans get their turn. */
const SLICE = 50;

export function createExceptionList(ctx: Context, changed: () => void): ExceptionList {
  const { db } = ctx;
  const open = new Set<string>();
  /** Found by documents that were pulled; taken in turn. */
  const work: (() => readonly string[] | Promise<readonly string[]>)[] = [];
  let working: Promise<void> | undefined;
  let closed = false;

  const read = db.outbox.find({ selector: { kind: KIND, state: 'waiting' } }).then(
    (docs) => {
      for (const doc of docs) open.add(doc.id.slice(KIND.length + 1));
      if (docs.length > 0) changed();
    },
    (error: unknown) => ctx.log(`exceptions not read: ${nameOf(error)}`),
  );

  async function recheck(id: string): Promise<void> {
    await read;
    const doc = await db.orders.get(id);
    const has = doc !== undefined && (await openExceptions(db, doc)).length > 0;
    if (has === open.has(id)) return;
    if (has) {
      await db.outbox.put({ id: idOf(id), kind: KIND, state: 'waiting', at: ctx.clock.now(), data: {} });
      open.add(id);
    } else {
      await db.outbox.purge([idOf(id)]);
      open.delete(id);
    }
    changed();
  }

  async function drain(): Promise<void> {
    await read;
    while (work.length > 0 && !closed) {
      const orders = new Set<string>();
      for (const find of work.splice(0, SLICE)) for (const id of await find()) orders.add(id);
      for (const id of orders) if (!closed && !ctx.failed()) await recheck(id);
      await breathe();
    }
  }

  function look(find: (typeof work)[number]): void {
    work.push(find);
    working ??= breathe()
      .then(drain)
      .catch((error: unknown) => ctx.log(`exceptions not looked for: ${nameOf(error)}`))
      .finally(() => (working = undefined));
  }
  /** What one station did alone never contradicts itself unseen: its own screens refused it. */
  const byTwo = (events: readonly DomainEvent[]): boolean =>
    events.some((event) => event.station !== events[0]?.station);
  /** Those that are listed already may have been closed elsewhere. */
  const known = (orders: readonly string[]): readonly string[] => orders.filter((id) => open.has(id));

  db.orders.onPulled((pulled) => {
    for (const { doc } of pulled)
      if (byTwo(doc.events) || open.has(doc.id))
        look(() => (foldOrder(doc).exceptions.length > 0 ? [doc.id] : known([doc.id])));
  });
  db.shipments.onPulled((pulled) => {
    for (const { doc } of pulled) if (byTwo(doc.events)) look(() => ofShipment(doc));
  });
  db.waybills.onPulled((pulled) => {
    for (const { doc } of pulled) if (byTwo(doc.events)) look(() => ofWaybill(doc));
  });

  const ofShipment = (doc: ShipmentDoc): readonly string[] =>
    foldShipment(doc).exceptions.length > 0 ? doc.base.orders : known(doc.base.orders);

  /** A number that two parcels took is the business of both. */
  async function ofWaybill(doc: WaybillDoc): Promise<readonly string[]> {
    const odd = foldWaybill(doc).exceptions.length > 0;
    if (!odd && open.size === 0) return [];
    const bound = doc.events.flatMap((event) => (event.type === 'bound' ? [event.data.shipment] : []));
    const parcels = await db.shipments.getMany(bound);
    const orders = [...parcels.values()].flatMap((parcel) => parcel.base.orders);
    const all = [...new Set([...orders, doc.order])].filter((id) => id !== '');
    return odd ? all : known(all);
  }

  return {
    async orders() {
      await read;
      const found = await db.orders.getMany([...open]);
      return [...found.values()].filter((doc) => doc.lane !== 'blocked');
    },
    has: (order) => open.has(order),
    recheck,
    async close() {
      closed = true;
      await read;
      await working;
    },
  };
}
