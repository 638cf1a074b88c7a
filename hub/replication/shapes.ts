import { CASE_DEPARTMENTS, CASE_KINDS, CASE_PRIORITIES } from '../../shared/domain/cases/index.ts';
import { CHANNEL_STATES, WAYBILL_SOURCES } from '../../shared/domain/index.ts';
import type { AggregateKind } from '../../shared/domain/acceptance/index.ts';

/**
 * JSON schemas of what the documents' own schemas leave open: bases and events. Only what the fold and the screens of every
 * station read without asking is required, so that a newer station may say more.
 */
const text = (maxLength: number, minLength = 0) => ({ type: 'string', minLength, maxLength });
const time = { type: 'number', minimum: 0, maximum: 10_000_000_000_000 };
const texts = { type: 'array', items: text(200) };
const money = {
  type: 'object',
  properties: { minor: { type: 'integer' }, currency: text(3, 3) },
  required: ['minor', 'currency'],
};
const object = (properties: Record<string, unknown>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const EVENT = object({
  id: text(300, 1),
  type: text(60, 1),
  at: text(120, 1),
  by: text(80, 1),
  station: text(64),
  data: { type: 'object' },
});

const ORDER_LINE = object(
  {
    no: { type: 'integer' },
    sku: text(120),
    name: text(500),
    variant: text(500),
    qty: { type: 'number' },
    kind: { enum: ['goods', 'charge', 'service'] },
    unitPrice: money,
  },
  ['variant', 'unitPrice'],
);

const ORDER_BASE = object(
  {
    channel: text(40, 1),
    channelOrderNo: text(64, 1),
    orderedAt: time,
    receivedAt: time,
    intake: { enum: ['manual', 'file', 'platform'] },
    author: text(80),
    kind: { enum: ['goods', 'service'] },
    lines: { type: 'array', maxItems: 2_000, items: ORDER_LINE },
    payment: { enum: ['UNPAID', 'PAID', 'COD'] },
    flags: texts,
    receiverMasked: { type: 'boolean' },
    shipBy: time,
    total: money,
    codAmount: money,
    carrier: text(20),
    channelState: { enum: CHANNEL_STATES },
  },
  ['shipBy', 'total', 'codAmount', 'carrier', 'channelState'],
);

const SHIPMENT_BASE = object(
  {
    orders: { ...texts, minItems: 1, maxItems: 200 },
    lines: {
      type: 'array',
      maxItems: 5_000,
      items: object({ no: { type: 'integer' }, sku: text(120), name: text(500), qty: { type: 'number' } }),
    },
    carrier: text(20),
    createdAt: time,
    shipBy: time,
    urgent: { type: 'boolean' },
    marks: texts,
    cod: money,
    parcel: object({ n: { type: 'integer' }, m: { type: 'integer' } }),
    receiverMasked: { type: 'boolean' },
  },
  ['shipBy', 'cod'],
);

const WAYBILL_BASE = object(
  {
    carrier: text(20, 1),
    number: text(60, 1),
    source: { enum: WAYBILL_SOURCES },
    order: text(200),
    routing: object({ segments: text(200) }),
  },
  ['order', 'routing'],
);

const CASE_BASE = object(
  {
    kind: { enum: CASE_KINDS },
    code: text(60, 1),
    createdAt: time,
    author: text(80),
    department: { enum: CASE_DEPARTMENTS },
    priority: { enum: CASE_PRIORITIES },
    order: text(200),
    shipment: text(200),
    sku: text(120),
    due: time,
    facts: { type: 'object' },
  },
  ['order', 'shipment', 'sku', 'due'],
);

const PRIVATE = object({ base: { type: 'object' }, events: { type: 'object' } }, ['base']);

const aggregate = (base: unknown) => ({
  type: 'object',
  properties: {
    id: text(200, 1),
    site: text(64, 1),
    base,
    events: { type: 'array', items: EVENT },
    private: PRIVATE,
  },
  required: ['id', 'site', 'base', 'events'],
});

export const AGGREGATE_SHAPES: Readonly<Record<AggregateKind, object>> = {
  orders: { ...aggregate(ORDER_BASE), required: ['id', 'site', 'base', 'events', 'private'] },
  shipments: aggregate(SHIPMENT_BASE),
  waybills: aggregate(WAYBILL_BASE),
  cases: { ...aggregate(CASE_BASE), required: ['id', 'site', 'base', 'events', 'private'] },
};
