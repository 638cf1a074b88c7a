import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLedger,
  isReserved,
  isSameEffect,
  ledgerOf,
  moveFault,
  needsOf,
  overbooked,
  releaseId,
  reservedBy,
  reserveId,
  shipId,
  shortagesOf,
  STOCK_KINDS,
  type StockMove,
} from '../../../shared/domain/stock/index.ts';

let n = 0;
function move(kind: StockMove['kind'], given: Partial<StockMove> = {}): StockMove {
  n += 1;
  const at = `00000000000${String(1_000 + n)}-0000-S1`;
  const made = {
    location: 'A-01',
    order: '',
    shipment: '',
    attempt: 0,
    reason: '',
    reference: '',
    by: 'SYS',
    at,
  };
  return { id: `m${n}`, kind, sku: 'MUG', qty: 1, ...made, ...given };
}
const reserve = (order: string, qty: number, attempt = 1, given: Partial<StockMove> = {}): StockMove =>
  move('reserve', { id: reserveId(order, attempt, 'MUG'), order, qty, attempt, ...given });
const release = (order: string, qty: number, attempt = 1): StockMove =>
  move('release', { id: releaseId(order, attempt, 'MUG'), order, qty, attempt });
const ship = (order: string, qty: number): StockMove =>
  move('ship', { id: shipId(`${order}.1`, 'MUG'), order, shipment: `${order}.1`, qty });

describe('the stock ledger', () => {
  it('counts what came and went by place, and what of it is spoken for (STK-05)', () => {
    const ledger = ledgerOf([
      move('receipt', { qty: 10 }),
      move('receipt', { qty: 5, location: 'B-02' }),
      move('adjust', { qty: -2, location: 'B-02' }),
      move('pick', { qty: 1, order: 'o1' }),
      reserve('o1', 4),
      ship('o2', 1),
      move('return', { qty: 1 }),
    ]);
    expect(ledger.level('MUG')).toEqual({
      sku: 'MUG',
      onHand: 13,
      reserved: 4,
      free: 9,
      locations: [
        { location: 'A-01', qty: 10 },
        { location: 'B-02', qty: 3 },
      ],
    });
    expect(ledger.level('TEA')).toMatchObject({ onHand: 0, free: 0, locations: [] });
  });

  it('a shipped order has used up its reservation, a released one has none', () => {
    const ledger = ledgerOf([
      move('receipt', { qty: 5 }),
      reserve('o1', 2),
      reserve('o2', 2),
      ship('o1', 2),
      release('o2', 2),
    ]);
    expect(ledger.level('MUG')).toMatchObject({ onHand: 3, reserved: 0, free: 3 });
    expect([...ledger.orders()]).toEqual([]);
    expect(ledger.reservations('MUG')).toEqual([]);
  });

  it('an order that was given back may reserve again, under the next number', () => {
    const moves = [move('receipt', { qty: 5 }), reserve('o1', 2), release('o1', 2), reserve('o1', 3, 2)];
    expect(ledgerOf(moves).level('MUG')).toMatchObject({ reserved: 3, free: 2 });
    expect(reservedBy(moves.slice(1))).toMatchObject({ next: 3, units: new Map([['MUG', 3]]) });
  });

  it('what left without being known is told as a level below zero, never hidden', () => {
    expect(ledgerOf([ship('o1', 2)]).level('MUG')).toMatchObject({ onHand: -2, free: -2 });
  });

  it('the hub’s version of one effect changes its place and time, not the sum', () => {
    const ledger = createLedger();
    const mine = move('ship', { order: 'o1', location: 'A-01' });
    const theirs = { ...mine, location: 'B-02', at: '000000000009999-0000-S2' };
    ledger.add(move('receipt', { qty: 2 }));
    ledger.add(mine);
    ledger.restate(mine, theirs);
    expect(ledger.level('MUG')).toMatchObject({
      onHand: 1,
      locations: [
        { location: 'A-01', qty: 2 },
        { location: 'B-02', qty: -1 },
      ],
    });
    const held = reserve('o2', 1);
    ledger.add(held);
    ledger.restate(held, { ...held, at: '000000000000001-0000-S2' });
    expect(ledger.reservations('MUG')[0]?.at).toBe('000000000000001-0000-S2');
    expect(isSameEffect(mine, theirs)).toBe(true);
    expect(isSameEffect(mine, { ...mine, qty: 2 })).toBe(false);
  });

  it('refuses what is no move: no SKU, no units, a reservation of nobody', () => {
    const base = { kind: 'receipt', sku: 'MUG', qty: 1, order: '', attempt: 0 } as const;
    expect(moveFault(base)).toBeUndefined();
    expect(moveFault({ ...base, sku: ' ' })).toBe('sku');
    for (const qty of [0, -1, 1.5, Number.NaN, 1e12]) expect(moveFault({ ...base, qty })).toBe('qty');
    expect(moveFault({ ...base, kind: 'adjust', qty: -3 })).toBeUndefined();
    expect(moveFault({ ...base, kind: 'reserve' })).toBe('order');
    expect(moveFault({ ...base, kind: 'reserve', order: 'o1' })).toBe('attempt');
    expect(moveFault({ ...base, kind: 'gift' as never })).toBe('kind');
  });
});

