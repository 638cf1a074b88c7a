import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gs1CheckDigit,
  gtin14,
  hasGs1CheckDigit,
  isDhl10,
  isFedex12,
  isS10,
  isSscc,
  isUps,
  s10CheckDigit,
} from '../../../shared/codec/index.ts';

describe('GS1 check digits', () => {
  it.each([
    ['690123456789', '2'],
    ['9638507', '4'],
    ['03600029145', '2'],
    ['0950600013435', '2'],
    ['00614141123456789', '0'],
    ['10614141123456789', '7'],
  ])('%s → %s', (body, digit) => {
    expect(gs1CheckDigit(body)).toBe(digit);
    expect(hasGs1CheckDigit(body + digit)).toBe(true);
  });

  it('refuses what is not all digits', () => {
    expect(gs1CheckDigit('')).toBeUndefined();
    expect(gs1CheckDigit('12a')).toBeUndefined();
    expect(gs1CheckDigit('１２')).toBeUndefined();
    expect(hasGs1CheckDigit('0')).toBe(false);
  });

  it('catches every single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{13}$/),
        fc.nat(13),
        fc.integer({ min: 1, max: 9 }),
        (body, at, by) => {
          const code = body + (gs1CheckDigit(body) ?? '');
          const digit = (Number(code[at]) + by) % 10;
          expect(hasGs1CheckDigit(code.slice(0, at) + String(digit) + code.slice(at + 1))).toBe(false);
        },
      ),
    );
  });
});

describe('gtin14', () => {
  it('makes one number of EAN-13, UPC-A and GTIN-14 forms', () => {
    expect(gtin14('036000291452')).toBe('00036000291452');
    expect(gtin14('0036000291452')).toBe('00036000291452');
    expect(gtin14('00036000291452')).toBe('00036000291452');
    expect(gtin14('96385074')).toBe('00000096385074');
    expect(gtin14('6901234567892')).toBe('06901234567892');
  });
  it('refuses a wrong check digit, other lengths and zeros', () => {
    expect(gtin14('6901234567893')).toBeUndefined();
    expect(gtin14('690123456789')).toBeUndefined();
    expect(gtin14('123456')).toBeUndefined();
    expect(gtin14('00000000')).toBeUndefined();
    expect(gtin14('')).toBeUndefined();
  });
});

describe('carriers', () => {
  it('S10', () => {
    for (const code of ['RB123456785GB', 'EE471108151FR', 'RR473124829GB', 'EB000717595HK'])
      expect(isS10(code)).toBe(true);
    expect(isS10('RB123456784GB')).toBe(false);
    expect(s10CheckDigit('1234567')).toBeUndefined();
  });
  it('UPS, FedEx, DHL, SSCC', () => {
    expect(isUps('1Z999AA10123456784')).toBe(true);
    expect(isUps('1Z999AA10123456785')).toBe(false);
    expect(isFedex12('986578788855')).toBe(true);
    expect(isFedex12('986578788856')).toBe(false);
    expect(isDhl10('3318810025')).toBe(true);
    expect(isDhl10('3318810026')).toBe(false);
    expect(isSscc('006141411234567890')).toBe(true);
    expect(isSscc('006141411234567891')).toBe(false);
  });
});
