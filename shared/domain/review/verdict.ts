import type { DomainEvent } from '../event.ts';
import type { OrderState } from '../order/types.ts';
import { findingKey, type ReviewCheck, type ReviewFinding } from './types.ts';

/** Checks of what the customer has said of himself: a doubt there is asked back (CFM-05). */
const CUSTOMER_DATA: readonly ReviewCheck[] = ['phone', 'address'];

/** What the customer is to be asked before the order is approved. */
export const doubtsOf = (findings: readonly ReviewFinding[]): ReviewFinding[] =>
  findings.filter(({ check, result }) => result !== 'pass' && CUSTOMER_DATA.includes(check));

/** `confirmed`, `objected`: what the customer said last about the data as they stand. */
export function doubtState(
  findings: readonly ReviewFinding[],
  noted: OrderState['noted'],
): 'none' | 'open' | 'confirmed' | 'objected' {
  if (doubtsOf(findings).length === 0) return 'none';
  const last = noted.findLast(({ about }) => about === 'doubt');
  if (!last) return 'open';
  return last.objection ? 'objected' : 'confirmed';
}

/** Of the remark: the reviewer has to say what becomes of it (REV-10, REV-14). */
export const remarkToJudge = (findings: readonly ReviewFinding[]): boolean =>
  findings.some(({ check, result }) => check === 'remark' && result === 'person');

/** Findings that nobody may take as they are, and those that the reviewer has to take one by one. */
export const failedChecks = (findings: readonly ReviewFinding[]): ReviewFinding[] =>
  findings.filter(({ result }) => result === 'fail');
export const toAccept = (findings: readonly ReviewFinding[]): ReviewFinding[] =>
  findings.filter(({ check, result }) => result === 'person' && check !== 'remark');

export interface Judgement {
  readonly accept: readonly string[];
  readonly remark?: 'none' | 'met' | 'negotiated' | 'not_met';
  /** Rule `review.confirmDoubts`. */
  readonly confirmDoubts: boolean;
}

/** Why an order cannot be approved now; undefined where it can. */
export function approvalRefusal(
  findings: readonly ReviewFinding[],
  noted: OrderState['noted'],
  { accept, remark, confirmDoubts }: Judgement,
): { readonly code: string; readonly data: Readonly<Record<string, string>> } | undefined {
  const [fault] = failedChecks(findings);
  if (fault) return { code: 'check_failed', data: { check: fault.check, finding: fault.code ?? '' } };
  if (remarkToJudge(findings)) {
    if (remark === undefined) return { code: 'remark_unread', data: {} };
    if (remark === 'not_met') return { code: 'request_not_met', data: {} };
  }
  const doubts = doubtState(findings, noted);
  if (doubts === 'objected' || (doubts === 'open' && confirmDoubts)) return { code: 'doubts_open', data: {} };
  const open = toAccept(findings).find((finding) => !accept.includes(findingKey(finding)));
  return open
    ? { code: 'check_to_accept', data: { check: open.check, finding: open.code ?? '' } }
    : undefined;
}

/** What the record of a review names: everything that did not pass, each once. */
export const foundKeys = (findings: readonly ReviewFinding[]): string[] => [
  ...new Set(findings.filter(({ result }) => result !== 'pass').map(findingKey)),
];

/** When the order began to wait for a review, by its stamps (REV-15). */
export function reviewSince(
  events: readonly Pick<DomainEvent, 'type' | 'at'>[],
  msOf: (at: string) => number,
  received: number,
): number {
  const last = events.findLast(({ type }) => type === 'submitted' || type === 'fixed');
  return last ? msOf(last.at) : received;
}
