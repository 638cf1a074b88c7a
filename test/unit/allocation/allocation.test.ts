import { describe, expect, it } from 'vitest';
import {
  allocate,
  groupsOf,
  mayTake,
  nodesFor,
  parseAllocation,
  type AllocationFacts,
  type AllocationRule,
} from '../../../shared/domain/allocation/index.ts';
import { SITE_RULES, siteRuleValue } from '../../../shared/domain/site-rules/index.ts';

const rules = (...texts: string[]): AllocationRule[] =>
  texts.map((text) => {
    const rule = parseAllocation(text);
    if (!rule) throw new Error(`no rule: ${text}`);
    return rule;
  });
const FACTS: AllocationFacts = {
  channel: 'taobao',
  skus: ['FR-001', 'MUG'],
  province: '浙江省',
  city: '杭州市',
  carrier: 'SF',
  flags: ['cold_chain'],
};
const idle = (): number => 0;

describe('allocation by rules (ALC-01, ALC-02)', () => {
  it('the first rule that fits counts; every condition of it must hold', () => {
    const list = rules(
      'channel=jd > group=J',
      'channel=taobao, flag=urgent > group=U',
      'channel=Taobao|tmall, province=浙江 > warehouse=杭州仓, group=A',
      '* > group=Z',
    );
    expect(allocate(list, FACTS, idle)).toMatchObject({ warehouse: '杭州仓', group: 'A' });
    expect(allocate(list, { ...FACTS, channel: 'shopify' }, idle)).toMatchObject({ group: 'Z' });
    expect(allocate(rules('channel=jd > group=J'), FACTS, idle)).toBeUndefined();
  });

  it('by SKU prefix, flag, carrier and place', () => {
    expect(allocate(rules('sku=FR* > group=C'), FACTS, idle)?.group).toBe('C');
    expect(allocate(rules('sku=FR > group=C'), FACTS, idle)).toBeUndefined();
    expect(allocate(rules('flag=cold_chain > group=C'), FACTS, idle)?.group).toBe('C');
    expect(allocate(rules('carrier=sf > group=C'), FACTS, idle)?.group).toBe('C');
    expect(allocate(rules('city=杭州 > group=C'), FACTS, idle)?.group).toBe('C');
    const { province: _province, ...unknown } = FACTS;
    void _province;
    expect(allocate(rules('province=浙江 > group=C'), unknown, idle)).toBeUndefined();
  });

  it('of several groups or people the one with the least to do gets it (ALC-03)', () => {
    const open: Record<string, number> = { A: 7, B: 3, 'op:1': 2, 'op:2': 2 };
    const load = (_kind: string, name: string): number => open[name] ?? 0;
    expect(allocate(rules('* > group=A|B, person=op:1|op:2'), FACTS, load)).toMatchObject({
      group: 'B',
      person: 'op:1',
    });
    // Shared out one by one, nobody gets ahead of the others by more than one.
    const given: Record<string, number> = { A: 0, B: 0, C: 0 };
    for (let n = 0; n < 100; n += 1) {
      const { group = '' } = allocate(rules('* > group=A|B|C'), FACTS, (_k, name) => given[name] ?? 0) ?? {};
      given[group] = (given[group] ?? 0) + 1;
    }
    expect(Math.max(...Object.values(given)) - Math.min(...Object.values(given))).toBeLessThanOrEqual(1);
  });

  it('an entry that is no rule is refused where it is set, and none of it is applied', () => {
    const bad = [
      '',
      'group=A',
      'channel=a >',
      '> group=A',
      'colour=red > group=A',
      'channel=a > bench=1',
      '*',
    ];
    for (const text of bad) {
      expect(parseAllocation(text)).toBeUndefined();
      expect(siteRuleValue(SITE_RULES['allocation.rules'], [text])).toBeUndefined();
    }
    expect(siteRuleValue(SITE_RULES['allocation.rules'], ['sku=A* > group=冷库'])).toEqual([
      'sku=A* > group=冷库',
    ]);
  });
});

describe('groups of benches (ALC-04)', () => {
  const entries = ['B1=A|B', 'ST2/B1=C', 'B2=D'];

  it('a bench takes its groups and what no group got; one that is not named takes all', () => {
    const first = groupsOf(entries, 'ST1', 'B1');
    expect(mayTake(first, 'A')).toBe(true);
    expect(mayTake(first, 'C')).toBe(false);
    expect(mayTake(first, undefined)).toBe(true);
    expect(mayTake(first, '')).toBe(true);
    expect(groupsOf(entries, 'ST1', 'B9')).toBeUndefined();
    expect(mayTake(undefined, 'C')).toBe(true);
  });

  it('benches of two stations may have one name', () => {
    expect(mayTake(groupsOf(entries, 'ST2', 'B1'), 'C')).toBe(true);
    expect(mayTake(groupsOf(entries, 'ST2', 'B1'), 'A')).toBe(false);
  });
});

describe('time nodes of special orders (SPC-02)', () => {
  const entries = ['custom > purchasing=24, warehouse=48@op:ST1-002', 'cod > finance=72'];

  it('names department, person and deadline for each flag', () => {
    const nodes = nodesFor(entries, ['custom'], 1_000);
    expect(nodes).toMatchObject([
      {
        assignment: 'custom:purchasing',
        department: 'purchasing',
        task: 'custom',
        due: 1_000 + 24 * 3_600_000,
      },
      { department: 'warehouse', person: 'op:ST1-002', due: 1_000 + 48 * 3_600_000 },
    ]);
    expect(nodesFor(entries, ['urgent'], 1_000)).toEqual([]);
    expect(nodesFor(['custom > nobody=1', 'rubbish'], ['custom'], 0)).toEqual([]);
  });
});
