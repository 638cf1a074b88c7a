import type { Money } from '../order/types.ts';

/** What a carrier sells: 标准, 特快, 冷链. Cold chain goods go by nothing else. */
export const SERVICE_LEVELS = ['standard', 'express', 'cold_chain'] as const;
export type ServiceLevel = (typeof SERVICE_LEVELS)[number];

/** A zone of a price table: first weight (首重) and every started step after it (续重). */
export interface PriceZone {
  readonly name: string;
  /** Keys of `PROVINCES`; `*` = everywhere that no other zone names. */
  readonly provinces: readonly string[];
  /** Grams that the first price covers, ≥ 1. */
  readonly firstGrams: number;
  /** Minor units of the agreement's currency. */
  readonly firstMinor: number;
  /** Grams of a step, ≥ 1. */
  readonly stepGrams: number;
  readonly stepMinor: number;
  /** Days that the carrier promises. */
  readonly days?: number;
}

/** 价格协议: what was agreed with a carrier for one of its services. */
export interface Agreement {
  /** Upper case, unique at the site, e.g. `SF-STD`. */
  readonly id: string;
  readonly carrier: string;
  readonly name: string;
  readonly service: ServiceLevel;
  /** Collects money at the door. */
  readonly cod: boolean;
  /** Takes 易碎品. */
  readonly fragile: boolean;
  readonly maxGrams?: number;
  /** Longest side, mm. */
  readonly maxLengthMm?: number;
  /** Length + width + height, mm. */
  readonly maxSumMm?: number;
  /** 抛重比: cm³ per kg; missing: volume costs nothing. */
  readonly divisor?: number;
  /** Local time of the day's last pickup, `HH:MM`. */
  readonly cutOff?: string;
  readonly currency: string;
  readonly zones: readonly PriceZone[];
  /** 代收货款手续费, ‰ of the amount. */
  readonly codPermille?: number;
  /** Local days, `YYYY-MM-DD`, both included. */
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly contractNo?: string;
  /** Whom to call about the contract. */
  readonly contact?: string;
  readonly phone?: string;
  readonly note?: string;
  readonly active: boolean;
}

/** What is to be sent, as far as it is known. */
export interface ToSend {
  /** Carrier that the order names (CAR-02). */
  readonly named?: string;
  /** Key of `PROVINCES`. */
  readonly province?: string;
  /** Goods and packaging, or as weighed; missing: not known. */
  readonly grams?: number;
  /** mm */
  readonly size?: { readonly length: number; readonly width: number; readonly height: number };
  readonly marks: readonly ('fragile' | 'cold_chain')[];
  readonly urgent: boolean;
  readonly cod?: Money;
  /** Minutes that are left until it must have been handed over; missing: no such time. */
  readonly dueInMinutes?: number;
}

/** The moment of the choice, in local terms; the clock is the caller's. */
export interface LocalNow {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** Minutes since midnight. */
  readonly minutes: number;
}

/** Why an agreement cannot take the parcel. */
export const REJECTIONS = [
  'inactive',
  'not_valid_today',
  'other_carrier_named',
  'destination_unknown',
  'destination',
  'weight',
  'size',
  'cold_chain',
  'fragile',
  'cod',
  'cut_off',
  // It could, but another one is better.
  'dearer',
  'slower',
] as const;
export type RejectionCode = (typeof REJECTIONS)[number];

export interface Rejection {
  readonly agreement: string;
  readonly carrier: string;
  readonly code: RejectionCode;
  /** Of those that could: what it would cost. */
  readonly cost?: Money;
}

export interface Price {
  readonly cost: Money;
  /** The heavier of weight and volume. */
  readonly chargedGrams: number;
  readonly zone: string;
  readonly days?: number;
}

/**
 * Why it was chosen. `named`: the order says so and it fits; `named_unfit`: the order says so, and nothing that was agreed with
 * it fits; `only`: nothing else can take it; `cheapest`, `fastest`: by the site's preference; `none_fits`: the usual carrier,
 * because no agreement fits; `by_hand`: a person chose.
 */
export const CHOICE_REASONS = [
  'named',
  'named_unfit',
  'only',
  'cheapest',
  'fastest',
  'none_fits',
  'by_hand',
] as const;
export type ChoiceReason = (typeof CHOICE_REASONS)[number];

export interface CarrierChoice {
  readonly carrier: string;
  readonly reason: ChoiceReason;
  /** Is there an agreement by which it can go? Otherwise a person should look. */
  readonly fits: boolean;
  readonly agreement?: string;
  readonly service?: ServiceLevel;
  readonly price?: Price;
  readonly rejected: readonly Rejection[];
}

export type CarrierPreference = 'cheapest' | 'fastest';
