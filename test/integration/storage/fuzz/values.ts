import type { Random } from './random.ts';
import type { Doc, Kind, Shape } from './schemas.ts';

/** Text that has broken something somewhere: SQL, LIKE, JSON, UTF-8, UTF-16, sorting by code points. */
const PIECES = [
  ...[
    '',
    ' ',
    'a',
    'b',
    'Z',
    'aa',
    'A',
    '0',
    '9',
    '10',
    '-1',
    '1e3',
    'null',
    'true',
    'é',
    'e\u0301',
    'ß',
    'ı',
  ],
  ...[
    '中',
    '文',
    '，',
    '！',
    '𠮷',
    '\u{1F600}',
    '\u{10000}',
    '\u{10FFFF}',
    '\ufdfa',
    '\u200b',
    '\u202e',
    '\ufeff',
  ],
  ...[
    '\ud800',
    '\udbff',
    '\udc00',
    '\udfff',
    '\ud83d',
    '\ude00',
    '\ud7ff',
    '\ue000',
    '\uf8ff',
    '\ufffd',
    '\uffff',
  ],
  ...[
    '\0',
    'a\0b',
    '\0\0',
    "'",
    "''",
    '"',
    '`',
    '%',
    '_',
    '\\',
    '\\u0000',
    ';--',
    '?',
    '?1',
    ':id',
    '$eq',
    '$',
    '.',
  ],
  ...['a.b', '{"x":1}', '[1]', '\n', '\r\n', '\t', '\u2028', '__proto__', 'constructor'],
];
const NUMBERS = [
  ...[0, -0, 1, 2, 3, 7, 10, 0.5, -0.5, -1, -2, 999, 1_000, -1_000, 0.1 + 0.2, 0.3, 1e-7, 1e21, 5e-324],
  ...[
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 32,
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 53),
    Number.MAX_VALUE,
    1.7e12,
    1.7e12 + 0.01,
  ],
];
const LONG = 3_000;

/** The values of one round: few, so that conditions hit. */
export interface Values {
  text(): string;
  number(): number;
  /** A value of the kind, or with the chance `wild` anything. */
  of(kind: Kind, wild: number): unknown;
  /** A value of no particular type. */
  odd(): unknown;
  document(id: string, shape: Shape, wild: number): Doc;
}

export function createValues(random: Random): Values {
  const piece = () => random.pick(PIECES);
  const texts = random.times(4 + random.below(12), () => {
    if (random.chance(0.008)) return piece() + 'x'.repeat(LONG) + piece();
    return random.chance(0.6)
      ? piece()
      : random.chance(0.7)
        ? piece() + piece()
        : piece() + piece() + piece();
  });
  const numbers = random.times(4 + random.below(8), () =>
    random.chance(0.5) ? random.pick(NUMBERS) : random.below(20) / 2,
  );
  const text = () => random.pick(texts);
  const number = () => random.pick(numbers);
  const scalar = () => random.pick([text, number, () => random.chance(0.5), () => null])();

  function odd(depth = 0): unknown {
    const kind = random.below(depth < 2 ? 11 : 5);
    if (kind < 4) return scalar();
    if (kind < 5) return null;
    if (kind < 6) return [];
    if (kind < 8) return random.times(1 + random.below(3), () => odd(depth + 1));
    const keys = ['s', 'n', 'er', 'a', 'b', '0', 'length'];
    return Object.fromEntries(random.times(random.below(3), () => [random.pick(keys), odd(depth + 1)]));
  }

  function of(kind: Kind, wild: number): unknown {
    if (random.chance(wild)) return odd();
    if (kind === 'text') return text();
    if (kind === 'number') return number();
    if (kind === 'integer') return random.chance(0.8) ? random.below(12) : number();
    if (kind === 'boolean') return random.chance(0.5);
    if (kind === 'list') return random.times(random.below(4), () => (random.chance(0.7) ? scalar() : odd(1)));
    if (kind === 'object') return { name: text(), a: scalar(), list: random.times(random.below(3), scalar) };
    return odd();
  }

  function document(id: string, shape: Shape, wild: number): Doc {
    const doc: Doc = { [shape.primary]: id };
    for (const { path, kind } of shape.fields) {
      if (path === shape.primary || random.chance(0.2)) continue;
      const steps = path.split('.');
      const last = steps.pop() ?? '';
      let place: Doc | undefined = doc;
      for (const step of steps) {
        if (!Object.hasOwn(place, step)) place[step] = random.chance(wild / 2) ? odd() : {};
        const next: unknown = place[step];
        place = next !== null && typeof next === 'object' && !Array.isArray(next) ? (next as Doc) : undefined;
        if (!place) break;
      }
      if (place) place[last] = of(kind, wild);
    }
    return doc;
  }

  return { text, number, of, odd: () => odd(), document };
}
