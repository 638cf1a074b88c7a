import { hlcMs } from '../../../shared/base/index.ts';
import type { OrderStep } from '../../../shared/contract/index.ts';
import {
  compareEvents,
  foldOrder,
  foldShipment,
  type DomainEvent,
  type OrderEventPrivate,
  type OrderState,
  type Party,
} from '../../../shared/domain/index.ts';
import { maskPhone } from '../../../shared/domain/masking/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import { maskedPerson } from './papers.ts';
import { benchLabel } from './parcels.ts';

type Change = OrderStep['changes'][number];
type Flat = string | number | boolean | null;

/** Each step is folded with all before it: an order with more events shows what changed for the newest of them only. */
const MOST_FOLDED = 200;
/** Characters of one text of a step. */
const LONGEST = 2_000;

/** The steps of an order and its parcels, oldest first, each with what it changed. Private text is masked. */
export function orderSteps(doc: OrderDoc, shipments: readonly ShipmentDoc[], here: string): OrderStep[] {
  const steps = [...ofOrder(doc, here), ...shipments.flatMap((shipment) => ofShipment(shipment, here))];
  return steps.sort((a, b) => compareEvents(a.event, b.event)).map(({ step }) => step);
}

interface Told {
  readonly event: DomainEvent;
  readonly step: OrderStep;
}

function ofOrder(doc: OrderDoc, here: string): Told[] {
  const events = [...doc.events].sort(compareEvents);
  const told = doc.private?.events ?? {};
  const skip = Math.max(0, events.length - MOST_FOLDED);
  let before = foldOrder({ base: doc.base, events: events.slice(0, skip) });
  let receiver = doc.private?.base?.receiver;
  let remark = doc.private?.base?.remark;
  return events.map((event, index) => {
    const brought = told[event.id];
    const changes: Change[] = [];
    if (index >= skip) {
      const after = foldOrder({ base: doc.base, events: events.slice(0, index + 1) });
      changes.push(...changesOf(before, after));
      before = after;
    }
    if (brought?.receiver && event.type !== 'change_requested') {
      changes.push({ field: 'receiver', old: shortParty(receiver), new: shortParty(brought.receiver) });
      receiver = brought.receiver;
    }
    if (brought?.remark !== undefined && event.type !== 'change_requested') {
      changes.push({ field: 'remark', old: clip(remark), new: clip(brought.remark) });
      remark = brought.remark;
    }
    return { event, step: stepOf(event, here, { subject: 'order', label: null, changes, brought }) };
  });
}

function ofShipment(shipment: ShipmentDoc, here: string): Told[] {
  const events = [...shipment.events].sort(compareEvents);
  const label = foldShipment(shipment).waybill?.number ?? null;
  let before: string | null = null;
  return events.map((event, index) => {
    const after: string = foldShipment({ ...shipment, events: events.slice(0, index + 1) }).status;
    const changes: Change[] = after === before ? [] : [{ field: 'fulfilment', old: before, new: after }];
    before = after;
    return { event, step: stepOf(event, here, { subject: 'shipment', label, changes, brought: undefined }) };
  });
}

function stepOf(
  event: DomainEvent,
  here: string,
  more: Pick<OrderStep, 'subject' | 'label'> & {
    readonly changes: Change[];
    readonly brought: OrderEventPrivate | undefined;
  },
): OrderStep {
  const data = flat(event.data);
  const bench = data['bench'];
  return {
    id: event.id,
    at: hlcMs(event.at),
    by: event.by,
    type: event.type,
    data,
    station: event.station,
    subject: more.subject,
    label: more.label,
    bench: typeof bench === 'string' ? (benchLabel({ bench, station: event.station }, here) ?? null) : null,
    changes: more.changes,
    // What a customer said is for those who speak with them: the card of talks shows it to these.
    note: event.type === 'contacted' ? null : clip(more.brought?.note),
  };
}

/** What of the order is another than before, in the order in which people ask for it. */
function changesOf(before: OrderState, after: OrderState): Change[] {
  const fields: readonly (readonly [Change['field'], (state: OrderState) => string | number | null])[] = [
    ['status', (state) => state.status],
    ['payment', (state) => state.payment],
    ['logistics', (state) => state.logistics],
    ['flags', (state) => state.flags.join(' ')],
    ['shipBy', ({ current }) => current.shipBy ?? null],
    ['carrier', ({ current }) => current.carrier ?? null],
    ['total', ({ current }) => current.total?.minor ?? null],
  ];
  const changes = fields.flatMap(([field, of]): Change[] => {
    const [old, now] = [of(before), of(after)];
    return old === now ? [] : [{ field, old, new: now }];
  });
  // A thousand lines that are the same ones are not written out.
  if (before.current.lines === after.current.lines) return changes;
  const [old, now] = [linesText(before), linesText(after)];
  return old === now ? changes : [...changes, { field: 'lines', old, new: now }];
}

const linesText = ({ current }: OrderState): string =>
  current.lines
    .map((line) => `${line.sku} ×${String(line.qty)}`)
    .join(', ')
    .slice(0, 300);

/** Masked, as one line. */
function shortParty(party: Party | undefined): string | null {
  if (!party) return null;
  const { name, phone, address } = maskedPerson(party);
  return clip([name, phone, address].filter((part) => part !== '').join(' · '));
}

/** A mobile number of China, one of a landline, or an international one; not a part of a waybill or order number. */
const PHONE =
  /(?<![\dA-Za-z])(?:\+?86[\s-]?)?1[3-9](?:[\s-]?\d){9}(?!\d)|(?<![\dA-Za-z])0\d{2,3}[\s-]?\d{7,8}(?!\d)|\+\d[\d\s-]{7,}\d/g;

/** What people typed: whole, but for numbers that somebody could be called by. */
export function clip(text: string | undefined | null, longest = LONGEST): string | null {
  if (text === undefined || text === null) return null;
  const masked = text.replace(PHONE, (phone) => maskPhone(phone));
  return masked.length <= longest ? masked : `${masked.slice(0, longest - 1)}…`;
}

/** Fields of events in which people write; all others are codes, ids and numbers. */
const WRITTEN: ReadonlySet<string> = new Set(['reason', 'note', 'contact', 'consent', 'text']);

/** Event data for the timeline: plain values only. */
function flat(data: unknown): Record<string, Flat> {
  const entries = Object.entries((data ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.flatMap(([key, value]): [string, Flat][] => {
      if (typeof value === 'string')
        return [[key, WRITTEN.has(key) ? (clip(value) ?? '') : value.slice(0, LONGEST)]];
      return value === null || typeof value === 'number' || typeof value === 'boolean' ? [[key, value]] : [];
    }),
  );
}
