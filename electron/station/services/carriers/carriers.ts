import type { MethodInput, OrderCarrier } from '../../../../shared/contract/index.ts';
import { hlcMs } from '../../../../shared/base/index.ts';
import {
  priceOf,
  provinceOf,
  zoneOf,
  type CarrierChoice,
  type ToSend,
} from '../../../../shared/domain/carriers/index.ts';
import {
  currentBase,
  decideOrder,
  decideShipment,
  foldShipment,
  type Actor,
  type OrderEvent,
  type OrderEventDraft,
  type ShipmentEvent,
} from '../../../../shared/domain/index.ts';
import type { ShipmentDoc } from '../../../../shared/schema/index.ts';
import { orderDoc, shipmentDoc, type Change } from '../../database/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import { accepted, DONE, refused, type Outcome } from '../context.ts';
import { appending, stamp, withEvents } from '../events.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { withState } from '../parcels.ts';
import type { QueueService } from '../queue.ts';
import type { SettingsService } from '../settings.ts';
import type { Choosing, ChoosingDeps } from './choosing.ts';
import { toSend } from './choosing.ts';

export interface CarriersService {
  /** What would be chosen; nothing is kept. */
  try(question: MethodInput<'carriers.try'>): CarrierChoice;
  ofOrder(order: string): Promise<Outcome<OrderCarrier>>;
  /** By a person: the order's choice, and its parcels that have no number yet go by it too. */
  byHand(input: Omit<MethodInput<'carriers.choose'>, 'operator'>, actor: Actor): Promise<Outcome<null>>;
}

interface Deps extends Omit<ChoosingDeps, 'settings'> {
  readonly settings: Pick<SettingsService, 'get' | 'carriers'>;
  readonly catalogue: CatalogueService;
  readonly choosing: Choosing;
  readonly queue: Pick<QueueService, 'touch' | 'notWaiting'>;
  /** The order changed: whoever shows it asks again. */
  readonly touched: (order: string) => void;
}

const LIVING = (doc: ShipmentDoc): boolean => doc.lane !== 'void';

export function createCarriers(deps: Deps): CarriersService {
  const { ctx, agreements, catalogue, choosing, siteRules } = deps;

  async function found(order: string) {
    const doc = await ctx.db.orders.get(order);
    if (!doc) return undefined;
    const parcels = (await parcelsOfOrder(ctx.db, doc)).filter(LIVING);
    return { ...withState(doc), parcels };
  }

  /** What is known of the order's first parcel. */
  async function sent(doc: NonNullable<Awaited<ReturnType<typeof found>>>): Promise<ToSend | undefined> {
    const [parcel] = doc.parcels;
    if (!parcel) return undefined;
    const base = currentBase(parcel);
    const products = await catalogue.products(base.lines.map(({ sku }) => sku));
    return toSend(doc.doc, base, products, siteRules.get('carriers.packaging'), ctx.clock.now());
  }

  return {
    try({ province: given, grams, size, marks, urgent, cod, named }) {
      const province = provinceOf(given);
      return choosing.choose({
        marks,
        urgent,
        ...(province === undefined ? {} : { province }),
        ...(grams === undefined ? {} : { grams }),
        ...(size === undefined ? {} : { size }),
        ...(cod === undefined ? {} : { cod }),
        ...(named === undefined || named === '' ? {} : { named }),
      });
    },

    async ofOrder(id) {
      const order = await found(id);
      if (!order) return refused('not_here', { order: id });
      const event = order.doc.events.findLast((each) => each.type === 'carrier_chosen');
      const parcel = agreements.all().length === 0 ? undefined : await sent(order);
      return accepted({
        named: order.doc.base.carrier ?? null,
        chosen: event
          ? {
              ...event.data,
              agreement: event.data.agreement ?? null,
              service: event.data.service ?? null,
              cost: event.data.cost ?? null,
              grams: event.data.grams ?? null,
              days: event.data.days ?? null,
              rejected: [...(event.data.rejected ?? [])],
              why: order.doc.private.events[event.id]?.note ?? null,
              at: hlcMs(event.at),
              by: event.by,
            }
          : null,
        now: parcel ? { ...withList(choosing.choose(parcel)) } : null,
        changeable: order.parcels.every((doc) => doc.waybill === '' && doc.lane !== 'work'),
        parcels: order.parcels.map((doc) => {
          const state = foldShipment(doc);
          return {
            shipment: doc.id,
            carrier: doc.carrier,
            number: state.waybill?.number ?? null,
            grams: state.weightGrams ?? null,
            freight: state.freight ?? null,
          };
        }),
      });
    },

    async byHand({ order: id, carrier, agreement: agreementId, reason }, actor) {
      const order = await found(id);
      if (!order) return refused('not_here', { order: id });
      if (!deps.settings.carriers().some(({ code }) => code === carrier))
        return refused('carrier_unknown', { carrier });
      const agreement = agreementId === undefined ? undefined : agreements.get(agreementId);
      if (agreementId !== undefined && agreement?.active !== true) return refused('agreement_unknown');
      if (agreement && agreement.carrier !== carrier) return refused('agreement_other_carrier');
      const parcel = await sent(order);
      const zone = agreement && zoneOf(agreement, parcel?.province);
      const price = agreement && zone && parcel ? priceOf(agreement, zone, parcel) : undefined;
      const draft: OrderEventDraft = {
        type: 'carrier_chosen',
        data: {
          carrier,
          reason: 'by_hand',
          fits: zone !== undefined,
          ...(agreement === undefined ? {} : { agreement: agreement.id, service: agreement.service }),
          ...(price === undefined ? {} : { cost: price.cost }),
          ...(price?.days === undefined ? {} : { days: price.days }),
          ...(parcel?.grams === undefined ? {} : { grams: parcel.grams }),
        },
      };
      const decided = decideOrder(order.state, order.doc.base, draft, { actor });
      if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
      const events = stamp<OrderEvent>(ctx, actor, decided.value);
      const words = Object.fromEntries(events.map((event) => [event.id, { note: reason }]));
      const changes: Change[] = [
        ctx.db.orders.changing(id, (doc) => orderDoc(withEvents(doc, events, words))),
      ];
      for (const doc of order.parcels) {
        if (doc.carrier === carrier) continue;
        const asked = decideShipment(
          foldShipment(doc),
          doc.base,
          {
            type: 'carrier_changed',
            data: { carrier, ...(agreement === undefined ? {} : { agreement: agreement.id }) },
          },
          { actor, orders: [{ id, state: order.state }] },
        );
        if (!asked.ok)
          return asked.error.code === 'role_not_allowed'
            ? refused('role_not_allowed')
            : refused('parcel_in_work', { shipment: doc.id });
        changes.push(
          appending(ctx.db.shipments, shipmentDoc, doc.id, stamp<ShipmentEvent>(ctx, actor, asked.value)),
        );
      }
      const written = await ctx.db.together(changes);
      if (!written.done) return refused('not_here', { order: id });
      // It may have waited for a number of the other carrier.
      for (const doc of order.parcels) deps.queue.notWaiting(doc.id);
      deps.queue.touch();
      deps.touched(id);
      return DONE;
    },
  };
}

const withList = (choice: CarrierChoice) => ({ ...choice, rejected: [...choice.rejected] });
