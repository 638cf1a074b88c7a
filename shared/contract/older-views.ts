import { z } from 'zod';
import { ORDER_STATUSES, PAYMENT_STATUSES } from '../domain/index.ts';

/** An order that left this station's window and lies on the hub. */
export const olderRow = z.object({
  order: z.string(),
  channelOrderNo: z.string(),
  channel: z.string(),
  status: z.enum(ORDER_STATUSES),
  payment: z.enum(PAYMENT_STATUSES),
  orderedAt: z.number(),
  units: z.number().int(),
});
export type OlderRow = z.infer<typeof olderRow>;
/** `more`: there are more than are shown. */
export const olderFound = z.object({ rows: z.array(olderRow), more: z.boolean() });
