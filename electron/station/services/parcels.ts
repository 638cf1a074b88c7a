import {
  foldOrder,
  foldShipment,
  type OrderState,
  type Party,
  type Routing,
  type ShipmentState,
} from '../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../../shared/schema/index.ts';
import type { Context } from './context.ts';
import { waybillId } from './waybills.ts';

/** A shipment with everything that a decision or a label needs. */
export interface Parcel {
  readonly doc: ShipmentDoc;
  readonly state: ShipmentState;
  readonly orders: readonly { readonly doc: OrderDoc; readonly state: OrderState }[];
  readonly waybill?: WaybillDoc;
}

export interface ParcelsService {
  load(shipment: string): Promise<Parcel | undefined>;
  /** With the documents at hand, e.g. those that an append returned. */
  from(doc: ShipmentDoc, known?: Parcel): Promise<Parcel>;
}

export function createParcels(ctx: Context): ParcelsService {
  async function from(doc: ShipmentDoc, known?: Parcel): Promise<Parcel> {
    const state = foldShipment(doc);
    const orders =
      known?.orders ?? [...(await ctx.db.orders.getMany(doc.base.orders)).values()].map(withState);
    const bound = state.waybill;
    const kept = known?.waybill;
    const waybill = !bound
      ? undefined
      : kept?.number === bound.number && kept.carrier === bound.carrier
        ? kept
        : await ctx.db.waybills.get(waybillId(bound.carrier, bound.number));
    return { doc, state, orders, ...(waybill ? { waybill } : {}) };
  }
  return {
    async load(shipment) {
      const doc = await ctx.db.shipments.get(shipment);
      return doc && from(doc);
    },
    from,
  };
}

export const withState = (doc: OrderDoc) => ({ doc, state: foldOrder(doc) });

/** The receiver as it is now: the last address change, else what the order came with. Private: mask before showing. */
export function receiverOf(order: OrderDoc): Party | undefined {
  let receiver = order.private.base?.receiver;
  for (const event of order.events) {
    if (event.type !== 'address_changed' && event.type !== 'fixed') continue;
    receiver = order.private.events[event.id]?.receiver ?? receiver;
  }
  return receiver;
}

/** One line of text, as it stands on a label. */
export function addressOf(party: Party): string {
  const parts = [party.country, party.province, party.city, party.district, party.detail, party.postcode];
  const given = parts.filter((part): part is string => part !== undefined && part !== '');
  const chinese = /\p{Script=Han}/u.test(party.detail + (party.city ?? ''));
  // 直辖市: province and city are the same word; it stands once.
  const once = given.filter((part, at) => part !== given[at - 1]);
  return chinese ? once.join('') : [...once].reverse().join(', ');
}

export const routingOf = (parcel: Parcel): Routing | undefined => parcel.waybill?.base.routing;
