import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fromKey, toKey } from '../../../electron/station/storage/key-order.ts';

const text = fc
  .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd700, max: 0xffff }), fc.nat(0x7f)))
  .map((units) => String.fromCharCode(...units));

describe('key order', () => {
  it('comes back as it was, lone surrogates too, and has a UTF-8 form', () => {
    fc.assert(
      fc.property(text, (value) => {
        const bytes = Buffer.from(toKey(value), 'utf8');
        expect(fromKey(bytes.toString('utf8'))).toBe(value);
      }),
    );
  });

  it('sorts by bytes as JavaScript sorts by units', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const byBytes = Buffer.compare(Buffer.from(toKey(a), 'utf8'), Buffer.from(toKey(b), 'utf8'));
        expect(byBytes).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });

  it('leaves what has no unit from U+D800 on alone', () => {
    for (const value of ['', 'SF1234567890', '订单中文', '\0']) expect(toKey(value)).toBe(value);
  });
});
