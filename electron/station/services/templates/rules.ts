import { printRules, type PrinterSettings } from '../../../../shared/contract/index.ts';
import {
  choosePrint,
  type LabelTemplate,
  type PrintRule,
  type RuleFacts,
} from '../../../../shared/label/index.ts';
import { DONE, refused, type Context, type Outcome } from '../context.ts';
import { paperOf } from '../printers.ts';
import type { SettingsService } from '../settings.ts';
import type { Templates } from './templates.ts';

/** What a paper is printed with. */
export interface Chosen {
  readonly printer: PrinterSettings | undefined;
  /** undefined: what the product brings for the paper in the printer. */
  readonly template: LabelTemplate | undefined;
}

export interface PrintRules {
  list(): readonly PrintRule[];
  /** How many rules name a template. */
  naming(template: string): number;
  save(rules: readonly PrintRule[], check: CheckTemplate): Promise<Outcome<null>>;
  choose(facts: RuleFacts): Chosen;
}

/** Has the template no error on this printer? */
type CheckTemplate = (template: LabelTemplate, printer: PrinterSettings) => Promise<boolean>;

const RULES_ID = 'print-rules';
/** Papers of one size, mm: a 4 × 6 in roll is sold as 100 × 150 too. */
const NEARLY = 1;

/** The table of rules (打印规则). It names printers, so it belongs to one station. */
export async function createPrintRules(
  ctx: Context,
  settings: SettingsService,
  templates: () => Templates,
): Promise<PrintRules> {
  const stored = await ctx.db.config.get(RULES_ID);
  const read = printRules.safeParse(stored?.value['rules'] ?? []);
  let rules: readonly PrintRule[] = read.success ? read.data : [];
  if (!read.success) ctx.log('the print rules were not understood: the defaults hold');

  const printerOf = (id: string | null): PrinterSettings | undefined =>
    settings.get().printers.find((printer) => printer.id === id);
  const defaultPrinter = (paper: RuleFacts['paper']): string | null => {
    const { labelPrinter, paperPrinter } = settings.get();
    return paper === 'label' ? labelPrinter : (paperPrinter ?? labelPrinter);
  };

  return {
    list: () => rules,
    naming: (template) => rules.filter((rule) => rule.template === template).length,
    async save(next, check) {
      for (const [index, rule] of next.entries()) {
        const n = index + 1;
        if (rule.printer !== null && !printerOf(rule.printer))
          return refused('rule_printer_missing', { n, printer: rule.printer });
        if (rule.template === null) continue;
        const template = templates().usable(rule.template);
        if (!template) return refused('rule_template_unusable', { n, template: rule.template });
        if (!fitsPaper(template, rule.paper))
          return refused('rule_template_kind', { n, template: rule.template });
        const printer = printerOf(rule.printer ?? defaultPrinter(rule.paper));
        if (!printer) continue;
        if (!fitsPrinter(template, printer))
          return refused('rule_paper_differs', { n, template: rule.template, printer: printer.name });
        if (!(await check(template, printer)))
          return refused('rule_template_unusable', { n, template: rule.template });
      }
      rules = next;
      const value = { rules: next.map((rule) => ({ ...rule })) };
      await ctx.db.config.put({ id: RULES_ID, kind: 'print_rules', value, private: {} });
      await ctx.db.barrier();
      return DONE;
    },
    choose(facts) {
      const usual = { template: null, printer: defaultPrinter(facts.paper) };
      const choice = choosePrint(rules, facts, usual);
      // A printer that was taken away since: the usual one prints, rather than none.
      const printer = printerOf(choice.printer) ?? printerOf(usual.printer);
      const template = choice.template === null ? undefined : templates().usable(choice.template);
      const fits = template && printer && fitsPaper(template, facts.paper) && fitsPrinter(template, printer);
      return { printer, template: fits ? template : undefined };
    },
  };
}

const fitsPaper = (template: LabelTemplate, paper: RuleFacts['paper']): boolean =>
  template.kind === 'slip' ? paper === 'packing' || paper === 'pick' : paper === 'label';

/** Is the template made for the paper that lies in the printer? */
export function fitsPrinter(template: LabelTemplate, printer: PrinterSettings): boolean {
  const { width, height } = paperOf(printer).mm;
  return Math.abs(width - template.page.width) <= NEARLY && Math.abs(height - template.page.height) <= NEARLY;
}
