import { ACTION_RIGHTS } from '../../shared/contract/rights.ts';
import { ORDER_TRANSITIONS, UNCLEAR_HOLD } from '../../shared/domain/index.ts';
import type { OrderEventMap, OrderStatus } from '../../shared/domain/index.ts';
import type { Post } from '../../shared/domain/rights/index.ts';
import { mayAsk, useStationState } from '../stores/index.ts';

export type OrderStep = keyof OrderEventMap;

/**
 * Whether to show a step of an order's table to the person at this window: the table has a row for it, from this status
 * (where it is known), for one of the person's posts. What else the row asks for, the station says when it is tried.
 */
export function useMayStep(): (step: OrderStep, status?: OrderStatus) => boolean {
  const session = useStationState((s) => s.session);
  const roles = session?.mode === 'closed' ? (session.person?.roles ?? []) : null;
  return (step, status) =>
    ORDER_TRANSITIONS.some(
      (row) =>
        row.event === step &&
        (status === undefined || row.from.includes(status)) &&
        (roles === null || row.roles.some((role) => roles.includes(role))),
    );
}

/** Does the person at this window hold one of these posts? Everybody does where nobody signs in. */
export function useHolds(): (posts: readonly Post[]) => boolean {
  const session = useStationState((s) => s.session);
  const roles = session?.mode === 'closed' ? (session.person?.roles ?? []) : null;
  return (posts) => roles === null || posts.some((post) => roles.includes(post));
}

/** The same for what `orders.act` offers, by its own names. */
export function useMayAct(): (action: string, status?: OrderStatus, target?: string) => boolean {
  const may = useMayStep();
  const session = useStationState((s) => s.session);
  const roles = session?.mode === 'closed' ? (session.person?.roles ?? []) : null;
  const signedIn = mayAsk(session, 'orders.act');
  const posts: Readonly<Record<string, readonly string[]>> = ACTION_RIGHTS;
  return (action, status, target) => {
    if (!signedIn) return false;
    // Clerks lift what clerks have put on hold because it was unclear.
    if (action === 'lift_hold' && target?.startsWith(UNCLEAR_HOLD) === true)
      return may('hold_lifted', status);
    const own = posts[action];
    if (own) return roles === null || roles.some((role) => own.includes(role));
    // Before the review is over, a corrected receiver is a correction; after that it is a change of the address.
    if (action === 'change_receiver')
      return status === 'IN_REVIEW' || status === 'NEEDS_FIX'
        ? may('fixed', 'NEEDS_FIX') && (status === 'NEEDS_FIX' || may('needs_fix', status))
        : may('address_changed', status);
    const step = STEP_OF[action];
    return step === undefined || may(step, status);
  };
}

const STEP_OF: Readonly<Record<string, OrderStep>> = {
  mark_paid: 'paid',
  approve: 'approved',
  reject: 'rejected',
  lift_hold: 'hold_lifted',
  request_cancel: 'cancel_requested',
  cancel: 'cancelled',
  deny_cancel: 'cancel_request_denied',
  settle_address: 'address_change_settled',
  close_exception: 'exception_closed',
};
