import { CASE_DEPARTMENTS, CASE_PARTIES, CASE_PRIORITIES, type CaseEventMap } from '../cases/types.ts';
import { CHOICE_REASONS, REJECTIONS, SERVICE_LEVELS, type Rejection } from '../carriers/types.ts';
import type { DomainEvent } from '../event.ts';
import type { TracedUnit } from '../packing/session.ts';
import {
  ASSIGNED_TO,
  CHANGE_FIELDS,
  CONTACT_OUTCOMES,
  CONTACT_WAYS,
  DELIVERY_PROBLEMS,
  FEEDBACK_SUBJECTS,
  LINK_KINDS,
  LOGISTICS_CAUSES,
  LOGISTICS_STATUSES,
  NOTE_TO,
  PAYMENT_SOURCES,
  REMARK_VERDICTS,
  type ChangedTerms,
  type Money,
  type OrderEventMap,
  type OrderLine,
  type OrderTerms,
} from '../order/types.ts';
import { BLOCK_CAUSES, WAYBILL_SOURCES, type LineUnits, type ShipmentEventMap } from '../shipment/types.ts';
import type { WaybillEventMap } from '../waybill/types.ts';
import type { AggregateKind } from './types.ts';

/**
 * What an event says, field by field: the folds read it without asking, and so does every screen that shows it. Fields that
 * are not named here (of a newer version) are let pass.
 */

/** @returns the path of what does not fit below the value, '' for the value itself; undefined where it fits */
type Check = (value: unknown) => string | undefined;
type Fields<T> = { readonly [F in keyof T]-?: Check };
type Shapes<M> = { readonly [T in keyof M]: Fields<M[T]> };

/** Characters; remarks of people are the longest texts. */
const MAX_TEXT = 4_000;
const MAX_LIST = 10_000;

const fits =
  (test: (value: unknown) => boolean): Check =>
  (value) =>
    test(value) ? undefined : '';
const text = fits((value) => typeof value === 'string' && value.length <= MAX_TEXT);
const whole = fits((value) => Number.isSafeInteger(value));
const number = fits((value) => Number.isFinite(value));
const flag = fits((value) => typeof value === 'boolean');
const oneOf = (...all: readonly string[]): Check => fits((value) => all.includes(value as string));
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);
const record =
  <T extends object>(fields: Fields<T>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
    for (const [name, check] of Object.entries<Check>(fields)) {
      const path = check((value as Record<string, unknown>)[name]);
      if (path !== undefined) return path === '' ? name : `${name}/${path}`;
    }
    return undefined;
  };
const list =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length > MAX_LIST) return '';
    for (const [place, one] of value.entries()) {
      const path = check(one);
      if (path !== undefined) return path === '' ? String(place) : `${place}/${path}`;
    }
    return undefined;
  };
const lineUnits = record<LineUnits>({ no: number, qty: number });
type Child = OrderEventMap['split']['children'][number];
type CancelledLine = OrderEventMap['lines_cancelled']['lines'][number];
type Parcel = OrderEventMap['shipped']['parcels'][number];
const money = record<Money>({ minor: whole, currency: text });

const flags = list(oneOf('urgent', 'custom', 'fragile', 'cold_chain'));
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value);
const changedTerms = record<ChangedTerms>({
  flags: optional(flags),
  shipBy: optional(orNull(number)),
  carrier: optional(orNull(text)),
});
const terms = record<OrderTerms>({
  orderedAt: number,
  kind: oneOf('goods', 'service'),
  lines: list(
    record<OrderLine>({
      no: whole,
      sku: text,
      name: text,
      variant: optional(text),
      qty: whole,
      unitPrice: optional(money),
      kind: oneOf('goods', 'charge', 'service'),
    }),
  ),
  total: optional(money),
  freight: optional(money),
  discount: optional(money),
  paid: optional(money),
  payment: oneOf('UNPAID', 'PAID', 'COD'),
  paymentMethod: optional(text),
  paymentReference: optional(text),
  paidAt: optional(number),
  coupon: optional(text),
  codAmount: optional(money),
  carrier: optional(text),
  shipBy: optional(number),
  flags,
  receiverHash: optional(text),
  receiverMasked: flag,
});

