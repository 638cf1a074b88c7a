import { z } from 'zod';
import {
  CHANGE_FIELDS,
  CONTACT_OUTCOMES,
  CONTACT_WAYS,
  LINK_KINDS,
  NOTE_TO,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
} from '../domain/index.ts';

/** Orders taken by hand, what was said about an order, changes that somebody asks for, and customers. Times are epoch ms. */

const text = z.string();
const id = z.string().min(1).max(200);
const money = z.object({ minor: z.number().int(), currency: z.string().length(3) });
/** What a form holds while it is typed: anything, up to its length. Amounts in minor units. */
const field = (most: number) => z.string().max(most);
const amount = z.number().nullable();
/** Characters of a remark, a note, the text of a talk. */
export const MOST_NOTE = 2_000;

export const MANUAL_CHANNEL_NAMES = ['phone', 'email', 'shop', 'chat'] as const;
const flags = z.array(z.enum(['urgent', 'custom', 'fragile', 'cold_chain'])).max(4);

export const manualLine = z.object({
  sku: field(120),
  name: field(300),
  variant: field(200),
  qty: z.number(),
  price: amount,
  kind: z.enum(['goods', 'service']),
});

export const manualInput = z.object({
  channel: z.enum(MANUAL_CHANNEL_NAMES),
  channelOrderNo: field(60),
  orderedAt: z.number().nullable(),
  receiver: z.object({
    name: field(80),
    phone: field(40),
    country: field(60),
    province: field(60),
    city: field(60),
    district: field(60),
    detail: field(300),
    postcode: field(20),
  }),
  lines: z.array(manualLine).max(5_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
  freight: amount,
  discount: amount,
  coupon: field(60),
  total: amount,
  paid: amount,
  payment: z.enum(['UNPAID', 'PAID', 'COD']),
  paymentMethod: field(60),
  paymentReference: field(80),
  paidAt: z.number().nullable(),
  remark: field(MOST_NOTE),
  sellerNote: field(MOST_NOTE),
  source: field(MOST_NOTE),
  invoice: z
    .object({
      kind: z.enum(['personal', 'company']),
      title: field(120),
      taxNo: field(40),
      email: field(120),
    })
    .nullable(),
  flags,
  carrier: field(20).nullable(),
  shipBy: z.number().nullable(),
});
export type ManualForm = z.infer<typeof manualInput>;

export const intakeFinding = z.object({
  code: text,
  level: z.enum(['error', 'warn']),
  field: text,
  data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type IntakeFinding = z.infer<typeof intakeFinding>;

export const manualCheck = z.object({
  findings: z.array(intakeFinding),
  /** Sum of the lines and what is to be paid, minor units; null where a price is missing. */
  goods: amount,
  due: amount,
});

export const productHit = z.object({
  sku: text,
  name: text,
  variant: text.nullable(),
  location: text.nullable(),
  picture: text.nullable(),
  kind: z.enum(['goods', 'service', 'charge']),
});
export type ProductHit = z.infer<typeof productHit>;

/** A draft in the list of those to check or to mend. */
export const draftRow = z.object({
  order: text,
  number: text,
  channel: text,
  channelOrderNo: text,
  author: text,
  at: z.number(),
  units: z.number().int(),
  lines: z.number().int(),
  total: money.nullable(),
  /** Why it was sent back, null where it was not. */
  returned: text.nullable(),
  /** The person at this window wrote it: somebody else has to check it. */
  own: z.boolean(),
});
export type DraftRow = z.infer<typeof draftRow>;

/** A draft in clear, for its author and for whoever checks it. */
export const draftView = z.object({
  order: text,
  number: text,
  author: text,
  own: z.boolean(),
  /** Version that is shown: what is confirmed must be this one. */
  version: text.nullable(),
  form: manualInput,
  check: manualCheck,
  /** As it stood before the author's last change, where there was one. */
  before: manualInput.nullable(),
  returned: z.object({ reason: text, note: text.nullable(), by: text, at: z.number() }).nullable(),
});
export type DraftView = z.infer<typeof draftView>;

const typed = z.string().trim().min(1).max(MOST_NOTE);
export const contactInput = z.object({
  way: z.enum(CONTACT_WAYS),
  outcome: z.enum(CONTACT_OUTCOMES),
  note: z.string().trim().max(MOST_NOTE),
});
export const noteInput = z.object({ to: z.enum(NOTE_TO), text: typed });
export const linkInput = z.object({ kind: z.enum(LINK_KINDS), ref: z.string().trim().min(1).max(300) });

/** What was said of an order, or kept beside it. */
export const talkEntry = z.object({
  id: text,
  type: z.enum(['contacted', 'noted', 'linked']),
  at: z.number(),
  by: text,
  way: z.enum(CONTACT_WAYS).nullable(),
  outcome: z.enum(CONTACT_OUTCOMES).nullable(),
  to: z.enum(NOTE_TO).nullable(),
  kind: z.enum(LINK_KINDS).nullable(),
  /** Null: not for the person at this window, or erased. */
  text: text.nullable(),
});
export type TalkEntry = z.infer<typeof talkEntry>;

export const talkView = z.object({
  entries: z.array(talkEntry),
  /** The order waits because a clerk found it unclear. */
  unclear: z.boolean(),
  /** It has not gone to the review yet: a clerk says that it is clear. */
  mayConfirm: z.boolean(),
});

const receiver = z.object({
  name: z.string().trim().min(1).max(80),
  phone: z.string().trim().min(1).max(40),
  country: z.string().max(60).optional(),
  province: z.string().max(60).optional(),
  city: z.string().max(60).optional(),
  district: z.string().max(60).optional(),
  detail: z.string().trim().min(1).max(300),
  postcode: z.string().max(20).optional(),
});
/** What is missing stays as it is; null takes it away. */
export const changeInput = z
  .object({
    receiver: receiver.optional(),
    remark: field(MOST_NOTE).optional(),
    flags: flags.optional(),
    shipBy: z.number().int().nullable().optional(),
    carrier: z.string().min(1).max(20).nullable().optional(),
  })
  .strict();
export type ChangeInput = z.infer<typeof changeInput>;

export const changeRow = z.object({
  field: z.enum(CHANGE_FIELDS),
  /** Receiver masked; flags by their codes with spaces between; times as epoch ms. */
  old: z.union([text, z.number()]).nullable(),
  new: z.union([text, z.number()]).nullable(),
});
export const changeView = z.object({
  request: text,
  at: z.number(),
  by: text,
  reason: text.nullable(),
  rows: z.array(changeRow),
  /** Null: open. */
  decided: z.object({ approved: z.boolean(), at: z.number(), by: text, note: text.nullable() }).nullable(),
  /** The person at this window asked for it. */
  own: z.boolean(),
});
export type ChangeView = z.infer<typeof changeView>;
/** An open request in the list over all orders. */
export const changeListRow = changeView.extend({
  order: text,
  channelOrderNo: text,
  status: z.enum(ORDER_STATUSES),
});
export type ChangeListRow = z.infer<typeof changeListRow>;

export const CREDITS = ['good', 'prepay', 'blocked'] as const;
export const customerRow = z.object({
  /** Keyed hash of the phone number. */
  customer: text,
  /** Masked. */
  name: text,
  phone: text,
  place: text,
  orders: z.number().int(),
  lastAt: z.number(),
  credit: z.enum(CREDITS),
});
export type CustomerRow = z.infer<typeof customerRow>;

export const customerNote = z.object({ id: text, at: z.number(), by: text, text: text.nullable() });
export const customerOrder = z.object({
  order: text,
  channel: text,
  channelOrderNo: text,
  status: z.enum(ORDER_STATUSES),
  payment: z.enum(PAYMENT_STATUSES),
  orderedAt: z.number(),
  units: z.number().int(),
  total: money.nullable(),
});
export const customerView = customerRow.extend({
  address: text,
  reason: text.nullable(),
  creditBy: text.nullable(),
  creditAt: z.number().nullable(),
  notes: z.array(customerNote),
  /** Newest first, up to 200. */
  history: z.array(customerOrder),
  contacts: z.array(talkEntry.extend({ order: text, channelOrderNo: text })),
  /** Sums of what was not cancelled, by currency. */
  spent: z.array(money),
  cancelled: z.number().int(),
});
export type CustomerView = z.infer<typeof customerView>;

/** The customer of an order, for its page; null where its receiver is masked, erased or has no number. */
export const orderCustomer = customerRow
  .extend({ reason: text.nullable(), notes: z.number().int() })
  .nullable();

export const customerId = id;
