import { ALLOCATION_ENTRY, BENCH_ENTRY, NODES_ENTRY, WAREHOUSE_ENTRY } from '../allocation/patterns.ts';

/**
 * What a manager sets for the whole site: limits, time-outs, reasons, holidays. Each with a default, so that a new site works
 * before anybody has looked; the words for its name and meaning belong to the page.
 */

export type SiteRuleUnit = 'minutes' | 'hours' | 'days' | 'percent' | 'grams' | 'count' | 'minor';

/** A definition; its place in `SITE_RULES` is the key, `area.name`. */
export type SiteRuleDefinition =
  | {
      readonly kind: 'number';
      readonly unit: SiteRuleUnit;
      readonly default: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'flag'; readonly default: boolean }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
  | { readonly kind: 'text'; readonly default: string; readonly maxLength: number }
  | {
      readonly kind: 'list';
      readonly default: readonly string[];
      readonly maxItems: number;
      readonly maxLength: number;
      /** What an entry must look like, where not any text will do. */
      readonly entry?: 'day' | 'time' | 'number' | 'allocation' | 'bench' | 'nodes' | 'warehouse';
    };

/** Type of the values that a definition allows. */
export type SiteRuleValueOf<D extends SiteRuleDefinition> = D extends { readonly kind: 'number' }
  ? number
  : D extends { readonly kind: 'flag' }
    ? boolean
    : D extends { readonly kind: 'choice'; readonly choices: readonly (infer C)[] }
      ? C
      : D extends { readonly kind: 'list' }
        ? readonly string[]
        : string;
export type SiteRuleValue = number | boolean | string | readonly string[];

const ENTRIES = {
  /** A local day, `2026-10-01`. */
  day: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  /** A local time of day, `16:30`. */
  time: /^([01]\d|2[0-3]):[0-5]\d$/,
  number: /^-?\d{1,12}(\.\d{1,4})?$/,
  allocation: ALLOCATION_ENTRY,
  bench: BENCH_ENTRY,
  nodes: NODES_ENTRY,
  warehouse: WAREHOUSE_ENTRY,
} as const;

/** @returns the value as it is kept, or undefined where the definition does not allow it */
export function siteRuleValue(definition: SiteRuleDefinition, value: unknown): SiteRuleValue | undefined {
  switch (definition.kind) {
    case 'number': {
      const fits =
        typeof value === 'number' &&
        Number.isSafeInteger(value) &&
        value >= definition.min &&
        value <= definition.max;
      return fits ? value : undefined;
    }
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      return typeof value === 'string' && definition.choices.includes(value) ? value : undefined;
    case 'text':
      return typeof value === 'string' && value.length <= definition.maxLength ? value.trim() : undefined;
    case 'list': {
      if (!Array.isArray(value) || value.length > definition.maxItems) return undefined;
      const entries: string[] = [];
      for (const entry of value as readonly unknown[]) {
        if (typeof entry !== 'string') return undefined;
        const text = entry.trim();
        const { entry: form } = definition;
        if (text === '' || text.length > definition.maxLength) return undefined;
        if (form !== undefined && !ENTRIES[form].test(text)) return undefined;
        if (!entries.includes(text)) entries.push(text);
      }
      return entries;
    }
  }
}
