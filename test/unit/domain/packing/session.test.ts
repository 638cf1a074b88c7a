import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addUnit,
  decideUnit,
  foldSession,
  remainingBySku,
  type SessionEntry,
  type ShipmentLine,
  type UnitEntry,
} from '../../../../shared/domain/index.ts';

const line = (no: number, sku: string, qty: number): ShipmentLine => ({ no, sku, name: `item ${sku}`, qty });
const LINES = [line(1, 'A', 2), line(2, 'B', 1), line(3, 'A', 1)];
const scan = (sku: string, n = 1, multiplier = 1, quantityEntry = false) => ({
  code: `c-${sku}`,
  sku,
  n,
  multiplier,
  quantityEntry,
});
const unit = (id: string, sku: string, n = 1): UnitEntry => ({ kind: 'unit', id, sku, n });

describe('packing session', () => {
  it('counts a SKU that stands on two lines across both, in line order', () => {
    const tally = foldSession(LINES, [unit('1', 'A'), unit('2', 'A'), unit('3', 'A')]);
    expect([...tally.byLine]).toEqual([
      [1, 2],
      [2, 0],
      [3, 1],
    ]);
    expect(tally.complete).toBe(false);
    expect(remainingBySku(LINES, tally)).toEqual([{ sku: 'B', remaining: 1 }]);
  });

  it('tells a wrong item from a surplus one and names what was expected', () => {
    const tally = foldSession(LINES, [unit('1', 'B')]);
    expect(decideUnit(LINES, tally, scan('Z'))).toMatchObject({
      kind: 'stop',
      stop: { kind: 'wrong_item', expected: [{ sku: 'A', remaining: 3 }] },
    });
    expect(decideUnit(LINES, tally, scan('B'))).toMatchObject({
      kind: 'stop',
      stop: { kind: 'surplus', data: { n: 1, remaining: 0 } },
    });
  });

  it('refuses a case bar code that holds more than what is open, and counts nothing of it', () => {
    const tally = foldSession(LINES, []);
    expect(decideUnit(LINES, tally, scan('A', 6))).toMatchObject({
      kind: 'stop',
      stop: { kind: 'surplus', data: { n: 6, remaining: 3 } },
    });
    expect(decideUnit(LINES, tally, scan('A', 3))).toMatchObject({
      kind: 'unit_ok',
      n: 3,
      remaining: 0,
      completes: false,
    });
  });

  it('takes ×N only where the SKU allows it, and never on a case code', () => {
    const tally = foldSession(LINES, []);
    expect(decideUnit(LINES, tally, scan('A', 1, 2, false))).toMatchObject({
      stop: { kind: 'not_allowed', data: { reason: 'quantity_entry' } },
    });
    expect(decideUnit(LINES, tally, scan('A', 2, 2, true))).toMatchObject({
      stop: { data: { reason: 'quantity_of_case' } },
    });
    expect(decideUnit(LINES, tally, scan('A', 1, 3, true))).toMatchObject({ kind: 'unit_ok', n: 3 });
  });

  it('takes back the undone scan only, and once', () => {
    const entries: SessionEntry[] = [
      unit('1', 'A'),
      unit('2', 'B'),
      { kind: 'undo', id: '3', entry: '2' },
      { kind: 'undo', id: '4', entry: '2' },
    ];
    const tally = foldSession(LINES, entries);
    expect(tally.counted.map((each) => each.id)).toEqual(['1']);
    expect(tally.checked).toBe(1);
  });

  it('keeps a stop until its own acknowledgement', () => {
    const record = { kind: 'wrong_item', expected: [], data: {} } as const;
    const entries: SessionEntry[] = [
      { kind: 'stop', id: 's1', stop: record },
      { kind: 'ack', id: 'a0', stop: 'other' },
    ];
    expect(foldSession(LINES, entries).stop?.id).toBe('s1');
    expect(foldSession(LINES, [...entries, { kind: 'ack', id: 'a1', stop: 's1' }]).stop).toBeUndefined();
  });

  const skus = fc.constantFrom('A', 'B', 'C');
  const someLines = fc
    .array(fc.tuple(skus, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 5 })
    .map((each) => each.map(([sku, qty], at) => line(at + 1, sku, qty)));

  it('property: what decideUnit lets through never exceeds a line, completes exactly once, and addUnit equals the fold', () => {
    fc.assert(
      fc.property(
        someLines,
        fc.array(fc.tuple(skus, fc.integer({ min: 1, max: 3 })), { maxLength: 40 }),
        (lines, scans) => {
          let tally = foldSession(lines, []);
          const entries: UnitEntry[] = [];
          let completions = 0;
          for (const [sku, n] of scans) {
            const decision = decideUnit(lines, tally, scan(sku, n));
            if (decision.kind === 'stop') continue;
            const entry = unit(String(entries.length), sku, n);
            entries.push(entry);
            tally = addUnit(lines, tally, entry);
            if (decision.completes) completions += 1;
            expect(tally).toEqual(foldSession(lines, entries));
            for (const each of lines) expect(tally.byLine.get(each.no) ?? 0).toBeLessThanOrEqual(each.qty);
          }
          expect(completions).toBe(tally.complete ? 1 : 0);
        },
      ),
    );
  });

  it('property: repeating journal entries changes nothing', () => {
    fc.assert(
      fc.property(fc.array(skus, { maxLength: 20 }), (codes) => {
        const entries = codes.map((sku, at) => unit(String(at), sku));
        expect(foldSession(LINES, [...entries, ...entries])).toEqual(foldSession(LINES, entries));
      }),
    );
  });
});
