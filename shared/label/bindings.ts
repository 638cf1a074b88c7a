import type { LabelData, LabelLang, LabelMoney, LabelPerson, PrintStamp, SlipData } from './data.ts';
import { markWord, word } from './words.ts';

/** Minor units per major unit, where they are not 100 (ISO 4217). */
const DECIMALS: Readonly<Record<string, number>> = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  CLP: 0,
  KWD: 3,
  BHD: 3,
  JOD: 3,
  OMR: 3,
  TND: 3,
};
const SIGNS: Readonly<Record<string, string>> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', HKD: 'HK$' };

/** 12800 CNY → ¥128.00. Exact: no floating point. */
export function formatMoney(money: LabelMoney): string {
  const decimals = DECIMALS[money.currency] ?? 2;
  const negative = money.amount < 0;
  const digits = String(Math.abs(Math.trunc(money.amount))).padStart(decimals + 1, '0');
  const major = digits.slice(0, digits.length - decimals);
  const minor = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${negative ? '-' : ''}${SIGNS[money.currency] ?? `${money.currency} `}${major}${minor}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time of the station as `2026-11-11 08:05`. */
export function formatTime(stamp: Pick<PrintStamp, 'printedAt' | 'tzOffsetMinutes'>): string {
  const local = new Date(stamp.printedAt + stamp.tzOffsetMinutes * 60_000);
  if (Number.isNaN(local.getTime())) return '';
  const day = `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`;
  return `${day} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
}

export const formatWeight = (grams: number): string => `${(Math.round(grams) / 1000).toFixed(3)} kg`;

/** SF1234567890123 → SF 1234 5678 90123: letters apart, digits by four, no lonely digit at the end. */
export function groupDigits(code: string): string {
  const match = /^([A-Za-z]*)(\d{6,})$/.exec(code);
  if (!match) return code;
  const groups = (match[2] ?? '').match(/\d{4}(?!\d$)|\d+/g) ?? [];
  return [match[1] ?? '', ...groups].filter((part) => part !== '').join(' ');
}

/** Nothing at all of it, where there is something. */
const stars = (value: string): string => (value === '' ? '' : '***');

/**
 * A person's fields. What comes in is masked already; `tail` falls back to the masked number where its last digits may
 * not be shown.
 */
function person(prefix: 'receiver' | 'sender', { name, phone, address, phoneTail }: LabelPerson) {
  const fields: [string, string][] = [];
  for (const [field, value] of [
    ['name', name],
    ['phone', phone],
    ['address', address],
  ] as const) {
    fields.push([`${prefix}_${field}`, value], [`${prefix}_${field}:masked`, value]);
    fields.push([`${prefix}_${field}:stars`, stars(value)]);
  }
  fields.push([`${prefix}_phone:tail`, phoneTail ?? phone]);
  return fields;
}

/** Fields that labels and slips have. */
const common = (data: LabelData | SlipData, lang: LabelLang): [string, string][] => [
  ['service', data.service ?? ''],
  ['channel', data.channel ?? ''],
  ...person('receiver', data.receiver),
  ['order_no', data.orderNos[0] ?? ''],
  ['order_nos', data.orderNos.join(' ')],
  ['cod', data.cod ? formatMoney(data.cod) : ''],
  ['remark', data.remark ?? ''],
  ['printed_at', formatTime(data)],
  ['print_count', word(lang, 'printCount', { n: data.printCount })],
  ['reprint', data.reprint ? word(lang, 'reprint', { n: data.printCount }) : ''],
  ['site', [data.site, data.station].filter((part) => part !== undefined && part !== '').join(' · ')],
  ['marks', data.marks.join(' ')],
  ['always', 'yes'],
];

/** The fields that a label template can show, as text; an absent one is empty. */
export function labelFields(data: LabelData, lang: LabelLang): ReadonlyMap<string, string> {
  return new Map([
    ...common(data, lang),
    ['carrier', data.carrierName],
    ['carrier_code', data.carrierCode],
    ['waybill', data.waybill],
    ['routing', data.routing?.segments.trim() ?? ''],
    ['hub_name', data.routing?.hub?.name ?? ''],
    ['hub_code', data.routing?.hub?.code.trim() ?? ''],
    ...person('sender', data.sender),
    ['goods', data.goods.map((line) => line.name).join(' ')],
    ['goods_total', word(lang, 'total', { n: data.goods.reduce((sum, line) => sum + line.qty, 0) })],
    ['parcel', `${data.parcel.n}/${data.parcel.m}`],
    ['parcel_n', String(data.parcel.n)],
    ['parcel_m', String(data.parcel.m)],
    ['weight', data.weightG === undefined ? '' : formatWeight(data.weightG)],
  ]);
}

/** The fields that a slip template can show on one of its pages. */
export function slipFields(
  data: SlipData,
  lang: LabelLang,
  at: { readonly page: number; readonly pages: number },
): ReadonlyMap<string, string> {
  return new Map([
    ...common(data, lang),
    ['title', word(lang, data.type)],
    ['shop', data.shopName ?? ''],
    ['code', data.code],
    ['carrier', data.carrierName ?? ''],
    ['carrier_code', data.carrierCode ?? ''],
    ['waybill', data.waybill ?? ''],
    ['goods', data.items.map((line) => line.name).join(' ')],
    ['goods_total', word(lang, 'total', { n: data.items.reduce((sum, line) => sum + line.qty, 0) })],
    ['page', String(at.page)],
    ['pages', String(at.pages)],
  ]);
}

/** Marks in the order of their weight: a copy first. */
export function labelTags(
  data: Pick<LabelData | SlipData, 'reprint' | 'printCount' | 'cod' | 'marks'>,
  lang: LabelLang,
): readonly string[] {
  return [
    ...(data.reprint ? [word(lang, 'reprint', { n: data.printCount })] : []),
    ...(data.cod ? [word(lang, 'codTag')] : []),
    ...data.marks.map((mark) => markWord(lang, mark)),
  ];
}
