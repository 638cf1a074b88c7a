import type { EpochMs } from '../../base/index.ts';
import type { Actor, Aggregate, DraftsOf, EventsOf } from '../event.ts';
import type { Post } from '../rights/posts.ts';

/**
 * 工单/异常单: anything that needs a person and is no step of an order's own way. One document each, so that whoever works
 * on it writes nothing into the order but what belongs there.
 */
export const CASE_KINDS = [
  'shortage',
  'delivery',
  'payment',
  'wrong_information',
  'complaint',
  'damage',
  'returned_parcel',
  'stock_discrepancy',
  'archive_access',
  'incident',
  'violation',
  'other',
] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

/** `OPEN` nobody has taken it, `ASSIGNED` somebody has, `SOLVED` decided, `CLOSED` nothing is left to do. */
export const CASE_STATUSES = ['OPEN', 'ASSIGNED', 'SOLVED', 'CLOSED'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** `high`: one key at the bench; `major`: many orders, or likely to become a complaint (EXC-10). */
export const CASE_PRIORITIES = ['normal', 'high', 'major'] as const;
export type CasePriority = (typeof CASE_PRIORITIES)[number];

/** Departments are named by the post that leads them. */
export const CASE_DEPARTMENTS = [
  'CLK',
  'REV',
  'CS',
  'WHL',
  'LOG',
  'FIN',
  'PUR',
  'RPR',
  'MGR',
  'ADM',
] as const satisfies readonly Post[];
export type CaseDepartment = (typeof CASE_DEPARTMENTS)[number];

/** With whom somebody talked. */
export const CASE_PARTIES = ['customer', 'carrier', 'supplier', 'platform', 'colleague'] as const;
export type CaseParty = (typeof CASE_PARTIES)[number];

export type CaseFacts = Readonly<Record<string, string | number | boolean>>;

/** How it began; never changed. What people type lies in `private`. */
export interface CaseBase {
  readonly kind: CaseKind;
  /** What of that kind: `not_found`, `wrong_amount`, `late`, … Lists and rules go by it. */
  readonly code: string;
  readonly createdAt: EpochMs;
  /** Actor id. */
  readonly author: string;
  readonly department: CaseDepartment;
  readonly priority: CasePriority;
  readonly order?: string;
  readonly shipment?: string;
  readonly sku?: string;
  /** Nobody waits longer than this without being told. */
  readonly due?: EpochMs;
  /** Figures and codes: quantity, place, waybill number. Nothing private. */
  readonly facts: CaseFacts;
}

/** By event id: notes and what was said. */
export interface CasePrivate {
  readonly base?: Readonly<Record<string, never>>;
  readonly events: Readonly<Record<string, { readonly note?: string }>>;
}

export interface CaseEventMap {
  opened: Record<string, never>;
  /** To a department, to a person of it, or both; a new department leaves the person behind. */
  assigned: { readonly department?: CaseDepartment; readonly person?: string };
  /** Text in private. `to`: the hand-over note of one department for another (EXC-11). */
  noted: { readonly to?: CaseDepartment };
  contacted: { readonly with: CaseParty };
  /** More facts, or others in their place: expected arrival, cause, who pays. */
  detailed: { readonly facts: CaseFacts };
  /** An order was found for it (a parcel that came back without one). */
  linked: { readonly order: string };
  due_changed: { readonly due: EpochMs };
  /** `rule`: nobody asked for it, its time was over. */
  escalated: { readonly to: CaseDepartment; readonly priority: CasePriority; readonly rule?: string };
  /** `settles`: earlier outcomes that it stands against; filled in by `decideCase`. */
  solved: { readonly outcome: string; readonly settles?: readonly string[] };
  reopened: { readonly reason: string };
  closed: { readonly rule?: string };
  private_erased: { readonly events: readonly string[]; readonly rule?: string };
}
export type CaseEvent = EventsOf<CaseEventMap>;
export type CaseEventDraft = DraftsOf<CaseEventMap>;
export type CaseAggregate = Aggregate<CaseBase, CaseEvent>;

export interface CaseState {
  readonly status: CaseStatus;
  readonly department: CaseDepartment;
  /** Actor id of whoever has it. */
  readonly person?: string;
  readonly priority: CasePriority;
  readonly order?: string;
  readonly due?: EpochMs;
  readonly facts: CaseFacts;
  readonly outcome?: string;
  /** Two people decided differently without knowing of each other: open again until somebody decides over both. */
  readonly disputed: boolean;
  /** Event ids of the decisions since it was last opened. */
  readonly decisions: readonly string[];
  readonly escalations: number;
  /** Who was told last that it does not go on; the department keeps the work. */
  readonly escalatedTo?: CaseDepartment;
  /** How often somebody has talked with the customer, the carrier, … */
  readonly contacts: number;
}

export interface CaseContext {
  readonly actor: Actor;
}
