import { hlcMs } from '../../../../shared/base/index.ts';
import type { CaseRow, CaseView } from '../../../../shared/contract/case-views.ts';
import { CASE_OUTCOMES, foldCase } from '../../../../shared/domain/cases/index.ts';
import { sortEvents } from '../../../../shared/domain/index.ts';
import { NO_DUE, type CaseDoc } from '../../../../shared/schema/index.ts';

/** @param numbers the orders' own numbers by id */
export function caseRow(doc: CaseDoc, numbers: ReadonlyMap<string, string>, now: number): CaseRow {
  const state = foldCase(doc);
  const { base } = doc;
  return {
    id: doc.id,
    kind: base.kind,
    code: base.code,
    status: state.status,
    priority: state.priority,
    department: state.department,
    escalatedTo: state.escalatedTo ?? null,
    person: state.person ?? null,
    order: state.order ?? null,
    channelOrderNo: state.order === undefined ? null : (numbers.get(state.order) ?? null),
    sku: base.sku ?? null,
    createdAt: base.createdAt,
    due: doc.due === NO_DUE ? null : doc.due,
    overdue: doc.lane === 'open' && doc.due < now,
    outcome: state.outcome ?? null,
    disputed: state.disputed,
  };
}

type Flat = CaseView['thread'][number]['data'];

/** @param sees also what people typed: a customer's words */
export function caseView(row: CaseRow, doc: CaseDoc, sees: boolean): CaseView {
  const state = foldCase(doc);
  return {
    ...row,
    author: doc.base.author,
    shipment: doc.base.shipment ?? null,
    facts: { ...state.facts },
    outcomes: [...CASE_OUTCOMES[doc.base.kind]],
    thread: sortEvents(doc.events).map((event) => ({
      id: event.id,
      type: event.type,
      at: hlcMs(event.at),
      by: event.by,
      station: event.station,
      data: flat(event.type === 'detailed' ? event.data.facts : event.data),
      note: sees ? (doc.private.events[event.id]?.note ?? null) : null,
    })),
  };
}

function flat(data: object): Flat {
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, Flat[string]] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  );
}
