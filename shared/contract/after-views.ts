import { z } from 'zod';
import {
  DELIVERY_PROBLEMS,
  FEEDBACK_SUBJECTS,
  LOGISTICS_CAUSES,
  LOGISTICS_STATUSES,
} from '../domain/index.ts';

/** After the handover: tracking, delivery, completion, archive. Times are epoch ms. */

const text = z.string();
const id = z.string().min(1).max(200);
const time = z.number().int().min(0).max(10_000_000_000_000);
export const reportedStatus = z.enum(LOGISTICS_STATUSES).exclude(['NONE']);

export const AFTER_LISTS = ['today', 'transit', 'anomaly', 'delivered', 'to_complete', 'to_archive'] as const;
export type AfterList = (typeof AFTER_LISTS)[number];

export const anomalyView = z.object({
  shipment: text,
  carrier: text,
  number: text,
  code: text,
  /** Last sign of life of the parcel. */
  since: z.number(),
  /** Its case, where the sweep or a person has opened one. */
  case: text,
});

export const afterRow = z.object({
  order: text,
  channel: text,
  channelOrderNo: text,
  status: text,
  logistics: text,
  parcels: z.array(
    z.object({ carrier: text, number: text, status: text, expectedAt: z.number().nullable() }),
  ),
  shippedAt: z.number(),
  lastAt: z.number().nullable(),
  deliveredAt: z.number().nullable(),
  completedAt: z.number().nullable(),
  settled: z.boolean(),
  rating: z.number().nullable(),
  anomalies: z.array(anomalyView),
});
export type AfterRow = z.infer<typeof afterRow>;

/** TRK-07, KPI of carriers: over the orders that are not archived. */
export const carrierService = z.object({
  carrier: text,
  parcels: z.number().int(),
  signed: z.number().int(),
  anomalies: z.number().int(),
  /** Mean hours from handover to signature; null where none was signed for. */
  hours: z.number().nullable(),
  /** Mean rating of their orders, and how many were rated. */
  rating: z.number().nullable(),
  ratings: z.number().int(),
});

export const afterBoard = z.object({
  /** False: still being counted. */
  ready: z.boolean(),
  counts: z.record(z.enum(AFTER_LISTS), z.number().int()),
  /** Handovers that lack a signature which the site's rule wants. */
  unsigned: z.number().int(),
  carriers: z.array(carrierService),
});

export const trackPoint = z.object({
  id: text,
  at: z.number(),
  status: text,
  cause: z.enum(LOGISTICS_CAUSES).nullable(),
  /** Numbers to call by are masked. */
  place: text.nullable(),
  text: text.nullable(),
  by: text,
  /** When it was told here. */
  toldAt: z.number(),
});

export const parcelTrack = z.object({
  shipment: text,
  carrier: text,
  number: text,
  shippedAt: z.number(),
  receivedAt: z.number().nullable(),
  expectedAt: z.number().nullable(),
  status: text,
  anomaly: text.nullable(),
  /** Minor units, where the carrier's price is known (TRK-06). */
  freight: z.object({ minor: z.number(), currency: text }).nullable(),
  manifest: text.nullable(),
  points: z.array(trackPoint),
});

export const orderTracking = z.object({
  order: text,
  status: text,
  logistics: text,
  parcels: z.array(parcelTrack),
  delivered: z
    .object({
      at: z.number(),
      source: text,
      by: text,
      problem: z.enum(DELIVERY_PROBLEMS).nullable(),
      note: text.nullable(),
    })
    .nullable(),
  /** O21: a parcel is refused or on its way back, and no after-sales case is open. */
  needsAfterSales: z.enum(['refused', 'returning']).nullable(),
});

export const trackingAdd = z.object({
  order: id,
  operator: id,
  number: z.string().trim().min(1).max(60),
  carrier: id.optional(),
  status: reportedStatus,
  cause: z.enum(LOGISTICS_CAUSES).optional(),
  at: time,
  place: z.string().trim().max(200).optional(),
  text: z.string().trim().max(1_000).optional(),
});

export const trackingFound = z.object({
  order: text,
  channelOrderNo: text,
  status: text,
  carrier: text,
  number: text,
  logistics: text,
  shippedAt: z.number(),
  lastAt: z.number().nullable(),
  expectedAt: z.number().nullable(),
  receivedAt: z.number().nullable(),
});

