import type { SiteRuleDefinition } from './types.ts';

/** Stock, release and deadline. */
export const STOCK_RULES = {
  /** Off: what is ordered counts as there, and nothing is reserved. */
  'stock.tracked': { kind: 'flag', default: false },
  /** STK-01, O11: approved orders that are paid and in stock go to the warehouse by themselves. */
  'stock.autoRelease': { kind: 'flag', default: true },
  /** `W2=B*|C-01`: locations of a warehouse (SPL-01). Where nothing is named all goods lie in one. */
  'stock.warehouses': { kind: 'list', default: [], maxItems: 50, maxLength: 400, entry: 'warehouse' },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;

export const PROMISE_RULES = {
  /** The platforms ask for 48 hours from the payment to the carrier's first scan. */
  'promise.hours': { kind: 'number', unit: 'hours', default: 48, min: 0, max: 2_160 },
  /** What is paid later in the day counts from the next working day on. */
  'promise.cutOff': { kind: 'list', default: [], maxItems: 1, maxLength: 5, entry: 'time' },
  'promise.weekdaysOnly': { kind: 'flag', default: false },
  'promise.holidays': { kind: 'list', default: [], maxItems: 200, maxLength: 10, entry: 'day' },
  /** 调休: weekend days on which work is done. */
  'promise.workingDays': { kind: 'list', default: [], maxItems: 100, maxLength: 10, entry: 'day' },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;

export const ALLOCATION_RULES = {
  /** `channel=taobao, province=浙江 > group=A`: the first that fits counts (shared/domain/allocation). */
  'allocation.rules': { kind: 'list', default: [], maxItems: 200, maxLength: 200, entry: 'allocation' },
  /** `B1=A|B`: the bench packs what these groups got, and what nobody got. A bench that is not named packs all. */
  'allocation.benches': { kind: 'list', default: [], maxItems: 100, maxLength: 100, entry: 'bench' },
  /** `custom > purchasing=24, warehouse=48`: who has what to do with it, and within how many hours (SPC-02). */
  'allocation.nodes': { kind: 'list', default: [], maxItems: 20, maxLength: 200, entry: 'nodes' },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
