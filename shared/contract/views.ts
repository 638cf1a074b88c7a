import { z } from 'zod';
import {
  FULFILMENT_STATUSES,
  GOOD_VERDICTS,
  LOGISTICS_STATUSES,
  ORDER_FLAGS,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  STOP_KINDS,
  WAYBILL_SOURCES,
} from '../domain/index.ts';

export * from './backup-views.ts';
export * from './gun-views.ts';
export * from './scale-views.ts';
export * from './template-views.ts';
export * from './printer-views.ts';
export * from './upkeep-views.ts';
import { MOST_AHEAD } from './ahead.ts';
import { gunSettings, seenDevice, wedgeSettings } from './gun-views.ts';
import { printerSettings } from './printer-views.ts';
import { securityRules } from './people-views.ts';
import { scaleSettings, weighingRules, weighView } from './scale-views.ts';
import { retentionRules } from './upkeep-views.ts';

/** Read-models that the station pushes. Receivers are masked here; clear text never crosses except by an audited method. */

const text = z.string().max(2000);
export const moneyView = z.object({ minor: z.number().int(), currency: z.string().length(3) });
const data = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export const carrierView = z.object({ code: text, zh: text, en: text });
export const maskedParty = z.object({ name: text, phone: text, address: text });

export const lineView = z.object({
  no: z.number().int(),
  sku: text,
  name: text,
  variant: text.nullable(),
  qty: z.number().int(),
  checked: z.number().int(),
  location: text.nullable(),
  kit: text.nullable(),
  /** Key for `product.picture`, null where there is none. */
  picture: text.nullable(),
  /** ×N allowed. */
  quantityEntry: z.boolean(),
});

/** State of the label of the running session. */
export const labelView = z.object({
  state: z.enum([
    'none',
    'queued',
    'sending',
    'sent',
    'confirmed',
    'failed',
    'unknown',
    'not_sent',
    'external',
  ]),
  job: text.nullable(),
  copy: z.number().int(),
  code: text.nullable(),
});

export const waybillView = z.object({
  carrier: text,
  number: text,
  source: z.enum(WAYBILL_SOURCES),
  segments: text.nullable(),
});

export const sessionView = z.object({
  shipment: text,
  orders: z.array(z.object({ id: text, channel: text, channelOrderNo: text })),
  carrier: carrierView,
  mode: z.enum(['label_first', 'label_last']),
  step: z.enum(['checking', 'label']),
  /** In step `label`: print ours, or scan a label printed elsewhere. */
  labelSource: z.enum(WAYBILL_SOURCES),
  urgent: z.boolean(),
  marks: z.array(z.enum(['fragile', 'cold_chain'])),
  cod: moneyView.nullable(),
  shipBy: z.number().nullable(),
  remark: text.nullable(),
  sellerNote: text.nullable(),
  receiver: maskedParty,
  /** As it was before the last change since the parcel was made (ADR-02); missing: it was not changed. */
  receiverBefore: maskedParty.optional(),
  parcel: z.object({ n: z.number().int(), m: z.number().int() }),
  lines: z.array(lineView),
  units: z.object({ checked: z.number().int(), total: z.number().int() }),
  /** Line of the last counted scan, else the first open line. */
  currentLine: z.number().int().nullable(),
  /** Pending ×N for the next scan. */
  multiplier: z.number().int(),
  waybill: waybillView.nullable(),
  label: labelView,
  /** Missing: it is not weighed here. */
  weigh: weighView.optional(),
  openedAt: z.number(),
});
export type SessionView = z.infer<typeof sessionView>;

export const stopView = z.object({
  /** Grows by one for every stop of the bench; the page repeats the sound when `count` grows. */
  id: z.number().int(),
  kind: z.enum(STOP_KINDS),
  /** Scans made while the stop stood (they repeat its sound and never count). */
  repeats: z.number().int(),
  expected: z.array(
    z.object({
      sku: text,
      name: text,
      variant: text.nullable(),
      remaining: z.number().int(),
      picture: text.nullable(),
    }),
  ),
  got: z
    .object({
      code: text,
      sku: text.nullable(),
      name: text.nullable(),
      variant: text.nullable(),
      picture: text.nullable(),
    })
    .nullable(),
  data,
});
export type StopView = z.infer<typeof stopView>;

