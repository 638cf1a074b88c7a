import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSafeWaybillPattern,
  matchWaybill,
  normaliseWaybill,
  WAYBILL_PATTERNS,
} from '../../../../shared/codec/index.ts';

const carriers = (text: string): string[] =>
  matchWaybill(text).map(({ carrier, shape }) => (shape === 'older' ? `${carrier}?` : carrier));

describe('waybill shapes', () => {
  it.each([
    ['SF1234567890123', ['SF', 'YTO?']],
    ['78123456789012', ['ZTO', 'DPD']],
    ['YT1234567890123', ['YTO']],
    ['YT1234567890123456', ['YUNEXPRESS']],
    ['771234567890123', ['STO', 'YUNDA', 'FEDEX']],
    ['312345678901234', ['YUNDA', 'FEDEX']],
    ['4312345678901', ['YUNDA?']],
    ['9912345678901', ['EMS', 'YUNDA?']],
    ['JT1234567890123', ['JT', 'YTO?']],
    ['JDVA12345678901', ['JD']],
    ['JDVA12345678901-1-1-', ['JD']],
    ['DPK123456789012', ['DEPPON']],
    ['RB123456785GB', ['EMS']],
    ['1Z999AA10123456784', ['UPS']],
    ['6901234567892', ['YUNDA?']],
    ['hello world', []],
    ['', []],
  ])('%s → %j', (text, expected) => expect(carriers(text)).toEqual(expected));

  it('says whether the check digit is right, and never refuses for it', () => {
    const check = (text: string, carrier: string) =>
      matchWaybill(text).find((c) => c.carrier === carrier)?.check;
    expect(check('RB123456785GB', 'EMS')).toBe('right');
    expect(check('RB123456784GB', 'EMS')).toBe('wrong');
    expect(check('9912345678901', 'EMS')).toBe('none');
    expect(check('1Z999AA10123456785', 'UPS')).toBe('wrong');
    expect(check('986578788855', 'FEDEX')).toBe('right');
  });

  it('is data: all expressions are of the safe kind and survive JSON', () => {
    expect(JSON.parse(JSON.stringify(WAYBILL_PATTERNS))).toEqual(WAYBILL_PATTERNS);
    for (const { current, older } of WAYBILL_PATTERNS)
      for (const source of [...current, ...older]) expect(isSafeWaybillPattern(source), source).toBe(true);
  });

  it.each([
    '^(a+)+$',
    '^(\\d+)*$',
    '^.*$',
    '\\d{12}',
    '^\\d+$',
    '^(A|B){9}$',
    '^(?=A)A$',
    '^[^A]$',
    `^${'A'.repeat(301)}$`,
  ])('passes over an expression that could take long or match anything: %s', (source) => {
    expect(isSafeWaybillPattern(source)).toBe(false);
    expect(
      matchWaybill('AAAAAAAAAAAAAAAAAAAAAAAAAAAAAB', [{ carrier: 'X', current: [source], older: [] }]),
    ).toEqual([]);
  });
});

describe('normaliseWaybill', () => {
  it.each([
    ['  sf1234567890123\r\n', 'SF1234567890123'],
    [']C0SF1234567890123', 'SF1234567890123'],
    ['ＳＦ１２３４５６７８９０１２３', 'SF1234567890123'],
    ['SF 1234 5678 90123', 'SF1234567890123'],
    ['JDVA12345678901-1-1-', 'JDVA12345678901'],
    ['JDVA12345678901-12-30-', 'JDVA12345678901'],
    ['12345678901-1-1-', '12345678901'],
    ['https://mini.ems.com.cn/youzheng/mini/1234567890123', '1234567890123'],
    ['https://evil.example/youzheng/mini/1234567890123', 'HTTPS://EVIL.EXAMPLE/YOUZHENG/MINI/1234567890123'],
    ['\u001d42012345', '42012345'],
    ['', ''],
  ])('%j → %j', (text, expected) => expect(normaliseWaybill(text)).toBe(expected));

  it('is idempotent and never throws', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom(']C0', ' ', '\u001d', 'JD', 'VA', '1', '-', '１', 'a'), { maxLength: 40 })
        .map((parts) => parts.join('')),
      fc.string().map((s) => `]C0 ]C1${s}`),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const once = normaliseWaybill(text);
        expect(normaliseWaybill(once)).toBe(once);
        matchWaybill(text);
      }),
    );
  });
});
