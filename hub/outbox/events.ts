import { createHash } from 'node:crypto';
import { hlcMs } from '../../shared/base/index.ts';
import {
  currentBase,
  foldOrder,
  foldShipment,
  foldWaybill,
  type FoldConflict,
  type OrderEventMap,
} from '../../shared/domain/index.ts';
import { customerNoticeOf } from '../../shared/domain/notices/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../shared/schema/index.ts';
import type { JsonObject } from '../store/port.ts';
import type { Change } from './changes.ts';

export const WEBHOOK_EVENTS = [
  'order.received',
  'order.shipped',
  'order.cancelled',
  'order.notice',
  'parcel.packed',
  'exception.opened',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** Something that others are told of. Nothing private is in it. */
export interface WebhookEvent {
  /** Made of what happened, so that it is the same whoever brings it and however often. */
  readonly id: string;
  readonly type: WebhookEventType;
  /** When it happened, epoch ms. */
  readonly at: number;
  /** Order that it is about, '' where it is about none. */
  readonly order: string;
  readonly channel: string;
  readonly data: JsonObject;
}

/** Whatever is older was told when it was new, or lies in the books of a station that has just joined. */
export const MAX_AGE_MS = 7 * 86_400_000;

/** What a change means to others: the steps that are new in it. Pure. */
export function webhookEventsOf(change: Change, now: number): WebhookEvent[] {
  return eventsOf(change).filter((event) => event.at >= now - MAX_AGE_MS);
}

function eventsOf({ collection, before, after }: Change): WebhookEvent[] {
  switch (collection) {
    case 'orders':
      return orderEvents(before as OrderDoc | undefined, after as unknown as OrderDoc);
    case 'shipments':
      return shipmentEvents(before as ShipmentDoc | undefined, after as unknown as ShipmentDoc);
    case 'waybills':
      return waybillEvents(before as WaybillDoc | undefined, after as unknown as WaybillDoc);
    default:
      return [];
  }
}

const idOf = (...parts: readonly string[]): string =>
  `evt_${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)}`;
const channelOf = (order: string): string => order.split(':', 1)[0] ?? '';
/** Codes are told, sentences are not: they may name people. */
const codeOnly = (reason: unknown): JsonObject =>
  typeof reason === 'string' && /^[a-z0-9_.:-]{1,60}$/i.test(reason) ? { reason } : {};

function freshOf<E extends { readonly id: string }>(
  before: { readonly events: readonly E[] } | undefined,
  after: { readonly events: readonly E[] },
): E[] {
  const known = new Set(before?.events.map((event) => event.id));
  return after.events.filter((event) => !known.has(event.id));
}

function orderEvents(before: OrderDoc | undefined, after: OrderDoc): WebhookEvent[] {
  const { base, id } = after;
  const state = foldOrder(after);
  const told: JsonObject = {
    channel: base.channel,
    no: base.channelOrderNo,
    status: state.status,
    ...(base.total === undefined ? {} : { total: base.total }),
  };
  const event = (type: WebhookEventType, key: string, at: number, data: JsonObject): WebhookEvent => ({
    id: idOf(type, id, key),
    type,
    at,
    order: id,
    channel: base.channel,
    data: { order: told, ...data },
  });
  const found: WebhookEvent[] = [];
  if (!before) found.push(event('order.received', id, base.receivedAt, {}));
  for (const fresh of freshOf(before, after)) {
    const at = hlcMs(fresh.at);
    if (fresh.type === 'shipped') {
      const { parcels, source } = fresh.data as OrderEventMap['shipped'];
      // What the channel shipped by itself it need not be told.
      if (source !== 'channel') found.push(event('order.shipped', fresh.id, at, { parcels }));
    }
    const notice = customerNoticeOf(fresh);
    if (notice)
      found.push(
        event('order.notice', fresh.id, at, { notice: { template: notice.template, ...notice.data } }),
      );
    if (fresh.type === 'cancelled' || fresh.type === 'closed')
      found.push(
        event('order.cancelled', fresh.id, at, codeOnly((fresh.data as { reason?: unknown }).reason)),
      );
  }
  const known = before ? foldOrder(before).exceptions : [];
  return [
    ...found,
    ...opened(known, state.exceptions, after.events).map(({ code, key, at }) =>
      event('exception.opened', key, at, { subject: 'order', id, code }),
    ),
  ];
}

function shipmentEvents(before: ShipmentDoc | undefined, after: ShipmentDoc): WebhookEvent[] {
  const state = foldShipment(after);
  const { id, order } = after;
  const { n, m } = currentBase(after).parcel;
  const base = { order, channel: channelOf(order) };
  const parcel: JsonObject = {
    id,
    orders: after.base.orders,
    n,
    m,
    carrier: after.carrier,
    ...(state.waybill === undefined ? {} : { number: state.waybill.number }),
    ...(state.weightGrams === undefined ? {} : { weightGrams: state.weightGrams }),
  };
  const packed = freshOf(before, after)
    .filter((event) => event.type === 'packed')
    .map((event): WebhookEvent => ({
      ...base,
      id: idOf('parcel.packed', id, event.id),
      type: 'parcel.packed',
      at: hlcMs(event.at),
      data: { parcel },
    }));
  const known = before ? foldShipment(before).exceptions : [];
  const exceptions = opened(known, state.exceptions, after.events).map(({ code, key, at }): WebhookEvent => ({
    ...base,
    id: idOf('exception.opened', id, key),
    type: 'exception.opened',
    at,
    data: { subject: 'parcel', id, code, parcel },
  }));
  return [...packed, ...exceptions];
}

function waybillEvents(before: WaybillDoc | undefined, after: WaybillDoc): WebhookEvent[] {
  const known = before ? foldWaybill(before).exceptions : [];
  return opened(known, foldWaybill(after).exceptions, after.events).map(({ code, key, at }) => ({
    id: idOf('exception.opened', after.id, key),
    type: 'exception.opened',
    at,
    order: after.order,
    channel: channelOf(after.order),
    data: { subject: 'waybill', id: after.id, code },
  }));
}

/** Exceptions that are open now and were not before. */
function opened(
  before: readonly FoldConflict[],
  after: readonly FoldConflict[],
  events: readonly { readonly id: string; readonly at: string }[],
): { readonly code: string; readonly key: string; readonly at: number }[] {
  const known = new Set(before.map((one) => one.id));
  return after
    .filter((one) => !known.has(one.id))
    .map((one) => ({
      code: one.code,
      key: one.id,
      at: hlcMs(events.find((event) => event.id === one.eventId)?.at ?? ''),
    }));
}