export const verdictView = z.object({
  bench: text,
  /** Grows by one for every verdict of a bench since the station's first start. */
  seq: z.number().int(),
  kind: z.enum([...STOP_KINDS, ...GOOD_VERDICTS]),
  stop: z.boolean(),
  /** A scan during a stop: same sound again. */
  repeat: z.boolean(),
  data,
  /** Scan reference given by the page (wedge, manual), null for a serial gun. */
  ref: text.nullable(),
  /** Epoch ms with fraction: when the scan's last byte arrived, and when the verdict was made. */
  scannedAt: z.number(),
  decidedAt: z.number(),
});
export type VerdictView = z.infer<typeof verdictView>;

export const queueRow = z.object({
  shipment: text,
  order: text,
  channelOrderNo: text,
  carrier: carrierView,
  status: z.enum(FULFILMENT_STATUSES),
  urgent: z.boolean(),
  marks: z.array(z.enum(['fragile', 'cold_chain'])),
  cod: z.boolean(),
  shipBy: z.number().nullable(),
  units: z.number().int(),
  lines: z.number().int(),
  location: text.nullable(),
  waybill: text.nullable(),
  labelPrinted: z.boolean(),
  bench: text.nullable(),
  /** Group of benches that it is for; null: any. */
  group: text.nullable().optional(),
  /** Made for this customer (定制). */
  custom: z.boolean().optional(),
});
export type QueueRow = z.infer<typeof queueRow>;

export const parcelRow = z.object({
  shipment: text,
  order: text,
  channelOrderNo: text,
  number: text,
  state: z.enum(['pending', 'scanned', 'missing', 'exception']),
  reason: text.nullable(),
});

export const handoverView = z.object({
  carrier: carrierView,
  courier: text,
  startedAt: z.number(),
  expected: z.number().int(),
  scanned: z.number().int(),
  foreign: z.array(z.object({ number: text, reason: text })),
  /** At most 500 rows, scanned last first, then pending. */
  rows: z.array(parcelRow),
});

export const deviceHealth = z.object({
  id: text,
  kind: z.enum(['gun', 'printer', 'scale']),
  name: text,
  state: z.enum(['ready', 'waiting', 'error', 'unknown', 'off']),
  code: text.nullable(),
});
export type DeviceHealth = z.infer<typeof deviceHealth>;

export const operatorView = z.object({ id: text, name: text, badge: text });

export const benchView = z.object({
  bench: text,
  /** Last verdict made, and last one whose events are committed to disk. */
  seq: z.number().int(),
  savedSeq: z.number().int(),
  operator: operatorView.nullable(),
  mode: z.enum(['pack', 'handover']),
  session: sessionView.nullable(),
  stop: stopView.nullable(),
  last: verdictView.nullable(),
  /** The parcel closed last, shown while idle. */
  closed: z.object({ order: text, channelOrderNo: text, number: text, at: z.number() }).nullable(),
  handover: handoverView.nullable(),
  today: z.object({ parcels: z.number().int(), units: z.number().int(), stops: z.number().int() }),
  queue: z.object({
    ready: z.number().int(),
    urgent: z.number().int(),
    overdue: z.number().int(),
    blocked: z.number().int(),
    staged: z.number().int(),
    next: z.array(queueRow),
  }),
  devices: z.array(deviceHealth),
});
export type BenchView = z.infer<typeof benchView>;

/** One line of the list "not packable, because …". Each reason has a fix the screen offers. */
export const blockedRow = z.object({
  order: text,
  channelOrderNo: text,
  channel: text,
  status: z.enum(ORDER_STATUSES),
  payment: z.enum(PAYMENT_STATUSES),
  flags: z.array(z.enum(ORDER_FLAGS)),
  orderedAt: z.number(),
  units: z.number().int(),
  reasons: z.array(z.object({ code: text, fix: text, data })),
});
export type BlockedRow = z.infer<typeof blockedRow>;

