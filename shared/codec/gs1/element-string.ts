import { err, ok } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { aiLength, aiSpec } from './ai-table.ts';
import { valueProblem } from './values.ts';
import type { Gs1Element, Gs1Warning } from './values.ts';

export interface Gs1Parse {
  readonly elements: readonly Gs1Element[];
  /** Empty for a symbol without fault. Values with a warning are kept as scanned. */
  readonly warnings: readonly Gs1Warning[];
}

export type Gs1Error = { readonly code: 'empty' | 'no_ai' | 'too_short' | 'too_long'; readonly at: number };

/** ASCII 29, how a gun sends every FNC1 but the first. */
export const GS = '\u001d';

/**
 * Reads a GS1 element string as a gun sends it (AIM identifier and first FNC1 taken off).
 * A separator after a value of pre-defined length is tolerated. Where the gun sends no separators, values of
 * exact length are still told apart; a variable value swallows the rest, which is warned of.
 * @returns the elements in their order, or why the text is no element string and at which character
 */
export function parseElementString(text: string): Result<Gs1Parse, Gs1Error> {
  const elements: Gs1Element[] = [];
  const warnings: Gs1Warning[] = [];
  const separated = text.includes(GS);
  let at = 0;
  while (at < text.length) {
    if (text[at] === GS) {
      at += 1;
      continue;
    }
    const digits = aiLength(text.slice(at, at + 2));
    const ai = digits === undefined ? '' : text.slice(at, at + digits);
    if (digits === undefined || ai.length !== digits || !/^\d+$/.test(ai)) return err({ code: 'no_ai', at });
    const spec = aiSpec(ai);
    const start = at + digits;
    const stop = text.indexOf(GS, start);
    const run = text.slice(start, stop < 0 ? text.length : stop);
    let value = run;
    if (spec?.fixed) {
      if (run.length < spec.max) return err({ code: 'too_short', at: start });
      value = run.slice(0, spec.max);
    } else if (spec && run.length > spec.max) {
      if (spec.min !== spec.max) return err({ code: 'too_long', at: start });
      value = run.slice(0, spec.max);
      warnings.push({ code: 'missing_separator', ai });
    }
    if (value === '') return err({ code: 'too_short', at: start });
    const problem = spec ? valueProblem(spec, value) : 'unknown_ai';
    if (problem) warnings.push({ code: problem, ai });
    if (elements.some((other) => other.ai === ai && other.value !== value))
      warnings.push({ code: 'repeated_ai', ai });
    if (!separated && !spec?.fixed && hidesElements(value))
      warnings.push({ code: 'maybe_missing_separator', ai });
    elements.push({ ai, value });
    at = start + value.length;
  }
  return elements.length === 0 ? err({ code: 'empty', at: 0 }) : ok({ elements, warnings });
}

/** True where a variable value ends in what reads as faultless elements of pre-defined length. */
function hidesElements(value: string): boolean {
  for (let from = Math.max(1, value.length - 48); from <= value.length - 8; from += 1) {
    if (isFixedRun(value.slice(from))) return true;
  }
  return false;
}

function isFixedRun(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const ai = text.slice(at, at + (aiLength(text.slice(at, at + 2)) ?? 0));
    const spec = ai === '' ? undefined : aiSpec(ai);
    // Only dates and numbers with a check digit prove anything: any six digits could be a measure.
    if (!spec?.fixed || spec.form === undefined) return false;
    const value = text.slice(at + ai.length, at + ai.length + spec.max);
    if (valueProblem(spec, value)) return false;
    at += ai.length + value.length;
  }
  return true;
}

/**
 * Reads the form printed under a symbol, `(01)09506000134352(10)A1`, as people type it.
 * @returns undefined where the text does not begin with a bracketed AI or an AI has no value
 */
export function parseBracketed(text: string): Gs1Parse | undefined {
  if (!/^\(\d{2,4}\)/.test(text)) return undefined;
  const parts = text.split(/\((\d{2,4})\)/);
  const elements: Gs1Element[] = [];
  const warnings: Gs1Warning[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const ai = parts[i] ?? '';
    const value = (parts[i + 1] ?? '').trim();
    if (value === '') return undefined;
    const spec = aiSpec(ai);
    const problem = spec ? valueProblem(spec, value) : 'unknown_ai';
    if (problem) warnings.push({ code: problem, ai });
    elements.push({ ai, value });
  }
  return { elements, warnings };
}
