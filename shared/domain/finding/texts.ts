import type { OrderAggregate, OrderPrivate, Party } from '../order/index.ts';
import type { ShipmentAggregate } from '../shipment/index.ts';

/**
 * By which texts an order is found again where it is not at hand in clear: its own and its channel's number, the numbers of
 * its parcels, the receiver's phone and name. A text never leaves the place where it was made: it is hashed with the site's
 * key first, so that whoever searches and whoever answers compare hashes. Only whole texts are found, no parts.
 */

/** HMAC-SHA-256 with the site's key, the first 32 hex digits: `receiverHash` of a text. */
export type KeyedHash = (text: string) => string;

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

const MIN_PHONE = 7;
const MIN_NAME = 2;
/** A mobile number of the Chinese mainland, with or without the country's code (ITU E.164, +86). */
const MOBILE = /^(?:00)?(?:86)?(1[3-9]\d{9})(\d*)$/;

/**
 * A phone number as it is compared: digits alone. One with an extension (`13800000000-1234`, 转 1234), as channels give out
 * to hide the real one, is found with and without it.
 * @returns nothing where it is masked or no phone number
 */
export function phoneTexts(phone: string): string[] {
  const text = plain(phone);
  if (!/^[\d+()\-.,#/x转ext分机:]+$/.test(text)) return [];
  const digits = text.replace(/\D/g, '');
  const mobile = MOBILE.exec(digits);
  if (mobile?.[1] !== undefined)
    return [...new Set([`phone:${mobile[1]}`, `phone:${mobile[1]}${mobile[2] ?? ''}`])];
  return digits.length < MIN_PHONE ? [] : [`phone:${digits}`];
}

/** A name as it is compared. @returns undefined where it is masked, or too short to mean anybody */
export function nameText(name: string): string | undefined {
  const text = plain(name).replace(/[·•.,'’`\-_]/g, '');
  if (text.includes('*') || text.length < MIN_NAME) return undefined;
  return `name:${text}`;
}

const numberText = (number: string): string => `no:${plain(number)}`;
const receiverTexts = ({ name, phone }: Partial<Party>): string[] => {
  const asName = nameText(name ?? '');
  return [...phoneTexts(phone ?? ''), ...(asName === undefined ? [] : [asName])];
};

/** Texts of an order; those of a receiver that was erased are not among them. */
export function orderTexts(order: OrderAggregate & { readonly private?: OrderPrivate }): string[] {
  const { base, id } = order;
  const receivers = [order.private?.base, ...Object.values(order.private?.events ?? {})].flatMap((part) =>
    part?.receiver === undefined ? [] : [part.receiver],
  );
  const numbers = [base.channelOrderNo, id].filter((number) => number !== '').map(numberText);
  return [...new Set([...numbers, ...receivers.flatMap(receiverTexts)])];
}

/** Texts of a parcel: every number that was ever bound to it. */
export const shipmentTexts = ({ events }: ShipmentAggregate): string[] => [
  ...new Set(
    events.flatMap((event) => (event.type === 'waybill_bound' ? [numberText(event.data.number)] : [])),
  ),
];

/** What somebody may mean by what he typed or scanned: a number of any kind, a phone number, a name. */
export function askedTexts(asked: string): string[] {
  const text = plain(asked);
  if (text === '') return [];
  const numbers = new Set([text, text.replace(/^od-/, '')]);
  return [
    ...new Set([
      ...[...numbers].map((number) => `no:${number}`),
      ...receiverTexts({ name: asked, phone: asked }),
    ]),
  ];
}
