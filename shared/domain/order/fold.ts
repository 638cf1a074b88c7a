import { conflictOf, sortEvents } from '../event.ts';
import { applyAllocated, applyAssigned, applyPromised } from './fold-allocation.ts';
import { applyChange, applyDraft, applyReceived } from './fold-desk.ts';
import { applyPaid, applyRefund, applyShipped } from './fold-facts.ts';
import { applyLines, applyMerge, applySplit } from './fold-lines.ts';
import { applyNoted, dataChanged } from './fold-money.ts';
import type { Work } from './fold-work.ts';
import { LEFT, start } from './fold-work.ts';
import { logisticsOf, reportOf } from './fold-logistics.ts';
import type { OrderBase, OrderEvent, OrderFlag, OrderState, OrderStatus } from './types.ts';
import { ORDER_FLAGS } from './types.ts';

/**
 * State of an order from what happened to it. Takes any set of events: one that cannot apply gives a defined state and
 * a conflict, never an error. What the rules are when stations acted without knowing of each other:
 *
 * - A repeat (submitted, approved, released, … where that is already so) changes nothing.
 * - Two reviews disagree: the careful one wins in either order (`review_conflict`).
 * - Goods that left have left: `shipped` and `delivered` apply in every state. What should have stopped them stands as
 *   an exception (`shipped_after_cancel`, `shipped_despite_cancel_request`, `shipped_on_hold`, `shipped_unpaid`,
 *   `shipped_to_old_address`, `shipped_unreleased`, `delivered_unshipped`).
 * - Wishes that come after the goods left do not change the status (`cancelled_after_shipped`,
 *   `cancel_requested_after_shipped`, `backordered_after_shipped`).
 * - A cancel stands against every other step at the desk (`released_after_cancel`, `restocked_after_cancel`, …).
 * - Money that came or went is counted in every state (`paid_after_cancel`, `paid_twice`, `refunded_twice`, …).
 * - Shortage and payment are independent: BACKORDERED stays until restocked, whether money comes or not.
 */
export function foldOrder(order: {
  readonly base: OrderBase;
  readonly events: readonly OrderEvent[];
}): OrderState {
  const work = start(order.base);
  for (const event of sortEvents(order.events)) apply(work, event);
  return toState(work);
}

const REVIEWED: readonly OrderStatus[] = ['APPROVED', 'AWAITING_PAYMENT', 'BACKORDERED', 'READY_TO_SHIP'];

