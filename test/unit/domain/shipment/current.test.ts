import { describe, expect, it } from 'vitest';
import { currentBase, decideShipment, foldShipment, restBase } from '../../../../shared/domain/index.ts';
import { actor, BASE, context, history, opened, order } from './fixtures.ts';
import type { ShipmentEventDraft } from '../../../../shared/domain/index.ts';

const divided = (lines: { no: number; qty: number }[], rest = 'o1.2'): ShipmentEventDraft => ({
  type: 'divided',
  data: { lines, rest },
});
const money = { minor: 100, currency: 'CNY' };
const base = { ...BASE, cod: money };
const decide = (lines: { no: number; qty: number }[], orders = ['o1'], rest = 'o1.2') => {
  const events = history([opened()]);
  const state = foldShipment({ base, events });
  const facts = { unitsComplete: true, numberTaken: false };
  return decideShipment(
    state,
    { ...base, orders },
    divided(lines, rest),
    context({
      actor: actor('PKR'),
      facts,
      orders: orders.map((id) => ({ id, state: order() })),
    }),
  );
};
const codeOf = (decided: ReturnType<typeof decide>): string => (decided.ok ? 'ok' : decided.error.code);

describe('a parcel whose rest has a box of its own', () => {
  const kept = [{ no: 1, qty: 1 }];
  const events = history([opened(), divided(kept)]);

  it('is what was left in it; nothing is lost and nothing is there twice', () => {
    const first = currentBase({ base, events });
    const second = restBase(base, kept);
    expect(
      [first.lines, second.lines].map((lines) => lines.map(({ no, sku, qty }) => [no, sku, qty])),
    ).toEqual([
      [[1, 'A', 1]],
      [
        [1, 'A', 1],
        [2, 'B', 1],
      ],
    ]);
    expect([first.parcel, second.parcel]).toEqual([
      { n: 1, m: 2 },
      { n: 2, m: 2 },
    ]);
    expect([first.cod, second.cod]).toEqual([money, undefined]);
    expect(currentBase({ base, events: history([opened()]) })).toBe(base);
  });

  it('of two benches that did so without knowing of each other the first stands, and it is told', () => {
    const later = history([divided([{ no: 2, qty: 1 }], 'o1.2B')], 9, 's2');
    for (const all of [
      [...events, ...later],
      [...later, ...events],
    ]) {
      expect(currentBase({ base, events: all }).lines).toEqual([{ ...BASE.lines[0], qty: 1 }]);
      expect(foldShipment({ base, events: all }).exceptions.map(({ code }) => code)).toEqual([
        'divided_twice',
      ]);
    }
  });

  it('wants something in each box, of what the parcel holds, and one order', () => {
    expect(codeOf(decide(kept))).toBe('ok');
    expect(codeOf(decide([]))).toBe('box_empty');
    expect(
      codeOf(
        decide([
          { no: 1, qty: 2 },
          { no: 2, qty: 1 },
        ]),
      ),
    ).toBe('box_has_all');
    for (const wrong of [
      [{ no: 1, qty: 3 }],
      [{ no: 9, qty: 1 }],
      [{ no: 1, qty: 0 }],
      [{ no: 1, qty: 0.5 }],
    ])
      expect(codeOf(decide(wrong))).toBe('lines_do_not_sum');
    expect(codeOf(decide([...kept, ...kept]))).toBe('lines_do_not_sum');
    expect(codeOf(decide(kept, ['o1'], ' '))).toBe('lines_do_not_sum');
    expect(codeOf(decide(kept, ['o1', 'o2']))).toBe('parcel_merged');
  });
});
