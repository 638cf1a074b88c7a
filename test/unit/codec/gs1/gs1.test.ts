import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gs1CheckDigit,
  gs1Date,
  gs1Grams,
  parseBracketed,
  parseDigitalLink,
  parseElementString,
} from '../../../../shared/codec/index.ts';

const GS = '\u001d';
const parsed = (text: string) => {
  const result = parseElementString(text);
  if (!result.ok) throw new Error(`${result.error.code} at ${String(result.error.at)}`);
  return result.value;
};

describe('element strings', () => {
  it('reads fixed and variable AIs', () => {
    expect(parsed(`0109506000134352` + `17261231` + `10A1${GS}21S-77`)).toEqual({
      elements: [
        { ai: '01', value: '09506000134352' },
        { ai: '17', value: '261231' },
        { ai: '10', value: 'A1' },
        { ai: '21', value: 'S-77' },
      ],
      warnings: [],
    });
  });
  it('tolerates a separator after a fixed AI, at the front and at the end', () => {
    expect(parsed(`${GS}0109506000134352${GS}3712${GS}`).elements).toEqual([
      { ai: '01', value: '09506000134352' },
      { ai: '37', value: '12' },
    ]);
  });
  it('reads measures, GLNs and four-digit AIs', () => {
    expect(parsed(`3103001250` + `4109061414000001` + `4300ACME${GS}4307CN`)).toEqual({
      elements: [
        { ai: '3103', value: '001250' },
        { ai: '410', value: '9061414000001' },
        { ai: '4300', value: 'ACME' },
        { ai: '4307', value: 'CN' },
      ],
      warnings: [],
    });
  });
  it('warns of what may hide behind a missing separator', () => {
    const { elements, warnings } = parsed('010950600013435210LOT17261231');
    expect(elements[1]).toEqual({ ai: '10', value: 'LOT17261231' });
    expect(warnings).toEqual([{ code: 'maybe_missing_separator', ai: '10' }]);
    expect(parsed('010950600013435210LOT').warnings).toEqual([]);
    expect(parsed(`010950600013435210LOT17261231${GS}21X`).warnings).toEqual([]);
  });
  it('goes on after a value of exact length without separator, with a warning', () => {
    const { elements, warnings } = parsed(`4021234567890123456${gs1CheckDigit('1234567890123456') ?? ''}375`);
    expect(elements.map(({ ai }) => ai)).toEqual(['402', '37']);
    expect(warnings.map(({ code }) => code)).toEqual(['missing_separator']);
  });
  it('keeps a wrong value and says what is wrong', () => {
    expect(parsed('0109506000134353').warnings).toEqual([{ code: 'bad_check_digit', ai: '01' }]);
    expect(parsed('17261332').warnings).toEqual([{ code: 'bad_date', ai: '17' }]);
    expect(parsed('10中文').warnings).toEqual([{ code: 'bad_character', ai: '10' }]);
    expect(parsed('3912123').warnings).toEqual([{ code: 'unknown_ai', ai: '3912' }]);
    expect(parsed(`21A${GS}21B`).warnings).toEqual([{ code: 'repeated_ai', ai: '21' }]);
  });
  it.each([
    ['', 'empty', 0],
    ['HELLO', 'no_ai', 0],
    ['0', 'no_ai', 0],
    ['60123', 'no_ai', 0],
    ['010950600013435', 'too_short', 2],
    ['10', 'too_short', 2],
    [`10${'A'.repeat(21)}`, 'too_long', 2],
    ['0109506000134352^XZ', 'no_ai', 16],
  ])('refuses %j: %s', (text, code, at) => {
    expect(parseElementString(text)).toEqual({ ok: false, error: { code, at } });
  });
  it('reads back what was composed, whatever the values', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9/-]{1,20}$/);
    const body = fc.stringMatching(/^\d{13}$/);
    fc.assert(
      fc.property(body, value, value, (gtin, lot, serial) => {
        const full = gtin + (gs1CheckDigit(gtin) ?? '');
        const { elements } = parsed(`01${full}10${lot}${GS}21${serial}`);
        expect(elements).toEqual([
          { ai: '01', value: full },
          { ai: '10', value: lot },
          { ai: '21', value: serial },
        ]);
      }),
    );
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseElementString(text)));
    fc.assert(fc.property(fc.stringMatching(/^[0-9\u001d]{0,80}$/), (text) => void parseElementString(text)));
  });
});

describe('dates and weights', () => {
  it.each([
    ['261231', '2026-12-31'],
    ['270200', '2027-02-28'],
    ['280200', '2028-02-29'],
    ['760101', '2076-01-01'],
    ['770101', '1977-01-01'],
    ['260230', undefined],
    ['261301', undefined],
    ['26010', undefined],
  ])('%s in 2026 → %s', (text, date) => expect(gs1Date(text, 2026)).toBe(date));
  it('moves a low year to the next century when now is late in this one', () => {
    expect(gs1Date('100101', 2070)).toBe('2110-01-01');
  });
  it.each([
    ['3103', '001250', 1250],
    ['3100', '000002', 2000],
    ['3105', '001250', 13],
    ['3201', '000022', 998],
    ['3301', '000125', 12500],
    ['3113', '001250', undefined],
    ['3106', '001250', undefined],
    ['310', '001250', undefined],
  ])('(%s)%s → %s g', (ai, value, grams) => expect(gs1Grams({ ai, value })).toBe(grams));
});

describe('bracketed text', () => {
  it('reads what is printed under a symbol', () => {
    expect(parseBracketed('(01)09506000134352(10)A1')?.elements).toEqual([
      { ai: '01', value: '09506000134352' },
      { ai: '10', value: 'A1' },
    ]);
    expect(parseBracketed('(01)')).toBeUndefined();
    expect(parseBracketed('A(01)1')).toBeUndefined();
  });
});

describe('Digital Link', () => {
  it.each([
    ['https://id.gs1.org/01/09506000134352/10/A1', '01=09506000134352 10=A1'],
    [
      'HTTPS://Shop.example/p/x/01/09506000134352/22/2A/10/A%2F1/21/S%201?17=261231&linkType=all',
      '01=09506000134352 22=2A 10=A/1 21=S 1 17=261231',
    ],
    ['http://a.example/01/01/01/9506000134352', '01=09506000134352'],
    ['https://a.example/00/006141411234567890?37=5#top', '00=006141411234567890 37=5'],
    ['https://a.example/414/9061414000001/254/B', '414=9061414000001 254=B'],
  ])('%s', (url, expected) => {
    expect(
      parseDigitalLink(url)
        ?.elements.map(({ ai, value }) => `${ai}=${value}`)
        .join(' '),
    ).toBe(expected);
  });
  it.each([
    'https://mini.ems.com.cn/youzheng/mini/1234567890123',
    'https://a.example/01/09506000134352/21/S/10/A1',
    'https://a.example/01/%ZZ',
    'https://a.example/',
    'ftp://a.example/01/09506000134352',
    '01/09506000134352',
  ])('is not one: %s', (url) => expect(parseDigitalLink(url)).toBeUndefined());
  it('says where the check digit is wrong', () => {
    expect(parseDigitalLink('https://id.gs1.org/01/09506000134353')?.warnings).toEqual([
      { code: 'bad_check_digit', ai: '01' },
    ]);
  });
});
