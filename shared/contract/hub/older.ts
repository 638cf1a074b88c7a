import { z } from 'zod';

/**
 * What a station asks its hub of orders that left the station's window. It never says what was typed: terms are the site's
 * keyed hashes of it (shared/domain/finding). Answers hold no private data but what `older/receiver` was asked for.
 */

const id = z.string().min(1).max(200);
const document = z.record(z.string(), z.unknown());

/** Orders in one answer. */
export const MAX_OLDER = 50;
export const receiverHash = z.string().regex(/^[0-9a-f]{32}$/);

/** `POST /v1/older/search`: orders that one of the terms leads to, newest first. */
export const olderSearchRequest = z
  .object({
    terms: z.array(receiverHash).min(1).max(12),
    limit: z.number().int().min(1).max(MAX_OLDER).default(MAX_OLDER),
  })
  .strict();
export const olderSearchAnswer = z.object({
  /** Without their private part. */
  orders: z.array(document).max(MAX_OLDER),
  /** There are more than were asked for, or than one answer holds. */
  more: z.boolean(),
});

/** `POST /v1/older/order`: one order with its parcels and their numbers; its receiver masked. 404 `order_unknown`. */
export const olderOrderRequest = z.object({ order: id }).strict();
export const olderOrderAnswer = z.object({
  /** Without its private part. */
  order: document,
  receiver: z
    .object({ name: z.string().max(300), phone: z.string().max(300), address: z.string().max(2_000) })
    .nullable(),
  remark: z.string().max(10_000).nullable(),
  sellerNote: z.string().max(10_000).nullable(),
  shipments: z.array(document).max(500),
  waybills: z.array(document).max(2_000),
});

/**
 * `POST /v1/older/receiver`: the receiver in clear, for a person of the site whose post allows it; the station has written
 * down who asked and why before it asks. 403 `role_not_allowed`, 404 `order_unknown` | `receiver_missing`.
 */
export const olderReceiverRequest = z.object({ order: id, by: id }).strict();
export const olderReceiverAnswer = z.object({ receiver: document });
