import { setTimeout as sleep } from 'node:timers/promises';
import type { ShipmentDoc, WaybillDoc } from '../../../shared/schema/index.ts';
import { nameOf, type Context } from './context.ts';
import type { NumbersService } from './numbers.ts';
import { eachPage } from './pages.ts';
import type { ParcelsService } from './parcels.ts';
import { SYSTEM } from './people.ts';
import type { QueueService } from './queue.ts';
import type { SettingsService } from './settings.ts';
import { waybillId, type WaybillsService } from './waybills.ts';

/** Is everything on this machine that a parcel will need? Asked before it reaches the bench, not when it lies there. */
export interface Readiness {
  /** Numbers that were issued for these orders are bound; parcels that still lack something are listed. */
  ofOrders(orders: readonly string[]): Promise<void>;
  /** The whole queue, page by page, with room for scans in between. Ends early when the station closes. */
  ofQueue(): Promise<void>;
  /** Starts {@link ofQueue} where it does not run yet. */
  lookAgain(): void;
  close(): Promise<void>;
}

/** Parcels looked at in one go: about 2 ms, which a scan may have to wait. */
const PAGE = 30;
/** ms between pages of the queue. */
const PAUSE_MS = 20;

export function createReadiness(deps: {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly parcels: ParcelsService;
  readonly numbers: NumbersService;
  readonly waybills: WaybillsService;
  readonly queue: QueueService;
}): Readiness {
  const { ctx, settings, queue } = deps;
  let closed = false;
  let running: Promise<void> | undefined;

  async function check(docs: readonly ShipmentDoc[]): Promise<void> {
    const unnumbered = docs.filter((doc) => doc.waybill === '');
    const issued = await deps.waybills.ofOrders(unnumbered.flatMap((doc) => doc.base.orders));
    for (const doc of unnumbered) {
      if (doc.base.orders.some((order) => issued.has(order))) {
        const bound = await deps.numbers.ensure(await deps.parcels.from(doc), SYSTEM);
        const printable = bound.ok ? deps.numbers.printable(bound.value) : bound;
        if (printable.ok) queue.notWaiting(doc.id);
        // A missing sender is no fault of the parcel: every one of them waits for it.
        else if (printable.code !== 'sender_missing') queue.notReady(doc.id, printable.code);
      } else if (settings.carrier(doc.carrier).sources.every((source) => source === 'file')) {
        queue.notReady(doc.id, 'no_waybill');
      }
    }
    await checkRouting(docs.filter((doc) => doc.waybill !== '' && settings.carrier(doc.carrier).routed));
  }

  async function checkRouting(docs: readonly ShipmentDoc[]): Promise<void> {
    const found = await ctx.db.waybills.getMany(docs.map((doc) => waybillId(doc.carrier, doc.waybill)));
    for (const doc of docs) {
      const waybill: WaybillDoc | undefined = found.get(waybillId(doc.carrier, doc.waybill));
      if (!waybill || waybill.base.source === 'external' || waybill.base.routing) continue;
      queue.notReady(doc.id, 'missing_routing');
    }
  }

  async function ofQueue(): Promise<void> {
    await eachPage({
      read: (from, skip) =>
        ctx.db.shipments.find({
          selector: { lane: 'queue', priority: { $gte: from } },
          sort: [{ lane: 'asc' }, { priority: 'asc' }, { id: 'asc' }],
          skip,
          limit: PAGE,
        }),
      keyOf: (doc) => doc.priority,
      each: check,
      async pause() {
        await sleep(PAUSE_MS);
        await ctx.scans.lull();
      },
      goOn: () => !closed,
    });
    queue.touch();
  }

  return {
    async ofOrders(orders) {
      const docs = await ctx.db.shipments.find({ selector: { order: { $in: [...new Set(orders)] } } });
      await check(docs.filter((doc) => doc.lane === 'queue'));
    },
    ofQueue,
    lookAgain() {
      running ??= ofQueue()
        .catch((error: unknown) => ctx.log(`queue not looked at: ${nameOf(error)}`))
        .finally(() => (running = undefined));
    },
    async close() {
      closed = true;
      await running;
    },
  };
}
