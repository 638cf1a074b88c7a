import type { Classified } from '../../../../shared/codec/index.ts';
import { foldOrder } from '../../../../shared/domain/index.ts';
import { canonicalCode } from '../../../../shared/intake/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../../../shared/schema/index.ts';
import type { CatalogueService, CodeMatch } from '../catalogue.ts';
import type { Context } from '../context.ts';
import type { Found } from '../parcels.ts';
import type { WaybillsService } from '../waybills.ts';

/** What a scan means here. Asked step by step: shapes overlap, so what is found in the database decides. */
export type Target =
  | {
      readonly kind: 'shipment';
      readonly id: string;
      readonly via: 'order' | 'waybill' | 'tote';
      readonly number?: string;
      readonly found: Found;
    }
  /** The order is here, but has no shipment: it was not released, or holds no goods. */
  | { readonly kind: 'order'; readonly id: string }
  /** A number that lies here without an order: a free one of the pool, or one of a file whose order is missing. */
  | { readonly kind: 'waybill'; readonly doc: WaybillDoc };

export interface Lookup {
  target(scan: Exclude<Classified, { kind: 'invalid' }>): Promise<Target | undefined>;
  product(scan: Exclude<Classified, { kind: 'invalid' }>): Promise<CodeMatch | undefined>;
}

/** The code by which a product scan is looked up: the GTIN where there is one, else the text. */
export function productCode(scan: Exclude<Classified, { kind: 'invalid' }>): string {
  if (scan.kind === 'gtin') return scan.gtin14;
  if ((scan.kind === 'gs1' || scan.kind === 'sscc') && scan.gtin14 !== undefined) return scan.gtin14;
  return canonicalCode(scan.text);
}

export function createLookup(
  ctx: Context,
  deps: { catalogue: CatalogueService; waybills: WaybillsService },
): Lookup {
  const found = (
    via: 'order' | 'waybill' | 'tote',
    shipment: ShipmentDoc,
    order?: OrderDoc,
  ): Extract<Target, { kind: 'shipment' }> => ({
    kind: 'shipment',
    id: shipment.id,
    via,
    found: { shipment, ...(order ? { order } : {}) },
  });

  async function ofOrder(id: string, order?: OrderDoc) {
    const shipments = await ctx.db.shipments.find({ selector: { order: id } });
    const open = ['work', 'queue', 'held', 'staged'].flatMap((lane) =>
      shipments.filter((doc) => doc.lane === lane),
    )[0];
    if (open) return found('order', open, order);
    const common = await commonParcel(id, order);
    const any = common ?? shipments.find((doc) => doc.lane === 'gone') ?? shipments[0];
    return any ? found('order', any, order) : { kind: 'order' as const, id };
  }

  /** It lies in one parcel with others, which stands under the first of them. */
  async function commonParcel(id: string, known?: OrderDoc): Promise<ShipmentDoc | undefined> {
    const order = known ?? (await ctx.db.orders.get(id));
    const into = order && foldOrder(order).mergedInto;
    return into === undefined ? undefined : ctx.db.shipments.get(into);
  }

  async function byOrderCode(code: string) {
    const [order] = await ctx.db.orders.find({ selector: { code }, limit: 1 });
    return order && ofOrder(order.id, order);
  }

  async function byShipmentCode(code: string): Promise<Target | undefined> {
    const at = code.lastIndexOf('.');
    const order = await byOrderCode(at < 0 ? code : code.slice(0, at));
    if (!order || order.kind !== 'shipment' || at < 0) return order;
    const id = `${order.id.slice(0, order.id.lastIndexOf('.'))}${code.slice(at)}`;
    const doc = await ctx.db.shipments.get(id);
    return doc && found('order', doc, order.found.order);
  }

  async function byTote(tote: string): Promise<Target | undefined> {
    const docs: ShipmentDoc[] = await ctx.db.shipments.find({ selector: { tote } });
    const open = docs.find((doc) => doc.lane === 'queue' || doc.lane === 'work' || doc.lane === 'held');
    return open && found('tote', open);
  }

  async function byWaybill(number: string): Promise<Target | undefined> {
    if (number === '') return undefined;
    const docs = await deps.waybills.byNumber(number);
    const doc =
      docs.find((each) => each.shipment !== '') ?? docs.find((each) => each.order !== '') ?? docs[0];
    if (!doc) return undefined;
    if (doc.shipment !== '') {
      const shipment = await ctx.db.shipments.get(doc.shipment);
      return shipment ? { ...found('waybill', shipment), number } : { kind: 'waybill', doc };
    }
    if (doc.order === '') return { kind: 'waybill', doc };
    const target = await ofOrder(doc.order);
    if (target.kind === 'shipment') return { ...target, via: 'waybill', number };
    return (await ctx.db.orders.get(doc.order)) ? target : { kind: 'waybill', doc };
  }

  async function byChannelNumber(text: string): Promise<Target | undefined> {
    const [order] = await ctx.db.orders.find({ selector: { channelOrderNo: text }, limit: 2 });
    return order && ofOrder(order.id, order);
  }

  return {
    async target(scan) {
      switch (scan.kind) {
        case 'order':
          return byOrderCode(scan.id);
        case 'shipment':
          return byShipmentCode(scan.id);
        case 'tote':
          return byTote(scan.id);
        case 'command':
        case 'badge':
        case 'location':
          return undefined;
        default:
          return (await byWaybill(scan.waybill)) ?? (await byChannelNumber(scan.text)) ?? byTote(scan.text);
      }
    },
    product: (scan) => deps.catalogue.match(productCode(scan)),
  };
}
