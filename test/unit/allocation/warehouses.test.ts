import { describe, expect, it } from 'vitest';
import { partsByWarehouse, warehouseOf } from '../../../shared/domain/allocation/index.ts';
import { SITE_RULES, siteRuleValue } from '../../../shared/domain/site-rules/index.ts';

const of = warehouseOf(['北仓=A*|Z-01', 'South = B*']);
const goods = (no: number, sku: string, qty: number) => ({ no, sku, qty, kind: 'goods' as const });
const stock: Readonly<Record<string, readonly { location: string; qty: number }[]>> = {
  MUG: [
    { location: 'A-01', qty: 2 },
    { location: 'A-02', qty: 1 },
    { location: 'B-01', qty: 5 },
  ],
  TEA: [{ location: 'A-03', qty: 4 }],
  POT: [{ location: 'B-02', qty: 1 }],
  LID: [{ location: 'A-04', qty: 9 }],
  PEN: [
    { location: 'A-05', qty: 4 },
    { location: 'B-05', qty: 2 },
  ],
  OUT: [{ location: 'B-03', qty: -2 }],
};
const KITS = new Map([
  [
    'SET',
    {
      kit: [
        { sku: 'POT', qty: 1 },
        { sku: 'LID', qty: 1 },
      ],
    },
  ],
]);
const parts = (...lines: Parameters<typeof partsByWarehouse>[0]) =>
  partsByWarehouse(
    lines,
    KITS,
    (sku) => stock[sku] ?? [],
    (sku) => (sku === 'PEN' ? 3 : 99),
    of,
  );

describe('goods in several warehouses (SPL-01)', () => {
  it('a location belongs to the first warehouse that names it, and to the unnamed one else', () => {
    expect(['a-07', 'z-01', 'Z-02', 'B-1', ''].map(of)).toEqual(['北仓', '北仓', '', 'South', '']);
    expect(warehouseOf([])('A-01')).toBe('');
    const rule = SITE_RULES['stock.warehouses'];
    expect(siteRuleValue(rule, ['北仓=A*|Z-01'])).toEqual(['北仓=A*|Z-01']);
    expect(siteRuleValue(rule, ['no places'])).toBeUndefined();
  });

  it('nothing is divided where one warehouse has all of it, or nobody has more', () => {
    expect(parts(goods(1, 'MUG', 3), goods(2, 'TEA', 1))).toBeUndefined();
    expect(parts(goods(1, 'MUG', 5))).toBeUndefined();
    expect(parts(goods(1, 'TEA', 9))).toBeUndefined();
    expect(parts(goods(1, 'OUT', 1))).toBeUndefined();
  });

  it('each part comes out of one warehouse, the one with the most first', () => {
    expect(parts(goods(1, 'TEA', 3), goods(2, 'MUG', 4), goods(3, 'POT', 1))).toEqual({
      parts: [
        {
          warehouse: '北仓',
          lines: [
            { no: 1, qty: 3 },
            { no: 2, qty: 3 },
          ],
        },
        {
          warehouse: 'South',
          lines: [
            { no: 2, qty: 1 },
            { no: 3, qty: 1 },
          ],
        },
      ],
      lacking: [],
    });
    // As many in both: no part is made that nobody needs.
    expect(parts(goods(1, 'TEA', 2), goods(2, 'MUG', 5))?.parts).toEqual([
      { warehouse: 'South', lines: [{ no: 2, qty: 5 }] },
      { warehouse: '北仓', lines: [{ no: 1, qty: 2 }] },
    ]);
  });

  it('two lines of one SKU do not get the same units, and what lies nowhere is named', () => {
    expect(parts(goods(1, 'MUG', 6), goods(2, 'MUG', 3), goods(3, 'TEA', 1))).toEqual({
      parts: [
        { warehouse: 'South', lines: [{ no: 1, qty: 5 }] },
        {
          warehouse: '北仓',
          lines: [
            { no: 1, qty: 1 },
            { no: 2, qty: 2 },
            { no: 3, qty: 1 },
          ],
        },
      ],
      lacking: [{ no: 2, qty: 1 }],
    });
  });

  it('what others reserved is taken off where the most lies', () => {
    expect(parts(goods(1, 'PEN', 4))).toEqual({
      parts: [
        { warehouse: 'South', lines: [{ no: 1, qty: 2 }] },
        { warehouse: '北仓', lines: [{ no: 1, qty: 1 }] },
      ],
      lacking: [{ no: 1, qty: 1 }],
    });
  });

  it('a kit is not torn apart', () => {
    expect(parts(goods(1, 'SET', 1), goods(2, 'MUG', 5), goods(3, 'TEA', 1))).toEqual({
      parts: [
        { warehouse: 'South', lines: [{ no: 2, qty: 5 }] },
        { warehouse: '北仓', lines: [{ no: 3, qty: 1 }] },
      ],
      lacking: [{ no: 1, qty: 1 }],
    });
  });
});
