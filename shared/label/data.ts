import type { EpochMs } from '../base/index.ts';

/** Language of the fixed words on paper. */
export type LabelLang = 'zh' | 'en';

/** A person as it may appear on paper. On labels and slips every field arrives **masked** (shared/domain/masking). */
export interface LabelPerson {
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  /** the last four digits of the number, where at least six others stay hidden: what couriers ask for at the door */
  readonly phoneTail?: string;
}

/** Amount in minor units (fen, cents) with its ISO 4217 currency. */
export interface LabelMoney {
  readonly amount: number;
  readonly currency: string;
}

export type LabelMark = 'fragile' | 'cold_chain' | 'urgent';

/** When and where something was printed. */
export interface PrintStamp {
  readonly printedAt: EpochMs;
  /** minutes east of UTC at the station, e.g. 480 for China */
  readonly tzOffsetMinutes: number;
  /** 1 for the first print of this label */
  readonly printCount: number;
  /** true marks the copy 补打 / REPRINT with the print count */
  readonly reprint: boolean;
  readonly site?: string;
  readonly station?: string;
}

/** What a parcel label shows. */
export interface LabelData extends PrintStamp {
  readonly carrierName: string;
  readonly carrierCode: string;
  /** e.g. 标准快递 */
  readonly service?: string;
  /** where the order came from, e.g. `taobao` */
  readonly channel?: string;
  /** content of the main bar code, plain */
  readonly waybill: string;
  /** routing of the carrier; never computed here */
  readonly routing?: {
    /** 三段码, e.g. `021-A12 003` */
    readonly segments: string;
    /** 集包地 and its code, printed as a bar code */
    readonly hub?: { readonly name: string; readonly code: string };
  };
  readonly receiver: LabelPerson;
  readonly sender: LabelPerson;
  readonly orderNos: readonly string[];
  readonly goods: readonly { readonly name: string; readonly variant?: string; readonly qty: number }[];
  /** parcel n of m */
  readonly parcel: { readonly n: number; readonly m: number };
  /** cash on delivery, to be collected by the courier */
  readonly cod?: LabelMoney;
  readonly weightG?: number;
  readonly marks: readonly LabelMark[];
  /** Only where the remark is meant for the courier. */
  readonly remark?: string;
}

/** Packing slip 送货单 (goes into the parcel) or pick slip 拣货单 (label-first, sorted by location). */
export interface SlipData extends PrintStamp {
  readonly type: 'packing' | 'pick';
  readonly shopName?: string;
  /** text and bar code of the order or shipment, as the gun shall read it */
  readonly code: string;
  readonly channel?: string;
  readonly service?: string;
  readonly carrierCode?: string;
  readonly orderNos: readonly string[];
  readonly receiver: LabelPerson;
  readonly items: readonly {
    readonly name: string;
    readonly variant?: string;
    readonly sku?: string;
    readonly location?: string;
    readonly qty: number;
  }[];
  readonly carrierName?: string;
  readonly waybill?: string;
  readonly cod?: LabelMoney;
  readonly marks: readonly LabelMark[];
  readonly remark?: string;
}

/** Own delivery: what the driver needs, **with full receiver data**. The caller audits every print. */
export interface DriverSheetData extends PrintStamp {
  /** reference of the audit record, printed on every page */
  readonly auditRef: string;
  readonly driver?: string;
  readonly stops: readonly {
    readonly waybill: string;
    readonly orderNos: readonly string[];
    readonly receiver: LabelPerson;
    readonly parcels: number;
    readonly goods: string;
    readonly cod?: LabelMoney;
    readonly marks: readonly LabelMark[];
    readonly remark?: string;
  }[];
}

/** Handover list 交接单: what the courier takes, signed by both sides. */
export interface ManifestData extends PrintStamp {
  /** text and bar code of the handover */
  readonly code: string;
  readonly carrierName: string;
  readonly courier: string;
  readonly parcels: readonly {
    readonly waybill: string;
    readonly orderNo?: string;
    readonly n: number;
    readonly m: number;
    readonly weightG?: number;
  }[];
  /** waybills that were pending but not handed over */
  readonly missing: readonly string[];
  /** which of the two copies, e.g. 1 = ours, 2 = the courier's */
  readonly copy: 1 | 2;
  /** Signatures that were given on the screen; where one is missing there is room for it. */
  readonly signatures?: readonly PaperSignature[];
}

/** Points of a pen from 0 to 1,000 across and 0 to 300 down, stroke by stroke; without them it was proved by a PIN. */
export interface PaperSignature {
  readonly party: 'shipper' | 'courier';
  readonly name: string;
  readonly at: EpochMs;
  readonly strokes?: readonly (readonly (readonly [number, number])[])[];
}

/** Ship voucher 发货凭证 of one parcel: kept by what happened, so that it can be printed again at any time. */
export interface VoucherData extends PrintStamp {
  /** text and bar code of the order */
  readonly code: string;
  readonly orderNos: readonly string[];
  readonly carrierName: string;
  readonly waybill: string;
  readonly shippedAt: EpochMs;
  /** Handover list and who gave and took the parcel. */
  readonly manifest: string;
  readonly shipper: string;
  readonly courier: string;
  /** Masked. */
  readonly receiver: LabelPerson;
  readonly items: readonly {
    readonly name: string;
    readonly variant?: string;
    readonly sku: string;
    readonly qty: number;
  }[];
  readonly parcel: { readonly n: number; readonly m: number };
  readonly weightG?: number;
  readonly cod?: LabelMoney;
}

/** Self-test page of a printer: polarity, offset, darkness, bars of 1 to 4 dots, text sizes. */
export interface TestPageData extends PrintStamp {
  readonly printer: string;
  /** The settings that it was printed with, as one line. */
  readonly settings?: string;
}