/** What a step changed of the order (or its parcel): field, and its value before and after; receivers are masked. */
export const CHANGED_FIELDS = [
  'status',
  'payment',
  'logistics',
  'fulfilment',
  'flags',
  'shipBy',
  'carrier',
  'total',
  'lines',
  'receiver',
  'remark',
] as const;
const changed = z.union([text, z.number()]).nullable();
/** One step of an order or of one of its parcels. */
export const orderStep = z.object({
  id: text,
  at: z.number(),
  by: text,
  type: text,
  data,
  station: text,
  bench: text.nullable(),
  subject: z.enum(['order', 'shipment']),
  /** Waybill of the parcel, where it has one. */
  label: text.nullable(),
  changes: z.array(z.object({ field: z.enum(CHANGED_FIELDS), old: changed, new: changed })),
  /** What somebody typed; numbers to call by are masked. */
  note: text.nullable(),
});
export type OrderStep = z.infer<typeof orderStep>;

export const orderView = z.object({
  order: text,
  channel: text,
  channelOrderNo: text,
  kind: z.enum(['goods', 'service']),
  status: z.enum(ORDER_STATUSES),
  /** The one status that lists show, of order and parcels together. */
  visible: text,
  payment: z.enum(PAYMENT_STATUSES),
  logistics: z.enum(LOGISTICS_STATUSES),
  flags: z.array(z.enum(ORDER_FLAGS)),
  orderedAt: z.number(),
  receivedAt: z.number(),
  intake: z.enum(['manual', 'file', 'platform']),
  /** Who typed it in, by actor id; of other intakes null. */
  author: text.nullable(),
  shipBy: z.number().nullable(),
  carrier: text.nullable(),
  total: moneyView.nullable(),
  amounts: z.object({
    /** Sum of the goods' lines; null where a line has no price. */
    goods: moneyView.nullable(),
    freight: moneyView.nullable(),
    discount: moneyView.nullable(),
    paid: moneyView.nullable(),
    /** To be collected at the door. */
    cod: moneyView.nullable(),
    coupon: text.nullable(),
    /** What the parts differ from the total by, minor units; null where it cannot be told. */
    difference: z.number().int().nullable(),
  }),
  paymentRecord: z.object({
    method: text.nullable(),
    reference: text.nullable(),
    at: z.number().nullable(),
  }),
  /** A personal title is masked. */
  invoice: z.object({ kind: z.enum(['personal', 'company']), title: text }).nullable(),
  receiver: maskedParty.nullable(),
  remark: text.nullable(),
  sellerNote: text.nullable(),
  lines: z.array(
    z.object({
      no: z.number().int(),
      sku: text,
      name: text,
      variant: text.nullable(),
      qty: z.number().int(),
      kind: text,
      price: moneyView.nullable(),
    }),
  ),
  holds: z.array(z.object({ id: text, reason: text, by: text })),
  /** Ids of orders that this one was split into, was split from, or went out with. */
  related: z.object({ parent: text.nullable(), children: z.array(text), mergedInto: text.nullable() }),
  /** Open ones of the order, its parcels and their numbers. */
  exceptions: z.array(
    z.object({
      id: text,
      code: text,
      subject: z.enum(['order', 'shipment', 'waybill']),
      /** Number of the order, the parcel's waybill or the number itself. */
      label: text,
      /** The fact that stands, then the one that could not be applied. */
      facts: z.array(
        z.object({
          type: text,
          at: z.number(),
          by: text,
          station: text,
          bench: text.nullable(),
          /** Other order that the fact is about. */
          order: text.nullable(),
        }),
      ),
    }),
  ),
  shipments: z.array(
    z.object({
      id: text,
      status: z.enum(FULFILMENT_STATUSES),
      carrier: text,
      number: text.nullable(),
      bench: text.nullable(),
    }),
  ),
  timeline: z.array(orderStep),
  reasons: z.array(z.object({ code: text, fix: text, data })),
});
export type OrderView = z.infer<typeof orderView>;

