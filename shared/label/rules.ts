/** Which template and which printer a paper gets (打印规则). Pure: the page's tester and the station ask the same. */

export const PAPERS = ['label', 'packing', 'pick', 'driver_sheet', 'manifest'] as const;
export type PaperName = (typeof PAPERS)[number];

/** What is left open fits everything. */
export interface PrintRule {
  readonly id: string;
  readonly paper: PaperName;
  /** carrier codes */
  readonly carriers: readonly string[];
  /** as the carrier or platform calls it; compared without regard to case and spaces at the ends */
  readonly services: readonly string[];
  readonly channels: readonly string[];
  /** null: the default */
  readonly template: string | null;
  /** null: the default */
  readonly printer: string | null;
}

export interface RuleFacts {
  readonly paper: PaperName;
  readonly carrier?: string | undefined;
  readonly service?: string | undefined;
  readonly channel?: string | undefined;
}

export interface RuleChoice {
  /** The first rule that fits; undefined: none did, the defaults hold. */
  readonly rule: PrintRule | undefined;
  readonly template: string | null;
  readonly printer: string | null;
}

const same = (one: string) => (other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
const fits = (wanted: readonly string[], given: string | undefined): boolean =>
  wanted.length === 0 || (given !== undefined && wanted.some(same(given)));

/** The first rule that fits decides; what it leaves open is the default's. */
export function choosePrint(
  rules: readonly PrintRule[],
  facts: RuleFacts,
  defaults: { readonly template: string | null; readonly printer: string | null },
): RuleChoice {
  const rule = rules.find(
    (each) =>
      each.paper === facts.paper &&
      fits(each.carriers, facts.carrier) &&
      fits(each.services, facts.service) &&
      fits(each.channels, facts.channel),
  );
  return {
    rule,
    template: rule?.template ?? defaults.template,
    printer: rule?.printer ?? defaults.printer,
  };
}

/** A rule that no order can reach: one above it takes everything that it would. */
export function shadowed(rules: readonly PrintRule[], index: number): number | undefined {
  const rule = rules[index];
  if (!rule) return undefined;
  const covers = (above: readonly string[], below: readonly string[]): boolean =>
    above.length === 0 || (below.length > 0 && below.every((each) => above.some(same(each))));
  const at = rules
    .slice(0, index)
    .findIndex(
      (above) =>
        above.paper === rule.paper &&
        covers(above.carriers, rule.carriers) &&
        covers(above.services, rule.services) &&
        covers(above.channels, rule.channels),
    );
  return at < 0 ? undefined : at;
}
