import { z } from 'zod';

/**
 * Templates of labels and slips as they cross the border: from the page's editor, from a file, from another station. The same
 * shape as `LabelTemplate` in shared/label, with limits; unknown keys are refused, so that nothing can be brought in that
 * would only later mean something.
 */

/** More elements than this no label needs: they would make every print slow. */
export const MAX_ELEMENTS = 500;
/** Characters of a template as JSON; most of it are pictures. */
export const MAX_TEMPLATE_CHARS = 1_000_000;
/** Characters of a picture in base64: 1,300 × 1,300 dots. */
const MAX_PICTURE = 290_000;

/** mm */
const at = z.number().min(-500).max(500);
const length = z.number().min(0).max(500);
const size = z.number().min(0.5).max(80);
const placed = {
  x: at,
  y: at,
  w: length,
  h: length,
  zone: z.string().max(40).optional(),
  when: z.string().max(200).optional(),
  on: z.enum(['first', 'last']).optional(),
};
const align = z.enum(['left', 'center', 'right']);
const text = z.string().max(2_000);

export const templateElement = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    ...placed,
    text,
    font: z.string().min(1).max(80).optional(),
    size,
    fit: z.enum(['shrink', 'wrap', 'ellipsis']).optional(),
    minSize: size.optional(),
    maxLines: z.number().int().min(1).max(50).optional(),
    weight: z.union([z.literal(400), z.literal(700)]).optional(),
    align: align.optional(),
    valign: z.enum(['top', 'middle', 'bottom']).optional(),
    inverse: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('barcode'),
    ...placed,
    symbology: z.enum(['code128', 'ean13', 'qr']),
    content: text,
    module: z.strictObject({ min: z.number().min(0.05).max(5), preferred: z.number().min(0.05).max(5) }),
    hri: size.optional(),
    grouped: z.boolean().optional(),
    align: align.optional(),
    optional: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('image'),
    ...placed,
    image: z.strictObject({
      width: z.number().int().min(1).max(1_300),
      height: z.number().int().min(1).max(1_300),
      bits: z.string().max(MAX_PICTURE),
    }),
  }),
  z.strictObject({ kind: z.literal('line'), ...placed, dash: z.number().min(0.1).max(20).optional() }),
  z.strictObject({ kind: z.literal('box'), ...placed, thickness: z.number().min(0.1).max(20) }),
  z.strictObject({
    kind: z.literal('list'),
    ...placed,
    field: z.literal('goods'),
    size,
    columns: z
      .array(z.enum(['location', 'name', 'sku']))
      .min(1)
      .max(3)
      .refine((columns) => new Set(columns).size === columns.length && columns.includes('name'))
      .optional(),
  }),
  z.strictObject({ kind: z.literal('tags'), ...placed, size, align: align.optional() }),
]);

export const templateId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/);

export const labelTemplate = z.strictObject({
  id: templateId,
  name: z.string().trim().min(1).max(80),
  kind: z.enum(['label', 'slip']).optional(),
  page: z.strictObject({ width: z.number().min(20).max(220), height: z.number().min(10).max(320) }),
  elements: z.array(templateElement).max(MAX_ELEMENTS),
});
export type TemplateJson = z.infer<typeof labelTemplate>;

/** As it comes from the page; the station looks at it more closely, and says what is wrong with it. */
export const anyTemplate = z.record(z.string(), z.unknown());

export const templateFinding = z.object({
  level: z.enum(['error', 'warning']),
  code: z.string(),
  element: z.number().int().nullable(),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const templateVersion = z.object({
  /** Which one, for `templates.get`; as it stands in the print ledger. */
  ref: z.string(),
  version: z.number().int(),
  at: z.number(),
  by: z.string(),
  station: z.string(),
  note: z.string(),
  /** It has no errors, so that rules may use it. */
  usable: z.boolean(),
});
export type TemplateVersion = z.infer<typeof templateVersion>;

export const templateRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['label', 'slip']),
  page: z.object({ width: z.number(), height: z.number() }),
  /** It came with the product: it can be copied, never changed. */
  builtIn: z.boolean(),
  /** Newest first; none of one that is built in. */
  versions: z.array(templateVersion),
  /** Places of the rules that name it. */
  rules: z.number().int(),
});
export type TemplateRow = z.infer<typeof templateRow>;

/** What a template would print, drawn by the station: dot for dot what the printer gets. */
export const templateDrawing = z.object({
  /** PNG, base64, one a page */
  pages: z.array(z.string()),
  widthDots: z.number().int(),
  heightDots: z.number().int(),
  findings: z.array(templateFinding),
  /** Why this order's paper would not be printed. */
  errors: z.array(
    z.object({ code: z.string(), data: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  ms: z.number(),
});
export type TemplateDrawing = z.infer<typeof templateDrawing>;

/** What a template is drawn with: made-up data, or an order that is here (masked, as it would be printed). */
export const templateSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['usual', 'long', 'bare']) }),
  z.object({ kind: z.literal('shipment'), shipment: z.string().min(1).max(200) }),
]);

const names = z.array(z.string().trim().min(1).max(60)).max(50);
export const printRule = z.object({
  id: z.string().min(1).max(40),
  paper: z.enum(['label', 'packing', 'pick', 'driver_sheet', 'manifest']),
  carriers: names,
  services: names,
  channels: names,
  template: z.string().max(60).nullable(),
  printer: z.string().max(40).nullable(),
});
export const printRules = z.array(printRule).max(200);
export type PrintRuleJson = z.infer<typeof printRule>;
