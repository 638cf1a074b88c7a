import { maskReceiver } from '../../../shared/domain/masking/index.ts';
import { currentBase, handlingOf, type Party, type Product } from '../../../shared/domain/index.ts';
import type {
  DriverSheetData,
  LabelData,
  LabelPerson,
  ManifestData,
  PaperSignature,
  PrintStamp,
  SlipData,
  VoucherData,
} from '../../../shared/label/index.ts';
import { privateOf, receiverOf } from '../../../shared/intake/index.ts';
import type { Settings } from '../../../shared/contract/index.ts';
import { addressOf, carrierOf, routingOf, type Parcel } from './parcels.ts';
import type { SettingsService } from './settings.ts';
import type { Manifest } from './manifests.ts';

/** What stands on each paper: order data to label data. Receiver and sender are masked here, before any layout. */

export interface StampInput {
  readonly now: number;
  readonly station: string;
  readonly copy: number;
  readonly settings: Settings;
}

export function stampOf({ now, station, copy, settings }: StampInput): PrintStamp {
  return {
    printedAt: now,
    tzOffsetMinutes: -new Date(now).getTimezoneOffset(),
    printCount: copy,
    reprint: copy > 1,
    ...(settings.siteName === '' ? {} : { site: settings.siteName }),
    station,
  };
}

/** What a courier asks for at the door, of a number whose other digits (six at least) stay hidden. */
function phoneTail(phone: string): { readonly phoneTail?: string } {
  if (/[*＊]/.test(phone)) return {};
  const digits = phone.normalize('NFKC').replace(/\D/g, '');
  return digits.length >= 10 ? { phoneTail: digits.slice(-4) } : {};
}

const person = (party: Party): LabelPerson => ({
  name: party.name,
  phone: party.phone,
  address: addressOf(party),
});
const NOBODY: LabelPerson = { name: '', phone: '', address: '' };

/** Masked by GB/T 41833-2022; empty where there is no such person. */
export const maskedPerson = (party: Party | undefined | null): LabelPerson =>
  party ? { ...maskReceiver(person(party)), ...phoneTail(party.phone) } : NOBODY;

const firstOrder = (parcel: Parcel) => parcel.orders[0]?.doc;
const orderNos = (parcel: Parcel): string[] => parcel.orders.map(({ doc }) => doc.base.channelOrderNo);
const cod = (parcel: Parcel) => {
  const money = parcel.doc.base.cod;
  return money ? { cod: { amount: money.minor, currency: money.currency } } : {};
};
const marks = (parcel: Parcel): LabelData['marks'] => [
  ...handlingOf(parcel.doc).marks,
  ...(handlingOf(parcel.doc).urgent ? (['urgent'] as const) : []),
];
/** Where the order came from, and what was agreed with the carrier. */
function about(parcel: Parcel): { readonly channel?: string; readonly service?: string } {
  const channel = firstOrder(parcel)?.channel;
  const service = parcel.waybill?.base.service;
  return { ...(channel === undefined ? {} : { channel }), ...(service === undefined ? {} : { service }) };
}
const remarkOf = (parcel: Parcel): string | undefined => {
  const order = firstOrder(parcel);
  return order && privateOf(order).remark;
};

export function labelData(parcel: Parcel, carriers: SettingsService, stamp: StampInput): LabelData {
  const order = firstOrder(parcel);
  const bound = parcel.state.waybill;
  const base = currentBase(parcel.doc);
  const carrier = carriers.carrier(bound?.carrier ?? carrierOf(parcel));
  const routing = routingOf(parcel);
  const { labelLanguage, sender } = stamp.settings;
  const hub =
    routing?.hubName === undefined || routing.hubCode === undefined
      ? {}
      : { hub: { name: routing.hubName, code: routing.hubCode } };
  return {
    ...stampOf(stamp),
    carrierName: carrier[labelLanguage],
    carrierCode: carrier.code,
    ...about(parcel),
    waybill: bound?.number ?? '',
    ...(routing ? { routing: { segments: routing.segments, ...hub } } : {}),
    receiver: maskedPerson(order && receiverOf(order)),
    sender: maskedPerson(sender as Party | null),
    orderNos: orderNos(parcel),
    goods: base.lines.map(({ name, variant, qty }) => ({
      name,
      qty,
      ...(variant === undefined ? {} : { variant }),
    })),
    parcel: base.parcel,
    ...(parcel.state.weightGrams === undefined ? {} : { weightG: parcel.state.weightGrams }),
    ...cod(parcel),
    marks: marks(parcel),
  };
}

