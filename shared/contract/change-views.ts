import { z } from 'zod';
import { CASE_CAUSES } from '../domain/cases/index.ts';
import { caseRow } from './case-views.ts';
import { moneyView, party } from './views.ts';

/** What changes an order between its release and its handover, and what the page must know to offer it. Times epoch ms. */

const text = z.string();
const id = z.string().min(1).max(200);
const note = z.string().trim().max(2_000);
/** How the customer agreed; what he said stands in the note. */
const consent = z.enum(['phone', 'sms', 'chat', 'mail', 'platform', 'rule']);
const qty = z.number().int().min(1).max(1_000_000);
const part = z
  .array(z.object({ no: z.number().int(), qty }))
  .min(1)
  .max(2_000);

export const CONSENTS = consent.options;

export const changesAct = z.object({
  order: id,
  operator: id,
  note: note.optional(),
  act: z.discriminatedUnion('type', [
    /** CAN-01, CAN-02, CAN-05. */
    z.object({
      type: z.literal('cancel'),
      reason: z.string().trim().min(1).max(200),
      refundStarted: z.boolean().optional(),
      cause: z.enum(CASE_CAUSES).optional(),
    }),
    /** O20: nothing more comes of an order that was refused. */
    z.object({ type: z.literal('close') }),
    /** SHO-01: whoever finds it. The order waits until somebody decides. */
    z.object({
      type: z.literal('report_short'),
      sku: z.string().min(1).max(120),
      qty,
      place: z.string().trim().max(80).optional(),
    }),
    /** O12. */
    z.object({
      type: z.literal('backorder'),
      sku: z.string().max(120).optional(),
      qty: qty.optional(),
      expected: z.number().int().optional(),
      cause: z.enum(CASE_CAUSES).optional(),
    }),
    /** SHO-03, SHO-04: the customer waits until then. */
    z.object({ type: z.literal('wait'), until: z.number().int(), consent }),
    /** O13. */
    z.object({ type: z.literal('restock'), consent }),
    z.object({
      type: z.literal('substitute'),
      line: z.number().int(),
      sku: z.string().trim().min(1).max(120),
      qty,
      /** What the customer pays more; less, where negative. */
      difference: moneyView.optional(),
      consent,
    }),
    z.object({ type: z.literal('cancel_lines'), lines: part, refund: moneyView.optional(), consent }),
    /** O14, O24. @param waiting which part waits for goods @param warehouses of each part, '' for none in particular */
    z.object({
      type: z.literal('split'),
      parts: z.array(part).min(2).max(20),
      waiting: z.number().int().min(0).max(19).optional(),
      warehouses: z.array(z.string().max(40)).max(20).optional(),
      consent: consent.optional(),
    }),
    /** O23: this order and these. */
    z.object({ type: z.literal('merge'), with: z.array(id).min(1).max(19), consent: consent.optional() }),
    z.object({ type: z.literal('unmerge') }),
    /** ADR-01, ADR-02: labels that are out are void at once. */
    z.object({
      type: z.literal('address'),
      receiver: party,
      reason: z.enum(['customer_asked', 'typed_wrong', 'unreachable', 'carrier_asked', 'other']),
    }),
    /** ADR-03: it has left; what can be done is agreed with the carrier. */
    z.object({ type: z.literal('address_case') }),
  ]),
});
export type ChangesAct = z.output<typeof changesAct>;

const shares = z.array(z.object({ no: z.number().int(), qty: z.number().int() }));
const named = z.object({ order: text, channelOrderNo: text, status: text, units: z.number().int() });

export const changesView = z.object({
  order: text,
  /** Why it cannot be cancelled any more; null where it can. */
  noCancel: text.nullable(),
  paid: z.boolean(),
  /** Goods as they stand now, and what was ordered where that differs. */
  lines: z.array(
    z.object({
      no: z.number().int(),
      sku: text,
      name: text,
      qty: z.number().int(),
      ordered: z.object({ sku: text, name: text, qty: z.number().int() }).nullable(),
    }),
  ),
  /** Lines that were taken out as a whole. */
  gone: z.array(z.object({ no: z.number().int(), sku: text, name: text, qty: z.number().int() })),
  /** Its goods lie in several warehouses: so it could be divided (SPL-01). '' is the one that the site's rule does not name. */
  warehouses: z
    .object({ parts: z.array(z.object({ warehouse: text, lines: shares })), lacking: shares })
    .nullable(),
  parent: named.nullable(),
  children: z.array(named),
  /** May go into one parcel with this one (MRG-02). */
  mergeable: z.array(named),
  merged: z.object({ shipment: text, orders: z.array(named), open: z.boolean() }).nullable(),
  mergeConsent: z.boolean(),
  /** The site's rule lets packers merge. */
  packersMerge: z.boolean(),
  /** Newest first; receivers masked (ADR-04). */
  receivers: z.array(
    z.object({
      at: z.number(),
      by: text,
      reason: text.nullable(),
      note: text.nullable(),
      receiver: z.object({ name: text, phone: text, address: text }),
    }),
  ),
  cases: z.array(caseRow),
});
export type ChangesView = z.infer<typeof changesView>;
