import type { MethodInput, TemplateDrawing } from '../../../../shared/contract/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import {
  BARE_LABEL,
  isUsable,
  LONG_LABEL,
  LONG_SLIP,
  SAMPLE_LABEL,
  SAMPLE_SLIP,
  type Finding,
  type LabelTemplate,
} from '../../../../shared/label/index.ts';
import { bitmapToPng } from '../../printing/raster/png.ts';
import type { RenderJob } from '../../printing/raster/renderer.ts';
import { accepted, type Context, type Outcome } from '../context.ts';
import type { Drawing } from '../drawing.ts';
import { readTemplate, readTemplateText } from './read.ts';
import type { PrintRules } from './rules.ts';
import type { Templates } from './templates.ts';

/** What the editor asks for: drawing, checking, keeping, files. */
export interface TemplateDesk {
  draw(input: MethodInput<'templates.draw'>): Promise<Outcome<TemplateDrawing>>;
  save(
    input: MethodInput<'templates.save'>,
    by: Actor,
  ): Promise<Outcome<{ id: string; ref: string; findings: Finding[] }>>;
  read(json: string): Promise<Outcome<{ template: LabelTemplate; findings: Finding[]; known: boolean }>>;
  file(id: string, ref?: string): Outcome<{ fileName: string; json: string }>;
  saveRules(rules: MethodInput<'rules.save'>['rules']): Promise<Outcome<null>>;
}

interface Deps {
  readonly ctx: Context;
  readonly templates: Templates;
  readonly rules: PrintRules;
  readonly drawing: Drawing;
  readonly language: () => 'zh' | 'en';
}

export function createTemplateDesk({ ctx, templates, rules, drawing, language }: Deps): TemplateDesk {
  /** At both resolutions there are: what is usable must be so on every printer. */
  async function findingsOf(template: LabelTemplate): Promise<Finding[]> {
    const both = await Promise.all(
      ([203, 300] as const).map((dpi) => drawing.check(template, { dpi, lang: language() })),
    );
    const seen = new Map(
      both.flat().map((each) => [`${each.code}/${String(each.element)}/${each.level}`, each]),
    );
    return [...seen.values()];
  }

  async function jobOf(
    template: LabelTemplate,
    source: MethodInput<'templates.draw'>['source'],
  ): Promise<Outcome<RenderJob>> {
    const slip = template.kind === 'slip';
    if (source.kind === 'shipment') return drawing.sampleJob(template, source.shipment);
    if (slip) {
      const data = source.kind === 'long' ? LONG_SLIP : SAMPLE_SLIP;
      return accepted({ kind: 'slip', data, paper: template.page, template });
    }
    const data = { usual: SAMPLE_LABEL, long: LONG_LABEL, bare: BARE_LABEL }[source.kind];
    return accepted({ kind: 'label', template, data, routed: false });
  }

  return {
    async draw({ template: value, source, dpi, headDots, language: lang }) {
      const read = readTemplate(value);
      if (!read.ok) return read;
      const template = read.value;
      const job = await jobOf(template, source);
      if (!job.ok) return job;
      const options = { dpi, lang, ...(headDots === undefined ? {} : { widthDots: headDots }) };
      const findings = await drawing.check(template, options);
      const started = performance.now();
      const rendered = await drawing.draw(job.value, { ...options, partial: true });
      const ms = performance.now() - started;
      return accepted({
        pages: rendered.pages.map((page) => bitmapToPng(page, dpi).toString('base64')),
        widthDots: rendered.pages[0]?.width ?? 0,
        heightDots: rendered.pages[0]?.height ?? 0,
        findings: [...findings],
        errors: rendered.errors.map(({ code, ...data }) => ({ code, data: flat(data) })),
        ms: Math.round(ms * 10) / 10,
      });
    },
    async save({ template, note }, by) {
      const read = readTemplate(template);
      if (!read.ok) return read;
      const findings = await findingsOf(read.value);
      const saved = await templates.save(read.value, isUsable(findings), by, note ?? '');
      if (!saved.ok) return saved;
      ctx.push.emit({ event: 'changed', value: { what: 'prints' } });
      return accepted({ ...saved.value, findings });
    },
    async read(json) {
      const read = readTemplateText(json);
      if (!read.ok) return read;
      const template = read.value;
      return accepted({
        template,
        findings: await findingsOf(template),
        known: templates.known(template.id),
      });
    },
    file(id, ref) {
      const found = templates.get(id, ref);
      if (!found.ok) return found;
      return accepted({
        fileName: `${(found.value.ref ?? id).replaceAll(/[^\w.-]+/g, '-')}.json`,
        json: `${JSON.stringify(found.value.template, null, 2)}\n`,
      });
    },
    saveRules: (next) =>
      rules.save(next, async (template, printer) =>
        isUsable(await drawing.check(template, { dpi: printer.dpi, lang: language() })),
      ),
  };
}

const flat = (data: object): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(data).filter((each): each is [string, string | number] => typeof each[1] !== 'object'),
  );
