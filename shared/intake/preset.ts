import type { OrderBase } from '../domain/index.ts';
import { normaliseHeader } from './cell.ts';

export type PresetKind = 'orders' | 'products' | 'waybills' | 'shipped' | 'tracking';

export const ORDER_FIELDS = [
  'orderNo',
  'orderedAt',
  'status',
  'paymentStatus',
  'fulfilmentStatus',
  'cancelledAt',
  'paymentMethod',
  'shippingMethod',
  'codAmount',
  'currency',
  'total',
  'freight',
  'discount',
  'paid',
  'carrier',
  'shipBy',
  'urgent',
  'custom',
  'fragile',
  'coldChain',
  'receiverName',
  'receiverPhone',
  'country',
  'province',
  'city',
  'district',
  'address',
  'address2',
  'postcode',
  'remark',
  'sellerNote',
  'customer',
] as const;
export const LINE_FIELDS = [
  'orderNo',
  'lineNo',
  'sku',
  'name',
  'variant',
  'qty',
  'unitPrice',
  'lineKind',
  'lineStatus',
] as const;
export const PRODUCT_FIELDS = [
  'sku',
  'name',
  'variant',
  'barcode',
  'caseBarcode',
  'caseQty',
  'weight',
  'location',
  'fragile',
  'coldChain',
  'quantityEntry',
  'traces',
  'kit',
  'kind',
  'price',
  'delisted',
  'picture',
] as const;
export const WAYBILL_FIELDS = [
  'orderNo',
  'carrier',
  'number',
  'segments',
  'hubName',
  'hubCode',
  'service',
  'printData',
  'shippedAt',
] as const;

export const TRACKING_FIELDS = [
  'number',
  'carrier',
  'trackStatus',
  'trackTime',
  'trackPlace',
  'trackText',
] as const;

export type OrderField = (typeof ORDER_FIELDS)[number] | (typeof LINE_FIELDS)[number];
export type ProductField = (typeof PRODUCT_FIELDS)[number];
export type WaybillField = (typeof WAYBILL_FIELDS)[number];
export type TrackingField = (typeof TRACKING_FIELDS)[number];
export type Field = OrderField | ProductField | WaybillField | TrackingField;

/** A field and the headers that mean it, best first. Where several are in the file, the first cell that is not empty counts. */
export interface FieldSpec {
  readonly field: Field;
  readonly aliases: readonly string[];
  readonly required?: boolean;
}

/** What the channel has done with the order already. */
export type ChannelState =
  'open' | 'shipped' | 'partly_shipped' | 'cancelled' | 'refunded' | 'partly_refunded' | 'unknown_status';

/** What a status word means. A part that is missing says nothing. */
export interface StatusMeaning {
  readonly payment?: OrderBase['payment'];
  readonly state?: ChannelState;
}
export type StatusField = 'status' | 'paymentStatus' | 'fulfilmentStatus';

export interface OrderRules {
  readonly dateOrder: 'mdy' | 'dmy';
  readonly currency: string;
  /** Where no status word says anything. */
  readonly payment: OrderBase['payment'];
  /** Words are compared without case, width, spaces, commas and underscores. */
  readonly statuses: Readonly<Partial<Record<StatusField, Readonly<Record<string, StatusMeaning>>>>>;
  /** SKUs that are charges, not goods (compared in upper case). */
  readonly chargeSkus?: readonly string[];
  /** Order numbers that begin so are cancellation documents. */
  readonly cancellationPrefix?: string;
  /** Two equal lines: `refuse` (a doubled row and a second unit look the same), `keep`, where the channel writes such lines. */
  readonly duplicates: 'refuse' | 'keep';
  /** A field that only the first row of an order has: seen twice, the order is in the file twice. */
  readonly firstRowField?: OrderField;
  /** Fields that must not differ between rows of one order. */
  readonly consistent: readonly OrderField[];
  /** Lines without a SKU take the name's first 64 characters instead (Shopify custom items). */
  readonly skuFromName?: boolean;
  /** The address is one string: 省市区 are split off as a suggestion. */
  readonly splitAddress?: boolean;
}

