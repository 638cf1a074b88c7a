import type { LabelData, LabelLang, LabelMoney, PrintStamp } from './data.ts';
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

/** The fields that a label template can show, as text; an absent one is empty. */
export function labelFields(data: LabelData, lang: LabelLang): ReadonlyMap<string, string> {
  return new Map([
    ['carrier', data.carrierName],
    ['carrier_code', data.carrierCode],
    ['service', data.service ?? ''],
    ['waybill', data.waybill],
    ['routing', data.routing?.segments.trim() ?? ''],
    ['hub_name', data.routing?.hub?.name ?? ''],
    ['hub_code', data.routing?.hub?.code.trim() ?? ''],
    ['receiver_name', data.receiver.name],
    ['receiver_phone', data.receiver.phone],
    ['receiver_address', data.receiver.address],
    ['sender_name', data.sender.name],
    ['sender_phone', data.sender.phone],
    ['sender_address', data.sender.address],
    ['order_no', data.orderNos[0] ?? ''],
    ['order_nos', data.orderNos.join(' ')],
    ['goods', data.goods.map((line) => line.name).join(' ')],
    ['goods_total', word(lang, 'total', { n: data.goods.reduce((sum, line) => sum + line.qty, 0) })],
    ['parcel', `${data.parcel.n}/${data.parcel.m}`],
    ['cod', data.cod ? formatMoney(data.cod) : ''],
    ['weight', data.weightG === undefined ? '' : formatWeight(data.weightG)],
    ['remark', data.remark ?? ''],
    ['printed_at', formatTime(data)],
    ['print_count', word(lang, 'printCount', { n: data.printCount })],
    ['reprint', data.reprint ? word(lang, 'reprint', { n: data.printCount }) : ''],
    ['site', [data.site, data.station].filter((part) => part !== undefined && part !== '').join(' · ')],
    ['marks', data.marks.join(' ')],
    ['always', 'yes'],
  ]);
}

/** Marks in the order of their weight: a copy first. */
export function labelTags(data: LabelData, lang: LabelLang): readonly string[] {
  return [
    ...(data.reprint ? [word(lang, 'reprint', { n: data.printCount })] : []),
    ...(data.cod ? [word(lang, 'codTag')] : []),
    ...data.marks.map((mark) => markWord(lang, mark)),
  ];
}