const ORDERS: Shapes<OrderEventMap> = {
  received: { author: text, draft: optional(text) },
  draft_changed: { terms },
  draft_returned: { reason: text },
  submitted: {},
  approved: { rule: optional(text) },
  needs_fix: { reason: text },
  fixed: { contact: text },
  rejected: { reason: text },
  payment_awaited: {},
  paid: { amount: optional(money), reference: optional(text) },
  released: { stock: oneOf('reserved', 'not_tracked'), rule: optional(text) },
  backordered: { reason: text, sku: optional(text), qty: optional(number), expected: optional(number) },
  restocked: { consent: text },
  split: {
    children: list(record<Child>({ id: text, lines: list(lineUnits) })),
    consent: optional(text),
    into: optional(oneOf('orders', 'parcels')),
  },
  merged: { shipment: text },
  unmerged: { shipment: text },
  substituted: {
    line: whole,
    from: text,
    sku: text,
    name: text,
    variant: optional(text),
    qty: whole,
    unitPrice: optional(money),
    difference: optional(money),
    consent: text,
  },
  lines_cancelled: {
    lines: list(record<CancelledLine>({ no: whole, sku: text, qty: whole })),
    refund: optional(money),
    consent: text,
  },
  shipped: {
    parcels: list(record<Parcel>({ shipment: text, carrier: text, number: text, at: number })),
    source: optional(oneOf('channel')),
  },
  delivered: {
    source: oneOf('carrier', 'manual'),
    time: optional(whole),
    problem: optional(oneOf(...DELIVERY_PROBLEMS)),
  },
  completed: { cause: oneOf('confirmed', 'time_out') },
  archived: {},
  cancelled: {
    reason: text,
    side: oneOf('customer', 'merchant', 'channel'),
    refundStarted: optional(flag),
  },
  closed: {},
  after_sales_opened: { caseId: text, cause: oneOf('refused', 'returning', 'requested') },
  after_sales_closed: { caseId: text },
  held: { hold: text, reason: text },
  hold_lifted: { hold: text },
  cancel_requested: { reason: text },
  cancel_request_denied: { reason: text, requests: optional(list(text)) },
  address_changed: { reason: optional(text) },
  address_change_settled: { event: text },
  partly_refunded: { amount: money },
  refunded: { amount: optional(money) },
  settled: {},
  logistics: {
    status: oneOf(...LOGISTICS_STATUSES),
    text: optional(text),
    time: optional(whole),
    carrier: optional(text),
    number: optional(text),
    cause: optional(oneOf(...LOGISTICS_CAUSES)),
  },
  feedback_recorded: { rating: whole, about: oneOf(...FEEDBACK_SUBJECTS) },
  contacted: { way: oneOf(...CONTACT_WAYS), outcome: oneOf(...CONTACT_OUTCOMES) },
  noted: { to: oneOf(...NOTE_TO) },
  linked: { kind: oneOf(...LINK_KINDS) },
  change_requested: { fields: list(oneOf(...CHANGE_FIELDS)), terms: optional(changedTerms) },
  change_decided: { request: text, approved: flag, terms: optional(changedTerms) },
  review_checked: {
    rules: text,
    found: list(text),
    accepted: optional(list(text)),
    remark: optional(oneOf(...REMARK_VERDICTS)),
  },
  confirmation_sent: { notice: text, template: text, way: text },
  confirmation_noted: { way: text, about: oneOf('order', 'doubt'), objection: flag },
  payment_recorded: {
    amount: money,
    method: text,
    reference: optional(text),
    receivedAt: number,
    source: oneOf(...PAYMENT_SOURCES),
    fee: optional(money),
    more: optional(flag),
  },
  payment_reminded: { way: text },
  exception_raised: { exception: text, code: text },
  exception_closed: { exception: text, note: text },
  allocated: {
    warehouse: optional(text),
    group: optional(text),
    person: optional(text),
    rule: optional(text),
  },
  assigned: {
    assignment: text,
    department: oneOf(...ASSIGNED_TO),
    person: optional(text),
    task: text,
    due: optional(number),
    done: optional(flag),
    rule: optional(text),
  },
  promised: { shipBy: number, rule: optional(text) },
  carrier_chosen: {
    carrier: text,
    reason: oneOf(...CHOICE_REASONS),
    fits: flag,
    agreement: optional(text),
    service: optional(oneOf(...SERVICE_LEVELS)),
    cost: optional(money),
    grams: optional(whole),
    days: optional(number),
    rejected: optional(
      list(
        record<Rejection>({
          agreement: text,
          carrier: text,
          code: oneOf(...REJECTIONS),
          cost: optional(money),
        }),
      ),
    ),
  },
  private_erased: { events: list(text), rule: optional(text) },
};