/** A known kind of file, as data. */
export interface Preset {
  readonly id: string;
  readonly kind: PresetKind;
  readonly zh: string;
  readonly en: string;
  /** Channel of the orders, unless the user names another. */
  readonly channel: string;
  readonly fields: readonly FieldSpec[];
  /** Fields of a second file that holds the lines. Without it, lines stand in the first file. */
  readonly lineFields?: readonly FieldSpec[];
  /** Headers that hardly any other file has. */
  readonly signature: readonly string[];
  readonly order?: OrderRules;
}

/** Which columns of this file hold a field. Users may change it before an import. */
export interface Mapping {
  readonly preset: string;
  readonly part: 'orders' | 'lines';
  readonly columns: Readonly<Partial<Record<Field, readonly string[]>>>;
  /** Required fields without a column. */
  readonly missing: readonly Field[];
  /** Columns of the file that nothing uses. */
  readonly unused: readonly string[];
}

export interface PresetGuess {
  readonly preset: Preset;
  readonly part: 'orders' | 'lines';
  /** 0 … 1 */
  readonly score: number;
  readonly mapping: Mapping;
}

/** Maps a file's columns by the preset's header names. */
export function buildMapping(
  preset: Preset,
  columns: readonly string[],
  part: 'orders' | 'lines' = 'orders',
): Mapping {
  const byName = new Map<string, string>();
  for (const column of columns) {
    const name = normaliseHeader(column);
    if (!byName.has(name)) byName.set(name, column);
  }
  const specs = part === 'lines' ? (preset.lineFields ?? []) : preset.fields;
  const used = new Set<string>();
  const mapped: Partial<Record<Field, readonly string[]>> = {};
  const missing: Field[] = [];
  for (const spec of specs) {
    const found: string[] = [];
    for (const alias of spec.aliases) {
      const column = byName.get(normaliseHeader(alias));
      if (column !== undefined && !found.includes(column)) found.push(column);
    }
    for (const column of found) used.add(column);
    if (found.length > 0) mapped[spec.field] = found;
    else if (spec.required === true) missing.push(spec.field);
  }
  return {
    preset: preset.id,
    part,
    columns: mapped,
    missing,
    unused: columns.filter((column) => !used.has(column)),
  };
}

/**
 * Presets that fit a file with these columns, best first. A preset that lacks required columns scores low but is listed,
 * so that the user sees what is missing.
 */
export function guessPreset(columns: readonly string[], presets: readonly Preset[]): PresetGuess[] {
  const names = new Set(columns.map(normaliseHeader));
  const guesses: PresetGuess[] = [];
  for (const preset of presets) {
    for (const part of preset.lineFields ? (['orders', 'lines'] as const) : (['orders'] as const)) {
      const mapping = buildMapping(preset, columns, part);
      const specs = part === 'lines' ? (preset.lineFields ?? []) : preset.fields;
      const mapped = Object.keys(mapping.columns).length;
      if (mapped === 0) continue;
      const required = specs.filter((spec) => spec.required === true).length || 1;
      const complete = 1 - mapping.missing.length / required;
      const explained = 1 - mapping.unused.length / Math.max(1, columns.length);
      const signs = part === 'lines' ? [] : preset.signature;
      const signed =
        signs.length === 0 ? 0.5 : signs.filter((s) => names.has(normaliseHeader(s))).length / signs.length;
      const score = (complete === 1 ? 0.4 : 0.15 * complete) + 0.3 * explained + 0.3 * signed;
      guesses.push({ preset, part, score: Math.round(score * 1000) / 1000, mapping });
    }
  }
  return guesses.sort((a, b) => b.score - a.score);
}
