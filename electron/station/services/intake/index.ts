import type { AuditService } from '../audit.ts';
import type { CatalogueService } from '../catalogue.ts';
import type { Context } from '../context.ts';
import type { CustomersService } from '../customers/index.ts';
import type { OrdersService } from '../orders.ts';
import type { ParcelsService } from '../parcels.ts';
import type { ShipmentsService } from '../shipments.ts';
import type { SiteKey } from '../site-key.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { createChanges, type ChangesService } from './changes.ts';
import { createDrafts, type DraftsService } from './drafts.ts';
import { createProductSearch, type ProductSearch } from './products.ts';
import { createSketches, type Sketches } from './sketches.ts';
import { createTalk, type Contact, type TalkService } from './talk.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { Outcome } from '../context.ts';

/** Everything between a customer's words and an order that the review can judge. */
export interface IntakeService {
  readonly drafts: DraftsService;
  readonly sketches: Sketches;
  readonly products: ProductSearch;
  readonly talk: TalkService;
  readonly changes: ChangesService;
  /** Logs a talk with the customer. */
  contact(order: string, contact: Contact, actor: Actor): Promise<Outcome<null>>;
}

export function createIntake(deps: {
  readonly ctx: Context;
  readonly orders: OrdersService;
  readonly catalogue: CatalogueService;
  readonly customers: CustomersService;
  readonly siteRules: SiteRulesService;
  readonly siteKey: Pick<SiteKey, 'hash'>;
  readonly audit: AuditService;
  readonly parcels: Pick<ParcelsService, 'from'>;
  readonly shipments: Pick<ShipmentsService, 'command'>;
}): IntakeService {
  const talk = createTalk(deps);
  return {
    drafts: createDrafts(deps),
    sketches: createSketches(deps.ctx),
    products: createProductSearch(deps.ctx),
    talk,
    changes: createChanges(deps),
    contact: (order, contact, actor) => talk.contact(order, contact, actor),
  };
}
export { intakeHandlers } from './handlers.ts';
