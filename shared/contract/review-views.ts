import { z } from 'zod';
import {
  ORDER_FLAGS,
  ORDER_STATUSES,
  PAYMENT_SOURCES,
  PAYMENT_STATUSES,
  REMARK_VERDICTS,
} from '../domain/index.ts';
import { NOTICE_WAYS } from '../domain/notices/index.ts';
import { PAYMENT_ROW_RESULTS } from '../domain/payment/index.ts';
import { REVIEW_CHECKS, REVIEW_RESULTS } from '../domain/review/index.ts';
import { maskedParty, moneyView } from './views.ts';

/** The review of an order (审核) and its money. Times are epoch ms. */

const text = z.string();
const data = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Of the review: waiting since, and until when it is to be done (REV-15). */
const timing = { since: z.number(), limitAt: z.number(), overdue: z.boolean() };

export const reviewRow = z.object({
  order: text,
  channelOrderNo: text,
  channel: text,
  status: z.enum(ORDER_STATUSES),
  payment: z.enum(PAYMENT_STATUSES),
  flags: z.array(z.enum(ORDER_FLAGS)),
  orderedAt: z.number(),
  total: moneyView.nullable(),
  units: z.number().int(),
  remark: z.boolean(),
  ...timing,
});
export type ReviewRow = z.infer<typeof reviewRow>;

export const reviewFinding = z.object({
  check: z.enum(REVIEW_CHECKS),
  result: z.enum(REVIEW_RESULTS),
  /** Why, where it did not pass. */
  code: text.nullable(),
  data,
  /** It may be taken as it is by whoever approves. */
  acceptable: z.boolean(),
});
export type ReviewFindingView = z.infer<typeof reviewFinding>;

export const reviewView = z.object({
  order: text,
  channelOrderNo: text,
  channel: text,
  status: z.enum(ORDER_STATUSES),
  payment: z.enum(PAYMENT_STATUSES),
  flags: z.array(z.enum(ORDER_FLAGS)),
  orderedAt: z.number(),
  ...timing,
  /** What the reviewer has seen; judging something that has changed since is refused. */
  seen: text,
  findings: z.array(reviewFinding),
  remark: text.nullable(),
  sellerNote: text.nullable(),
  receiver: maskedParty.nullable(),
  lines: z.array(
    z.object({
      no: z.number().int(),
      sku: text,
      name: text,
      variant: text.nullable(),
      qty: z.number().int(),
      kind: text,
      unitPrice: moneyView.nullable(),
      listPrice: moneyView.nullable(),
    }),
  ),
  goods: moneyView.nullable(),
  freight: moneyView.nullable(),
  discount: moneyView.nullable(),
  total: moneyView.nullable(),
  /** A remark that asks for something is to be judged before the order is approved. */
  remarkToJudge: z.boolean(),
  /** The customer's data are in doubt: `open` = the customer is to be asked first (CFM-05). */
  doubts: z.enum(['none', 'open', 'confirmed', 'objected']),
  /** Codes of `REVIEW_REASONS`, then the site's own texts. */
  reasons: z.array(text),
  reason: text.nullable(),
  /** Rules of the site that can never be met or that nobody understands. */
  ruleFaults: z.array(z.object({ rule: text, code: text, entry: text })),
  reviewed: z.object({ by: text, remark: z.enum(REMARK_VERDICTS).nullable() }).nullable(),
});
export type ReviewView = z.infer<typeof reviewView>;

export const reviewVerdict = z.enum(['pass', 'fix', 'reject']);
export const remarkVerdict = z.enum(REMARK_VERDICTS);
export const askWay = z.enum(NOTICE_WAYS);

export const paymentRow = z.object({
  event: text,
  by: text,
  amount: moneyView,
  method: text,
  reference: text.nullable(),
  receivedAt: z.number(),
  source: z.enum(PAYMENT_SOURCES),
});

export const paymentView = z.object({
  order: text,
  status: z.enum(ORDER_STATUSES),
  payment: z.enum(PAYMENT_STATUSES),
  method: text.nullable(),
  reference: text.nullable(),
  paidAt: z.number().nullable(),
  total: moneyView.nullable(),
  /** Sum of what was recorded here. */
  received: moneyView.nullable(),
  due: moneyView.nullable(),
  payments: z.array(paymentRow),
  reminders: z.array(z.number()),
  /** Is due for a reminder now. */
  remind: z.boolean(),
  methods: z.array(text),
});
export type PaymentView = z.infer<typeof paymentView>;

export const unpaidRow = z.object({
  order: text,
  channelOrderNo: text,
  channel: text,
  orderedAt: z.number(),
  total: moneyView.nullable(),
  due: moneyView.nullable(),
  reminders: z.number().int(),
  lastAt: z.number().nullable(),
  /** When it is to be reminded of next; null: it was reminded often enough. */
  nextAt: z.number().nullable(),
});
export type UnpaidRow = z.infer<typeof unpaidRow>;

export const paymentFileRow = z.object({
  line: z.number().int(),
  order: text.nullable(),
  /** Number as it stands in the file. */
  no: text,
  reference: text,
  amount: moneyView.nullable(),
  fee: moneyView.nullable(),
  result: z.enum(PAYMENT_ROW_RESULTS),
  code: text.nullable(),
  data,
});
export type PaymentFileRow = z.infer<typeof paymentFileRow>;

export const paymentFileReport = z.object({
  id: text,
  fileName: text,
  state: z.enum(['running', 'done', 'failed']),
  code: text.nullable(),
  by: text,
  at: z.number(),
  endedAt: z.number().nullable(),
  rowsRead: z.number().int(),
  /** Earlier report of the same rows. */
  sameAs: text.nullable(),
  counts: z.record(z.enum(PAYMENT_ROW_RESULTS), z.number().int()),
  /** By currency, minor units. */
  received: z.array(moneyView),
  fees: z.array(moneyView),
  settled: z.number().int(),
});
export type PaymentFileReport = z.infer<typeof paymentFileReport>;
