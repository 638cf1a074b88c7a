import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { foldShipment } from '../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../../shared/schema/index.ts';
import type { Blocks } from './blocks.ts';
import type { Context } from './context.ts';
import type { OrdersService } from './orders.ts';
import { eachPage } from './pages.ts';
import { withState } from './parcels.ts';
import { SYSTEM } from './people.ts';
import type { PrintsService } from './prints.ts';
import type { SettingsService } from './settings.ts';
import type { ShipmentsService } from './shipments.ts';
import { waybillId, type WaybillsService } from './waybills.ts';

/** What was completed, by kind; a start after a clean end looks for nothing. */
export interface Recovered {
  /** Closed parcels whose number or label did not know it yet. */
  readonly closed: number;
  /** Numbers that were bound to a parcel that did not know it, or the other way round. */
  readonly numbers: number;
  /** Parcels of cancelled orders that still stood in the queue. */
  readonly cancelled: number;
  /** Parcels that did not know of a hold or of its end. */
  readonly blocks: number;
  /** Orders whose next steps were missing. */
  readonly orders: number;
}

/**
 * What follows from a document that counts, and was not written: with ids that repeat, so that doing it again changes nothing.
 * An act at the bench is one transaction (`db.together`) and needs none of it. It is for effects that are still written one
 * after another (the parcels of a released or cancelled order, a voided number), for folders that a version before left
 * half done, and for what replication brought in pieces. (Open handovers and print jobs have their own: `handover.heal`,
 * `prints.recover`; imports: `imports.heal`.)
 */
export interface Recovery {
  /** What a bench would trip over; before the first scan counts. Reads what is bound and staged. */
  urgent(): Promise<void>;
  /** The rest, beside the work; what `stop` cuts short is begun anew by the next start. */
  rest(): Promise<void>;
  finished(): boolean;
  stop(): void;
  counts(): Recovered;
}

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly shipments: ShipmentsService;
  readonly waybills: WaybillsService;
  readonly orders: OrdersService;
  readonly prints: PrintsService;
  readonly blocks: Blocks;
}

const PAGE = 200;
/** Documents looked at between two scans, about 2 ms, and the time for those scans. */
const FEW = 25;
const PAUSE_MS = 20;
const OPEN_LANES = ['queue', 'held', 'work', 'staged'] as const;

