import {
  orderId,
  type Invoice,
  type Money,
  type OrderBase,
  type OrderLine,
  type OrderTerms,
  type Party,
} from '../domain/index.ts';
import type { OrderDraft } from './draft.ts';

/** Orders that a person takes: over the telephone, by e-mail, at the counter, in a chat (INT-02). */
export const MANUAL_CHANNELS = ['phone', 'email', 'shop', 'chat'] as const;
export type ManualChannel = (typeof MANUAL_CHANNELS)[number];

export interface ManualLine {
  readonly sku: string;
  readonly name: string;
  readonly variant: string;
  readonly qty: number;
  /** Minor units; null = not said. */
  readonly price: number | null;
  readonly kind: 'goods' | 'service';
}

/** The form as it is typed: everything may be missing or wrong. Amounts in minor units, times epoch ms. */
export interface ManualInput {
  readonly channel: ManualChannel;
  /** '' = the customer has none, and the order gets one of ours. */
  readonly channelOrderNo: string;
  readonly orderedAt: number | null;
  readonly receiver: Required<Party>;
  readonly lines: readonly ManualLine[];
  readonly currency: string;
  readonly freight: number | null;
  readonly discount: number | null;
  readonly coupon: string;
  /** What the customer was told to pay; null = as it adds up. */
  readonly total: number | null;
  readonly paid: number | null;
  readonly payment: OrderBase['payment'];
  readonly paymentMethod: string;
  readonly paymentReference: string;
  readonly paidAt: number | null;
  readonly remark: string;
  readonly sellerNote: string;
  /** What the customer wrote, as it was pasted: whoever checks the order compares with it. */
  readonly source: string;
  readonly invoice: {
    readonly kind: Invoice['kind'];
    readonly title: string;
    readonly taxNo: string;
    readonly email: string;
  } | null;
  readonly flags: OrderBase['flags'];
  readonly carrier: string | null;
  readonly shipBy: number | null;
}

export interface ManualSums {
  /** Σ quantity × price of the lines; null where a price is missing. */
  readonly goods: number | null;
  /** What is to be paid as it adds up. */
  readonly due: number | null;
}

/** Largest amount of a form, minor units: above it, sums of a thousand lines would not be exact. */
const MOST_MINOR = 100_000_000_000;
export const isAmount = (minor: number | null): boolean =>
  minor === null || (Number.isSafeInteger(minor) && minor >= 0 && minor <= MOST_MINOR);

export function manualSums(input: Pick<ManualInput, 'lines' | 'freight' | 'discount'>): ManualSums {
  let goods: number | null = 0;
  for (const { qty, price } of input.lines) {
    if (goods === null || price === null || !isAmount(price) || !isQuantity(qty)) goods = null;
    else goods += qty * price;
  }
  if (input.lines.length === 0) goods = null;
  const due = goods === null ? null : goods + (input.freight ?? 0) - (input.discount ?? 0);
  return { goods, due };
}

export const isQuantity = (qty: number): boolean => Number.isSafeInteger(qty) && qty >= 1 && qty <= 1_000_000;

/** Undefined where the form names nobody and no place. */
export function partyOf(receiver: ManualInput['receiver']): Party | undefined {
  const given = Object.fromEntries(
    Object.entries(receiver).flatMap(([field, value]) =>
      value.trim() === '' ? [] : [[field, value.trim()]],
    ),
  ) as Partial<Party>;
  const { country, ...rest } = given;
  void country;
  if (Object.keys(rest).length === 0) return undefined;
  return { ...given, name: given.name ?? '', phone: given.phone ?? '', detail: given.detail ?? '' };
}

export interface ManualOrder {
  readonly terms: Omit<OrderTerms, 'receiverHash'>;
  readonly private: OrderDraft['private'];
}

/** The form as an order has it. Of a form without errors (`checkManual`). @param now taken where it says no order time */
export function manualTerms(input: ManualInput, now: number): ManualOrder {
  const money = (minor: number | null): Money | undefined =>
    minor === null ? undefined : { minor, currency: input.currency };
  const lines = input.lines.map((line, at): OrderLine => {
    const price = money(line.price);
    return {
      no: at + 1,
      sku: line.sku.trim(),
      name: line.name.trim() === '' ? line.sku.trim() : line.name.trim(),
      ...(line.variant.trim() === '' ? {} : { variant: line.variant.trim() }),
      qty: line.qty,
      ...(price === undefined ? {} : { unitPrice: price }),
      kind: line.kind,
    };
  });
  const total = money(input.total ?? manualSums(input).due);
  const paidMinor = input.payment === 'PAID' ? (input.paid ?? total?.minor ?? null) : input.paid;
  const receiver = partyOf(input.receiver);
  const optional = <K extends string, V>(key: K, value: V | undefined | null | ''): { [P in K]?: V } =>
    value === undefined || value === null || value === '' ? {} : ({ [key]: value } as { [P in K]?: V });
  const { invoice } = input;
  return {
    terms: {
      orderedAt: input.orderedAt ?? now,
      kind: lines.some((line) => line.kind === 'goods') ? 'goods' : 'service',
      lines,
      ...optional('total', total),
      ...optional('freight', money(input.freight)),
      ...optional('discount', money(input.discount)),
      ...optional('coupon', input.coupon.trim()),
      ...optional('paid', money(paidMinor)),
      payment: input.payment,
      ...optional('paymentMethod', input.paymentMethod.trim()),
      ...optional('paymentReference', input.paymentReference.trim()),
      ...optional('paidAt', input.paidAt),
      ...(input.payment === 'COD' ? optional('codAmount', total) : {}),
      ...optional('carrier', input.carrier),
      ...optional('shipBy', input.shipBy),
      flags: input.flags,
      receiverMasked:
        receiver !== undefined && /[*＊]/.test(receiver.name + receiver.phone + receiver.detail),
    },
    private: {
      ...optional('receiver', receiver),
      ...optional('remark', input.remark.trim()),
      ...optional('sellerNote', input.sellerNote.trim()),
      ...optional('source', input.source.trim()),
      ...(invoice === null
        ? {}
        : {
            invoice: {
              kind: invoice.kind,
              title: invoice.title.trim(),
              ...optional('taxNo', invoice.taxNo.trim().toUpperCase()),
              ...optional('email', invoice.email.trim()),
            },
          }),
    },
  };
}

