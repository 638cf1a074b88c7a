import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameJson } from '../../../shared/domain/acceptance/index.ts';
import { canonicalJson } from '../../../shared/domain/index.ts';

/** The same said slowly: fingerprints of other versions are made of this text, so it may never change. */
function slowly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => slowly(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const parts = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${slowly(member)}`);
    return `{${parts.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

const anything = fc.anything({
  maxDepth: 4,
  withBigInt: false,
  withNullPrototype: false,
  key: fc.oneof(fc.string(), fc.nat().map(String)),
});

describe('canonical JSON', () => {
  it('is the text that it has always been', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(canonicalJson(value)).toBe(slowly(value));
      }),
    );
  });

  it('is the same for values that are the same as JSON, and for no others', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
        expect(sameJson({ a, b, c: undefined }, { b: structuredClone(b), a: structuredClone(a) })).toBe(true);
        expect(sameJson({ a }, { a, b })).toBe(false);
      }),
    );
  });
});
