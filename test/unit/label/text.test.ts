import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { formatMoney, formatTime, groupDigits } from '../../../shared/label/index.ts';
import { fitText } from '../../../shared/label/text.ts';
import { encodeSymbol, fitModule } from '../../../shared/label/barcode.ts';
import { plainFont } from './fixtures.ts';

describe('fitText', () => {
  it('never goes beyond its box and loses nothing unless it says so', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab 12,，。王小明路-\n'), maxLength: 80 }),
        fc.integer({ min: 30, max: 400 }),
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 8, max: 60 }),
        (text, width, height, size) => {
          const rect = { x: 7, y: 11, width, height };
          const fitted = fitText(
            text,
            {
              rect,
              size,
              minSize: 8,
              weight: 400,
              align: 'center',
              valign: 'middle',
              maxLines: 5,
              inverse: false,
            },
            plainFont,
          );
          for (const item of fitted.items) {
            expect(item.y).toBeLessThanOrEqual(rect.y + height);
            expect(item.y - item.size * 0.8).toBeGreaterThanOrEqual(rect.y - 1);
            expect(item.x).toBeGreaterThanOrEqual(rect.x);
            expect(item.x + plainFont.measure(item.text, item.size, 400)).toBeLessThanOrEqual(
              rect.x + width + 1,
            );
          }
          const printed = fitted.items.map((item) => item.text).join('');
          const plain = (value: string): string => value.replace(/\s/g, '');
          if (!fitted.truncated) expect(plain(printed)).toBe(plain(text));
          else expect(printed.endsWith('…')).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('bars', () => {
  // Module counts: domain knowledge of Code 128 (11 per symbol, 13 for the stop), counted by hand.
  it.each([
    ['78123456789012', 112],
    ['SF1234567890123', 145],
    ['JDVA12345678901-1-1-', 222],
  ])('%s takes %i modules', (content, modules) => {
    const symbol = encodeSymbol('code128', content);
    expect(symbol.ok && symbol.value.columns).toBe(modules);
  });
  it('refuses a wrong EAN-13 check digit', () => {
    expect(encodeSymbol('ean13', '6901234567892').ok).toBe(true);
    expect(encodeSymbol('ean13', '6901234567893').ok).toBe(false);
  });
  it('counts ten modules of quiet zone on each side', () => {
    const symbol = encodeSymbol('code128', '78123456789012');
    if (!symbol.ok) throw new Error(symbol.error);
    expect(fitModule(symbol.value, 132 * 3, 50, { min: 2, max: 9 })).toBe(3);
    expect(fitModule(symbol.value, 132 * 3 - 1, 50, { min: 2, max: 9 })).toBe(2);
    expect(fitModule(symbol.value, 132 * 2 - 1, 50, { min: 2, max: 9 })).toBeUndefined();
  });
});

describe('formats', () => {
  it.each([
    [12800, 'CNY', '¥128.00'],
    [5, 'CNY', '¥0.05'],
    [1234, 'JPY', 'JPY 1234'],
    [-150, 'USD', '-$1.50'],
    [1500, 'KWD', 'KWD 1.500'],
  ])('%i %s → %s', (amount, currency, text) => expect(formatMoney({ amount, currency })).toBe(text));
  it('shows local time', () => {
    const printedAt = Date.UTC(2026, 11, 31, 20, 0);
    expect(formatTime({ printedAt, tzOffsetMinutes: 480 })).toBe('2027-01-01 04:00');
    expect(formatTime({ printedAt: Number.NaN, tzOffsetMinutes: 0 })).toBe('');
  });
  it.each([
    ['78123456789012', '7812 3456 7890 12'],
    ['SF1234567890123', 'SF 1234 5678 90123'],
    ['JDVA1-1-', 'JDVA1-1-'],
  ])('%s reads %s', (code, text) => expect(groupDigits(code)).toBe(text));
});
