import type { Bitmap } from '../../../../shared/base/index.ts';
import {
  builtInTemplates,
  checkTemplate,
  findTemplate,
  layoutDocument,
  layoutLabel,
  layoutSlip,
  SAMPLE_LABEL,
} from '../../../../shared/label/index.ts';
import type {
  Finding,
  LabelData,
  LabelDocument,
  LabelError,
  LabelLang,
  LabelLayout,
  LabelTemplate,
  LabelWarning,
  PaperOptions,
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
      /** of a slip; without one it flows over the paper */
      readonly template?: LabelTemplate;
    });

export interface RenderOptions {
  /** 203, 300, … */
  readonly dpi: number;
  readonly lang: LabelLang;
  /** print head in dots, where it is narrower than the paper */
  readonly widthDots?: number;
  /** dots of the narrowest bar that was read back from this printer's self-test page */
  readonly minModule?: number;
  /** Draws what can be drawn of a template that has errors: for the editor, never for a printer. */
  readonly partial?: boolean;
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
  /** All that can be told of a template before anything is printed by it. */
  check(template: LabelTemplate, options: Omit<PaperOptions, 'measure' | 'hasGlyph'>): readonly Finding[];
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
    if (errors.length > 0 && settings.partial !== true) return { ...failed(errors), warnings };
    rasterizer ??= createRasterizer(font());
    const { draw } = rasterizer;
    return {
      pages: layouts.map((page) => draw(page.errors.length > 0 ? { ...page, items: drawable(page) } : page)),
      zones: layouts.map((page) => page.zones),
      warnings,
      errors,
    };
  }

  function layout(job: RenderJob, settings: RenderOptions): LabelLayout[] | string {
    const shared = { ...settings, ...font() };
    if (job.kind === 'slip' && job.template) return layoutSlip(job.template, job.data, shared);
    if (job.kind !== 'label') return layoutDocument(job, { ...shared, paper: job.paper });
    const { template } = job;
    const found = typeof template === 'string' ? findTemplate(template) : template;
    if (!found) return `unknown template ${String(template)}`;
    return [layoutLabel(found, job.data, { ...shared, routed: job.routed })];
  }

  return {
    render,
    check: (template, settings) => checkTemplate(template, { ...settings, ...font() }),
    missingGlyphs(text) {
      const { hasGlyph } = font();
      return [...new Set(text)].filter((char) => !hasGlyph(char.codePointAt(0) ?? 0));
    },
    warmUp() {
      const template = builtInTemplates[1] ?? builtInTemplates[0];
      if (template)
        render({ kind: 'label', template, data: SAMPLE_LABEL, routed: true }, { dpi: 203, lang: 'zh' });
    },
  };
}

const drawable = ({ parts = [] }: LabelLayout): LabelLayout['items'] => parts.flatMap(({ items }) => items);

const failed = (errors: readonly LabelError[]): Rendered => ({ pages: [], zones: [], warnings: [], errors });
