import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellText,
  createCarrierLookup,
  encodeCsv,
  guard,
  isFormula,
  isRuined,
  parseDate,
  parseMinor,
  parseQty,
  splitChineseAddress,
} from '../../../shared/intake/index.ts';
import type { Cell } from '../../../shared/intake/index.ts';

const china = { tzOffset: 480 };
const utc = (text: string): number => Date.parse(text);

describe('cells', () => {
  it('unwraps text cells of digits and nothing else', () => {
    expect(cellText('="1234567890123456789"')).toBe('1234567890123456789');
    expect(cellText('=" a ""b"" "')).toBe('a "b"');
    expect(cellText('=1+1')).toBe('=1+1');
    expect(cellText("'=1+1")).toBe('=1+1');
    expect(cellText("'tis")).toBe("'tis");
    expect(cellText({ kind: 'number', text: '42', from: 'sheet' })).toBe('42');
  });

  it.each(['=HYPERLINK("http://x","y")', '=1+1', '+1', '@SUM(A1)', '-2', '="1"&"2"'])(
    '%s is a formula',
    (text) => {
      expect(isFormula(text)).toBe(true);
    },
  );
  it.each(['="123"', '123', 'A=1', "'=1"])('%s is no formula', (text) => {
    expect(isFormula(text)).toBe(false);
  });

  const ruined: [string, Cell][] = [
    ['exponent', '1.23E+18'],
    ['exponent without point', '5E+17'],
    ['rounded by a spreadsheet', '3120456789012340000'],
    ['numeric cell of 16 digits', { kind: 'number', text: '1234567890123456', from: 'sheet' }],
    ['numeric cell in exponent form', { kind: 'number', text: '1.2345E+18', from: 'sheet' }],
    ['rounded JSON number', { kind: 'number', text: '1234567890123456800', from: 'json' }],
    ['date', { kind: 'date', wall: 0 }],
  ];
  it.each(ruined)('a number is ruined: %s', (_name, cell) => expect(isRuined(cell)).toBe(true));
  const sound: [string, Cell][] = [
    ['text of 19 digits', '3120456789012345678'],
    ['text in ="…"', '="3120456789012340000"'],
    ['numeric cell of 15 digits', { kind: 'number', text: '123456789012345', from: 'sheet' }],
    ['exact JSON number', { kind: 'number', text: '1234567890123456789', from: 'json' }],
    ['SKU with E', '12E5A'],
  ];
  it.each(sound)('a number is sound: %s', (_name, cell) => expect(isRuined(cell)).toBe(false));
});

describe('values', () => {
  it.each([
    ['12.5', 'CNY', 1250],
    ['¥1,234.565', 'CNY', 123457],
    ['-3', 'GBP', -300],
    ['12元', 'CNY', 1200],
    ['1500', 'JPY', 1500],
    ['.5', 'USD', 50],
    ['1.2345', 'KWD', 1235],
  ])('%s %s is %i minor units', (text, currency, minor) => expect(parseMinor(text, currency)).toBe(minor));
  it.each(['', '12,5', '1.2.3', 'abc', '--1', '=1', '1e3'])('%j is no amount', (text) =>
    expect(parseMinor(text, 'CNY')).toBeUndefined(),
  );
  it.each([
    ['1', 1],
    ['３', 3],
    ['12.0', 12],
  ])('%s units', (text, qty) => expect(parseQty(text)).toBe(qty));
  it.each(['0', '-1', '1.5', '', 'two', '1e3', '99999999'])('%j is no count', (text) =>
    expect(parseQty(text)).toBeUndefined(),
  );
});

