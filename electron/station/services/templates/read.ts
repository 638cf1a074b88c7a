import {
  labelTemplate,
  MAX_ELEMENTS,
  MAX_TEMPLATE_CHARS,
  type TemplateJson,
} from '../../../../shared/contract/index.ts';
import { LABEL_FONT, type LabelTemplate } from '../../../../shared/label/index.ts';
import { accepted, refused, type Outcome } from '../context.ts';

/**
 * A template from outside, or why it is none. Refused are: too large, too many elements (counted before anything else is looked
 * at), unknown keys and kinds (there is no way to refer to another template, so there are no cycles), wrong values (`path` says
 * where) and fonts that are not here.
 */
export function readTemplate(value: unknown): Outcome<LabelTemplate> {
  const elements =
    typeof value === 'object' && value !== null ? (value as { elements?: unknown }).elements : [];
  if (Array.isArray(elements) && elements.length > MAX_ELEMENTS)
    return refused('template_too_many_elements', { n: elements.length, most: MAX_ELEMENTS });
  const parsed = labelTemplate.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    const path = [...(issue?.path ?? []), ...keys.slice(0, 1)].map(String).join('.');
    return refused('template_invalid', { path: path === '' ? '.' : path, problem: issue?.code ?? 'unknown' });
  }
  const template = plain(parsed.data);
  if (JSON.stringify(template).length > MAX_TEMPLATE_CHARS)
    return refused('template_too_large', { most: MAX_TEMPLATE_CHARS });
  for (const element of template.elements)
    if (element.kind === 'text' && element.font !== undefined && element.font !== LABEL_FONT)
      return refused('template_font_missing', { font: element.font, known: LABEL_FONT });
  return accepted(template);
}

/** The same from the text of a file. */
export function readTemplateText(json: string): Outcome<LabelTemplate> {
  if (json.length > 4 * MAX_TEMPLATE_CHARS)
    return refused('template_too_large', { most: MAX_TEMPLATE_CHARS });
  try {
    return readTemplate(JSON.parse(json.replace(/^\uFEFF/, '')));
  } catch {
    return refused('template_not_json');
  }
}

/** zod writes what is optional as perhaps undefined; JSON knows nothing of that. */
const plain = (template: TemplateJson): LabelTemplate =>
  JSON.parse(JSON.stringify(template)) as LabelTemplate;