export function createRecovery(deps: Deps): Recovery {
  const { ctx, shipments, waybills } = deps;
  const { db } = ctx;
  let stopped = false;
  let finished = false;
  const counts = { closed: 0, numbers: 0, cancelled: 0, blocks: 0, orders: 0 };

  const goOn = (): boolean => !stopped;
  const parcels = (lane: ShipmentDoc['lane'], limit: number) => (from: string, skip: number) =>
    db.shipments.find({
      selector: { lane, priority: { $gte: from } },
      sort: [{ lane: 'asc' }, { priority: 'asc' }, { id: 'asc' }],
      skip,
      limit,
    });
  const priorityOf = (doc: ShipmentDoc): string => doc.priority;

  /** A staged parcel is closed: its number is on paper, and its label was scanned. (One act now: of folders from before.) */
  async function closed(docs: readonly ShipmentDoc[]): Promise<void> {
    const withNumber = docs.filter((doc) => doc.waybill !== '');
    const staged = withNumber.map((doc) => {
      const state = foldShipment(doc);
      return { doc, state, number: waybillId(state.waybill?.carrier ?? doc.carrier, doc.waybill) };
    });
    const numbers = await db.waybills.getMany(staged.map((parcel) => parcel.number));
    for (const { doc, state, number: id } of staged) {
      const number = numbers.get(id);
      let found = false;
      if (number?.state === 'BOUND' && number.shipment === doc.id) {
        const labelled = doc.events.findLast((event) => event.type === 'labelled');
        const draft = {
          type: 'printed',
          data: { job: labelled?.id ?? 'elsewhere' },
          id: `printed:${doc.waybill}`,
        };
        await waybills.note(number.carrier, doc.waybill, draft, SYSTEM);
        found = true;
      }
      const job = await deps.prints.lastLabel({ doc, state });
      if (job && job.state !== 'confirmed') {
        await deps.prints.confirmLabel(job, SYSTEM);
        if ((await deps.prints.job(job.id))?.state === 'confirmed') found = true;
      }
      if (found) counts.closed += 1;
    }
  }

  /** A number knows its parcel before the parcel knows its number; voided it is the other way round. */
  async function numbers(docs: readonly WaybillDoc[]): Promise<void> {
    const parcels = await db.shipments.getMany(docs.map((doc) => doc.shipment));
    for (const doc of docs) {
      const parcel = parcels.get(doc.shipment);
      if (parcel?.waybill === doc.number) continue;
      // A parcel of another station may not have come yet.
      if (!parcel) continue;
      const state = foldShipment(parcel);
      const { carrier, number } = doc;
      if (state.voidedNumbers.includes(number) || parcel.lane === 'void') {
        const reason = 'interrupted';
        await waybills.note(
          carrier,
          number,
          { type: 'voided', data: { reason }, id: `voided:${doc.id}` },
          SYSTEM,
        );
      } else if (!state.waybill) {
        const data = { carrier, number, source: doc.base.source };
        const id = `waybill_bound:${doc.id}:${parcel.id}`;
        await shipments.note(doc.shipment, [{ type: 'waybill_bound', data, id }], SYSTEM);
      } else if (doc.state === 'PRINTED') {
        continue; // two parcels' worth of paper: a person's matter
      } else {
        // The parcel got another number since: this one never stood on a label.
        const draft = { type: 'voided', data: { reason: 'not_used' }, id: `voided:${doc.id}` };
        await waybills.note(carrier, number, draft, SYSTEM);
      }
      counts.numbers += 1;
    }
  }

  /** What its orders say of a parcel: cancelled, held, or free again. */
  async function followOrders(docs: readonly ShipmentDoc[]): Promise<void> {
    const orders = await db.orders.getMany(docs.map((doc) => doc.order));
    for (const doc of docs) {
      const order = orders.get(doc.order);
      if (!order) continue;
      if (order.status === 'CANCELLED' && doc.lane !== 'staged' && doc.lane !== 'work') {
        const id = `voided:${order.id}:${doc.id}`;
        await shipments.note(doc.id, [{ type: 'voided', data: { reason: 'cancelled' }, id }], SYSTEM);
        counts.cancelled += 1;
        continue;
      }
      if (
        (order.lane === 'blocked') === (doc.lane === 'held') &&
        doc.lane !== 'work' &&
        doc.lane !== 'staged'
      )
        continue;
      await syncBlocks(order, doc);
    }
  }

  async function syncBlocks(order: OrderDoc, doc: ShipmentDoc): Promise<void> {
    const last = order.events.at(-1)?.id ?? '';
    await deps.blocks.sync(order, withState(order).state, `recovered:${last}`, SYSTEM);
    const after = await db.shipments.get(doc.id);
    if (after && after.events.length > doc.events.length) counts.blocks += 1;
  }

  /** The steps that follow by themselves, and the parcel of an order that was released. */
  async function followUps(docs: readonly OrderDoc[]): Promise<void> {
    for (const { id } of docs.filter((doc) => deps.orders.lacksFollowUp(doc))) {
      await deps.orders.followUp(id);
      counts.orders += 1;
    }
  }

  /** Beside the work: a few at a time, so that no scan waits for them. */
  const breathe = (): Promise<unknown> => sleep(PAUSE_MS);

  return {
    async urgent() {
      await eachPage({
        read: parcels('staged', PAGE),
        keyOf: priorityOf,
        each: closed,
        pause: nextTurn,
        goOn,
      });
      for (const { code } of deps.settings.carriers()) {
        const found = await db.waybills.find({
          selector: { carrier: code, state: { $in: ['BOUND', 'PRINTED'] } },
        });
        for (let at = 0; at < found.length; at += PAGE) {
          await numbers(found.slice(at, at + PAGE));
          await nextTurn();
        }
      }
      await db.barrier();
    },
    async rest() {
      // What is written on the way may change the lane: the ids are read first.
      const ids: string[] = [];
      const collect = async (docs: ShipmentDoc[]): Promise<void> =>
        void ids.push(...docs.map(({ id }) => id));
      for (const lane of OPEN_LANES)
        await eachPage({ read: parcels(lane, PAGE), keyOf: priorityOf, each: collect, pause: breathe, goOn });
      for (let at = 0; at < ids.length && !stopped; at += FEW) {
        await followOrders([...(await db.shipments.getMany(ids.slice(at, at + FEW))).values()]);
        await breathe();
      }
      const orders = (from: string, skip: number) =>
        db.orders.find({
          selector: { lane: 'blocked', code: { $gte: from } },
          sort: [{ code: 'asc' }],
          skip,
          limit: FEW,
        });
      await eachPage({ read: orders, keyOf: (doc) => doc.code, each: followUps, pause: breathe, goOn });
      await deps.orders.heal(async () => {
        await breathe();
        return !stopped;
      });
      finished = !stopped;
      await db.barrier();
      const done = Object.entries(counts).filter(([, n]) => n > 0);
      if (done.length > 0)
        ctx.log(`completed after a crash: ${done.map(([what, n]) => `${n} ${what}`).join(', ')}`);
    },
    finished: () => finished,
    stop: () => void (stopped = true),
    counts: () => ({ ...counts }),
  };
}