function apply(work: Work, event: OrderEvent): void {
  const conflict = (code: string): void => void work.conflicts.push(conflictOf(event, code));
  const to = (status: OrderStatus): void => void (work.status = status);
  const left = LEFT.includes(work.status);
  switch (event.type) {
    case 'received':
      return applyReceived(work, event, conflict);
    case 'draft_changed':
    case 'draft_returned':
      return applyDraft(work, event, conflict);
    case 'submitted':
      if (work.status === 'RECEIVED') to('IN_REVIEW');
      else if (work.status === 'DRAFT') conflict('submitted_before_received');
      return;
    case 'approved':
      if (work.status === 'IN_REVIEW') {
        to('APPROVED');
        if (event.data.rule === undefined) delete work.rule;
        else work.rule = event.data.rule;
      } else if (work.status === 'NEEDS_FIX' || work.status === 'REJECTED') conflict('review_conflict');
      else if (work.status === 'DRAFT' || work.status === 'RECEIVED') conflict('approved_before_review');
      return;
    case 'needs_fix':
    case 'rejected': {
      const verdict = event.type === 'rejected' ? 'REJECTED' : 'NEEDS_FIX';
      if (left) return conflict('review_after_shipped');
      if (work.status === 'CANCELLED') return;
      if (REVIEWED.includes(work.status)) conflict('review_conflict');
      if (work.status !== 'REJECTED') {
        to(verdict);
        work.reason = event.data.reason;
      }
      return;
    }
    case 'fixed':
      if (work.status === 'NEEDS_FIX') {
        to('IN_REVIEW');
        delete work.reason;
        dataChanged(work);
      } else if (work.status === 'REJECTED') conflict('fixed_after_reject');
      return;
    case 'payment_awaited':
      // A payment that another station has already seen leaves the order approved.
      if (work.status === 'APPROVED' && work.payment === 'UNPAID') to('AWAITING_PAYMENT');
      return;
    case 'paid':
      return applyPaid(work, event, conflict);
    case 'released':
      if (work.status === 'APPROVED') to('READY_TO_SHIP');
      else if (work.status === 'CANCELLED') conflict('released_after_cancel');
      else if (work.status !== 'READY_TO_SHIP' && work.status !== 'BACKORDERED' && !left)
        conflict('released_unapproved');
      return;
    case 'backordered':
      if (left) conflict('backordered_after_shipped');
      else if (work.status === 'IN_REVIEW' || REVIEWED.includes(work.status)) {
        to('BACKORDERED');
        work.reason = event.data.reason;
      } else if (work.status !== 'CANCELLED') conflict('backordered_before_review');
      return;
    case 'restocked':
      if (work.status === 'BACKORDERED') {
        to('READY_TO_SHIP');
        delete work.reason;
      } else if (work.status === 'CANCELLED') conflict('restocked_after_cancel');
      return;
    case 'split':
      return applySplit(work, event, conflict);
    case 'merged':
    case 'unmerged':
      return applyMerge(work, event, conflict);
    case 'substituted':
    case 'lines_cancelled':
      return applyLines(work, event, conflict);
    case 'shipped':
      return applyShipped(work, event, conflict);
    case 'delivered':
      if (work.status === 'SHIPPED') to('DELIVERED');
      else if (!left) {
        conflict('delivered_unshipped');
        to('DELIVERED');
      }
      return;
    case 'completed':
      if (work.status === 'SHIPPED' || work.status === 'DELIVERED') to('COMPLETED');
      else if (!left) conflict('completed_unshipped');
      return;
    case 'archived':
      if (work.status === 'COMPLETED') to('ARCHIVED');
      else if (work.status !== 'ARCHIVED') conflict('archived_too_early');
      return;
    case 'cancelled':
      if (left) conflict('cancelled_after_shipped');
      else if (work.status !== 'CANCELLED') {
        to('CANCELLED');
        work.reason = event.data.reason;
      }
      return;
    case 'closed':
      if (work.status === 'REJECTED') to('CANCELLED');
      else if (work.status !== 'CANCELLED') conflict('closed_unrejected');
      return;
    case 'after_sales_opened':
      if (!work.cases.includes(event.data.caseId)) work.cases.push(event.data.caseId);
      return;
    case 'after_sales_closed':
      work.closedCases.add(event.data.caseId);
      return;
    case 'held':
      work.holds.push({ id: event.data.hold, reason: event.data.reason, by: event.by });
      return;
    case 'hold_lifted':
      work.holds = work.holds.filter((hold) => hold.id !== event.data.hold);
      return;
    case 'cancel_requested':
      if (left) conflict('cancel_requested_after_shipped');
      else work.cancelRequests.push(event.id);
      return;
    case 'cancel_request_denied': {
      const denied = event.data.requests;
      work.cancelRequests =
        denied === undefined ? [] : work.cancelRequests.filter((id) => !denied.includes(id));
      return;
    }
    case 'address_changed':
      if (left) conflict('address_changed_after_shipped');
      else {
        work.addressChanges.push(event.id);
        dataChanged(work);
      }
      return;
    case 'address_change_settled': {
      // The latest receiver counts, so settling a change settles those before it.
      const at = work.addressChanges.indexOf(event.data.event);
      if (at >= 0) work.addressChanges.splice(0, at + 1);
      return;
    }
    case 'partly_refunded':
    case 'refunded':
      return applyRefund(work, event, conflict);
    case 'settled':
      if (work.payment === 'UNPAID') conflict('settled_unpaid');
      else work.payment = 'SETTLED';
      return;
    case 'logistics':
      work.reports.push(reportOf(event));
      return;
    case 'feedback_recorded':
      return;
    case 'contacted':
    case 'noted':
    case 'linked':
      // They tell of something and change nothing.
      return;
    case 'change_requested':
    case 'change_decided':
      return applyChange(work, event, conflict);
    case 'exception_raised':
      // Two stations may tell of the same.
      if (!work.conflicts.some((one) => one.id === event.data.exception))
        work.conflicts.push({ id: event.data.exception, code: event.data.code, eventId: event.id });
      return;
    case 'exception_closed':
      work.closed.add(event.data.exception);
      return;
    case 'review_checked':
    case 'confirmation_sent':
    case 'confirmation_noted':
    case 'payment_recorded':
    case 'payment_reminded':
      return applyNoted(work, event);
    case 'allocated':
      return applyAllocated(work, event);
    case 'assigned':
      return applyAssigned(work, event);
    case 'promised':
      return applyPromised(work, event);
    case 'carrier_chosen':
      work.chosenCarrier = event.data;
      return;
    case 'private_erased':
      for (const key of event.data.events) work.erased.add(key);
      return;
    default:
      // A type of a newer version: kept in the document, without effect here.
      event satisfies never;
  }
}

