import type { OrderBase, OrderPrivate, Party } from './types.ts';

/** A sub-order: the order that it is a part of was approved. */
export const SPLIT_RULE = 'split-v1';
/** Begins the id of the allocation that a sub-order has from its division by warehouse (SPL-01). */
export const ALLOCATED_BY_SPLIT = 'allocated:split:';
/** Rules that SYS may approve by (O5). A changed rule gets a new name; the old one stays known. */
export const AUTO_REVIEW_RULES: readonly string[] = ['auto-clean-v1', 'auto-strict-v1', SPLIT_RULE];

export type ReviewReason =
  | `channel_${Exclude<ChannelStatus, 'open'>}`
  | 'service_order'
  | 'no_goods'
  | 'quantity_invalid'
  | 'unknown_sku'
  | 'receiver_missing'
  | 'name_missing'
  | 'phone_missing'
  | 'phone_implausible'
  | 'address_incomplete'
  | 'cod_amount_missing'
  | 'unpaid';

/** What the channel says has happened with the order already; only `open` goes on by itself. */
export const CHANNEL_STATES = [
  'open',
  'shipped',
  'partly_shipped',
  'cancelled',
  'refunded',
  'partly_refunded',
  'unknown_status',
] as const;
export type ChannelStatus = (typeof CHANNEL_STATES)[number];

export interface ReviewFacts {
  /** SKUs of goods lines that the product list does not know. */
  readonly unknownSkus: readonly string[];
  /** Missing = `open`. */
  readonly channel?: ChannelStatus;
}

export type ReviewResult =
  | { readonly ok: true; readonly rule: 'auto-clean-v1' }
  | {
      readonly ok: false;
      readonly reasons: readonly {
        readonly code: ReviewReason;
        readonly data?: Readonly<Record<string, string | number>>;
      }[];
    };

/**
 * Rule `auto-clean-v1` (自动审核): nothing in the order asks for a person. A buyer's remark does not block, it is shown at
 * the bench. A masked receiver passes: its completeness cannot be judged here, and only a label printed elsewhere
 * can be used for it (see `packability`). Every reason is given, not just the first.
 */
export function autoReview(
  base: OrderBase,
  receiverOf: OrderPrivate['base'],
  facts: ReviewFacts,
): ReviewResult {
  const reasons: { code: ReviewReason; data?: Record<string, string | number> }[] = [];
  const channel = facts.channel ?? 'open';
  if (channel !== 'open') reasons.push({ code: `channel_${channel}` });
  const goods = base.lines.filter((line) => line.kind === 'goods');
  if (base.kind === 'service') reasons.push({ code: 'service_order' });
  else if (goods.length === 0) reasons.push({ code: 'no_goods' });
  for (const line of goods) {
    if (!Number.isSafeInteger(line.qty) || line.qty < 1)
      reasons.push({ code: 'quantity_invalid', data: { line: line.no } });
  }
  for (const sku of facts.unknownSkus) reasons.push({ code: 'unknown_sku', data: { sku } });
  if (!base.receiverMasked) for (const code of receiverFaults(receiverOf?.receiver)) reasons.push({ code });
  if (base.payment === 'COD' && !(base.codAmount && base.codAmount.minor > 0))
    reasons.push({ code: 'cod_amount_missing' });
  if (base.payment === 'UNPAID') reasons.push({ code: 'unpaid' });
  return reasons.length === 0 ? { ok: true, rule: 'auto-clean-v1' } : { ok: false, reasons };
}

/** What is missing or implausible in a receiver (in clear). */
export function receiverFaults(receiver: Party | undefined): ReviewReason[] {
  if (receiver === undefined) return ['receiver_missing'];
  const faults: ReviewReason[] = [];
  if (receiver.name.trim() === '') faults.push('name_missing');
  if (receiver.phone.trim() === '') faults.push('phone_missing');
  else if (!isPlausiblePhone(receiver.phone, receiver.country)) faults.push('phone_implausible');
  if (!isCompleteAddress(receiver)) faults.push('address_incomplete');
  return faults;
}

const CHINA: readonly string[] = ['', 'CN', 'CHN', 'CHINA', '中国', '中國', '中国大陆'];
const isChina = (country: string | undefined): boolean =>
  CHINA.includes((country ?? '').trim().toUpperCase());

/** Mobile 1[3-9] + 9 digits; platforms add a virtual number's extension after `-`, `转` or `,`. */
const CN_MOBILE = /^(?:\+?86|0086)?1[3-9]\d{9}(?:(?:-|转|,|#)\d{1,6})?$/;
/** Area code 2–3 digits after 0, then 7–8 digits. */
const CN_LANDLINE = /^(?:(?:\+?86|0086)0?|0)\d{2,3}-?\d{7,8}(?:(?:-|转|,|#)\d{1,6})?$/;
const CN_SERVICE = /^(?:400|800)-?\d{3}-?\d{4}$/;
/** E.164 allows 15 digits; short national numbers have 6. */
const INTERNATIONAL = /^\+?\d{6,15}$/;

/** Could this number be called? In China: mobile (with extension), landline, 400/800; elsewhere, or with +: 6–15 digits. */
export function isPlausiblePhone(phone: string, country?: string): boolean {
  const compact = phone.trim().replace(/[\s().（）]/g, '');
  if (isChina(country) && !/^(\+|00)(?!86)/.test(compact)) {
    const dashed = compact.replace(/^(\+?86|0086)-/, '$1');
    const flat = dashed.replace(/^((?:\+?86|0086)?1[3-9]\d)-?(\d{4})-?(\d{4})(?!\d)/, '$1$2$3');
    return CN_MOBILE.test(flat) || CN_LANDLINE.test(dashed) || CN_SERVICE.test(dashed);
  }
  return INTERNATIONAL.test(compact.replace(/[-/]/g, '').replace(/(?:ext|x)\d{1,6}$/i, ''));
}

/** A street line is there, and the place: province or city named apart, or a line long enough to hold them. */
function isCompleteAddress(receiver: Party): boolean {
  const detail = receiver.detail.trim();
  if (isChina(receiver.country)) {
    const place = `${receiver.province ?? ''}${receiver.city ?? ''}`.trim();
    return place === '' ? detail.length >= 9 : detail.length >= 2;
  }
  return detail.length >= 3 && ((receiver.city ?? '').trim() !== '' || detail.length >= 9);
}
