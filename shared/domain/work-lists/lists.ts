import type { OrderStatus } from '../order/types.ts';
import type { Post } from '../rights/index.ts';
import type { SiteRuleKey } from '../site-rules/index.ts';

/** What waits for somebody, one list a step. The order is that of the page: the life of an order. */
export const WORK_LISTS = [
  'drafts',
  'to_confirm',
  'to_review',
  'needs_fix',
  'on_hold',
  'awaiting_payment',
  'to_release',
  'short',
  'ready',
  'exceptions',
  'to_hand_over',
  'in_transit',
  'to_complete',
  'to_settle',
  'to_archive',
] as const;
export type WorkList = (typeof WORK_LISTS)[number];

/** `all`: every order that is not archived; `archived`: those that are. Neither has counts. */
export const WORK_VIEWS = [...WORK_LISTS, 'all', 'archived'] as const;
export type WorkView = (typeof WORK_VIEWS)[number];

interface ListDefinition {
  /** Whose work it is. Whoever manages sees all of them. */
  readonly posts: readonly Post[];
  /** Site rule with the hours after which something in it is late; 0: never. */
  readonly limit: SiteRuleKey;
  /** An order's own deadline of shipping counts before the hours. */
  readonly byShipBy?: true;
  /** Only what is late is work; the others go their way. */
  readonly lateOnly?: true;
}

export const WORK_LIST_DEFINITIONS: Readonly<Record<WorkList, ListDefinition>> = {
  drafts: { posts: ['CLK', 'REV'], limit: 'worklist.drafts.hours' },
  to_confirm: { posts: ['CLK'], limit: 'worklist.to_confirm.hours' },
  to_review: { posts: ['REV'], limit: 'worklist.to_review.hours' },
  needs_fix: { posts: ['CS', 'CLK'], limit: 'worklist.needs_fix.hours' },
  on_hold: { posts: ['CS', 'REV', 'WHL'], limit: 'worklist.on_hold.hours' },
  awaiting_payment: { posts: ['FIN', 'CS'], limit: 'worklist.awaiting_payment.hours' },
  to_release: { posts: ['REV', 'WHL'], limit: 'worklist.to_release.hours' },
  short: { posts: ['CS', 'WHL', 'REV'], limit: 'worklist.short.hours' },
  ready: { posts: ['WHL', 'PIK', 'PKR'], limit: 'worklist.ready.hours', byShipBy: true },
  exceptions: { posts: ['CS', 'REV', 'WHL', 'LOG', 'FIN'], limit: 'worklist.exceptions.hours' },
  to_hand_over: { posts: ['SHP', 'WHL'], limit: 'worklist.to_hand_over.hours', byShipBy: true },
  in_transit: { posts: ['LOG', 'CS'], limit: 'tracking.idleHours', lateOnly: true },
  to_complete: { posts: ['CS'], limit: 'worklist.to_complete.hours' },
  to_settle: { posts: ['FIN'], limit: 'worklist.to_settle.hours' },
  to_archive: { posts: ['REV'], limit: 'worklist.to_archive.hours' },
};

/** Lists that are one status each. */
export const STATUS_LISTS: Partial<Record<OrderStatus, WorkList>> = {
  DRAFT: 'drafts',
  RECEIVED: 'to_confirm',
  IN_REVIEW: 'to_review',
  NEEDS_FIX: 'needs_fix',
  AWAITING_PAYMENT: 'awaiting_payment',
  APPROVED: 'to_release',
  BACKORDERED: 'short',
  READY_TO_SHIP: 'ready',
  SHIPPED: 'in_transit',
  DELIVERED: 'to_complete',
};

/** Posts whose work is all of it. */
const OVERSEERS: readonly string[] = ['MGR', 'ADM'];
/** Whoever keeps the archive; everybody else applies for a look (CMP-06). */
const ARCHIVISTS: readonly string[] = ['REV', 'MGR'];

/** May somebody with these roles see the list? */
export function seesList(view: WorkView, roles: readonly string[]): boolean {
  if (view === 'all') return true;
  if (view === 'archived') return roles.some((role) => ARCHIVISTS.includes(role));
  const posts: readonly string[] = WORK_LIST_DEFINITIONS[view].posts;
  return roles.some((role) => posts.includes(role) || OVERSEERS.includes(role));
}

/** Which list somebody begins with: the first of the posts' own, in the order in which the person's posts stand. */
export function firstList(roles: readonly string[]): WorkList | undefined {
  for (const role of roles) {
    const own = FIRST_OF[role as Post];
    if (own !== undefined) return own;
  }
  return undefined;
}

const FIRST_OF: Partial<Record<Post, WorkList>> = {
  CLK: 'to_confirm',
  REV: 'to_review',
  CS: 'needs_fix',
  WHL: 'ready',
  PIK: 'ready',
  PKR: 'ready',
  SHP: 'to_hand_over',
  LOG: 'in_transit',
  FIN: 'awaiting_payment',
  MGR: 'exceptions',
  ADM: 'exceptions',
};
