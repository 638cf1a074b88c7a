import { demoSite } from '../../../shared/demo/index.ts';
import type { OrderDraft } from '../../../shared/intake/index.ts';
import type { Product } from '../../../shared/domain/index.ts';

/** A thing in the packer's hand. */
export interface Unit {
  readonly sku: string;
  readonly name: string;
  readonly variant: string | undefined;
  readonly code: string;
}
export interface PaperOrder {
  readonly no: string;
  readonly draft: OrderDraft;
  readonly carrier: string;
  /** What lies in the tote; kits are taken apart. */
  readonly lines: readonly { readonly product: Product; readonly qty: number }[];
  readonly units: number;
  /** As the carrier's file says. */
  readonly waybill: string | undefined;
  readonly routing: { segments: string; hubName?: string; hubCode?: string } | undefined;
}

/** The demo site as the warehouse knows it: goods, orders and the carrier's file; nothing that the station decided. */
export function demoGoods() {
  const site = demoSite(1, Date.now());
  const products = new Map(site.products.map((product) => [product.sku, product]));
  const waybills = new Map(site.waybills.map((waybill) => [waybill.order, waybill]));
  const orders = new Map<string, PaperOrder>();
  for (const draft of site.orders) {
    const lines = draft.base.lines.flatMap(({ sku, qty }) => {
      const product = products.get(sku);
      if (!product) return [];
      return (product.kit ?? [{ sku, qty: 1 }]).flatMap((part) => {
        const item = products.get(part.sku);
        return item ? [{ product: item, qty: part.qty * qty }] : [];
      });
    });
    const waybill = waybills.get(draft.base.channelOrderNo);
    const no = draft.base.channelOrderNo;
    orders.set(no, {
      no,
      draft,
      carrier: draft.base.carrier ?? '',
      lines,
      units: lines.reduce((sum, line) => sum + line.qty, 0),
      waybill: waybill?.number,
      routing: waybill?.routing,
    });
  }
  const order = (no: string): PaperOrder => {
    const found = orders.get(no);
    if (!found) throw new Error(`no order ${no}`);
    return found;
  };
  const codeOf = (product: Product): string => product.codes.find(({ n }) => n === 1)?.code ?? product.sku;
  const caseOf = (product: Product) => product.codes.find(({ n }) => n > 1);
  /** A product that is not in the order. */
  const stranger = (no: string, turn: number): Product => {
    const inside = new Set(order(no).lines.map(({ product }) => product.sku));
    const others = site.products.filter((product) => !inside.has(product.sku) && !product.kit);
    const found = others[turn % others.length];
    if (!found) throw new Error('no product is left');
    return found;
  };
  return { site, products, orders, order, codeOf, caseOf, stranger };
}
export type Goods = ReturnType<typeof demoGoods>;
