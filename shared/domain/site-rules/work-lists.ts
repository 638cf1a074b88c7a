import type { SiteRuleDefinition } from './types.ts';

const hours = (value: number) =>
  ({ kind: 'number', unit: 'hours', default: value, min: 1, max: 8_760 }) as const;

/** Hours after which an order in a work list counts as late (REV-15, ALC-03); on the way it is `tracking.idleHours`. */
export const WORK_LIST_RULES = {
  'worklist.drafts.hours': hours(4),
  'worklist.to_confirm.hours': hours(4),
  'worklist.to_review.hours': hours(8),
  'worklist.needs_fix.hours': hours(24),
  'worklist.on_hold.hours': hours(24),
  'worklist.awaiting_payment.hours': hours(24),
  'worklist.to_release.hours': hours(8),
  'worklist.short.hours': hours(48),
  /** Where the order has no deadline of its own. */
  'worklist.ready.hours': hours(24),
  'worklist.exceptions.hours': hours(8),
  'worklist.to_hand_over.hours': hours(12),
  'worklist.to_complete.hours': hours(240),
  'worklist.to_settle.hours': hours(168),
  'worklist.to_archive.hours': hours(720),
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
