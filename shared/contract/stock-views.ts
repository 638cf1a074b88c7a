import { z } from 'zod';
import { ASSIGNED_TO } from '../domain/order/types.ts';
import { STOCK_KINDS } from '../domain/stock/index.ts';

/** Stock, release, allocation as the pages see them. Quantities are units, times epoch ms. */

const text = z.string();
const whole = z.number().int();

export const stockLevel = z.object({
  sku: text,
  name: text,
  variant: text.nullable(),
  onHand: whole,
  reserved: whole,
  free: whole,
  locations: z.array(z.object({ location: text, qty: whole })),
  /** Units that backordered orders wait for. */
  waiting: whole,
});
export type StockLevelRow = z.infer<typeof stockLevel>;

export const stockLevels = z.object({
  /** False: the site keeps no stock. */
  tracked: z.boolean(),
  /** The moves are still being counted. */
  counting: z.boolean(),
  total: whole,
  rows: z.array(stockLevel),
});

export const stockMove = z.object({
  id: text,
  at: z.number(),
  kind: z.enum(STOCK_KINDS),
  qty: whole,
  location: text,
  order: text.nullable(),
  shipment: text.nullable(),
  reason: text,
  reference: text,
  by: text,
});
export type StockMoveRow = z.infer<typeof stockMove>;

/** A backordered order for which all goods are there. */
export const servableOrder = z.object({
  order: text,
  channelOrderNo: text,
  urgent: z.boolean(),
  since: z.number(),
  shipBy: z.number().nullable(),
  units: whole,
});
export type ServableOrder = z.infer<typeof servableOrder>;

/** 备货单: what the queue's parcels need, one line a place and SKU. */
export const prepareLine = z.object({
  location: text.nullable(),
  sku: text,
  name: text,
  variant: text.nullable(),
  qty: whole,
  parcels: whole,
});
export type PrepareLine = z.infer<typeof prepareLine>;

export const assignment = z.object({
  id: text,
  department: z.enum(ASSIGNED_TO),
  person: text.nullable(),
  task: text,
  due: z.number().nullable(),
  done: z.boolean(),
  byRule: z.boolean(),
  note: text.nullable(),
});
export type AssignmentView = z.infer<typeof assignment>;

/** How one order stands with stock, deadline, allocation and special handling. */
export const releaseView = z.object({
  stock: z.enum(['not_tracked', 'reserved', 'free', 'short']),
  short: z.array(z.object({ sku: text, needed: whole, free: whole })),
  /** Its goods lie in these, and in none of them all: it is to be split; empty where they lie in one (SPL-01). */
  warehouses: z.array(text),
  shipBy: z.number().nullable(),
  promise: z.enum(['none', 'order', 'rule', 'person']),
  overdue: z.boolean(),
  /** Waits for somebody to release it. */
  releasable: z.boolean(),
  expected: z.number().nullable(),
  allocation: z
    .object({
      warehouse: text.nullable(),
      group: text.nullable(),
      person: text.nullable(),
      rule: text.nullable(),
    })
    .nullable(),
  assignments: z.array(assignment),
  groups: z.array(text),
  cod: z.object({ minor: whole, currency: text }).nullable(),
});
export type ReleaseView = z.infer<typeof releaseView>;
