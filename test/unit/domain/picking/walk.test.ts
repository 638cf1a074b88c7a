import { describe, expect, it } from 'vitest';
import {
  compareLocations,
  currentOf,
  decideShort,
  decideTake,
  foldWalk,
  isTaskDone,
  locationKey,
  openOf,
  positionsOf,
  type PickEntry,
  type PickTask,
} from '../../../../shared/domain/picking/index.ts';

const line = (no: number, sku: string, qty: number, location?: string) => ({
  no,
  sku,
  name: sku,
  qty,
  ...(location === undefined ? {} : { location }),
});
const TASKS: PickTask[] = [
  { shipment: 'a', slot: 1, lines: [line(1, 'MUG', 2, 'A-10-01'), line(2, 'TEA', 1, 'A-2-01')] },
  { shipment: 'b', slot: 2, lines: [line(1, 'MUG', 1, 'A-10-01'), line(2, 'PEN', 1)] },
];
const unit = (id: string, shipment: string, no: number, n = 1): PickEntry => ({
  kind: 'unit',
  id,
  sku: 'MUG',
  shipment,
  line: no,
  n,
});
const at = (entries: PickEntry[] = [], shorts: { shipment: string; line: number; qty: number }[] = []) =>
  positionsOf(TASKS, foldWalk(entries, shorts));

describe('the walk', () => {
  it('goes by location, shelf 2 before shelf 10, goods without a place last (PIC-01)', () => {
    expect(at().map(({ sku, qty }) => [sku, qty])).toEqual([
      ['TEA', 1],
      ['MUG', 3],
      ['PEN', 1],
    ]);
    expect(['B-1', 'A-10', 'A-9', 'A'].sort(compareLocations)).toEqual(['A', 'A-9', 'A-10', 'B-1']);
    expect(locationKey('lc-a 02-01')).toBe(locationKey('A-02_01'));
  });

  it('is a fold: an undo takes back, twice told counts once, and an undo that comes first too', () => {
    const entries = [unit('1', 'a', 1), unit('2', 'a', 1), { kind: 'undo' as const, id: '3', entry: '2' }];
    expect(foldWalk(entries, []).taken.get('a/1')).toBe(1);
    expect(foldWalk([...entries, ...entries], []).taken.get('a/1')).toBe(1);
    expect(foldWalk([...entries].reverse(), []).taken.get('a/1')).toBe(1);
  });
});

describe('a scanned product', () => {
  it('is for the parcel with the lowest slot that still wants it', () => {
    expect(decideTake(at(), { sku: 'MUG', n: 1 }, undefined)).toMatchObject({
      kind: 'take',
      takes: [{ shipment: 'a', line: 1, n: 1 }],
    });
    expect(decideTake(at([unit('1', 'a', 1, 2)]), { sku: 'MUG', n: 1 }, undefined)).toMatchObject({
      takes: [{ shipment: 'b', line: 1, n: 1 }],
    });
    expect(decideTake(at(), { sku: 'MUG', n: 3 }, undefined)).toMatchObject({
      takes: [
        { shipment: 'a', n: 2 },
        { shipment: 'b', n: 1 },
      ],
    });
  });

  it('that nobody wants, or too many, stops (PIC-02)', () => {
    expect(decideTake(at(), { sku: 'LAMP', n: 1 }, undefined)).toEqual({ kind: 'wrong_item' });
    expect(decideTake(at(), { sku: 'MUG', n: 4 }, undefined)).toEqual({ kind: 'surplus', open: 3 });
    const all = at([unit('1', 'a', 1, 2), unit('2', 'b', 1)]);
    expect(decideTake(all, { sku: 'MUG', n: 1 }, undefined)).toEqual({ kind: 'surplus', open: 0 });
  });

  it('is looked for first where the picker stands', () => {
    const two = positionsOf(
      [{ shipment: 'a', slot: 1, lines: [line(1, 'MUG', 1, 'A-1'), line(2, 'MUG', 1, 'Z-1')] }],
      foldWalk([], []),
    );
    expect(currentOf(two, undefined)?.location).toBe('A-1');
    expect(currentOf(two, 'z-1')?.location).toBe('Z-1');
    const taken = decideTake(two, { sku: 'MUG', n: 1 }, 'LC-Z-1');
    expect(taken).toMatchObject({ kind: 'take', takes: [{ line: 2 }] });
  });
});

describe('short', () => {
  it('takes from the parcels with the highest slots, so that the others go out whole (PIC-05)', () => {
    const mugs = at().find(({ sku }) => sku === 'MUG');
    if (!mugs) throw new Error('no position');
    expect(decideShort(mugs, 2)).toEqual([
      { shipment: 'b', line: 1, n: 1 },
      { shipment: 'a', line: 1, n: 1 },
    ]);
    expect(decideShort(mugs, 4)).toBeUndefined();
    expect(decideShort(mugs, 0)).toBeUndefined();
    expect(decideShort(mugs, 1.5)).toBeUndefined();
  });

  it('closes a parcel together with what was taken', () => {
    const tally = foldWalk([unit('1', 'b', 1)], [{ shipment: 'b', line: 2, qty: 1 }]);
    expect(TASKS.map((task) => isTaskDone(task, tally))).toEqual([false, true]);
    const pen = positionsOf(TASKS, tally).find(({ sku }) => sku === 'PEN');
    expect(pen && openOf(pen)).toBe(0);
  });
});
