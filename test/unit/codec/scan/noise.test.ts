import { describe, expect, it } from 'vitest';
import { createByteReader, DEFAULT_PROFILE } from '../../../../shared/codec/index.ts';
import type { GunRead } from '../../../../shared/codec/index.ts';
import { overTheLine } from '../../../fakes/uart.ts';
import type { Framing } from '../../../fakes/uart.ts';

const CODES = [
  ...Array.from({ length: 30 }, (_, i) => `69${String(12345678901 + i * 97)}`),
  ...Array.from({ length: 20 }, (_, i) => `SF${String(1234567890123 + i * 31)}`),
  ...Array.from({ length: 20 }, (_, i) => `OD-20261122${String(i).padStart(5, '0')}`),
  'CMD:OK',
  'CMD:NEXT',
  '010950600013435210A1\u001d2177',
  'aB1]-_~',
  '5555555555555',
  'UUUUUUUUUUUU',
];
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One scan a second and a half, over a line whose two ends may be set differently. */
function scanAll(sender: Framing, receiver: Framing, broken: 'zero' | 'sampled'): GunRead[] {
  const reader = createByteReader(DEFAULT_PROFILE);
  const reads: GunRead[] = [];
  CODES.forEach((code, i) => {
    const at = i * 1500;
    reads.push(...reader.push(overTheLine(encode(`${code}\r`), sender, receiver, broken), at));
    reads.push(...reader.idle(at + 1200));
  });
  return [...reads, ...reader.close(CODES.length * 1500)];
}
const codes = (reads: readonly GunRead[]): string[] =>
  reads.flatMap((read) => ('text' in read ? [read.text] : []));

const SPEEDS = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200];

describe('a line at another speed than the gun', () => {
  const pairs = SPEEDS.flatMap((gun) =>
    SPEEDS.filter((line) => line !== gun).map((line) => [gun, line] as const),
  );
  it.each(pairs)('gun %d, line %d: no code, and a hint', (gun, line) => {
    for (const broken of ['zero', 'sampled'] as const) {
      const reads = scanAll({ baud: gun }, { baud: line }, broken);
      expect(codes(reads)).toEqual([]);
      expect(reads.some((read) => 'invalid' in read && read.invalid === 'noise')).toBe(true);
    }
  });
  it('the same speed: every code, no hint', () => {
    const reads = scanAll({ baud: 9600 }, { baud: 9600 }, 'zero');
    expect(codes(reads)).toEqual(CODES);
    expect(reads).toHaveLength(CODES.length);
  });
  it.each([
    ['even', '7E1'],
    ['odd', '7O1'],
  ] as const)('seven bits and %s parity read as eight: no code, and which setting it is', (parity, hint) => {
    const reads = scanAll({ baud: 9600, dataBits: 7, parity }, { baud: 9600 }, 'sampled');
    const own = CODES.filter((code) => codes(reads).includes(code));
    expect(codes(reads)).toEqual(own);
    const hints = reads.flatMap((read) => ('invalid' in read && read.hint !== undefined ? [read.hint] : []));
    expect(hints.length).toBeGreaterThan(0);
    expect(new Set(hints)).toContain(hint);
  });
});

describe('what is no noise', () => {
  it('Chinese in UTF-8, GS, STX and ETX', () => {
    const reader = createByteReader(DEFAULT_PROFILE);
    const reads = reader.push(encode('云朵双层玻璃杯\r\u0002690\u0003\r010950600013435210A\u001d21B\r'), 0);
    expect(codes(reads)).toEqual(['云朵双层玻璃杯', '\u0002690\u0003', '010950600013435210A\u001d21B']);
  });
  it('one code in another encoding among good ones is reported as such', () => {
    const reader = createByteReader(DEFAULT_PROFILE);
    const gbk = Uint8Array.from([0xd4, 0xc6, 0x41, 13]);
    expect(reader.push(gbk, 0)).toMatchObject([{ invalid: 'encoding', bytes: 3 }]);
    expect(codes(reader.push(encode('6901234567892\r'), 100))).toEqual(['6901234567892']);
  });
  it('an overlong code is no noise, whatever code came in the same bytes before it', () => {
    const reader = createByteReader(DEFAULT_PROFILE);
    reader.push(encode('<b>\r'), 0);
    expect(codes(reader.push(encode('\u001b!\rA'), 0))).toEqual(['\u001b!']);
    expect(reader.push(encode('A'.repeat(4096)), 50)).toMatchObject([{ invalid: 'too_long', bytes: 4097 }]);
  });
  it('good codes after noise count again', () => {
    const reader = createByteReader(DEFAULT_PROFILE);
    const noise = Uint8Array.from([0, 0xff, 0x80, 0xfe, 0, 0xf8, 13, 0x41, 13]);
    expect(codes(reader.push(noise, 0))).toEqual([]);
    expect(codes(reader.push(encode('6901234567892\r'), 1000))).toEqual(['6901234567892']);
  });
  it('a short code of a quick hand right after noise counts, and one in its midst is not passed over', () => {
    const noise = Uint8Array.from([0xff, 0xfe, 0xc3, 0x28, 0x80, 13]);
    const reader = createByteReader(DEFAULT_PROFILE);
    expect(reader.push(noise, 0)).toMatchObject([{ invalid: 'noise' }]);
    expect(codes(reader.push(encode('CMD:OK\r'), 40))).toEqual(['CMD:OK']);
    expect(reader.push(noise, 100)).toEqual([]);
    expect(reader.push(encode('CMD:OK\r'), 104)).toMatchObject([{ invalid: 'noise' }]);
  });
});