export const orderCompletion = z.object({
  order: text,
  status: text,
  payment: text,
  /** When it counts as accepted without a word; null: never by itself. */
  dueAt: z.number().nullable(),
  /** Why it cannot be completed now; null: it can, or it was. */
  blocked: text.nullable(),
  completed: z.object({ at: z.number(), by: text, cause: text }).nullable(),
  archived: z.object({ at: z.number(), by: text }).nullable(),
  /** What the file of the order still lacks. */
  missing: z.array(text),
  feedback: z.array(
    z.object({
      at: z.number(),
      by: text,
      rating: z.number(),
      about: z.enum(FEEDBACK_SUBJECTS),
      note: text.nullable(),
    }),
  ),
});

export const afterAct = z.object({
  order: id,
  operator: id,
  act: z.discriminatedUnion('type', [
    /** O16 by hand: signed for at `at`, and what was noted on the receipt. */
    z.object({
      type: z.literal('delivered'),
      at: time,
      problem: z.enum(DELIVERY_PROBLEMS).optional(),
      note: z.string().trim().max(1_000).optional(),
    }),
    z.object({ type: z.literal('completed') }),
    z.object({ type: z.literal('settled') }),
    z.object({ type: z.literal('archived') }),
    z.object({
      type: z.literal('feedback'),
      rating: z.number().int().min(1).max(5),
      about: z.enum(FEEDBACK_SUBJECTS),
      note: z.string().trim().max(1_000).optional(),
    }),
    /** O21: the order names the case under which its parcel comes back. */
    z.object({ type: z.literal('after_sales'), note: z.string().trim().max(1_000).optional() }),
  ]),
});
export type AfterAct = z.output<typeof afterAct>;

export const afterBulk = z.object({
  orders: z.array(id).min(1).max(5_000),
  operator: id,
  act: z.enum(['completed', 'settled', 'archived']),
});
export const afterBulkDone = z.object({
  done: z.number().int(),
  refused: z.array(z.object({ order: text, channelOrderNo: text, code: text, missing: z.array(text) })),
});

export const archiveQuery = z.object({
  search: z.string().max(100).default(''),
  from: time.optional(),
  to: time.optional(),
});
export const archiveRow = z.object({
  order: text,
  channel: text,
  channelOrderNo: text,
  orderedAt: z.number(),
  archivedAt: z.number(),
  /** May be opened now by whoever asks. */
  access: z.enum(['free', 'granted', 'asked', 'none']),
  until: z.number().nullable(),
});
export type ArchiveRow = z.infer<typeof archiveRow>;

export const archiveRequest = z.object({
  case: text,
  order: text,
  channelOrderNo: text,
  applicant: text,
  at: z.number(),
  reason: text.nullable(),
  state: z.enum(['asked', 'granted', 'refused', 'over']),
  decidedBy: text.nullable(),
  until: z.number().nullable(),
});
export type ArchiveRequest = z.infer<typeof archiveRequest>;

/** Points of a pen from 0 to 1,000 across and 0 to 300 down, stroke by stroke. */
export const strokes = z
  .array(
    z
      .array(z.tuple([z.number().int().min(0).max(1_000), z.number().int().min(0).max(300)]))
      .min(1)
      .max(1_000),
  )
  .min(1)
  .max(100)
  .refine((all) => all.reduce((sum, stroke) => sum + stroke.length, 0) <= 4_000);
export const signatureParty = z.enum(['shipper', 'courier']);
export const signManifest = z.object({
  id,
  operator: id,
  party: signatureParty,
  name: z.string().trim().min(1).max(40),
  /** Drawn; the shipper may prove it by the own PIN instead. */
  strokes: strokes.optional(),
  pin: z.string().min(4).max(12).optional(),
});
export const manifestView = z.object({
  id: text,
  carrier: text,
  courier: text,
  by: text,
  startedAt: z.number(),
  closedAt: z.number().nullable(),
  parcels: z.array(z.object({ number: text, channelOrderNo: text, at: z.number() })),
  missing: z.array(text),
  signatures: z.array(
    z.object({
      party: signatureParty,
      name: text,
      at: z.number(),
      way: z.enum(['drawn', 'pin']),
      strokes: strokes.nullable(),
    }),
  ),
});