/** @param no the channel's own number, or one of ours */
export function manualDraft(input: ManualInput, no: string, now: number): OrderDraft {
  const { terms, private: brought } = manualTerms(input, now);
  return {
    id: orderId(input.channel, no),
    base: { ...terms, channel: input.channel, channelOrderNo: no, intake: 'manual' },
    private: brought,
    channelState: 'open',
    addressSplit: false,
    sourceLines: [],
  };
}

/** The form of a draft again, for its author to go on and for the second person to read. */
export function manualInput(base: OrderBase, told: OrderDraft['private']): ManualInput {
  const { receiver, invoice } = told;
  const minor = (money: Money | undefined): number | null => money?.minor ?? null;
  return {
    channel: MANUAL_CHANNELS.find((channel) => channel === base.channel) ?? 'phone',
    channelOrderNo: base.channelOrderNo,
    orderedAt: base.orderedAt,
    receiver: {
      name: receiver?.name ?? '',
      phone: receiver?.phone ?? '',
      country: receiver?.country ?? '',
      province: receiver?.province ?? '',
      city: receiver?.city ?? '',
      district: receiver?.district ?? '',
      detail: receiver?.detail ?? '',
      postcode: receiver?.postcode ?? '',
    },
    lines: base.lines.map((line) => ({
      sku: line.sku,
      name: line.name,
      variant: line.variant ?? '',
      qty: line.qty,
      price: minor(line.unitPrice),
      kind: line.kind === 'service' ? 'service' : 'goods',
    })),
    currency: base.total?.currency ?? 'CNY',
    freight: minor(base.freight),
    discount: minor(base.discount),
    coupon: base.coupon ?? '',
    total: minor(base.total),
    paid: minor(base.paid),
    payment: base.payment,
    paymentMethod: base.paymentMethod ?? '',
    paymentReference: base.paymentReference ?? '',
    paidAt: base.paidAt ?? null,
    remark: told.remark ?? '',
    sellerNote: told.sellerNote ?? '',
    source: told.source ?? '',
    invoice: invoice
      ? { kind: invoice.kind, title: invoice.title, taxNo: invoice.taxNo ?? '', email: invoice.email ?? '' }
      : null,
    flags: base.flags,
    carrier: base.carrier ?? null,
    shipBy: base.shipBy ?? null,
  };
}

export const EMPTY_MANUAL: ManualInput = {
  channel: 'phone',
  channelOrderNo: '',
  orderedAt: null,
  receiver: {
    name: '',
    phone: '',
    country: '',
    province: '',
    city: '',
    district: '',
    detail: '',
    postcode: '',
  },
  lines: [],
  currency: 'CNY',
  freight: null,
  discount: null,
  coupon: '',
  total: null,
  paid: null,
  payment: 'UNPAID',
  paymentMethod: '',
  paymentReference: '',
  paidAt: null,
  remark: '',
  sellerNote: '',
  source: '',
  invoice: null,
  flags: [],
  carrier: null,
  shipBy: null,
};

/** Do two orders hold the same goods in the same numbers? */
export function sameGoods(
  a: readonly Pick<OrderLine, 'sku' | 'qty'>[],
  b: readonly Pick<OrderLine, 'sku' | 'qty'>[],
): boolean {
  const key = (lines: typeof a): string =>
    lines
      .map(({ sku, qty }) => `${sku.trim().toUpperCase()}×${String(qty)}`)
      .sort()
      .join('\n');
  return a.length > 0 && key(a) === key(b);
}

/**
 * A phone number as it is compared: digits of the number, and of a virtual number (虚拟号) its extension, which tells the
 * customers apart. Undefined where it is masked or none.
 */
export function phoneKey(phone: string): string | undefined {
  const text = phone.normalize('NFKC').trim();
  if (text === '' || text.includes('*')) return undefined;
  const extended = /^(.*?)\s*(?:转接?|ext\.?|#|,|(?<=\d{11})-)\s*(\d{1,6})$/i.exec(text);
  const digits = (extended?.[1] ?? text).replace(/\D/g, '').replace(/^(?:00)?86(?=1[3-9]\d{9}$)/, '');
  if (digits.length < 5) return undefined;
  return extended?.[2] === undefined ? digits : `${digits}#${extended[2]}`;
}

/** A name as it is compared: '' where there is none. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