function toState(work: Work): OrderState {
  const base = work.current;
  const exceptions = work.conflicts.filter((conflict) => !work.closed.has(conflict.id));
  const cancelled = work.status === 'CANCELLED';
  const set: Record<OrderFlag, boolean> = {
    urgent: base.flags.includes('urgent'),
    custom: base.flags.includes('custom'),
    fragile: base.flags.includes('fragile'),
    cold_chain: base.flags.includes('cold_chain'),
    hold: work.holds.length > 0,
    cancel_requested: work.cancelRequests.length > 0 && !cancelled,
    address_changed: work.addressChanges.length > 0,
    exception: exceptions.length > 0,
    split_child: base.parent !== undefined,
    merged: work.mergedInto !== undefined,
  };
  const addressChange = work.addressChanges.at(-1);
  return {
    status: work.status,
    payment: work.payment,
    logistics: logisticsOf(work.reports, work.parcels),
    current: base,
    ...(work.draft === undefined ? {} : { draft: work.draft }),
    ...(work.draftReturned === undefined ? {} : { draftReturned: work.draftReturned }),
    changeRequests: work.changes,
    flags: ORDER_FLAGS.filter((flag) => set[flag]),
    holds: work.holds,
    exceptions,
    ...(work.rule === undefined ? {} : { approvedByRule: work.rule }),
    ...(work.reason === undefined ? {} : { reason: work.reason }),
    parcels: work.parcels,
    children: work.children,
    ...(work.split === undefined ? {} : { split: work.split }),
    shippedByChannel: work.shippedByChannel,
    ...(work.mergedInto === undefined ? {} : { mergedInto: work.mergedInto }),
    openAfterSales: work.cases.filter((id) => !work.closedCases.has(id)),
    cancelRequests: cancelled ? [] : work.cancelRequests,
    ...(addressChange === undefined ? {} : { addressChange }),
    ...(work.review === undefined ? {} : { review: work.review }),
    told: work.told,
    noted: work.noted,
    payments: work.payments,
    reminders: work.reminders,
    ...(work.allocation === undefined ? {} : { allocation: work.allocation }),
    assignments: work.assignments,
    ...(work.promise === undefined ? {} : { promise: work.promise }),
    ...(work.chosenCarrier === undefined ? {} : { chosenCarrier: work.chosenCarrier }),
    erased: [...work.erased].sort(),
  };
}
