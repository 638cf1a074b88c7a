import { assertNever } from '../../base/index.ts';
import type { DriverSheetData, ManifestData, SlipData, TestPageData, VoucherData } from '../data.ts';
import type { LabelLayout } from '../display.ts';
import { driverFlow } from './driver.ts';
import { layoutFlow } from './flow.ts';
import type { DocumentOptions } from './flow.ts';
import { manifestFlow } from './manifest.ts';
import { slipFlow } from './slip.ts';
import { testPageFlow } from './testPage.ts';
import { voucherFlow } from './voucher.ts';

export type { DocumentOptions } from './flow.ts';

/** Everything on paper that is no parcel label. */
export type LabelDocument =
  | { readonly kind: 'slip'; readonly data: SlipData }
  | { readonly kind: 'driver_sheet'; readonly data: DriverSheetData }
  | { readonly kind: 'manifest'; readonly data: ManifestData }
  | { readonly kind: 'voucher'; readonly data: VoucherData }
  | { readonly kind: 'test'; readonly data: TestPageData };

/** Lays a document out on as many pages of the label paper as it takes. */
export function layoutDocument(document: LabelDocument, options: DocumentOptions): LabelLayout[] {
  switch (document.kind) {
    case 'slip':
      return layoutFlow(slipFlow(document.data, options), options);
    case 'driver_sheet':
      return layoutFlow(driverFlow(document.data, options), options);
    case 'manifest':
      return layoutFlow(manifestFlow(document.data, options), options);
    case 'voucher':
      return layoutFlow(voucherFlow(document.data, options), options);
    case 'test':
      return layoutFlow(testPageFlow(document.data, options), options);
    default:
      return assertNever(document, 'document');
  }
}
