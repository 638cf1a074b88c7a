import { describe, expect, it } from 'vitest';
import {
  expectedWeight,
  gateLeft,
  gateOffer,
  gateReading,
  gateTaken,
  GATE_RULES,
  NEW_GATE,
  sideOf,
  type GateRules,
  type GateState,
  type Weighed,
} from '../../../../shared/domain/index.ts';

const of = (grams: number | null, more: Partial<Weighed> = {}): Weighed => ({
  grams,
  stepGrams: 1,
  stable: true,
  overload: false,
  negative: grams !== null && grams < 0,
  ...more,
});

/** A scale that says something ten times a second. */
function bench(rules: GateRules = GATE_RULES) {
  let state: GateState = NEW_GATE;
  let now = 0;
  return {
    say(times: number, grams: number | null, more: Partial<Weighed> = {}) {
      for (let i = 0; i < times; i += 1) {
        now += 100;
        state = gateReading(state, of(grams, more), now, rules);
      }
    },
    pass: (ms: number) => void (now += ms),
    now: () => now,
    offer(by = 'a', since = 0) {
      const offer = gateOffer(state, now, { by, since }, rules);
      return offer.kind === 'weight' ? offer.grams : offer.why;
    },
    take: (by = 'a') => void (state = gateTaken(state, by)),
    leave: () => void (state = gateLeft(state, now)),
  };
}

describe('the gate of a scale', () => {
  it('takes nothing before it was seen empty, twice', () => {
    const b = bench();
    expect(b.offer()).toBe('silent');
    b.say(5, 500);
    expect(b.offer()).toBe('not_empty');
    b.say(1, 0);
    b.say(5, 500);
    expect(b.offer()).toBe('not_empty');
    b.say(2, 0);
    expect(b.offer()).toBe('empty');
    b.say(1, 500);
    expect(b.offer()).toBe('moving');
    b.say(1, 500);
    expect(b.offer()).toBe(500);
  });

  it('takes nothing that moves, is over the capacity or below zero', () => {
    const b = bench();
    b.say(2, 0);
    b.say(9, 500, { stable: false });
    expect(b.offer()).toBe('moving');
    b.say(9, null, { overload: true, stable: false });
    expect(b.offer()).toBe('overload');
    b.say(9, -300);
    expect(b.offer()).toBe('negative');
    b.say(9, 5);
    expect(b.offer()).toBe('moving');
  });

  it('gives a load to one parcel only, again and again to that one', () => {
    const b = bench();
    b.say(2, 0);
    b.say(3, 500);
    expect(b.offer('a')).toBe(500);
    b.take('a');
    expect(b.offer('b')).toBe('not_empty');
    b.say(4, 530);
    expect(b.offer('a')).toBe(530);
    b.leave();
    expect(b.offer('a')).toBe('not_empty');
    b.say(3, 800);
    expect(b.offer('b')).toBe('not_empty');
    b.say(2, 0);
    b.say(3, 800);
    expect(b.offer('b')).toBe(800);
  });

  it('does not give a parcel that was left lying to the next one, though nobody weighed it', () => {
    const b = bench();
    b.say(2, 0);
    b.say(5, 500);
    b.leave();
    b.say(5, 500);
    expect(b.offer('b')).toBe('not_empty');
  });

  it('believes no empty scale that it has not seen since the parcel left', () => {
    const b = bench();
    b.say(3, 0);
    b.pass(3000); // the line is cut; the parcel is put on and leaves on the screen
    b.leave();
    b.say(5, 500);
    expect(b.offer('b')).toBe('not_empty');
  });

  it('never gives an old reading', () => {
    const b = bench();
    b.say(2, 0);
    b.say(5, 500);
    b.pass(1001);
    expect(b.offer()).toBe('silent');
    b.say(1, 500);
    expect(b.offer()).toBe('moving');
    b.say(1, 500);
    expect(b.offer()).toBe(500);
  });

  it('waits with a box that stood there before its last unit was scanned', () => {
    const b = bench();
    b.say(2, 0);
    b.say(5, 500);
    const asked = b.now();
    expect(b.offer('a', asked)).toBe('moving');
    b.say(10, 500);
    expect(b.offer('a', asked)).toBe('moving');
    b.say(3, 740); // the last unit is put in
    expect(b.offer('a', asked)).toBe(740);
  });

  it('takes a box that stood there and does not change any more', () => {
    const b = bench();
    b.say(2, 0);
    b.say(5, 500);
    const asked = b.now();
    b.say(14, 500);
    expect(b.offer('a', asked)).toBe('moving');
    b.say(1, 500);
    expect(b.offer('a', asked)).toBe(500);
  });

  it('without a flag wants five equal readings over 400 ms, however fast they come', () => {
    const b = bench();
    const flagless = { stable: null };
    b.say(2, 0, flagless);
    b.say(4, 500, flagless);
    expect(b.offer()).toBe('moving');
    b.say(1, 500, flagless);
    expect(b.offer()).toBe(500);
    b.say(3, 502, flagless);
    expect(b.offer()).toBe('moving');
  });

  it('without a flag takes a figure whose last digit never rests, after 600 ms', () => {
    const b = bench();
    const flagless = { stable: null };
    b.say(2, 0, flagless);
    for (const grams of [500, 501, 501, 500, 501, 500]) b.say(1, grams, flagless);
    expect(b.offer()).toBe('moving');
    b.say(2, 501, flagless);
    expect(b.offer()).toBe(501);
  });

  it('knows a tray that stays on the scale', () => {
    const b = bench({ restGrams: 350, zeroGrams: 4, minGrams: 10 });
    b.say(3, 0);
    b.say(3, 850);
    expect(b.offer()).toBe('not_empty');
    b.say(2, 351);
    b.say(3, 850);
    expect(b.offer()).toBe(500);
  });
});

describe('tolerance', () => {
  const weights: Readonly<Record<string, number>> = { a: 200, b: 1500 };
  const rule = { percent: 3, grams: 20, packagingGrams: 300 };
  it('expects goods to goods with packaging, wider by percent or grams, whichever is more', () => {
    const one = expectedWeight([{ sku: 'a', qty: 2 }], (sku) => weights[sku], rule);
    expect(one).toEqual({ goods: 400, low: 380, high: 720 });
    const heavy = expectedWeight([{ sku: 'b', qty: 4 }], (sku) => weights[sku], rule);
    expect(heavy).toEqual({ goods: 6000, low: 5820, high: 6480 });
    expect(sideOf(379, one)).toBe('light');
    expect(sideOf(380, one)).toBeUndefined();
    expect(sideOf(721, one)).toBe('heavy');
  });
  it('expects nothing where one product has no weight', () => {
    expect(
      expectedWeight(
        [
          { sku: 'a', qty: 1 },
          { sku: 'x', qty: 1 },
        ],
        (sku) => weights[sku],
        rule,
      ),
    ).toBeUndefined();
    expect(sideOf(1, undefined)).toBeUndefined();
  });
});