export const importReport = z.object({
  id: text,
  kind: z.enum(['orders', 'products', 'waybills', 'shipped', 'tracking']),
  fileName: text,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  code: text.nullable(),
  rowsRead: z.number().int(),
  bytesRead: z.number(),
  bytesTotal: z.number(),
  accepted: z.number().int(),
  already: z.number().int(),
  refused: z.number().int(),
  packable: z.number().int(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Up to 1,000 lines; `moreLines` counts the rest, which the downloadable report holds. */
  lines: z.array(
    z.object({
      line: z.number().int(),
      order: text.nullable(),
      outcome: z.enum(['accepted', 'already', 'refused', 'note']),
      code: text.nullable(),
      data,
    }),
  ),
  moreLines: z.number().int(),
});
export type ImportReport = z.infer<typeof importReport>;

export const importPreview = z.object({
  token: text,
  fileName: text,
  format: z.enum(['csv', 'xlsx', 'json']),
  encoding: text,
  columns: z.array(text),
  rows: z.array(z.array(text)),
  /** Presets that fit, best first. */
  presets: z.array(
    z.object({
      id: text,
      kind: z.enum(['orders', 'products', 'waybills', 'shipped', 'tracking']),
      zh: text,
      en: text,
      /** 0…1: share of the preset's fields found. */
      fit: z.number(),
      missing: z.array(text),
      /** Field → columns. */
      mapping: z.record(z.string(), z.array(z.string())),
      /** This preset needs a second file (Taobao 宝贝报表). */
      needsLines: z.boolean(),
    }),
  ),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const party = z.object({
  name: z.string().trim().min(1).max(80),
  phone: z.string().trim().min(1).max(40),
  country: z.string().max(60).optional(),
  province: z.string().max(60).optional(),
  city: z.string().max(60).optional(),
  district: z.string().max(60).optional(),
  detail: z.string().trim().min(1).max(300),
  postcode: z.string().max(20).optional(),
});

export const settings = z.object({
  language: z.enum(['zh', 'en']),
  siteName: z.string().max(80),
  sender: party.nullable(),
  setupDone: z.boolean(),
  /** Carrier used for orders that name none. */
  defaultCarrier: text,
  labelLanguage: z.enum(['zh', 'en']),
  /** Printer id of labels and of papers (slips, manifests); null = none yet. */
  labelPrinter: text.nullable(),
  paperPrinter: text.nullable(),
  printers: z.array(printerSettings),
  guns: z.array(gunSettings),
  /** One a bench. */
  scales: z.array(scaleSettings).max(8).optional(),
  /** Missing: `WEIGHING_DEFAULTS`. */
  weighing: weighingRules.optional(),
  /** Profiles of the benches' keyboard guns; none = as delivered. */
  wedges: z.array(wedgeSettings).max(8).optional(),
  /** Benches of this station, first one first; missing = one. */
  benches: z
    .array(z.string().regex(/^[A-Za-z0-9-]{1,16}$/))
    .min(1)
    .max(4)
    .optional(),
  /** Devices that were set up here once. */
  seenDevices: z.array(seenDevice).max(100).optional(),
  sound: z.object({ volume: z.number().min(0).max(1) }),
  retention: retentionRules,
  /** Rules of signing in; missing: `SECURITY_DEFAULTS`. */
  security: securityRules.optional(),
  /** What the hub puts aside for this station: waybill numbers of each carrier, and parcels that it packs next. */
  ahead: z
    .object({
      numbers: z.number().int().min(0).max(MOST_AHEAD.numbers),
      claims: z.number().int().min(0).max(MOST_AHEAD.claims),
    })
    .optional(),
});
export type Settings = z.infer<typeof settings>;

export const carrierSettings = z.object({
  code: z.string().regex(/^[A-Z0-9_]{1,16}$/),
  zh: z.string().min(1).max(40),
  en: z.string().min(1).max(40),
  routed: z.boolean(),
  sources: z.array(z.enum(WAYBILL_SOURCES)).min(1),
  freePool: z.boolean(),
  pickupContact: z.string().max(80).optional(),
  pickupPhone: z.string().max(40).optional(),
  /** As the site writes them, e.g. `16:00, 20:00`. */
  pickupTimes: z.string().max(80).optional(),
});