describe('what an order needs', () => {
  const lines = [
    { sku: 'SET', qty: 2, kind: 'goods' as const },
    { sku: 'MUG', qty: 1, kind: 'goods' as const },
    { sku: 'FREIGHT', qty: 1, kind: 'charge' as const },
  ];
  const kit = [
    { sku: 'MUG', qty: 2 },
    { sku: 'TEA', qty: 1 },
  ];

  it('takes kits apart and leaves out what is no goods', () => {
    const needs = needsOf(lines, new Map([['SET', { kit }]]));
    expect(Object.fromEntries(needs)).toEqual({ MUG: 5, TEA: 2 });
  });

  it('names every SKU that is short, counting what is reserved already (STK-01)', () => {
    const needs = new Map([
      ['MUG', 5],
      ['TEA', 2],
    ]);
    const free = (sku: string): number => (sku === 'MUG' ? 3 : -1);
    expect(shortagesOf(needs, new Map([['TEA', 2]]), free)).toEqual([{ sku: 'MUG', needed: 5, free: 3 }]);
    expect(shortagesOf(needs, new Map([['MUG', 2]]), free)).toEqual([{ sku: 'TEA', needed: 2, free: 0 }]);
    expect(isReserved(needs, new Map([...needs]))).toBe(true);
    expect(isReserved(needs, new Map([['MUG', 5]]))).toBe(false);
  });
});

/** Moves of some stations that know nothing of each other; ids repeat where effects do. */
const anyMove = fc
  .record({
    kind: fc.constantFrom(...STOCK_KINDS),
    qty: fc.integer({ min: 1, max: 4 }),
    order: fc.constantFrom('o1', 'o2', 'o3'),
    attempt: fc.integer({ min: 1, max: 2 }),
    location: fc.constantFrom('A', 'B'),
    tick: fc.integer({ min: 0, max: 50 }),
    serial: fc.integer({ min: 0, max: 1_000 }),
  })
  .map(({ kind, qty, order, attempt, location, tick, serial }): StockMove => {
    const at = `${String(tick).padStart(15, '0')}-0000-S1`;
    // One effect says the same wherever it is written.
    const fixed = kind === 'reserve' || kind === 'release' ? attempt + 1 : qty;
    const id =
      kind === 'reserve'
        ? reserveId(order, attempt, 'MUG')
        : kind === 'release'
          ? releaseId(order, attempt, 'MUG')
          : `${kind}:${serial}:${order}:${qty}:${location}:${tick}`;
    return {
      ...{ id, kind, sku: 'MUG', qty: fixed, location, shipment: '', reason: '', reference: '', by: 'SYS' },
      order: kind === 'receipt' || kind === 'adjust' ? '' : order,
      attempt: kind === 'reserve' || kind === 'release' ? attempt : 0,
      at:
        kind === 'reserve' || kind === 'release' ? `${String(attempt).padStart(15, '0')}-0000-${order}` : at,
    };
  });

describe('replicas of the ledger', () => {
  it('come to the same levels in whatever order, partition and repetition the moves arrive', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (moves, dice) => {
        const shuffled = [...moves, ...moves.slice(0, moves.length / 2)]
          .map((one) => ({ one, key: dice.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const here = ledgerOf(moves);
        const there = ledgerOf(shuffled);
        expect(there.level('MUG')).toEqual(here.level('MUG'));
        expect(there.reservations('MUG')).toEqual(here.reservations('MUG'));
        expect(overbooked(there, 'MUG')).toEqual(overbooked(here, 'MUG'));
      }),
      { numRuns: 200 },
    );
  });

  it('of two stations that reserved the last unit the earlier one keeps it on every replica (STK-07)', () => {
    const receipt = move('receipt', { qty: 1 });
    const first = reserve('o1', 1, 1, { at: '000000000000100-0000-S1' });
    const second = reserve('o2', 1, 1, { at: '000000000000200-0000-S2' });
    for (const moves of [
      [receipt, first, second],
      [second, receipt, first],
    ]) {
      const ledger = ledgerOf(moves);
      expect(ledger.level('MUG').free).toBe(-1);
      expect(overbooked(ledger, 'MUG').map(({ order }) => order)).toEqual(['o2']);
    }
    expect(overbooked(ledgerOf([receipt, first, second, release('o2', 1)]), 'MUG')).toEqual([]);
  });

  it('without the losers nothing more is reserved than is there', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), (moves) => {
        const ledger = ledgerOf(moves);
        const lost = overbooked(ledger, 'MUG').reduce((sum, { qty }) => sum + qty, 0);
        const { onHand, reserved } = ledger.level('MUG');
        expect(reserved - lost).toBeLessThanOrEqual(Math.max(0, onHand));
      }),
      { numRuns: 200 },
    );
  });
});
