import { z } from 'zod';
import * as v from './views.ts';
import { done, id, method, outcome, page } from './method.ts';

/** The print ledger. */
export const printMethods = {
  'prints.list': method(
    z.object({
      /** Only what still has to be done, proven or answered. */
      open: z.boolean(),
      filter: v.printFilter.optional(),
      ...page,
    }),
    z.object({
      total: z.number().int(),
      rows: z.array(v.printJobView),
      /** There are older ones that were not looked through for the filter. */
      more: z.boolean(),
    }),
  ),
  /** The ledger as CSV; no receivers stand in it. */
  'prints.export': method(
    z.object({ filter: v.printFilter, operator: id }),
    outcome(z.object({ token: z.string(), fileName: z.string(), rows: z.number().int() })),
  ),
  /** The answer to "did the label come out?" */
  'prints.answer': method(z.object({ job: id, came: z.boolean(), operator: id }), done),
  'prints.retry': method(z.object({ job: id, operator: id }), done),
  /** The next copy, which says 补打/REPRINT and its number. */
  'prints.reprint': method(
    z.object({ job: id, reason: z.string().trim().min(1).max(200), operator: id }),
    done,
  ),
  /** The paper is worth nothing any more; the waybill number stays as it is. */
  'prints.void': method(z.object({ job: id, reason: z.string().trim().min(1).max(200), operator: id }), done),
  'prints.driverSheet': method(z.object({ shipment: id, operator: id }), done),
};
