import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import {
  looksMasked,
  maskAddress,
  maskName,
  maskPhone,
  maskReceiver,
} from '../../../shared/domain/masking/index.ts';

const starsIn = (text: string): number => [...text].filter((char) => char === '*').length;
/** Any text, the nasty ones too: lone surrogates, right-to-left marks, combining characters. */
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }));
const han = fc.constantFrom(...'张王李赵欧阳司马诸葛小明丽芳伟强阿依古');
const digits = (min: number, max: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: min, maxLength: max }).map((all) => all.join(''));

describe('maskName', () => {
  it.each([
    ['张三', '张*'],
    ['王小明', '王**'],
    ['欧阳修', '欧阳*'],
    ['欧阳', '欧*'],
    ['诸葛孔明', '诸葛**'],
    ['王', '王*'],
    ['John Smith', 'J*** S****'],
    ['J', 'J*'],
    [' 张\u200b三 ', '张*'],
    ['', ''],
  ])('%s → %s', (raw, masked) => expect(maskName(raw)).toBe(masked));

  it('hides at least one character and never shows the name', () => {
    fc.assert(
      fc.property(fc.array(han, { minLength: 2, maxLength: 6 }), (chars) => {
        const name = chars.join('');
        const masked = maskName(name);
        expect(starsIn(masked)).toBeGreaterThanOrEqual(1);
        expect(masked).not.toContain(name);
      }),
    );
  });

  it('is idempotent for any text', () => {
    fc.assert(fc.property(anyText, (text) => maskName(maskName(text)) === maskName(text)));
  });
});

describe('maskPhone', () => {
  it.each([
    ['13812345678', '138******78'],
    ['138-1234-5678', '138******78'],
    ['１３８１２３４５６７８', '138******78'],
    ['+86 138 1234 5678', '138******78'],
    ['8613812345678', '138******78'],
    ['138****5678', '138******78'],
    ['0571-88881234', '0571-******34'],
    ['057188881234', '0571-******34'],
    ['010-88881234', '010-******34'],
    ['18412345678-4321', '184******78-4321'],
    ['18412345678转4321', '184******78转4321'],
    ['+44 7911 123456', '+44 ********56'],
    ['+447911123456', '+44 ********56'],
    ['+852 9876 5432', '+852 ******32'],
    ['400-820-8820', '********20'],
    ['12345', '******'],
    ['ask my wife', '******'],
    ['', ''],
  ])('%s → %s', (raw, masked) => expect(maskPhone(raw)).toBe(masked));

  it("keeps a platform's virtual number whole when it is flagged as one", () => {
    expect(maskPhone('18412345678-4321', { virtualPhone: true })).toBe('18412345678-4321');
  });

  it('hides at least six digits of any number in any form', () => {
    const phones = fc.oneof(
      digits(7, 20),
      digits(10, 10).map((rest) => `1${rest}`),
      fc.tuple(digits(10, 10), digits(1, 6)).map(([rest, ext]) => `1${rest}-${ext}`),
      fc.tuple(digits(2, 3), digits(7, 8)).map(([area, rest]) => `0${area}-${rest}`),
      fc.tuple(digits(1, 3), digits(6, 12)).map(([code, rest]) => `+${code} ${rest}`),
    );
    fc.assert(
      fc.property(phones, (phone) => {
        const masked = maskPhone(phone);
        expect(starsIn(masked)).toBeGreaterThanOrEqual(6);
        expect(masked).not.toContain(phone);
        expect(maskPhone(masked)).toBe(masked);
        // No run of seven of the number's digits survives in what is printed.
        const plain = phone.replace(/\D/g, '');
        for (let i = 0; i + 7 <= plain.length; i++) expect(masked).not.toContain(plain.slice(i, i + 7));
      }),
      { numRuns: 500 },
    );
  });

  it('is idempotent for any text', () => {
    fc.assert(fc.property(anyText, (text) => maskPhone(maskPhone(text)) === maskPhone(text)));
  });
});