describe('dates', () => {
  it.each([
    ['2026-11-01 12:00:00', '2026-11-01T04:00:00Z'],
    ['2026/11/1 8:05', '2026-11-01T00:05:00Z'],
    ['2026-11-01', '2026-10-31T16:00:00Z'],
    ['2026年11月1日 12:30', '2026-11-01T04:30:00Z'],
    ['2026-11-01T12:00:00Z', '2026-11-01T12:00:00Z'],
    ['2026-11-01T12:00:00.250+02:00', '2026-11-01T10:00:00.250Z'],
    ['2026-11-01 12:00:00 -0500', '2026-11-01T17:00:00Z'],
    ['20261101120000', '2026-11-01T04:00:00Z'],
    ['12/1/10 8:26', '2010-12-01T00:26:00Z'],
    ['12/1/2010 8:26 PM', '2010-12-01T12:26:00Z'],
    ['44166.5', '2020-12-01T04:00:00Z'],
    ['1788000000000', new Date(1_788_000_000_000).toISOString()],
  ])('%s', (text, iso) => expect(parseDate(text, china)).toBe(utc(iso)));
  it('reads day first where the preset says so', () =>
    expect(parseDate('1/12/2010', { tzOffset: 0, order: 'dmy' })).toBe(utc('2010-12-01T00:00:00Z')));
  it('takes the wall time of a date cell as local', () =>
    expect(parseDate({ kind: 'date', wall: utc('2026-11-01T12:00:00Z') }, china)).toBe(
      utc('2026-11-01T04:00:00Z'),
    ));
  it.each([
    '2026-02-30',
    '2026-13-01',
    '13/13/2026',
    '2026-11-01 25:00',
    'yesterday',
    '2026-11-01 12:00 XYZ',
    '',
    '7',
  ])('%j is no date', (text) => expect(parseDate(text, china)).toBeUndefined());
});

describe('Chinese addresses in one string', () => {
  it.each([
    ['浙江省杭州市西湖区青禾路1号', '浙江省', '杭州市', '西湖区', '青禾路1号', undefined],
    ['江苏省 南京市 建邺区 沙洲街道****', '江苏省', '南京市', '建邺区', '沙洲街道****', undefined],
    ['上海市浦东新区望江东路8号(200120)', '上海市', '上海市', '浦东新区', '望江东路8号', '200120'],
    ['北京 北京市 朝阳区 星海路3号(000000)', '北京市', '北京市', '朝阳区', '星海路3号', undefined],
    ['广东深圳市南山区云帆大道2号', '广东省', '深圳市', '南山区', '云帆大道2号', undefined],
    [
      '新疆维吾尔自治区伊犁哈萨克自治州伊宁市百合街5号',
      '新疆维吾尔自治区',
      '伊犁哈萨克自治州',
      '伊宁市',
      '百合街5号',
      undefined,
    ],
  ])('%s', (text, province, city, district, detail, postcode) => {
    const split = splitChineseAddress(text);
    expect(split).toMatchObject({ province, city, district, detail, sure: true });
    expect(split.postcode).toBe(postcode);
  });
  it('leaves alone what it does not know', () =>
    expect(splitChineseAddress('12 Mill Road, Eastbrook')).toEqual({
      detail: '12 Mill Road, Eastbrook',
      sure: false,
    }));
  it('never loses text of the address', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const split = splitChineseAddress(text);
        expect(typeof split.detail).toBe('string');
        if (split.province === undefined && split.postcode === undefined && !/\d{6}/.test(text)) {
          expect(split.detail).toBe(
            text
              .trim()
              .replace(/^中国[\s,，]*/, '')
              .trim(),
          );
        }
      }),
    );
  });
});

describe('carriers', () => {
  it('knows usual names and lets the site add its own', () => {
    const carrierOf = createCarrierLookup([{ code: 'TC', zh: '同城快送', en: 'City Courier' }]);
    expect(
      ['中通', '中通快递', 'zto', '顺丰速运', ' 同城快送 ', 'City courier', '火箭'].map(carrierOf),
    ).toEqual(['ZTO', 'ZTO', 'ZTO', 'SF', 'TC', 'TC', undefined]);
  });
});

describe('CSV injection', () => {
  it.each(['=1+1', '+SUM(A1)', '-2+3', '@cmd', '\tx', '\rx', "'=1"])('%j is guarded', (text) => {
    expect(guard(text)).toBe(`'${text}`);
  });
  it.each(['-12.50', '+3', '7', 'A-1', ''])('%j stays', (text) => expect(guard(text)).toBe(text));
  it('writes long digits as text only where they are harmless', () => {
    const table = {
      header: ['a'],
      rows: [[{ digits: '3120456789012345678' }], [{ digits: '1"+HYPERLINK("x")' }]],
    };
    expect(encodeCsv(table)).toBe('a\r\n"=""3120456789012345678"""\r\n"1""+HYPERLINK(""x"")"\r\n');
  });
});