const SHIPMENTS: Shapes<ShipmentEventMap> = {
  allocated: {
    bench: optional(text),
    station: optional(text),
    wave: optional(text),
    tote: optional(text),
    group: optional(text),
  },
  promised: { shipBy: number },
  marked: { urgent: flag, marks: list(oneOf('fragile', 'cold_chain')) },
  claimed: {
    station: text,
    bench: optional(text),
    until: optional(number),
    takes: optional(text),
    reason: optional(text),
  },
  claim_released: { claim: text, reason: oneOf('not_needed', 'expired', 'leaving', 'by_lead') },
  picking_started: { pick: optional(text), bench: optional(text) },
  picked: {
    pick: optional(text),
    lines: optional(list(lineUnits)),
  },
  pick_short: { pick: text, line: whole, sku: text, qty: whole, location: optional(text) },
  pick_damaged: {
    pick: text,
    line: whole,
    sku: text,
    qty: whole,
    replaced: flag,
    location: optional(text),
  },
  picking_stopped: { pick: text, reason: optional(text) },
  carrier_changed: { carrier: text, agreement: optional(text) },
  freight_costed: {
    carrier: text,
    agreement: text,
    minor: whole,
    currency: text,
    grams: whole,
    weight: oneOf('weighed', 'goods', 'unknown'),
    zone: text,
    days: optional(number),
  },
  opened: { bench: text, mode: oneOf('label_first', 'label_last') },
  divided: {
    lines: list(lineUnits),
    rest: text,
  },
  aborted: { reason: text, session: optional(text) },
  checked: {
    units: number,
    traced: optional(
      list(
        record<TracedUnit>({
          sku: text,
          line: number,
          n: number,
          serial: optional(text),
          lot: optional(text),
          expiry: optional(text),
          grams: optional(number),
        }),
      ),
    ),
  },
  packed: { material: optional(text), skipped: optional(oneOf('rule')) },
  weighed: {
    grams: optional(whole),
    skipped: optional(oneOf('rule')),
    source: optional(oneOf('scale', 'manual')),
    scale: optional(text),
    expected: optional(whole),
    reason: optional(text),
    override: optional(flag),
  },
  waybill_bound: { carrier: text, number: text, source: oneOf(...WAYBILL_SOURCES) },
  label_printed: { job: text, number: text },
  labelled: { number: text },
  staged: {},
  handed_over: { manifest: text, courier: text, at: number },
  reopened: { reason: text },
  label_voided: { number: text, reason: text },
  recalled: { reason: text },
  voided: { reason: text },
  order_blocked: { order: text, cause: oneOf(...BLOCK_CAUSES) },
  order_unblocked: { order: text, cause: oneOf(...BLOCK_CAUSES) },
  exception_closed: { exception: text, note: text },
};

const WAYBILLS: Shapes<WaybillEventMap> = {
  leased: { station: text },
  bound: { shipment: text },
  printed: { job: text },
  used: { manifest: text },
  voided: { reason: text },
  returned: {},
  exception_closed: { exception: text, note: text },
};

const flatFacts = fits(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([name, one]) =>
        name.length <= 60 &&
        (typeof one === 'number' ||
          typeof one === 'boolean' ||
          (typeof one === 'string' && one.length <= 500)),
    ),
);
const department = oneOf(...CASE_DEPARTMENTS);

const CASES: Shapes<CaseEventMap> = {
  opened: {},
  assigned: { department: optional(department), person: optional(text) },
  noted: { to: optional(department) },
  contacted: { with: oneOf(...CASE_PARTIES) },
  detailed: { facts: flatFacts },
  linked: { order: text },
  due_changed: { due: whole },
  escalated: { to: department, priority: oneOf(...CASE_PRIORITIES), rule: optional(text) },
  solved: { outcome: text, settles: optional(list(text)) },
  reopened: { reason: text },
  closed: { rule: optional(text) },
  private_erased: { events: list(text), rule: optional(text) },
};

const SHAPES: Readonly<Record<AggregateKind, Readonly<Record<string, object>>>> = {
  orders: ORDERS,
  shipments: SHIPMENTS,
  waybills: WAYBILLS,
  cases: CASES,
};

/** @returns the path below `data` of what does not fit its type; undefined where all fits, or the type is not known */
export function shapeFault(kind: AggregateKind, event: DomainEvent): string | undefined {
  const all = SHAPES[kind];
  if (!Object.hasOwn(all, event.type)) return undefined;
  return record((all[event.type] ?? {}) as Fields<object>)(event.data);
}
