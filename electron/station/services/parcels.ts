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

/** Documents of a parcel, at hand from the look-up that found it. */
export interface Found {
  readonly shipment: ShipmentDoc;
  readonly order?: OrderDoc;
}

export interface ParcelsService {
  /** @param found documents that were read in this turn already */
  load(shipment: string, found?: Found): Promise<Parcel | undefined>;
  /** With the documents at hand, e.g. those that an append returned. */
  from(doc: ShipmentDoc, known?: Parcel): Promise<Parcel>;
}

export function createParcels(ctx: Context): ParcelsService {
  async function from(doc: ShipmentDoc, known?: Parcel, read?: readonly OrderDoc[]): Promise<Parcel> {
    const state = foldShipment(doc);
    const orders =
      known?.orders ?? (read ?? [...(await ctx.db.orders.getMany(doc.base.orders)).values()]).map(withState);
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
    async load(shipment, found) {
      const doc = found?.shipment.id === shipment ? found.shipment : await ctx.db.shipments.get(shipment);
      if (!doc) return undefined;
      const { orders } = doc.base;
      const order = orders.length === 1 && orders[0] === found?.order?.id ? found?.order : undefined;
      return from(doc, undefined, order && [order]);
    },
    from: (doc, known) => from(doc, known),
  };
}

/** Is the bench that has this parcel one of ours? Benches are called the same at every station. */
export const isAtStation = (state: ShipmentState, station: string): boolean =>
  state.station === undefined || state.station === station;

/** How people are told of a bench: ours by its name, another station's with the station before it. */
export const benchLabel = (
  holder: { readonly bench?: string | undefined; readonly station?: string | undefined } | undefined,
  station: string,
): string | undefined =>
  holder === undefined || (holder.bench === undefined && holder.station === undefined)
    ? undefined
    : holder.station === undefined || holder.station === station
      ? (holder.bench ?? station)
      : [holder.station, holder.bench].filter((part) => part !== undefined).join('/');

/** By which carrier it goes while no number says so. */
export const carrierOf = ({ state, doc }: Pick<Parcel, 'state' | 'doc'>): string =>
  state.carrier ?? doc.base.carrier;

export const withState = (doc: OrderDoc) => ({ doc, state: foldOrder(doc) });

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
