import { z } from 'zod';
import {
  CASE_CAUSES,
  CASE_DEPARTMENTS,
  CASE_KINDS,
  CASE_PARTIES,
  CASE_PRIORITIES,
} from '../domain/cases/index.ts';

/** Cases (异常单): what needs a person beside the order's own way. Times are epoch ms. */

const text = z.string();
const id = z.string().min(1).max(200);
const code = z.string().regex(/^[a-z0-9_]{1,40}$/);
const note = z.string().trim().max(2_000);
const fact = z.union([z.string().max(200), z.number(), z.boolean()]);
export const caseKind = z.enum(CASE_KINDS);
export const caseDepartment = z.enum(CASE_DEPARTMENTS);
export const casePriority = z.enum(CASE_PRIORITIES);

export const caseRow = z.object({
  id: text,
  kind: text,
  code: text,
  status: text,
  priority: text,
  department: text,
  escalatedTo: text.nullable(),
  person: text.nullable(),
  order: text.nullable(),
  channelOrderNo: text.nullable(),
  sku: text.nullable(),
  createdAt: z.number(),
  due: z.number().nullable(),
  overdue: z.boolean(),
  outcome: text.nullable(),
  disputed: z.boolean(),
});
export type CaseRow = z.infer<typeof caseRow>;

export const caseFilter = z.object({
  lane: z.enum(['open', 'done']).default('open'),
  who: z.enum(['all', 'mine']).default('all'),
  overdue: z.boolean().default(false),
  department: caseDepartment.optional(),
  kind: caseKind.optional(),
  search: z.string().max(100).default(''),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type CaseFilter = z.output<typeof caseFilter>;

const counted = z.record(z.string(), z.number().int());
export const caseList = z.object({
  total: z.number().int(),
  rows: z.array(caseRow),
  counts: z.object({
    open: z.number().int(),
    mine: z.number().int(),
    overdue: z.number().int(),
    departments: counted,
    kinds: counted,
    /** Of those found, as far as somebody has said why (SHO-05, EXC-07). */
    causes: counted,
  }),
});

export const caseView = caseRow.extend({
  author: text,
  shipment: text.nullable(),
  facts: z.record(z.string(), fact),
  /** Everything that was done, oldest first. */
  thread: z.array(
    z.object({
      id: text,
      type: text,
      at: z.number(),
      by: text,
      station: text,
      data: z.record(z.string(), z.union([text, z.number(), z.boolean(), z.null()])),
      note: text.nullable(),
    }),
  ),
  outcomes: z.array(text),
});
export type CaseView = z.infer<typeof caseView>;

export const caseOpen = z.object({
  operator: id,
  kind: caseKind,
  code: code.default('reported'),
  order: id.optional(),
  shipment: id.optional(),
  sku: z.string().max(120).optional(),
  department: caseDepartment.optional(),
  priority: casePriority.optional(),
  facts: z.record(z.string().max(60), fact).optional(),
  note: note.optional(),
});

/** A step of a case; which of them somebody may make is decided by its table. */
export const caseAct = z.object({
  id,
  operator: id,
  note: note.optional(),
  act: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('assign'),
      department: caseDepartment.optional(),
      person: id.optional(),
    }),
    z.object({ type: z.literal('note'), to: caseDepartment.optional() }),
    z.object({ type: z.literal('contact'), with: z.enum(CASE_PARTIES) }),
    z.object({
      type: z.literal('detail'),
      cause: z.enum(CASE_CAUSES).optional(),
      /** Expected arrival of goods (SHO-02). */
      expected: z.number().optional(),
      qty: z.number().int().min(0).max(1_000_000).optional(),
      place: z.string().max(80).optional(),
    }),
    z.object({ type: z.literal('link'), order: z.string().trim().min(1).max(200) }),
    z.object({ type: z.literal('due'), due: z.number() }),
    z.object({
      type: z.literal('escalate'),
      to: caseDepartment.optional(),
      priority: casePriority.default('high'),
    }),
    z.object({ type: z.literal('solve'), outcome: code }),
    z.object({ type: z.literal('reopen'), reason: z.string().trim().min(1).max(200) }),
    z.object({ type: z.literal('close') }),
  ]),
});
export type CaseAct = z.output<typeof caseAct>;

/** A parcel that came back (包裹退回): whatever its label or paper says. */
export const caseReturned = z.object({
  operator: id,
  text: z.string().trim().min(1).max(200),
  state: z.enum(['whole', 'damaged', 'opened']).default('whole'),
  note: note.optional(),
});
