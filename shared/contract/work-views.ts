import { z } from 'zod';
import { LOGISTICS_STATUSES, ORDER_FLAGS, ORDER_STATUSES, PAYMENT_STATUSES } from '../domain/index.ts';
import { WORK_LISTS, WORK_SORTS, WORK_VIEWS } from '../domain/work-lists/index.ts';

/** Work lists, search over all orders, and acts on many of them at once. Times are epoch ms. */

const text = z.string();
const id = z.string().min(1).max(200);
const names = z.array(z.string().max(80)).max(50);
const money = z.object({ minor: z.number().int(), currency: text });

export const workView = z.enum(WORK_VIEWS);
export const workSort = z.enum(WORK_SORTS);

export const workFilter = z
  .object({
    text: z.string().max(100),
    statuses: z.array(z.enum(ORDER_STATUSES)).max(20),
    payments: z.array(z.enum(PAYMENT_STATUSES)).max(20),
    logistics: z.array(z.enum(LOGISTICS_STATUSES)).max(20),
    flags: z.array(z.enum(ORDER_FLAGS)).max(20),
    withoutFlags: z.array(z.enum(ORDER_FLAGS)).max(20),
    channels: names,
    carriers: names,
    departments: names,
    persons: z.array(z.string().max(200)).max(50),
    cod: z.boolean(),
    late: z.boolean(),
    orderedFrom: z.number(),
    orderedTo: z.number(),
    shipByTo: z.number(),
    totalFrom: z.number().int(),
    totalTo: z.number().int(),
    unitsFrom: z.number().int(),
    unitsTo: z.number().int(),
  })
  .partial()
  .strict();
export type WorkFilterView = z.infer<typeof workFilter>;

/** The index that all of this is read from: while it is made anew, lists are not whole. */
export const workState = z.object({
  state: z.enum(['ready', 'building', 'failed']),
  /** Orders taken in so far, and how many there are. */
  done: z.number().int(),
  of: z.number().int(),
});
export type WorkState = z.infer<typeof workState>;

export const workListView = z.object({
  list: z.enum(WORK_LISTS),
  count: z.number().int(),
  /** Since when the longest waiting one waits; null where the list is empty. */
  oldest: z.number().nullable(),
  /** Over the limit of the step, or past the order's own deadline. */
  late: z.number().int(),
  /** The limit, from the site's rules. */
  hours: z.number().int(),
  urgent: z.number().int(),
});
export type WorkListView = z.infer<typeof workListView>;

/** One order in a list. Nothing private stands in it. */
export const workRow = z.object({
  order: text,
  channelOrderNo: text,
  channel: text,
  status: z.enum(ORDER_STATUSES),
  payment: z.enum(PAYMENT_STATUSES),
  logistics: z.enum(LOGISTICS_STATUSES),
  flags: z.array(z.enum(ORDER_FLAGS)),
  orderedAt: z.number(),
  shipBy: z.number().nullable(),
  /** When it entered the step that this list is of; in `all` its present status. */
  since: z.number(),
  late: z.boolean(),
  cod: z.boolean(),
  total: money.nullable(),
  units: z.number().int(),
  lines: z.number().int(),
  /** Name of the first goods line. */
  goods: text,
  carrier: text.nullable(),
  /** Fulfilment status of its parcels that are not void, and their numbers. */
  parcels: z.array(text),
  waybills: z.array(text),
  department: text.nullable(),
  /** Actor id of whoever it is assigned to. */
  person: text.nullable(),
});
export type WorkRow = z.infer<typeof workRow>;

/** By what a hit was found. */
export const HIT_KINDS = ['number', 'waybill', 'sku', 'phone', 'name', 'product'] as const;
export const workHit = workRow.extend({ by: z.enum(HIT_KINDS) });
export type WorkHit = z.infer<typeof workHit>;

export const workQuery = z.object({
  list: workView,
  filter: workFilter.default({}),
  sort: workSort.default('due'),
  /** The other way round. */
  reverse: z.boolean().default(false),
});
export type WorkQuery = z.infer<typeof workQuery>;

export const savedFilter = z.object({
  id,
  name: z.string().trim().min(1).max(40),
  list: workView,
  filter: workFilter,
  sort: workSort,
  reverse: z.boolean(),
});
export type SavedFilter = z.infer<typeof savedFilter>;

export const BULK_ACTIONS = [
  'submit',
  'approve',
  'needs_fix',
  'reject',
  'release',
  'hold',
  'lift_hold',
  'assign',
  'request_cancel',
  'settle',
  'complete',
  'archive',
  'print_wave',
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Chosen orders, or all that a list and its filter show at that moment. */
export const workSelection = z.union([
  z.object({ orders: z.array(id).min(1).max(10_000) }).strict(),
  z.object({ query: workQuery, except: z.array(id).max(10_000).default([]) }).strict(),
]);
export type WorkSelection = z.input<typeof workSelection>;

export const bulkRequest = z.object({
  action: z.enum(BULK_ACTIONS),
  selection: workSelection,
  /** `needs_fix`, `reject`, `hold`, `request_cancel`: why. */
  reason: z.string().trim().max(300).optional(),
  /** `assign`: one of both at least. */
  department: z.string().max(40).optional(),
  person: z.string().max(200).optional(),
  /** `print_wave` */
  labels: z.boolean().optional(),
  slips: z.boolean().optional(),
});
export type BulkRequest = z.infer<typeof bulkRequest>;

export const bulkRefusal = z.object({
  code: text,
  count: z.number().int(),
  /** The first few. */
  examples: z.array(z.object({ order: text, channelOrderNo: text })),
});

export const bulkPreview = z.object({
  total: z.number().int(),
  will: z.number().int(),
  refused: z.array(bulkRefusal),
});
export type BulkPreview = z.infer<typeof bulkPreview>;

export const bulkReport = z.object({
  id: text,
  action: z.enum(BULK_ACTIONS),
  by: text,
  startedAt: z.number(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  total: z.number().int(),
  /** Looked at so far. */
  seen: z.number().int(),
  done: z.number().int(),
  refused: z.array(bulkRefusal),
});
export type BulkReport = z.infer<typeof bulkReport>;
