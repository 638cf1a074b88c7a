import { aiSpec, PRIMARY_KEYS } from './ai-table.ts';
import type { Gs1Parse } from './element-string.ts';
import { valueProblem } from './values.ts';
import type { Gs1Element, Gs1Warning } from './values.ts';

const URI = /^https?:\/\/[^/?#\s]+(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/i;

/**
 * Reads a GS1 Digital Link URI: any host and stem, then a primary key, its qualifiers in their order, and
 * further AIs in the query (`https://id.gs1.org/01/09506000134352/10/A1?17=261231`).
 * Query keys that are no AI (linkType, campaign marks) are left out.
 * @returns the elements, primary key first; undefined where the text is another link or no link
 */
export function parseDigitalLink(text: string): Gs1Parse | undefined {
  const match = URI.exec(text);
  if (!match) return undefined;
  const path = pathElements(match[1] ?? '');
  if (!path) return undefined;
  const elements = [...path, ...queryElements(match[2] ?? '')];
  const warnings: Gs1Warning[] = [];
  for (const { ai, value } of elements) {
    const spec = aiSpec(ai);
    const problem = spec ? valueProblem(spec, value) : 'unknown_ai';
    if (problem) warnings.push({ code: problem, ai });
  }
  return { elements, warnings };
}

function pathElements(path: string): Gs1Element[] | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (let from = segments.length % 2; from < segments.length; from += 2) {
    const qualifiers = PRIMARY_KEYS.get(segments[from] ?? '');
    if (!qualifiers) continue;
    const elements = pairs(segments.slice(from), qualifiers);
    if (elements) return elements;
  }
  return undefined;
}

function pairs(segments: readonly string[], qualifiers: readonly string[]): Gs1Element[] | undefined {
  const elements: Gs1Element[] = [];
  let order = -1;
  for (let i = 0; i < segments.length; i += 2) {
    const ai = segments[i] ?? '';
    const value = percentDecode(segments[i + 1] ?? '');
    if (value === undefined || value === '') return undefined;
    if (i > 0) {
      const rank = qualifiers.indexOf(ai);
      if (rank <= order) return undefined;
      order = rank;
    }
    elements.push({ ai, value: padGtin(ai, value) });
  }
  return elements;
}

function queryElements(query: string): Gs1Element[] {
  const elements: Gs1Element[] = [];
  for (const part of query.split(/[&;]/)) {
    const equals = part.indexOf('=');
    const ai = part.slice(0, Math.max(0, equals));
    if (!/^\d{2,4}$/.test(ai)) continue;
    const value = percentDecode(part.slice(equals + 1));
    if (value !== undefined && value !== '') elements.push({ ai, value: padGtin(ai, value) });
  }
  return elements;
}

/** Early links carried GTINs of 8, 12 or 13 digits unpadded. */
const padGtin = (ai: string, value: string): string =>
  ai === '01' && /^(\d{8}|\d{12,13})$/.test(value) ? value.padStart(14, '0') : value;

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
