import type { Bitmap } from '../../../../shared/base/index.ts';
import { builtInTemplates, layoutDocument, layoutLabel } from '../../../../shared/label/index.ts';
import type {
  LabelData,
  LabelDocument,
  LabelError,
  LabelLang,
  LabelLayout,
  LabelTemplate,
  LabelWarning,
  Zone,
} from '../../../../shared/label/index.ts';
import { loadLabelFont } from './fonts.ts';
import { createRasterizer } from './raster.ts';

/** A parcel label by a template, or a document on as many pages as it takes. */
export type RenderJob =
  | {
      readonly kind: 'label';
      /** id of a built-in template, or a template of the site */
      readonly template: string | LabelTemplate;
      readonly data: LabelData;
      /** the carrier sorts by routing codes: without them nothing is rendered */
      readonly routed: boolean;
    }
  | (LabelDocument & {
      /** mm, of the paper in the printer */
      readonly paper: { readonly width: number; readonly height: number };
    });

export interface RenderOptions {
  /** 203, 300, … */
  readonly dpi: number;
  readonly lang: LabelLang;
  /** print head in dots, where it is narrower than the paper */
  readonly widthDots?: number;
}

export interface Rendered {
  /** none where there are errors */
  readonly pages: readonly Bitmap[];
  /** per page */
  readonly zones: readonly (readonly Zone[])[];
  readonly warnings: readonly LabelWarning[];
  readonly errors: readonly LabelError[];
}

export interface LabelRenderer {
  /** Synchronous: a warm label takes about 20 ms; callers render ahead of the last scan. Never throws on data. */
  render(job: RenderJob, options: RenderOptions): Rendered;
  /** Characters of a text that the label font lacks (they print as 〓). */
  missingGlyphs(text: string): readonly string[];
  /** Loads fonts and code paths, so that the first real label is as fast as the others. */
  warmUp(): void;
}

/**
 * @param options.fontsDir folder with NotoSansSC_400Regular.ttf and NotoSansSC_700Bold.ttf (packaged app);
 *   without it the files come from the npm package. Fonts are loaded at the first use.
 */
export function createLabelRenderer(options: { readonly fontsDir?: string } = {}): LabelRenderer {
  const font = () => loadLabelFont(options.fontsDir);
  let rasterizer: ReturnType<typeof createRasterizer> | undefined;

  function render(job: RenderJob, settings: RenderOptions): Rendered {
    const layouts = layout(job, settings);
    if (typeof layouts === 'string') return failed([{ code: 'bad_template', detail: layouts }]);
    const errors = layouts.flatMap((page) => page.errors);
    const warnings = layouts.flatMap((page) => page.warnings);
    if (errors.length > 0) return { ...failed(errors), warnings };
    rasterizer ??= createRasterizer(font().family);
    const { draw } = rasterizer;
    return {
      pages: layouts.map((page) => draw(page)),
      zones: layouts.map((page) => page.zones),
      warnings,
      errors,
    };
  }

  function layout(job: RenderJob, settings: RenderOptions): LabelLayout[] | string {
    const shared = { ...settings, ...font() };
    if (job.kind !== 'label') return layoutDocument(job, { ...shared, paper: job.paper });
    const { template } = job;
    const found =
      typeof template === 'string' ? builtInTemplates.find(({ id }) => id === template) : template;
    if (!found) return `unknown template ${String(template)}`;
    return [layoutLabel(found, job.data, { ...shared, routed: job.routed })];
  }

  return {
    render,
    missingGlyphs(text) {
      const { hasGlyph } = font();
      return [...new Set(text)].filter((char) => !hasGlyph(char.codePointAt(0) ?? 0));
    },
    warmUp() {
      const template = builtInTemplates[1] ?? builtInTemplates[0];
      if (template) render({ kind: 'label', template, data: SAMPLE, routed: true }, { dpi: 203, lang: 'zh' });
    },
  };
}

const failed = (errors: readonly LabelError[]): Rendered => ({ pages: [], zones: [], warnings: [], errors });

/** An invented label with every zone, also shown as the preview of a paper size. */
export const SAMPLE: LabelData = {
  carrierName: '中通快递',
  carrierCode: 'ZTO',
  service: '标准快递',
  waybill: '78123456789012',
  routing: { segments: '021-A12 003', hub: { name: '上海转运中心', code: '021A12' } },
  receiver: { name: '王**', phone: '138******78', address: '上海市浦东新区世纪大道100号环球金融中心B座****' },
  sender: {
    name: '杭***',
    phone: '0571-******34',
    address: '浙江省杭州市余杭区五常街道文一西路969号3幢****',
  },
  orderNos: ['2408115567889012345'],
  goods: [
    { name: '龙井茶 明前特级', variant: '250g 礼盒', qty: 2 },
    { name: '手工竹编茶席', variant: '60cm', qty: 1 },
  ],
  parcel: { n: 1, m: 2 },
  cod: { amount: 12800, currency: 'CNY' },
  weightG: 1250,
  marks: ['fragile', 'cold_chain'],
  printedAt: 1_794_362_700_000,
  tzOffsetMinutes: 480,
  printCount: 1,
  reprint: false,
  site: '杭州一号仓',
  station: 'B03',
};