describe('maskAddress', () => {
  it.each([
    ['浙江省杭州市余杭区文一西路969号3幢2单元1502室', '浙江省杭州市余杭区文一西路969号3幢****'],
    ['文一西路969号3幢1502', '文一西路969号3幢****'],
    ['文一西路969号', '文一西路****'],
    ['北京市房山区西路南大街5号院12号楼3层', '北京市房山区西路南大街5号院12号楼****'],
    ['南京市玄武区户部街1号', '南京市玄武区户部街****'],
    ['体育西路一百零二室', '体育西路****'],
    ['某小区1-2-1502', '某小区****'],
    ['文一西路100-102号', '文一西路****'],
    ['文一西路969号3幢302（菜鸟驿站88号）', '文一西路969号3幢****'],
    ['文一西路969号3幢302 王小明 13812345678', '文一西路969号3幢****'],
    ['13812345678 文一西路969号5号楼302', '**** 文一西路969号5号楼****'],
    ['某小区3-2-1502 送到门口9点前', '某小区****'],
    ['某路1号2\u200b单元３０１室', '某路1号****'],
    ['某县某镇某村', '某县某镇****'],
    ['12 High Street Apt 4B', '12 High Street****'],
    ['1600 Main St #1502', '1600 Main St****'],
    ['Flat 5, 12 High Street, London', '****, 12 High Street, London'],
    ['', ''],
  ])('%s → %s', (raw, masked) => expect(maskAddress(raw)).toBe(masked));

  it('hides unit, floor and room whatever the form, and never shows the address', () => {
    const room = fc.tuple(
      fc.constantFrom('1幢', '3号楼', 'A座', '8栋', ''),
      fc.constantFrom('2单元', '东单元', '乙单元', ''),
      fc.integer({ min: 1, max: 4099 }),
      fc.constantFrom('室', '户', '房', '层', '号房', ''),
    );
    fc.assert(
      fc.property(room, ([building, unit, number, kind]) => {
        const raw = `浙江省杭州市西湖区文三路90号${building}${unit}${number}${kind}`;
        const masked = maskAddress(raw);
        expect(masked).not.toContain(raw);
        expect(masked.endsWith('****')).toBe(true);
        expect(masked).not.toContain(`${number}${kind}****`);
        // The building may stay and may have the room's digits (3号楼2单元3): what follows it must not.
        expect(masked.slice(`浙江省杭州市西湖区文三路90号${building}`.length)).not.toContain(
          String(number) + kind,
        );
        expect(masked).not.toMatch(/单元|室/);
        expect(maskAddress(masked)).toBe(masked);
      }),
    );
  });

  it('is idempotent for any text', () => {
    const mixed = fc
      .array(fc.constantFrom(...'1502室单元户层房#号幢A座,- ', 'Apt ', 'Unit ', '****', '路'), {
        maxLength: 30,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(anyText, mixed), (text) => {
        expect(maskAddress(maskAddress(text))).toBe(maskAddress(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes hostile length without stalling', () => {
    for (const char of ['1', 'a', '1-', '1 ', '室', '#1', 'Apt 1 ']) {
      expect(maskAddress(char.repeat(5000))).toContain('****');
    }
  });
});

describe('maskReceiver and looksMasked', () => {
  it('masks all three fields', () => {
    const masked = maskReceiver({ name: '王小明', phone: '13812345678', address: '文一西路969号3幢1502室' });
    expect(masked).toEqual({ name: '王**', phone: '138******78', address: '文一西路969号3幢****' });
    expect(Object.values(masked).every(looksMasked)).toBe(true);
  });
  it('tells plain from masked', () => {
    expect(looksMasked('王小明')).toBe(false);
    expect(looksMasked('138****5678')).toBe(true);
    expect(looksMasked('王＊明')).toBe(true);
  });
});
