import type { OrderBase } from '../order/types.ts';
import { ALLOCATION_ENTRY } from './patterns.ts';

/** What a rule may ask of an order. */
export interface AllocationFacts {
  readonly channel: string;
  readonly skus: readonly string[];
  /** Of the receiver, where it is known in clear. */
  readonly province?: string;
  readonly city?: string;
  readonly carrier?: string;
  /** With `cod`, where money is collected at the door. */
  readonly flags: readonly string[];
}

type Field = 'channel' | 'sku' | 'province' | 'city' | 'carrier' | 'flag';

export interface AllocationRule {
  readonly text: string;
  /** All of them; none: it fits every order. */
  readonly when: readonly { readonly field: Field; readonly values: readonly string[] }[];
  readonly warehouse?: string;
  /** The one with the least to do gets it. */
  readonly groups: readonly string[];
  readonly persons: readonly string[];
}

export interface Allocated {
  readonly warehouse?: string;
  readonly group?: string;
  readonly person?: string;
  /** The rule's own words. */
  readonly rule: string;
}

/** How much somebody has to do: open orders. */
export type Load = (kind: 'group' | 'person', name: string) => number;

/** @returns undefined where the entry is none (see `ALLOCATION_ENTRY`) */
export function parseAllocation(text: string): AllocationRule | undefined {
  if (!ALLOCATION_ENTRY.test(text.trim())) return undefined;
  const [left = '', right = ''] = text.split('>').map((part) => part.trim());
  const to = new Map(pairs(right));
  const warehouse = to.get('warehouse')?.[0];
  return {
    text: text.trim(),
    when:
      left === '*'
        ? []
        : pairs(left).map(([field, values]) => ({ field: field as Field, values: values.map(fold) })),
    ...(warehouse === undefined ? {} : { warehouse }),
    groups: to.get('group') ?? [],
    persons: to.get('person') ?? [],
  };
}

const pairs = (text: string): [string, string[]][] =>
  text.split(',').map((part) => {
    const [name = '', values = ''] = part.split('=').map((each) => each.trim());
    return [name, values.split('|')];
  });

const fold = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** The first rule that fits says to whom the order goes; undefined where none does: anybody may take it. */
export function allocate(
  rules: readonly AllocationRule[],
  facts: AllocationFacts,
  load: Load,
): Allocated | undefined {
  const rule = rules.find(({ when }) => when.every(({ field, values }) => fits(field, values, facts)));
  if (rule === undefined) return undefined;
  const group = leastOf('group', rule.groups, load);
  const person = leastOf('person', rule.persons, load);
  return {
    ...(rule.warehouse === undefined ? {} : { warehouse: rule.warehouse }),
    ...(group === undefined ? {} : { group }),
    ...(person === undefined ? {} : { person }),
    rule: rule.text,
  };
}

/** ALC-03: of several the one with the least to do; of equals the one that is named first. */
function leastOf(kind: 'group' | 'person', names: readonly string[], load: Load): string | undefined {
  let best: { readonly name: string; readonly load: number } | undefined;
  for (const name of names) {
    const now = load(kind, name);
    if (best === undefined || now < best.load) best = { name, load: now };
  }
  return best?.name;
}

function fits(field: Field, values: readonly string[], facts: AllocationFacts): boolean {
  const has = (given: readonly (string | undefined)[]): boolean =>
    given.some((one) => one !== undefined && values.some((value) => matches(fold(one), value)));
  switch (field) {
    case 'channel':
      return has([facts.channel]);
    case 'sku':
      return has(facts.skus);
    case 'carrier':
      return has([facts.carrier]);
    case 'flag':
      return has(facts.flags);
    // 浙江 and 浙江省 are one place.
    case 'province':
      return begins(facts.province, values);
    case 'city':
      return begins(facts.city, values);
  }
}

const begins = (given: string | undefined, values: readonly string[]): boolean => {
  if (given === undefined || given.trim() === '') return false;
  const place = fold(given);
  return values.some((value) => place.startsWith(value.replace(/\*$/, '')));
};

const matches = (given: string, value: string): boolean =>
  value.endsWith('*') ? given.startsWith(value.slice(0, -1)) : given === value;

/** @param receiver in clear, where it is known; nothing of it is kept */
export function allocationFacts(
  current: OrderBase,
  cod: boolean,
  carrier: string | undefined,
  receiver?: { readonly province?: string; readonly city?: string },
): AllocationFacts {
  return {
    channel: current.channel,
    skus: current.lines.filter((line) => line.kind === 'goods').map((line) => line.sku),
    ...(receiver?.province === undefined ? {} : { province: receiver.province }),
    ...(receiver?.city === undefined ? {} : { city: receiver.city }),
    ...(carrier === undefined ? {} : { carrier }),
    flags: [...current.flags, ...(cod ? ['cod'] : [])],
  };
}