export function slipData(
  parcel: Parcel,
  type: SlipData['type'],
  carriers: SettingsService,
  products: ReadonlyMap<string, Product>,
  stamp: StampInput,
): SlipData {
  const order = firstOrder(parcel);
  const bound = parcel.state.waybill;
  const carrier = carriers.carrier(bound?.carrier ?? carrierOf(parcel));
  const remark = remarkOf(parcel);
  const items = currentBase(parcel.doc).lines.map((line) => ({
    name: line.name,
    ...(line.variant === undefined ? {} : { variant: line.variant }),
    sku: line.sku,
    ...((products.get(line.sku)?.location ?? line.location) === undefined
      ? {}
      : { location: products.get(line.sku)?.location ?? line.location ?? '' }),
    qty: line.qty,
  }));
  if (type === 'pick') items.sort((a, b) => (a.location ?? '').localeCompare(b.location ?? ''));
  return {
    ...stampOf(stamp),
    type,
    ...(stamp.settings.siteName === '' ? {} : { shopName: stamp.settings.siteName }),
    code: `OD-${parcel.doc.order.toUpperCase()}`,
    carrierCode: carrier.code,
    ...about(parcel),
    orderNos: orderNos(parcel),
    receiver: maskedPerson(order && receiverOf(order)),
    items,
    carrierName: carrier[stamp.settings.labelLanguage],
    ...(bound ? { waybill: bound.number } : {}),
    ...cod(parcel),
    marks: marks(parcel),
    ...(remark === undefined || remark === '' ? {} : { remark }),
  };
}

/** Own delivery: the driver needs everything in clear. Every print is audited by the caller. */
export function driverSheetData(
  parcels: readonly Parcel[],
  auditRef: string,
  stamp: StampInput,
): DriverSheetData {
  return {
    ...stampOf(stamp),
    auditRef,
    stops: parcels.map((parcel) => {
      const order = firstOrder(parcel);
      const receiver = order && receiverOf(order);
      const remark = remarkOf(parcel);
      return {
        waybill: parcel.state.waybill?.number ?? '',
        orderNos: orderNos(parcel),
        receiver: receiver ? person(receiver) : NOBODY,
        parcels: 1,
        goods: currentBase(parcel.doc)
          .lines.map(({ name, qty }) => `${name} ×${qty}`)
          .join('，'),
        ...cod(parcel),
        marks: marks(parcel),
        ...(remark === undefined || remark === '' ? {} : { remark }),
      };
    }),
  };
}

export function manifestData(
  manifest: Manifest,
  carrierName: string,
  copy: 1 | 2,
  orderNoOf: (shipment: string) => string | undefined,
  stamp: StampInput,
  signatures: readonly PaperSignature[] = [],
): ManifestData {
  return {
    ...stampOf(stamp),
    code: manifest.id,
    carrierName,
    courier: manifest.courier,
    parcels: manifest.scanned.map(({ shipment, number }) => {
      const orderNo = orderNoOf(shipment);
      return { waybill: number, ...(orderNo === undefined ? {} : { orderNo }), n: 1, m: 1 };
    }),
    missing: manifest.missing.map(({ number }) => number),
    copy,
    signatures,
  };
}

/** @returns undefined where the parcel has not been handed over */
export function voucherData(
  parcel: Parcel,
  carriers: SettingsService,
  nameOf: (person: string) => string,
  stamp: StampInput,
): VoucherData | undefined {
  const handed = parcel.doc.events.find((event) => event.type === 'handed_over');
  const bound = parcel.state.waybill;
  if (!handed || !bound) return undefined;
  const order = firstOrder(parcel);
  const base = currentBase(parcel.doc);
  return {
    ...stampOf(stamp),
    code: `OD-${parcel.doc.order.toUpperCase()}`,
    orderNos: orderNos(parcel),
    carrierName: carriers.carrier(bound.carrier)[stamp.settings.labelLanguage],
    waybill: bound.number,
    shippedAt: handed.data.at,
    manifest: handed.data.manifest,
    shipper: nameOf(handed.by),
    courier: handed.data.courier,
    receiver: maskedPerson(order && receiverOf(order)),
    items: base.lines.map(({ name, variant, sku, qty }) => ({
      name,
      sku,
      qty,
      ...(variant === undefined ? {} : { variant }),
    })),
    parcel: base.parcel,
    ...(parcel.state.weightGrams === undefined ? {} : { weightG: parcel.state.weightGrams }),
    ...cod(parcel),
  };
}
