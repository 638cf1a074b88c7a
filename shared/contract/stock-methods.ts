import { z } from 'zod';
import { ASSIGNED_TO } from '../domain/order/types.ts';
import { done, id, method, outcome, page } from './method.ts';
import * as t from './stock-views.ts';

const sku = z.string().trim().min(1).max(120);
const qty = z.number().int().min(1).max(10_000_000);
const location = z.string().trim().max(60).default('');
const name = z.string().trim().max(40);

/** 库存、放行、分配: what lies there, what may go, and to whom. */
export const stockMethods = {
  'stock.levels': method(
    z.object({
      search: z.string().max(100).default(''),
      /** `short`: backordered orders wait for it; `wrong`: more left than the record knew of. */
      only: z.enum(['all', 'short', 'wrong']).default('all'),
      ...page,
    }),
    t.stockLevels,
  ),
  /** What came and went of a SKU, newest first. */
  'stock.history': method(
    z.object({ sku, ...page }),
    z.object({ level: t.stockLevel, total: z.number().int(), rows: z.array(t.stockMove) }),
  ),
  /** @param ref made by the page once for one entry, so that a repeated call books once */
  'stock.receive': method(
    z.object({
      sku,
      qty,
      location,
      reference: z.string().trim().max(80).default(''),
      ref: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
      operator: id,
    }),
    outcome(z.object({ servable: z.number().int() })),
  ),
  /** A file of goods in. Rows of a file that was booked before are not booked again. */
  'stock.import': method(
    z.object({ token: id, operator: id }),
    outcome(
      z.object({
        booked: z.number().int(),
        again: z.number().int(),
        refused: z.array(z.object({ line: z.number().int(), code: z.string(), sku: z.string() })),
        /** Rows that were not taken beyond those that are listed. */
        more: z.number().int(),
        servable: z.number().int(),
      }),
    ),
  ),
  /** STK-08: what lies there is not what the record says. Opens a case for the warehouse lead. */
  'stock.report': method(
    z.object({
      sku,
      location,
      found: z.number().int().min(0).max(10_000_000).optional(),
      note: z.string().trim().max(500).default(''),
      order: id.optional(),
      operator: id,
    }),
    done,
  ),
  /** Backordered orders that could go now, in the order in which they would. */
  'stock.servable': method(
    z.object({ ...page }),
    z.object({ total: z.number().int(), rows: z.array(t.servableOrder) }),
  ),
  'stock.prepare': method(
    z.object({ group: z.string().max(40).default(''), ...page }),
    z.object({
      total: z.number().int(),
      parcels: z.number().int(),
      groups: z.array(z.string()),
      rows: z.array(t.prepareLine),
    }),
  ),
  'release.view': method(z.object({ order: id }), outcome(t.releaseView)),
  /** O11 by a person. */
  'release.order': method(z.object({ order: id, operator: id }), done),
  'release.promise': method(z.object({ order: id, shipBy: z.number().int().min(0), operator: id }), done),
  /** '' takes back what was said before. */
  'allocation.set': method(
    z.object({
      order: id,
      warehouse: name.optional(),
      group: name.optional(),
      person: z.string().max(80).optional(),
      operator: id,
    }),
    done,
  ),
  /** Gives a task to a department or a person, or says that it is done. @param assignment missing: a new one */
  'allocation.assign': method(
    z.object({
      order: id,
      assignment: z.string().max(80).optional(),
      department: z.enum(ASSIGNED_TO),
      person: z.string().max(80).optional(),
      task: z.string().trim().min(1).max(60),
      due: z.number().int().min(0).optional(),
      done: z.boolean().optional(),
      note: z.string().trim().max(500).optional(),
      operator: id,
    }),
    done,
  ),
};
