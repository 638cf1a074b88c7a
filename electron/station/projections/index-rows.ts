import {
  foldOrder,
  foldShipment,
  type OrderState,
  type ShipmentState,
} from '../../../shared/domain/index.ts';
import { nameText, phoneTexts } from '../../../shared/domain/finding/index.ts';
import { workFacts } from '../../../shared/domain/work-lists/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import type { IndexRow } from './types.ts';

/** Hex digits of a hash in the index. */
const HASH_LENGTH = 24;
/** Digits by which a phone number is asked for in a talk. */
const LAST_DIGITS = 4;

export type KeyedHash = (text: string) => string;

export const hashOf = (hash: KeyedHash, text: string): string => hash(text).slice(0, HASH_LENGTH);
export const lastDigits = (digits: string): string => `last:${digits}`;

/** Names and phone numbers of the order's receivers that were not erased, as texts to be hashed. */
function receiverTexts(doc: OrderDoc): string[] {
  const receivers = [doc.private.base, ...Object.values(doc.private.events)].flatMap((part) =>
    part?.receiver === undefined ? [] : [part.receiver],
  );
  return receivers.flatMap(({ name, phone }) => {
    const asName = nameText(name);
    const phones = phoneTexts(phone);
    const digits = /(\d{4})$/.exec(phones[0] ?? '')?.[1];
    return [
      ...(asName === undefined ? [] : [asName]),
      ...phones,
      ...(digits === undefined ? [] : [lastDigits(digits)]),
    ];
  });
}

/** What was typed, where it may be a phone number or the end of one. */
export function askedPhones(typed: string): string[] {
  const digits = typed.replace(/[\s-]/g, '');
  return /^\d+$/.test(digits) && digits.length === LAST_DIGITS ? [lastDigits(digits)] : phoneTexts(typed);
}

/**
 * An order as the index keeps it.
 * @param elsewhere since when it has an exception that its documents do not tell
 */
export function indexRow(
  doc: OrderDoc,
  parcels: readonly ShipmentDoc[],
  hash: KeyedHash,
  elsewhere?: number,
): IndexRow {
  const state: OrderState = foldOrder(doc);
  const folded = parcels.map((parcel): { doc: ShipmentDoc; state: ShipmentState } => ({
    doc: parcel,
    state: foldShipment(parcel),
  }));
  const facts = workFacts(
    doc,
    state,
    folded.map(({ doc: parcel, state: { status, exceptions } }) => ({
      lane: parcel.lane,
      status,
      events: parcel.events,
      exceptions,
    })),
    elsewhere,
  );
  const base = state.current;
  const goods = base.lines.filter((line) => line.kind !== 'charge');
  const odd = facts.lists.some(({ list }) => list === 'exceptions');
  const flags = odd && !state.flags.includes('exception') ? [...state.flags, 'exception'] : state.flags;
  const standing = folded.filter(({ doc: parcel }) => parcel.lane !== 'void');
  const carriers = standing.map(({ doc: parcel }) => parcel.carrier);
  return {
    id: doc.id,
    no: doc.channelOrderNo,
    channel: doc.channel,
    status: state.status,
    payment: state.payment,
    logistics: state.logistics,
    flags,
    orderedAt: doc.orderedAt,
    shipBy: facts.shipBy ?? null,
    since: facts.since,
    cod: state.payment === 'COD',
    total: base.total?.minor ?? null,
    currency: base.total?.currency ?? '',
    units: goods.reduce((sum, line) => sum + line.qty, 0),
    lines: goods.length,
    goods: goods[0]?.name ?? '',
    carrier: carriers[0] ?? base.carrier ?? '',
    parcels: standing.map(({ state: { status } }) => status),
    waybills: [...new Set(folded.flatMap(({ doc: { waybill } }) => (waybill === '' ? [] : [waybill])))],
    department: facts.department ?? '',
    person: facts.person ?? '',
    hashes: [...new Set(receiverTexts(doc))].map((text) => hashOf(hash, text)),
    items: goods.map(({ sku, name, variant }) => ({
      sku,
      name: variant === undefined ? name : `${name} ${variant}`,
    })),
    lists: facts.lists.map(({ list, since, due }) => ({ list, since, due: due ?? null })),
  };
}
