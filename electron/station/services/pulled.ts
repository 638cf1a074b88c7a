import type { Disposable } from '../../../shared/base/index.ts';
import { foldShipment } from '../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import type { Pulled } from '../database/index.ts';
import { createPace } from '../pace.ts';
import type { AgreementsService } from './carriers/index.ts';
import type { Blocks } from './blocks.ts';
import { nameOf, type Context } from './context.ts';
import type { OrdersService } from './orders.ts';
import { withState } from './parcels.ts';
import { SYSTEM, type PeopleService } from './people.ts';
import type { PrintsService } from './prints.ts';
import type { QueueService } from './queue.ts';
import type { Readiness } from './readiness.ts';
import type { SettingsService } from './settings.ts';
import type { SiteRulesService } from './site-rules.ts';

interface Deps {
  readonly ctx: Context;
  readonly orders: OrdersService;
  readonly blocks: Blocks;
  readonly queue: QueueService;
  readonly prints: PrintsService;
  readonly people: PeopleService;
  readonly settings: SettingsService;
  readonly siteRules: Pick<SiteRulesService, 'pulled'>;
  readonly agreements: Pick<AgreementsService, 'pulled'>;
  readonly readiness: Readiness;
}

/** Pages are told once of what comes together, ms. */
const TELL_MS = 300;
/** What belongs together may arrive one after another: the order first, its parcels a little later, ms. */
const SETTLE_MS = 2_000;
/** Orders whose parcels are asked for at once. */
const SETTLE_BATCH = 100;

/**
 * What the rest of the station must know of documents that came from the hub: an order cancelled elsewhere stops the bench
 * at once, and lists are counted anew.
 */
export function followPulled(deps: Deps): Disposable {
  const { ctx, orders, queue } = deps;
  const { db } = ctx;
  const told = new Set<'orders' | 'products' | 'handover'>();
  const timers = new Set<NodeJS.Timeout>();
  const pace = createPace();
  let closed = false;

  const careful = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => {
      if (!closed) ctx.log(`what came from the hub was not followed up: ${nameOf(error)}`);
    });
  };
  function after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!closed && !ctx.failed()) work();
    }, ms).unref();
    timers.add(timer);
  }
  function tell(what: 'orders' | 'products' | 'handover'): void {
    if (told.size === 0)
      after(TELL_MS, () => {
        for (const each of told) ctx.push.emit({ event: 'changed', value: { what: each } });
        told.clear();
      });
    told.add(what);
  }

  let looking = false;
  /** Numbers, products or carriers came: what waited for them may be ready. */
  function lookAgain(): void {
    if (looking || queue.waiting().size === 0) return;
    looking = true;
    after(SETTLE_MS, () => {
      looking = false;
      queue.clearWaiting();
      deps.readiness.lookAgain();
      queue.touch();
    });
  }

  /** Of many orders that wait for a review, few have a parcel. */
  async function withParcels(ids: readonly string[]): Promise<string[]> {
    const parcels = await db.shipments.find({ selector: { order: { $in: [...ids] } } });
    return [...new Set(parcels.map((parcel) => parcel.order))];
  }

  const unsettled = new Set<string>();
  /** Whoever changed the order notes it on its parcels too, unless that was no station: then we do. */
  function settleBlocks(id: string): void {
    if (unsettled.size === 0)
      after(SETTLE_MS, () => {
        const ids = [...unsettled];
        unsettled.clear();
        careful(async () => {
          for (let at = 0; at < ids.length; at += SETTLE_BATCH) {
            const having = await withParcels(ids.slice(at, at + SETTLE_BATCH));
            for (const doc of (await db.orders.getMany(having)).values()) {
              const cause = `pulled:${doc.events.at(-1)?.id ?? ''}`;
              await deps.blocks.sync(doc, withState(doc).state, cause, SYSTEM);
              await pace.step();
            }
          }
        });
      });
    unsettled.add(id);
  }

  db.orders.onPulled((pulled: readonly Pulled<OrderDoc>[]) => {
    for (const { doc, before } of pulled) {
      orders.touch(doc.id);
      if (doc.lane === 'blocked' || before?.lane === 'blocked') settleBlocks(doc.id);
    }
    tell('orders');
  });

  db.shipments.onPulled((pulled: readonly Pulled<ShipmentDoc>[]) => {
    for (const { doc, before } of pulled) {
      if (before && doc.lane !== before.lane) queue.notWaiting(doc.id);
      for (const order of doc.base.orders) orders.touch(order);
      // A label that waits for its printer must not come out any more.
      if (doc.lane === 'void' || (before && isBlocked(doc) && !isBlocked(before)))
        careful(() => deps.prints.withdraw(doc.id));
    }
    queue.touch();
    tell('handover');
  });

  db.waybills.onPulled(() => {
    queue.touch();
    lookAgain();
  });

  db.products.onPulled(() => {
    tell('products');
    lookAgain();
  });
  db.people.onPulled((pulled) => deps.people.pulled(pulled.map(({ doc }) => doc)));
  db.config.onPulled((pulled) => {
    deps.settings.pulled(pulled.map(({ doc }) => doc));
    deps.siteRules.pulled(pulled.map(({ doc }) => doc));
    deps.agreements.pulled(pulled.map(({ doc }) => doc));
    lookAgain();
  });
  db.files.onPulled((pulled) => {
    if (pulled.some(({ doc }) => doc.kind === 'manifest')) tell('handover');
  });

  return {
    dispose() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const isBlocked = (doc: ShipmentDoc): boolean =>
  doc.events.some((event) => event.type === 'order_blocked') && foldShipment(doc).blocks.length > 0;
