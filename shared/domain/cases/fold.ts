import { sortEvents } from '../event.ts';
import type {
  CaseAggregate,
  CaseBase,
  CaseDepartment,
  CaseEvent,
  CaseFacts,
  CasePriority,
  CaseState,
  CaseStatus,
} from './types.ts';
import { CASE_PRIORITIES } from './types.ts';

interface Work {
  status: CaseStatus;
  department: CaseDepartment;
  person?: string;
  priority: CasePriority;
  order?: string;
  due?: number;
  facts: CaseFacts;
  /** Since it was last opened. */
  decisions: { id: string; outcome: string }[];
  disputed: boolean;
  escalations: number;
  escalatedTo?: CaseDepartment;
  contacts: number;
}

/**
 * State of a case from what happened to it. Takes any set of events. Where people acted without knowing of each other:
 *
 * - The last assignment, due date and fact counts; the greatest priority counts.
 * - Two decisions with one outcome are one; with two outcomes the case is open again (`disputed`) until a decision names
 *   both. In whichever order they arrive, it is disputed.
 * - Closed without a decision is not closed.
 */
export function foldCase(one: Pick<CaseAggregate, 'base' | 'events'>): CaseState {
  const work = start(one.base);
  for (const event of sortEvents(one.events)) apply(work, event);
  return toState(work);
}

const start = (base: CaseBase): Work => ({
  status: 'OPEN',
  department: base.department,
  priority: base.priority,
  ...(base.order === undefined ? {} : { order: base.order }),
  ...(base.due === undefined ? {} : { due: base.due }),
  facts: base.facts,
  decisions: [],
  disputed: false,
  escalations: 0,
  contacts: 0,
});

const greater = (a: CasePriority, b: CasePriority): CasePriority =>
  CASE_PRIORITIES.indexOf(a) >= CASE_PRIORITIES.indexOf(b) ? a : b;

const isEnded = ({ status }: Work): boolean => status === 'SOLVED' || status === 'CLOSED';

function apply(work: Work, event: CaseEvent): void {
  switch (event.type) {
    case 'opened':
      return;
    case 'assigned': {
      const { department, person } = event.data;
      if (department !== undefined) {
        if (department !== work.department) delete work.person;
        work.department = department;
      }
      if (person !== undefined) work.person = person;
      if (!isEnded(work)) work.status = work.person === undefined ? 'OPEN' : 'ASSIGNED';
      return;
    }
    case 'noted':
      return;
    case 'contacted':
      work.contacts += 1;
      return;
    case 'detailed':
      work.facts = { ...work.facts, ...event.data.facts };
      return;
    case 'linked':
      work.order ??= event.data.order;
      return;
    case 'due_changed':
      work.due = event.data.due;
      return;
    case 'escalated':
      work.escalations += 1;
      work.priority = greater(work.priority, event.data.priority);
      work.escalatedTo = event.data.to;
      return;
    case 'solved':
      return applySolved(work, event);
    case 'reopened':
      if (!isEnded(work)) return;
      work.decisions = [];
      work.status = work.person === undefined ? 'OPEN' : 'ASSIGNED';
      return;
    case 'closed':
      if (work.status === 'SOLVED') work.status = 'CLOSED';
      return;
    case 'private_erased':
      return;
    default:
      // A type of a newer version: kept in the document, without effect here.
      event satisfies never;
  }
}

function applySolved(work: Work, event: Extract<CaseEvent, { type: 'solved' }>): void {
  const { outcome, settles = [] } = event.data;
  work.decisions = work.decisions.filter((one) => !settles.includes(one.id));
  const differs = work.decisions.some((one) => one.outcome !== outcome);
  work.decisions.push({ id: event.id, outcome });
  work.disputed = differs;
  if (differs) work.status = work.person === undefined ? 'OPEN' : 'ASSIGNED';
  else if (work.status !== 'CLOSED') work.status = 'SOLVED';
}

function toState(work: Work): CaseState {
  const outcome = isEnded(work) ? work.decisions[0]?.outcome : undefined;
  return {
    status: work.status,
    department: work.department,
    ...(work.person === undefined ? {} : { person: work.person }),
    priority: work.priority,
    ...(work.order === undefined ? {} : { order: work.order }),
    ...(work.due === undefined ? {} : { due: work.due }),
    facts: work.facts,
    ...(outcome === undefined ? {} : { outcome }),
    disputed: work.disputed,
    decisions: work.decisions.map((one) => one.id),
    escalations: work.escalations,
    ...(work.escalatedTo === undefined ? {} : { escalatedTo: work.escalatedTo }),
    contacts: work.contacts,
  };
}
