import type { BulkAction } from '../../../shared/contract/index.ts';
import type { WorkView } from '../../../shared/domain/work-lists/index.ts';
import { mayAsk, useStationState } from '../../stores/index.ts';
import { useMayStep } from '../../ui/may-step.ts';
import type { OrderStep } from '../../ui/may-step.ts';

/** What is done to many orders of a list at once, the step that brings them on first. */
const ACTIONS: Readonly<Record<WorkView, readonly BulkAction[]>> = {
  drafts: ['assign', 'request_cancel'],
  to_confirm: ['submit', 'assign', 'hold', 'request_cancel'],
  to_review: ['approve', 'needs_fix', 'reject', 'assign', 'hold'],
  needs_fix: ['assign', 'reject', 'hold', 'request_cancel'],
  on_hold: ['lift_hold', 'assign', 'request_cancel'],
  awaiting_payment: ['assign', 'hold', 'request_cancel'],
  to_release: ['release', 'assign', 'hold'],
  short: ['assign', 'hold', 'request_cancel'],
  ready: ['print_wave', 'assign', 'hold', 'request_cancel'],
  exceptions: ['assign', 'hold'],
  to_hand_over: ['assign', 'hold'],
  in_transit: ['assign'],
  to_complete: ['complete', 'assign'],
  to_settle: ['settle', 'assign'],
  to_archive: ['archive'],
  all: ['assign', 'hold', 'lift_hold', 'request_cancel', 'print_wave'],
  archived: [],
};

/** Step of the order's table behind an act; assigning and printing have rights of their own. */
const STEPS: Readonly<Partial<Record<BulkAction, OrderStep>>> = {
  submit: 'submitted',
  approve: 'approved',
  needs_fix: 'needs_fix',
  reject: 'rejected',
  release: 'released',
  hold: 'held',
  lift_hold: 'hold_lifted',
  assign: 'assigned',
  request_cancel: 'cancel_requested',
  settle: 'settled',
  complete: 'completed',
  archive: 'archived',
};

/** Acts that want to know why. */
export const WANT_REASON: readonly BulkAction[] = ['needs_fix', 'reject', 'hold', 'request_cancel'];

/** What the person at this window may do to orders of the list. */
export function useBulkActions(list: WorkView): readonly BulkAction[] {
  const may = useMayStep();
  const session = useStationState((s) => s.session);
  if (!mayAsk(session, 'work.bulk')) return [];
  return ACTIONS[list].filter((action) => {
    const step = STEPS[action];
    return step === undefined ? mayAsk(session, 'wave.print') : may(step);
  });
}
