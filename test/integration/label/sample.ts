import { createLabelRenderer } from '../../../electron/station/printing/raster/index.ts';
import { loadLabelFont } from '../../../electron/station/printing/raster/fonts.ts';
import type { Bitmap } from '../../../shared/base/index.ts';
import { builtInTemplates, layoutLabel } from '../../../shared/label/index.ts';
import { labelData } from '../../unit/label/fixtures.ts';

export interface SampleLabel {
  readonly bitmap: Bitmap;
  /** What its bar codes say, as laid out. */
  readonly codes: readonly string[];
}

const renderer = createLabelRenderer();

/** The label of one and the same parcel, as the product draws it. */
export function sampleLabel(
  options: { readonly template?: string; readonly dpi?: 203 | 300; readonly waybill?: string } = {},
): SampleLabel {
  const { template = 'express-100x150', dpi = 203 } = options;
  const found = builtInTemplates.find(({ id }) => id === template);
  if (!found) throw new Error(`no template ${template}`);
  const data = { ...labelData, ...(options.waybill === undefined ? {} : { waybill: options.waybill }) };
  const how = { dpi, lang: 'zh' } as const;
  const { pages, errors } = renderer.render({ kind: 'label', template, data, routed: true }, how);
  const [bitmap] = pages;
  if (!bitmap || errors.length > 0) throw new Error(JSON.stringify(errors));
  const layout = layoutLabel(found, data, { ...how, ...loadLabelFont(), routed: true });
  const codes = layout.items.flatMap((item) => (item.kind === 'bars' ? [item.content] : []));
  return { bitmap, codes: [...new Set(codes)] };
}
