import { describe, expect, it } from 'vitest';
import { newest } from '../../../shared/domain/index.ts';

interface Doc {
  readonly id: string;
  readonly stamp?: string;
  readonly name: string;
  readonly _rev?: string;
}
const of = (name: string, stamp?: string): Doc => ({ id: 'x', name, ...(stamp ? { stamp } : {}) });
const some: readonly Doc[] = [
  of('a'),
  of('b'),
  of('c', '001'),
  of('d', '002'),
  of('e', '002'),
  of('a', '003'),
];

describe('newest', () => {
  it('keeps the greater stamp, and what bears one before what bears none', () => {
    expect(newest(of('a', '001'), of('b', '002')).name).toBe('b');
    expect(newest(of('a', '001'), of('b')).name).toBe('a');
  });

  it('is commutative, associative and idempotent', () => {
    for (const a of some) {
      expect(newest(a, a)).toEqual(a);
      for (const b of some) {
        expect(newest(a, b)).toEqual(newest(b, a));
        for (const c of some) expect(newest(newest(a, b), c)).toEqual(newest(a, newest(b, c)));
      }
    }
  });

  it('does not look at what a database adds', () => {
    const a: Doc = { ...of('a', '001'), _rev: '9-z' };
    const b: Doc = { ...of('b', '001'), _rev: '1-a' };
    expect(newest(a, b).name).toBe('a');
    expect(newest(b, a).name).toBe('a');
  });
});
