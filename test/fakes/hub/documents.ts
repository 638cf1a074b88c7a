import { formatHlc } from '../../../shared/base/index.ts';
import { fingerprintOf } from '../../../shared/contract/hub/index.ts';
import { orderDoc, shipmentDoc, waybillDoc } from '../../../shared/schema/index.ts';

/** Documents as a station writes them, made up. */

export interface Signed {
  readonly station?: string;
  readonly by?: string;
  readonly ms?: number;
  readonly counter?: number;
}
export type Doc = Record<string, unknown> & { readonly id: string };

/** In the past of every real clock: hubs in processes of their own have one. */
export const NOW = 1_750_000_000_000;

export function event(id: string, type: string, data: object = {}, signed: Signed = {}) {
  const { station = 'B1', by = 'SYS', ms = NOW - 60_000, counter = 0 } = signed;
  return { id, type, at: formatHlc({ ms, counter, station }), by, station, data };
}

export function order(
  no: string,
  given: { site?: string; base?: object; events?: object[]; private?: object } = {},
): Doc {
  const id = `csv:${no}`;
  const events = given.events ?? [
    event(`submitted:auto:${id}`, 'submitted', {}, { counter: 1 }),
    event(`approved:auto:${id}`, 'approved', { rule: 'auto-clean-v1' }, { counter: 2 }),
    event(`released:auto:${id}`, 'released', { stock: 'not_tracked', rule: 'auto-clean-v1' }, { counter: 3 }),
  ];
  const base = {
    channel: 'csv',
    channelOrderNo: no,
    orderedAt: NOW - 3_600_000,
    receivedAt: NOW - 60_000,
    intake: 'file',
    author: 'op:B1-001',
    kind: 'goods',
    lines: [{ no: 1, sku: 'SKU-1', name: 'Cup', qty: 2, kind: 'goods' }],
    payment: 'PAID',
    flags: [],
    receiverMasked: false,
    ...given.base,
  };
  const secret = given.private ?? {
    base: { receiver: { name: 'Lin Test', phone: '13800000000', detail: 'Example Road 1' } },
    events: {},
  };
  const aggregate = { id, site: given.site ?? 'main', base, events, private: secret };
  return { ...orderDoc(aggregate as unknown as Parameters<typeof orderDoc>[0]) } as unknown as Doc;
}

export function shipment(orderId: string, events: object[] = [], site = 'main'): Doc {
  const base = {
    orders: [orderId],
    lines: [{ no: 1, sku: 'SKU-1', name: 'Cup', qty: 2 }],
    carrier: 'SF',
    createdAt: NOW - 60_000,
    urgent: false,
    marks: [],
    parcel: { n: 1, m: 1 },
    receiverMasked: false,
  };
  const aggregate = { id: `${orderId}.1`, site, base, events };
  return { ...shipmentDoc(aggregate as unknown as Parameters<typeof shipmentDoc>[0]) } as unknown as Doc;
}

export function waybill(carrier: string, number: string, events: object[] = [], base: object = {}): Doc {
  const aggregate = {
    id: `${carrier}:${number}`,
    site: 'main',
    base: { carrier, number, source: 'pool', ...base },
    events,
  };
  return { ...waybillDoc(aggregate as unknown as Parameters<typeof waybillDoc>[0]) } as unknown as Doc;
}

/** The document with one more event. */
export function withEvent(doc: Doc, ...events: object[]): Doc {
  return { ...doc, events: [...(doc['events'] as object[]), ...events] };
}

export const row = (document: object, known: object | null = null) => ({
  document: document as Record<string, unknown>,
  assumed: known === null ? null : fingerprintOf(known as Record<string, unknown>),
});
