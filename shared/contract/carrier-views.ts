import { z } from 'zod';
import { CHOICE_REASONS, REJECTIONS, SERVICE_LEVELS } from '../domain/carriers/index.ts';

/** Price agreements with carriers, the choice of one, and what freight costs. */

const text = z.string().max(2000);
const whole = z.number().int();
const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const money = z.object({ minor: whole, currency: z.string().length(3) });
const short = z.string().trim().max(80);

export const agreementId = z.string().regex(/^[A-Z0-9_-]{1,32}$/);

export const priceZone = z.object({
  name: z.string().trim().min(1).max(40),
  provinces: z.array(z.string().max(10)).max(40),
  firstGrams: whole,
  firstMinor: whole,
  stepGrams: whole,
  stepMinor: whole,
  days: whole.min(0).max(90).optional(),
});

export const agreement = z.object({
  id: agreementId,
  carrier: z.string().regex(/^[A-Z0-9_]{1,16}$/),
  name: z.string().trim().min(1).max(60),
  service: z.enum(SERVICE_LEVELS),
  cod: z.boolean(),
  fragile: z.boolean(),
  maxGrams: whole.min(1).max(10_000_000).optional(),
  maxLengthMm: whole.min(1).max(100_000).optional(),
  maxSumMm: whole.min(1).max(300_000).optional(),
  divisor: whole.min(100).max(100_000).optional(),
  cutOff: z.string().max(5).optional(),
  currency: z.string().length(3),
  zones: z.array(priceZone).max(60),
  codPermille: whole.min(0).max(200).optional(),
  validFrom: day.optional(),
  validUntil: day.optional(),
  contractNo: short.optional(),
  contact: short.optional(),
  phone: short.optional(),
  note: z.string().trim().max(500).optional(),
  active: z.boolean(),
});
export type AgreementInput = z.infer<typeof agreement>;

export const rejection = z.object({
  agreement: text,
  carrier: text,
  code: z.enum(REJECTIONS),
  cost: money.optional(),
});

export const carrierChoice = z.object({
  carrier: text,
  reason: z.enum(CHOICE_REASONS),
  fits: z.boolean(),
  agreement: text.optional(),
  service: z.enum(SERVICE_LEVELS).optional(),
  price: z.object({ cost: money, chargedGrams: whole, zone: text, days: whole.optional() }).optional(),
  rejected: z.array(rejection),
});
export type CarrierChoiceView = z.infer<typeof carrierChoice>;

/** "2.3 kg to 新疆, cold chain → ?" */
export const carrierQuestion = z.object({
  province: z.string().max(30),
  grams: whole.min(1).max(10_000_000).optional(),
  size: z.object({ length: whole.min(1), width: whole.min(1), height: whole.min(1) }).optional(),
  marks: z.array(z.enum(['fragile', 'cold_chain'])),
  urgent: z.boolean(),
  cod: money.optional(),
  named: z.string().max(16).optional(),
});

export const freightCost = z.object({
  carrier: text,
  agreement: text,
  minor: whole,
  currency: text,
  grams: whole,
  weight: z.enum(['weighed', 'goods', 'unknown']),
  zone: text,
  days: whole.optional(),
});

/** Carrier and freight of one order. */
export const orderCarrier = z.object({
  /** What the order itself asked for. */
  named: text.nullable(),
  chosen: z
    .object({
      carrier: text,
      reason: z.enum(CHOICE_REASONS),
      fits: z.boolean(),
      agreement: text.nullable(),
      service: z.enum(SERVICE_LEVELS).nullable(),
      cost: money.nullable(),
      grams: whole.nullable(),
      days: whole.nullable(),
      rejected: z.array(rejection),
      why: text.nullable(),
      at: z.number(),
      by: text,
    })
    .nullable(),
  /** By today's agreements; null where there are none. */
  now: carrierChoice.nullable(),
  /** Can it still be changed? */
  changeable: z.boolean(),
  parcels: z.array(
    z.object({
      shipment: text,
      carrier: text,
      number: text.nullable(),
      grams: whole.nullable(),
      freight: freightCost.nullable(),
    }),
  ),
});
export type OrderCarrier = z.infer<typeof orderCarrier>;

export const freightPeriod = z.object({ from: z.number(), to: z.number() });

export const freightRow = z.object({
  carrier: text,
  parcels: whole,
  /** With a price. */
  costed: whole,
  /** Of those, not weighed: reckoned by the goods. */
  estimated: whole,
  grams: whole,
  minor: whole,
  currency: text,
  delivered: whole,
  problems: whole,
  /** 0…100; null: too few parcels to say. */
  score: whole.nullable(),
  /** Share of parcels that kept the promised time, 0…1. */
  onTime: z.number().nullable(),
  medianHours: whole.nullable(),
});
export type FreightRow = z.infer<typeof freightRow>;
