import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, erasedKeys, mergeAggregates, sortEvents } from '../../../shared/domain/index.ts';
import type { DomainEvent, PrivateAggregate } from '../../../shared/domain/index.ts';

interface Base {
  readonly receivedAt: number;
  readonly no: string;
}
type Doc = PrivateAggregate<Base, DomainEvent>;

const KEYS = ['base', 'e1', 'e2', 'e3', 'e4'];
const event = (id: string, at: string, erases?: readonly string[]): DomainEvent => ({
  id,
  type: erases ? 'private_erased' : 'note',
  at,
  by: 'x',
  station: 's',
  data: erases ? { events: erases } : {},
});
/** One id has one content, but a retry may have stamped it anew. */
const someEvent = fc
  .tuple(fc.constantFrom('e1', 'e2', 'e3', 'erase'), fc.constantFrom('1', '2'), fc.subarray(KEYS))
  .map(([id, at, keys]) => (id === 'erase' ? event(`erase-${keys.join('-')}`, at, keys) : event(id, at)));
const someDoc: fc.Arbitrary<Doc> = fc
  .record({
    site: fc.constantFrom('m', 'n'),
    base: fc.record({ receivedAt: fc.nat({ max: 1 }), no: fc.constantFrom('a', 'b') }),
    events: fc.array(someEvent, { maxLength: 5 }),
    private: fc.option(
      fc.record(
        {
          base: fc.constantFrom('r1', 'r2'),
          events: fc.dictionary(fc.constantFrom('e1', 'e2', 'e3'), fc.constantFrom('p', 'q')),
        },
        { requiredKeys: ['events'] },
      ),
      { nil: undefined },
    ),
  })
  .map(({ private: secret, ...rest }) => ({
    id: 'o',
    ...rest,
    ...(secret === undefined ? {} : { private: secret }),
  }));
/** As documents are stored: merged once with themselves, so sorted and without erased keys. */
const stored = someDoc.map((doc) => mergeAggregates(doc, doc));

describe('merge', () => {
  it('is idempotent, commutative and associative, private data, erasure and differing bases included', () => {
    fc.assert(
      fc.property(stored, stored, stored, (a, b, c) => {
        expect(mergeAggregates(a, a)).toEqual(a);
        expect(mergeAggregates(a, b)).toEqual(mergeAggregates(b, a));
        expect(mergeAggregates(mergeAggregates(a, b), c)).toEqual(mergeAggregates(a, mergeAggregates(b, c)));
      }),
      { numRuns: 500 },
    );
  });

  it('loses no event, and no private key of the kept base that nobody erased', () => {
    fc.assert(
      fc.property(stored, stored, (a, b) => {
        const merged = mergeAggregates(a, b);
        const ids = new Set([...a.events, ...b.events].map((one) => one.id));
        expect(new Set(merged.events.map((one) => one.id))).toEqual(ids);
        const erased = erasedKeys(merged.events);
        for (const key of [...Object.keys(a.private?.events ?? {}), ...Object.keys(b.private?.events ?? {})])
          expect(key in (merged.private?.events ?? {})).toBe(!erased.has(key));
      }),
    );
  });

  const doc = (over: Partial<Doc>): Doc => ({
    id: 'o',
    site: 'm',
    base: { receivedAt: 5, no: 'x' },
    events: [],
    ...over,
  });

  it('erased data does not come back from a replica that still has it', () => {
    const old = doc({
      events: [event('e1', '1')],
      private: { base: { receiver: 'Zhang' }, events: { e1: 'new address', e2: 'kept' } },
    });
    const erased = doc({ events: [event('e9', '9', ['base', 'e1'])], private: { events: {} } });
    const merged = mergeAggregates(old, erased);
    expect(merged.private).toEqual({ events: { e2: 'kept' } });
    expect(mergeAggregates(merged, old).private).toEqual({ events: { e2: 'kept' } });
    expect(JSON.stringify(mergeAggregates(merged, old))).not.toContain('Zhang');
  });

  it('of two imports of one order the first received stays, with its own receiver', () => {
    const first = doc({ base: { receivedAt: 5, no: 'z' }, private: { base: 'first', events: {} } });
    const second = doc({
      base: { receivedAt: 6, no: 'a' },
      private: { base: 'second', events: { e1: 'p' } },
    });
    expect(mergeAggregates(second, first)).toEqual({
      ...first,
      private: { base: 'first', events: { e1: 'p' } },
    });
  });

  it('bases that differ only in the order of their keys are the same base', () => {
    const a = doc({ base: { receivedAt: 5, no: 'x' }, private: { events: {} } });
    const b = doc({ base: { no: 'x', receivedAt: 5 }, private: { base: 'r', events: {} } });
    expect(mergeAggregates(a, b).private).toEqual({ base: 'r', events: {} });
  });

  it('refuses two ids', () => {
    expect(() => mergeAggregates(doc({}), doc({ id: 'p' }))).toThrow();
  });
});

describe('sortEvents', () => {
  it('keeps one of two contents of one id, the same one whatever comes first', () => {
    const a = event('e1', '2');
    const b = { ...event('e1', '1'), data: { note: 'b' } };
    const c = { ...event('e1', '1'), data: { note: 'a' } };
    for (const list of [
      [a, b, c],
      [c, b, a],
      [b, a, c],
    ])
      expect(sortEvents(list)).toEqual([c]);
  });
  it('does not change what it is given', () => {
    const list = Object.freeze([event('b', '1'), event('a', '1')]);
    expect(sortEvents(list).map((one) => one.id)).toEqual(['a', 'b']);
    expect(list.map((one) => one.id)).toEqual(['b', 'a']);
  });
});

describe('canonicalJson', () => {
  it('sorts keys, leaves out undefined, tells values apart', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":1}]}');
    expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }));
    expect(canonicalJson([undefined])).toBe('[null]');
  });
});
