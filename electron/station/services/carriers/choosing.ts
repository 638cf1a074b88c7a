import {
  chooseCarrier,
  provinceOf,
  type CarrierChoice,
  type LocalNow,
  type ToSend,
} from '../../../../shared/domain/carriers/index.ts';
import {
  foldOrder,
  type OrderEvent,
  type Product,
  type ShipmentAggregate,
} from '../../../../shared/domain/index.ts';
import { receiverOf } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { orderDoc } from '../../database/index.ts';
import { dayAt } from '../bench/traces.ts';
import type { Context } from '../context.ts';
import { appending, stamp } from '../events.ts';
import { SYSTEM } from '../people.ts';
import type { SettingsService } from '../settings.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { AgreementsService } from './agreements.ts';

export interface ChoosingDeps {
  readonly ctx: Context;
  readonly settings: Pick<SettingsService, 'get'>;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly agreements: AgreementsService;
}

export interface Choosing {
  /**
   * Chooses the carriers of parcels that are about to be made, and writes down why; nothing where the site has no agreements.
   * An order for which it was chosen before keeps it.
   * @returns carrier by order; missing = as the parcel says
   */
  release(
    orders: readonly OrderDoc[],
    made: readonly ShipmentAggregate[],
    products: ReadonlyMap<string, Product>,
  ): Promise<ReadonlyMap<string, string>>;
  choose(parcel: ToSend): CarrierChoice;
  now(): LocalNow;
}

/** Orders whose choices are written in one transaction. */
const AT_ONCE = 25;

export function createChoosing({ ctx, settings, siteRules, agreements }: ChoosingDeps): Choosing {
  const service: Choosing = {
    now() {
      const now = ctx.clock.now();
      const local = new Date(now);
      return { day: dayAt(now), minutes: local.getHours() * 60 + local.getMinutes() };
    },
    choose: (parcel) =>
      chooseCarrier(
        parcel,
        agreements.all(),
        { prefer: siteRules.get('carriers.prefer'), usual: settings.get().defaultCarrier },
        service.now(),
      ),
    async release(orders, made, products) {
      const carriers = new Map<string, string>();
      if (!agreements.all().some(({ active }) => active)) return carriers;
      const there = await ctx.db.shipments.getMany(made.map(({ id }) => id));
      const parcelOf = new Map(made.map((each) => [each.base.orders[0] ?? '', each]));
      const changes = [];
      for (const doc of orders) {
        const parcel = parcelOf.get(doc.id);
        if (parcel === undefined || there.has(parcel.id)) continue;
        const before = foldOrder(doc).chosenCarrier;
        if (before !== undefined) {
          carriers.set(doc.id, before.carrier);
          continue;
        }
        const sent = toSend(doc, parcel.base, products, siteRules.get('carriers.packaging'), ctx.clock.now());
        const choice = service.choose(sent);
        carriers.set(doc.id, choice.carrier);
        const events = stamp<OrderEvent>(ctx, SYSTEM, [
          { type: 'carrier_chosen', data: chosenData(choice, sent.grams), id: `carrier:${doc.id}` },
        ]);
        changes.push(appending(ctx.db.orders, orderDoc, doc.id, events, { missing: 'skip' }));
      }
      for (let at = 0; at < changes.length; at += AT_ONCE)
        await ctx.db.together(changes.slice(at, at + AT_ONCE));
      return carriers;
    },
  };
  return service;
}

/** A choice as the order keeps it. */
export const chosenData = (
  { carrier, reason, fits, agreement, service, price, rejected }: CarrierChoice,
  grams: number | undefined,
) => ({
  carrier,
  reason,
  fits,
  ...(agreement === undefined ? {} : { agreement }),
  ...(service === undefined ? {} : { service }),
  ...(price === undefined ? {} : { cost: price.cost }),
  ...(grams === undefined ? {} : { grams }),
  ...(price?.days === undefined ? {} : { days: price.days }),
  rejected,
});

/** Grams of the goods alone; undefined where a product's weight is not known. */
export function goodsGrams(
  lines: ShipmentAggregate['base']['lines'],
  products: ReadonlyMap<string, Product>,
): number | undefined {
  let sum = 0;
  for (const { sku, qty } of lines) {
    const grams = products.get(sku)?.weightGrams;
    if (grams === undefined) return undefined;
    sum += grams * qty;
  }
  return sum;
}

const MINUTE_MS = 60_000;

/** What is known of a parcel before it is packed. Of the receiver nothing but the province is looked at. */
export function toSend(
  order: OrderDoc,
  parcel: ShipmentAggregate['base'],
  products: ReadonlyMap<string, Product>,
  packagingGrams: number,
  now: number,
): ToSend {
  const province = provinceOf(receiverOf(order)?.province);
  const goods = goodsGrams(parcel.lines, products);
  return {
    ...(order.base.carrier === undefined ? {} : { named: order.base.carrier }),
    ...(province === undefined ? {} : { province }),
    ...(goods === undefined ? {} : { grams: goods + packagingGrams }),
    marks: parcel.marks,
    urgent: parcel.urgent,
    ...(parcel.cod === undefined ? {} : { cod: parcel.cod }),
    ...(parcel.shipBy === undefined ? {} : { dueInMinutes: Math.floor((parcel.shipBy - now) / MINUTE_MS) }),
  };
}
