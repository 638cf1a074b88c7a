import type { CasesService } from './cases/index.ts';
import type { CustomersService } from './customers/index.ts';
import { nameOf, type Context } from './context.ts';
import type { AuditService } from './audit.ts';
import type { CatalogueService } from './catalogue.ts';
import type { ExchangeService } from './exchange.ts';
import { createNotices, type NoticesService } from './notices/index.ts';
import type { OrdersService } from './orders.ts';
import { createPayments, type PaymentsService } from './payments/index.ts';
import type { Readiness } from './readiness.ts';
import { createReview, type ReviewService } from './review/index.ts';
import type { SettingsService } from './settings.ts';
import type { SiteRulesService } from './site-rules.ts';
import type { Release, StockService } from './stock/index.ts';

export interface ReviewDesk {
  readonly review: ReviewService;
  readonly payments: PaymentsService;
  readonly notices: NoticesService;
  close(): Promise<void>;
}

/** Review, payments and notices, made together: they are the same few people's work, on the same orders. */
export async function createReviewDesk(deps: {
  readonly ctx: Context;
  readonly audit: AuditService;
  readonly cases: CasesService;
  readonly catalogue: CatalogueService;
  readonly customers: Pick<CustomersService, 'creditOfOrder'>;
  readonly exchange: ExchangeService;
  readonly joined: () => boolean;
  readonly orders: OrdersService;
  readonly readiness: Readiness;
  readonly settings: SettingsService;
  readonly siteRules: SiteRulesService;
  readonly stock: Pick<StockService, 'tracked' | 'level'>;
  /** Otherwise what the last run left half done is completed, beside the work. */
  readonly endedCleanly: boolean;
  readonly expectedShip: Release['expected'];
}): Promise<ReviewDesk> {
  const notices = await createNotices(deps);
  const review = createReview({
    ...deps,
    credit: async (doc) => (await deps.customers.creditOfOrder(doc)).credit,
  });
  const payments = createPayments(deps);
  await payments.files.heal();
  const recovering = deps.endedCleanly
    ? Promise.resolve()
    : notices
        .recover()
        .then(() => payments.recover())
        .catch((error: unknown) => deps.ctx.log(`notices not completed: ${nameOf(error)}`));
  return {
    review,
    payments,
    notices,
    async close() {
      await recovering;
      await payments.close();
      await notices.close();
    },
  };
}
