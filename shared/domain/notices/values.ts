import type { EpochMs } from '../../base/index.ts';
import type { Money, OrderState } from '../order/types.ts';
import { dueOf } from '../payment/reconcile.ts';
import { transitDays } from '../order/tracking.ts';
import { reasonWords } from '../review/reasons.ts';
import type { NoticeValues } from './render.ts';

/** What the values of a notice are made of beside the order. */
export interface NoticeFacts {
  readonly language: 'zh' | 'en';
  readonly site: string;
  readonly carrierName: (code: string) => string;
  /** `{number}` and `{carrier}` are put in. */
  readonly link: string;
  /** Rule `tracking.transitDays`. */
  readonly transit: readonly string[];
  /** When it is to be shipped, where that is known. */
  readonly expectedShip?: EpochMs;
  /** Minutes east of UTC of the house at a moment. */
  readonly offset: (at: EpochMs) => number;
  /** Private: only for the text itself. */
  readonly receiver?: { readonly name: string; readonly province?: string };
  /** Code of a reason or one of the site's own. */
  readonly reason?: string;
}

const EXPONENTS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, KWD: 3, BHD: 3 };
const SIGNS: Readonly<Record<string, string>> = { CNY: '¥', EUR: '€', GBP: '£', USD: '$' };

/** An amount as a customer reads it: `¥128.50`, `JPY 1200`. */
export function amountText({ minor, currency }: Money): string {
  const exponent = EXPONENTS[currency] ?? 2;
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const whole = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return `${minor < 0 ? '-' : ''}${SIGNS[currency] ?? `${currency} `}${whole}`;
}

/** `2026-11-23 18:00`, in the house's time. */
export const timeText = (at: EpochMs, offset: (at: EpochMs) => number): string =>
  new Date(at + offset(at) * 60_000).toISOString().slice(0, 16).replace('T', ' ');

const METHODS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  alipay: { zh: '支付宝', en: 'Alipay' },
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
  online_banking: { zh: '网上银行', en: 'online banking' },
  bank_transfer: { zh: '银行转账', en: 'bank transfer' },
  cash: { zh: '现金', en: 'cash' },
  cod: { zh: '货到付款', en: 'cash on delivery' },
};
/** Methods that the product has words for (PAY-01); others are said as they are written. */
export const PAYMENT_METHODS: readonly string[] = Object.keys(METHODS);
export const methodWords = (method: string, language: 'zh' | 'en'): string =>
  Object.hasOwn(METHODS, method) ? (METHODS[method]?.[language] ?? method) : method;

/** Longest list of items in a notice; the rest is counted. */
const MOST_ITEMS = 5;

/** The values of an order's notice; what is not known is missing. */
export function noticeValues(state: OrderState, facts: NoticeFacts): NoticeValues {
  const { current } = state;
  const { language } = facts;
  const goods = current.lines.filter(({ kind }) => kind !== 'charge');
  const items = goods
    .slice(0, MOST_ITEMS)
    .map(({ name, variant, qty }) => `${name}${variant === undefined ? '' : ` ${variant}`} ×${qty}`)
    .join(language === 'zh' ? '、' : ', ');
  const more = goods.length - MOST_ITEMS;
  const due = dueOf(state);
  const parcels = state.parcels;
  const first = parcels[0];
  const arrivals = parcels.flatMap((parcel) => {
    const days = transitDays(facts.transit, parcel.carrier, facts.receiver?.province);
    return days === undefined ? [] : [parcel.at + Math.round(days * 86_400_000)];
  });
  const both = language === 'zh' ? '、' : ', ';
  const cod = state.payment === 'COD';
  const method = cod ? 'cod' : current.paymentMethod;
  return {
    site: facts.site,
    order: current.channelOrderNo,
    items: more > 0 ? `${items}${language === 'zh' ? ` 等 ${goods.length} 种` : ` and ${more} more`}` : items,
    ...(current.total === undefined ? {} : { amount: amountText(current.total) }),
    ...(due === undefined ? {} : { due: amountText(due) }),
    payment:
      method !== undefined
        ? methodWords(method, language)
        : state.payment === 'UNPAID'
          ? language === 'zh'
            ? '待付款'
            : 'not paid yet'
          : language === 'zh'
            ? '已付款'
            : 'paid',
    ...(facts.expectedShip === undefined
      ? {}
      : { expected_ship: timeText(facts.expectedShip, facts.offset) }),
    ...(first === undefined
      ? {}
      : {
          carrier: [...new Set(parcels.map(({ carrier }) => facts.carrierName(carrier)))].join(both),
          waybill: parcels.map(({ number }) => number).join(both),
          ...(facts.link === ''
            ? {}
            : {
                query_link: parcels
                  .map(({ carrier, number }) =>
                    facts.link
                      .replaceAll('{number}', encodeURIComponent(number))
                      .replaceAll('{carrier}', encodeURIComponent(carrier)),
                  )
                  .join(' '),
              }),
        }),
    ...(arrivals.length === 0
      ? {}
      : { expected_arrival: timeText(Math.max(...arrivals), facts.offset).slice(0, 10) }),
    ...(facts.reason === undefined ? {} : { reason: reasonWords(facts.reason, language) }),
    ...(facts.receiver === undefined ? {} : { receiver: facts.receiver.name }),
  };
}
