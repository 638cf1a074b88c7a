import type { EpochMs } from '../base/index.ts';
import { isRuined } from './cell.ts';
import { carrierName } from './carriers.ts';
import type { CarrierNames } from './carriers.ts';
import type { CsvTable, OutCell } from './csv.ts';

/** A parcel that left, for the file that the shop's bulk-ship page takes. */
export interface ShippedParcel {
  readonly channel: string;
  readonly order: string;
  /** Carrier code. */
  readonly carrier: string;
  readonly number: string;
  readonly shippedAt: EpochMs;
}
export type ShippedLayout = 'packline' | 'taobao' | 'shopify';

/**
 * Header and rows of a shipped file, one row per parcel.
 * - `packline`: order, channel, carrier code, number, time (UTC, ISO). Plain cells: programs read it. Only numbers that look
 *   rounded by a spreadsheet (18 digits and more that end in zeros) are `="…"`, so that they can be read back.
 * - `taobao`: 订单编号, 物流公司, 运单号. Long digits as `="…"`, since people open this file in a spreadsheet before the upload.
 * - `shopify`: Name, Tracking Company, Tracking Number. Plain cells.
 */
export function shippedRows(
  layout: ShippedLayout,
  parcels: readonly ShippedParcel[],
  carriers: readonly CarrierNames[] = [],
): CsvTable {
  switch (layout) {
    case 'packline':
      return {
        header: ['order_no', 'channel', 'carrier', 'number', 'shipped_at'],
        rows: parcels.map((p) => [
          sure(p.order),
          p.channel,
          p.carrier,
          sure(p.number),
          new Date(p.shippedAt).toISOString(),
        ]),
      };
    case 'taobao':
      return {
        header: ['订单编号', '物流公司', '运单号'],
        rows: parcels.map((p) => [
          longDigits(p.order),
          carrierName(p.carrier, 'zh', carriers),
          longDigits(p.number),
        ]),
      };
    case 'shopify':
      return {
        header: ['Name', 'Tracking Company', 'Tracking Number'],
        rows: parcels.map((p) => [p.order, carrierName(p.carrier, 'en', carriers), p.number]),
      };
  }
}

const sure = (text: string): OutCell => (isRuined(text) ? { digits: text } : text);

/** A spreadsheet shows 12 digits and more in exponent form and rounds behind the 15th. */
const longDigits = (text: string): OutCell => (/^\d{11,}$/.test(text) ? { digits: text } : text);
