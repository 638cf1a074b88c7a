import { z } from 'zod';
import * as k from './intake-views.ts';
import * as v from './views.ts';
import { done, id, method, none, outcome, page } from './method.ts';

/** Orders typed in, what was said of them, changes asked for, customers. */
export const intakeMethods = {
  /** Checks a typed order while it is typed. @param order the draft that it is a change of */
  'intake.check': method(z.object({ form: k.manualInput, order: id.optional() }), k.manualCheck),
  /** Products by SKU, name, bar code or pinyin initials. */
  'intake.products': method(z.object({ search: z.string().max(100) }), z.array(k.productHit)),
  /**
   * Keeps a typed order as a draft that a second person confirms; with `order` its author writes it anew.
   * @param anyway it looks like a repetition and is none
   */
  'intake.save': method(
    z.object({ form: k.manualInput, order: id.optional(), anyway: z.boolean(), operator: id }),
    outcome(z.object({ order: z.string(), number: z.string(), channelOrderNo: z.string() })),
  ),
  'intake.drafts': method(
    z.object({ ...page }),
    z.object({ total: z.number().int(), rows: z.array(k.draftRow) }),
  ),
  /** Audited: a draft in clear, to be checked or mended. */
  'intake.draft': method(z.object({ order: id, operator: id }), outcome(k.draftView)),
  /** @param version of the draft that was looked at */
  'intake.confirm': method(
    z.object({ order: id, version: z.string().max(200).nullable(), operator: id }),
    done,
  ),
  'intake.return': method(
    z.object({
      order: id,
      reason: z.string().trim().min(1).max(60),
      note: z.string().trim().max(k.MOST_NOTE),
      operator: id,
    }),
    done,
  ),
  /** What the person at this window had typed and not saved, as JSON. */
  'intake.sketch': method(none, z.string().nullable()),
  'intake.keep': method(z.object({ sketch: z.string().max(1_000_000).nullable() }), done),
  /** A clerk says that an order is clear now: it goes to the review (O4), and waits no longer. */
  'intake.clear': method(z.object({ order: id, operator: id }), done),
  'talk.list': method(z.object({ order: id }), outcome(k.talkView)),
  /** @param unclear puts the order on hold until it is clear (INT-12) */
  'talk.contact': method(
    z.object({ order: id, ...k.contactInput.shape, unclear: z.boolean().default(false), operator: id }),
    done,
  ),
  'talk.note': method(z.object({ order: id, ...k.noteInput.shape, operator: id }), done),
  'talk.link': method(z.object({ order: id, ...k.linkInput.shape, operator: id }), done),
  /** Ruling 4: who may not change an order asks for it. */
  'changes.ask': method(
    z.object({
      order: id,
      change: k.changeInput,
      reason: z.string().trim().min(1).max(k.MOST_NOTE),
      operator: id,
    }),
    done,
  ),
  'changes.decide': method(
    z.object({
      order: id,
      request: id,
      approved: z.boolean(),
      note: z.string().trim().max(k.MOST_NOTE),
      operator: id,
    }),
    done,
  ),
  'changes.of': method(z.object({ order: id }), outcome(z.array(k.changeView))),
  /** Open requests of all orders, oldest first. */
  'changes.list': method(
    z.object({ ...page }),
    z.object({ total: z.number().int(), rows: z.array(k.changeListRow) }),
  ),
  /** Audited: old and new receiver of a request in clear. */
  'changes.reveal': method(
    z.object({ order: id, request: id, operator: id, reason: z.string().trim().min(1).max(200) }),
    outcome(z.object({ old: v.party.nullable(), new: v.party.nullable() })),
  ),
  /** By whole phone number or whole name; all of them, those who ordered last first, where nothing is searched. */
  'customers.list': method(
    z.object({ search: z.string().max(100).default(''), ...page }),
    z.object({ total: z.number().int(), rows: z.array(k.customerRow), building: z.boolean() }),
  ),
  'customers.get': method(z.object({ customer: k.customerId }), outcome(k.customerView)),
  'customers.ofOrder': method(z.object({ order: id }), outcome(k.orderCustomer)),
  /** Audited: whom the customer's last order goes to, in clear. */
  'customers.reveal': method(
    z.object({ customer: k.customerId, operator: id, reason: z.string().trim().min(1).max(200) }),
    outcome(v.party),
  ),
  'customers.credit': method(
    z.object({
      customer: k.customerId,
      credit: z.enum(k.CREDITS),
      reason: z.string().trim().min(1).max(300),
      operator: id,
    }),
    done,
  ),
  'customers.note': method(
    z.object({
      customer: k.customerId,
      text: z.string().trim().min(1).max(k.MOST_NOTE),
      operator: id,
    }),
    done,
  ),
};
