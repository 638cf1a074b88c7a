import { z } from 'zod';
import * as t from './template-views.ts';
import { done, id, method, none, outcome } from './method.ts';

/** Templates of labels and slips, and the rules that choose them. */
export const templateMethods = {
  'templates.list': method(none, z.object({ templates: z.array(t.templateRow), fonts: z.array(z.string()) })),
  /** @param ref one of its versions; without it the newest */
  'templates.get': method(
    z.object({ id: t.templateId, ref: id.optional() }),
    outcome(z.object({ template: t.labelTemplate, ref: z.string().nullable() })),
  ),
  /** Draws a template as the printer would get it, and says what is wrong with it. Nothing is kept. */
  'templates.draw': method(
    z.object({
      template: t.anyTemplate,
      source: t.templateSource,
      dpi: z.union([z.literal(203), z.literal(300)]),
      headDots: z.number().int().min(100).max(4_000).optional(),
      language: z.enum(['zh', 'en']),
    }),
    outcome(t.templateDrawing),
  ),
  /** Keeps a template as a new version; what was kept before stays as it is. */
  'templates.save': method(
    z.object({ template: t.anyTemplate, note: z.string().max(200).default(''), operator: id }),
    outcome(z.object({ id: z.string(), ref: z.string(), findings: z.array(t.templateFinding) })),
  ),
  /** Makes an older version the newest. */
  'templates.restore': method(
    z.object({ id: t.templateId, ref: id, operator: id }),
    outcome(z.object({ ref: z.string() })),
  ),
  /** Takes it out of the list; its versions stay for what they have printed. */
  'templates.remove': method(z.object({ id: t.templateId, operator: id }), done),
  /** Reads a template of a file. Nothing is kept until it is saved. */
  'templates.import': method(
    z.object({ json: z.string().max(4_000_000) }),
    outcome(
      z.object({ template: t.labelTemplate, findings: z.array(t.templateFinding), known: z.boolean() }),
    ),
  ),
  'templates.export': method(
    z.object({ id: t.templateId, ref: id.optional() }),
    outcome(z.object({ fileName: z.string(), json: z.string() })),
  ),
  /** Which template and which printer a paper gets: the first that fits. */
  'rules.list': method(none, t.printRules),
  'rules.save': method(z.object({ rules: t.printRules, operator: id }), done),
};
