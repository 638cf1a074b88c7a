import type { ReviewCheckFacts, ReviewRules } from '../../../../shared/domain/index.ts';
import type { ChannelStatus, OrderState } from '../../../../shared/domain/index.ts';
import { goodsOf, placeFaults, privateOf } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import type { SiteRulesService } from '../site-rules.ts';

export interface FactDeps {
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly catalogue: Pick<CatalogueService, 'products'>;
  readonly stock: {
    tracked(): boolean;
    level(sku: string): Promise<{ readonly free: number }>;
  };
  /** What is known of the customer. */
  readonly credit: (doc: OrderDoc) => Promise<'good' | 'prepay' | 'blocked'>;
}

export function rulesNow({ siteRules }: Pick<FactDeps, 'siteRules'>): ReviewRules {
  return {
    priceTolerance: siteRules.get('review.priceTolerance'),
    maxDiscount: siteRules.get('review.maxDiscount'),
    promotions: siteRules.get('review.promotions'),
    maxOfLine: siteRules.get('review.maxOfLine'),
    maxOfOrder: siteRules.get('review.maxOfOrder'),
    maxTotal: siteRules.get('review.maxTotal'),
    specialWords: siteRules.get('review.specialWords'),
    harmlessWords: siteRules.get('review.harmlessWords'),
    blocked: siteRules.get('review.blocked'),
  };
}

/** Everything that the checks of an order must know beside it. */
export async function factsOf(deps: FactDeps, doc: OrderDoc, state: OrderState): Promise<ReviewCheckFacts> {
  const skus = [...new Set(goodsOf(state.current))];
  const { receiver, remark } = privateOf(doc);
  const { channelState } = doc.base;
  const stock = new Map<string, number>();
  const tracked = deps.stock.tracked();
  if (tracked) for (const sku of skus) stock.set(sku, (await deps.stock.level(sku)).free);
  const credit = await deps.credit(doc);
  return {
    products: await deps.catalogue.products(skus),
    stock: tracked ? stock : 'not_tracked',
    ...(receiver === undefined ? {} : { receiver, places: placeFaults(receiver) }),
    ...(remark === undefined ? {} : { remark }),
    ...(channelState === undefined ? {} : { channel: channelState as ChannelStatus }),
    credit,
  };
}
