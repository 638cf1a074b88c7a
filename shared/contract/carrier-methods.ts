import { z } from 'zod';
import * as c from './carrier-views.ts';
import { done, id, method, none, outcome } from './method.ts';

/** Price agreements, the choice of a carrier, freight. */
export const carrierMethods = {
  'agreements.list': method(none, z.array(c.agreement)),
  'agreements.save': method(z.object({ agreement: c.agreement, operator: id }), done),
  /** What would be chosen; nothing is kept. */
  'carriers.try': method(c.carrierQuestion, c.carrierChoice),
  'carriers.ofOrder': method(z.object({ order: id }), outcome(c.orderCarrier)),
  /** By hand, with a reason; parcels that have no number yet go by it too. */
  'carriers.choose': method(
    z.object({
      order: id,
      carrier: z.string().min(1).max(16),
      agreement: c.agreementId.optional(),
      reason: z.string().trim().min(1).max(200),
      operator: id,
    }),
    done,
  ),
  /** Parcels handed over in a period, by carrier: freight, delivery, problems. */
  'freight.summary': method(
    c.freightPeriod,
    z.object({
      rows: z.array(c.freightRow),
      /** There are more parcels in the period than were looked at. */
      more: z.boolean(),
    }),
  ),
  /** A line for every parcel of the period, as CSV; no receivers stand in it. */
  'freight.export': method(
    c.freightPeriod.extend({ operator: id }),
    outcome(z.object({ token: z.string(), fileName: z.string(), rows: z.number().int() })),
  ),
};
