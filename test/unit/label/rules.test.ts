import { describe, expect, it } from 'vitest';
import { choosePrint, shadowed } from '../../../shared/label/index.ts';
import type { PrintRule } from '../../../shared/label/index.ts';

const rule = (id: string, part: Partial<PrintRule>): PrintRule => ({
  id, paper: 'label', carriers: [], services: [], channels: [], template: null, printer: null, ...part,
}); // prettier-ignore
const usual = { template: null, printer: 'usual' };

describe('print rules', () => {
  const rules = [
    rule('express', { carriers: ['SF'], services: ['特快'], template: 'sf', printer: 'fast' }),
    rule('sf', { carriers: ['SF', 'EMS'], printer: 'wide' }),
    rule('slip', { paper: 'packing', channels: ['taobao'], template: 'slip-taobao' }),
  ];
  it('the first that fits decides; what it leaves open is the default’s', () => {
    const of = (
      facts: Omit<Parameters<typeof choosePrint>[1], 'paper'>,
      paper: PrintRule['paper'] = 'label',
    ) => {
      const { rule: found, template, printer } = choosePrint(rules, { paper, ...facts }, usual);
      return [found?.id, template, printer];
    };
    expect(of({ carrier: 'SF', service: ' 特快 ' })).toEqual(['express', 'sf', 'fast']);
    expect(of({ carrier: 'sf', service: '标准' })).toEqual(['sf', null, 'wide']);
    expect(of({ carrier: 'SF' })).toEqual(['sf', null, 'wide']);
    expect(of({ carrier: 'ZTO' })).toEqual([undefined, null, 'usual']);
    expect(of({})).toEqual([undefined, null, 'usual']);
    expect(of({ carrier: 'SF', channel: 'taobao' }, 'packing')).toEqual(['slip', 'slip-taobao', 'usual']);
    expect(of({ channel: 'taobao' }, 'pick')).toEqual([undefined, null, 'usual']);
  });

  it('names the rule above that takes everything', () => {
    const many = [
      ...rules,
      rule('never', { carriers: ['EMS'], services: ['x'] }),
      rule('other', { carriers: ['JD'] }),
    ];
    expect(many.map((_, index) => shadowed(many, index))).toEqual([
      undefined,
      undefined,
      undefined,
      1,
      undefined,
    ]);
    expect(shadowed([rule('all', {}), rule('later', { carriers: ['SF'] })], 1)).toBe(0);
    // A rule of one carrier does not take what is meant for every carrier.
    expect(shadowed([rule('one', { carriers: ['SF'] }), rule('all', {})], 1)).toBeUndefined();
  });
});
