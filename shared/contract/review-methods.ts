import { z } from 'zod';
import { done, id, method, none, outcome, page } from './method.ts';
import * as n from './notice-views.ts';
import * as r from './review-views.ts';
import { moneyView } from './views.ts';

const operator = id;

/** Review, confirmation, payments and notices. */
export const reviewMethods = {
  /** Orders that wait for a review, those first whose time is over or nearly so. */
  'review.queue': method(
    z.object({ ...page }),
    z.object({ total: z.number().int(), overdue: z.number().int(), rows: z.array(r.reviewRow) }),
  ),
  'review.view': method(z.object({ order: id }), outcome(r.reviewView)),
  /**
   * 审核通过, 审核不通过, 审核拒绝. @param seen of the view @param accept `check:code` of findings that are taken as they are
   * @param remark what becomes of a special request, where there is one
   */
  'review.judge': method(
    z.object({
      order: id,
      operator,
      verdict: r.reviewVerdict,
      seen: z.string().max(300),
      reason: z.string().trim().max(200).optional(),
      note: z.string().trim().max(2_000).optional(),
      remark: r.remarkVerdict.optional(),
      accept: z.array(z.string().max(200)).max(100).default([]),
    }),
    outcome(z.object({ status: z.string() })),
  ),
  /** CFM-03, CFM-05: the customer was asked. */
  'review.asked': method(
    z.object({
      order: id,
      operator,
      way: r.askWay,
      about: z.enum(['order', 'doubt']),
      objection: z.boolean(),
      note: z.string().trim().max(2_000).optional(),
    }),
    done,
  ),

  'payments.view': method(z.object({ order: id }), outcome(r.paymentView)),
  /** Money that came; parts are summed up. @param more the rest is to come: a sum that is not the total is no anomaly */
  'payments.record': method(
    z.object({
      order: id,
      operator,
      amount: moneyView,
      method: z.string().trim().min(1).max(40),
      reference: z.string().trim().max(100).optional(),
      receivedAt: z.number().int().positive().optional(),
      more: z.boolean().default(false),
    }),
    outcome(z.object({ paid: z.boolean(), due: moneyView.nullable(), case: z.string().nullable() })),
  ),
  /** Unpaid orders, those first that are due for a reminder. */
  'payments.unpaid': method(
    z.object({ ...page }),
    z.object({ total: z.number().int(), due: z.number().int(), rows: z.array(r.unpaidRow) }),
  ),
  'payments.remind': method(
    z.object({ orders: z.array(id).min(1).max(500), operator, way: r.askWay }),
    outcome(
      z.object({
        reminded: z.number().int(),
        refused: z.array(z.object({ order: z.string(), code: z.string() })),
      }),
    ),
  ),
  /** Compares a payment file with the orders and records what fits. */
  'payments.check': method(
    z.object({ token: id, operator, currency: z.string().length(3).default('CNY') }),
    outcome(z.object({ id: z.string() })),
  ),
  'payments.reports': method(none, z.array(r.paymentFileReport)),
  'payments.report': method(
    z.object({ id, ...page, only: z.enum(['all', 'open']).default('all') }),
    outcome(
      z.object({ report: r.paymentFileReport, total: z.number().int(), rows: z.array(r.paymentFileRow) }),
    ),
  ),
  /** X-settled of every order that the file matched. */
  'payments.settle': method(
    z.object({ id, operator }),
    outcome(z.object({ settled: z.number().int(), already: z.number().int(), refused: z.number().int() })),
  ),

  'notices.list': method(
    z.object({ state: z.enum(['waiting', 'done']), ...page }),
    z.object({ total: z.number().int(), rows: z.array(n.customerNoticeRow) }),
  ),
  'notices.ofOrder': method(z.object({ order: id }), z.array(n.customerNoticeRow)),
  /** As it is to be sent; audited where it names the receiver. */
  'notices.text': method(
    z.object({ id, operator }),
    outcome(z.object({ subject: z.string(), text: z.string() })),
  ),
  'notices.mark': method(
    z.object({ id, operator, state: z.enum(['sent', 'dropped']), way: n.noticeWay.optional() }),
    done,
  ),
  'notices.ask': method(z.object({ order: id, template: n.noticeTemplateId, operator }), done),
  /** What the posts of this window's person must know of. */
  'notices.inbox': method(
    z.object({ ...page }),
    z.object({ total: z.number().int(), rows: z.array(n.staffNoticeRow) }),
  ),
  'notices.read': method(z.object({ id, operator }), done),
  'notices.templates': method(none, z.array(n.noticeTemplateRow)),
  'notices.preview': method(
    z.object({ template: n.noticeTemplate, order: z.string().trim().max(200).optional() }),
    n.noticePreview,
  ),
  'notices.saveTemplate': method(z.object({ template: n.noticeTemplate, operator }), done),
  'notices.resetTemplate': method(z.object({ id: n.noticeTemplateId, operator }), done),
};
