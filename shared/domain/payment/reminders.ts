import type { EpochMs } from '../../base/index.ts';
import type { OrderState, OrderStatus } from '../order/types.ts';

export interface ReminderRules {
  /** Hours. */
  readonly after: number;
  readonly every: number;
  readonly most: number;
}

const HOUR = 3_600_000;
/** Money is waited for in these; what is not reviewed yet is not to be paid yet. */
const WAITING: readonly OrderStatus[] = ['APPROVED', 'AWAITING_PAYMENT'];

/**
 * When an unpaid order is due for its next reminder (PAY-03); undefined where it waits for no payment, or was reminded as
 * often as the site wants. A clock that was set back makes nothing due twice: the next comes after the last by its stamp.
 */
export function nextReminder(
  state: Pick<OrderState, 'status' | 'payment' | 'current' | 'reminders'>,
  rules: ReminderRules,
): EpochMs | undefined {
  if (state.payment !== 'UNPAID' || !WAITING.includes(state.status)) return undefined;
  if (state.reminders.length >= rules.most) return undefined;
  if (state.reminders.length === 0) return state.current.receivedAt + rules.after * HOUR;
  return Math.max(...state.reminders) + rules.every * HOUR;
}
