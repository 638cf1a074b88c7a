import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifyScan,
  cleanScanText,
  makeCommandCode,
  makeInternalCode,
  parseCommandCode,
  parseInternalCode,
} from '../../../../shared/codec/index.ts';
import type { Classified, InternalKind } from '../../../../shared/codec/index.ts';

const GS = '\u001d';
const scan = (text: string): Classified => classifyScan({ text, source: 'serial' });

describe('our own codes', () => {
  it.each([
    ['OD-TB1234', { kind: 'order', id: 'TB1234' }],
    ['od-tb1234\r\n', { kind: 'order', id: 'TB1234', text: 'od-tb1234' }],
    ['SH-7K2', { kind: 'shipment', id: '7K2' }],
    ['TT-01', { kind: 'tote', id: '01' }],
    ['LC-A-01-2', { kind: 'location', id: 'A-01-2' }],
    ['BG-9F', { kind: 'badge', id: '9F' }],
    ['CMD:OK', { kind: 'command', name: 'OK' }],
    ['CMD:HOLD:DAMAGED', { kind: 'command', name: 'HOLD', arg: 'DAMAGED' }],
    ['cmd：x：5', { kind: 'command', name: 'X', arg: '5' }],
    [']C0CMD:NEXT', { kind: 'command', name: 'NEXT', symbology: ']C0' }],
  ])('%j', (text, expected) => expect(scan(text)).toMatchObject(expected));

  it.each(['CMD:', 'CMD:A B', 'CMD:OK:1:2', 'CMD:<B>', 'OD-', 'OD-^XZ', `CMD:${'A'.repeat(25)}`])(
    'is plain text when malformed: %j',
    (text) => expect(scan(text).kind).toBe('text'),
  );

  it('makes what it parses, printable as Code 128', () => {
    const kinds: InternalKind[] = ['order', 'shipment', 'tote', 'location', 'badge'];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.stringMatching(/^[0-9a-zA-Z#._:/+-]{1,64}$/), (kind, id) => {
        const code = makeInternalCode(kind, id);
        if (!code.ok) throw new Error(code.error.code);
        expect(code.value).toMatch(/^[\x21-\x7e]+$/);
        expect(parseInternalCode(code.value)).toEqual({ kind, id: id.toUpperCase() });
      }),
    );
    expect(makeInternalCode('order', '订单1').ok).toBe(false);
    expect(makeInternalCode('order', '').ok).toBe(false);
    expect(makeCommandCode('HOLD', 'DAMAGED')).toEqual({ ok: true, value: 'CMD:HOLD:DAMAGED' });
    expect(makeCommandCode('hold').ok).toBe(false);
    expect(parseCommandCode('CMD:X:')).toEqual({ name: 'X', arg: '' });
  });
});

describe('products', () => {
  it('knows a GTIN in all its lengths and keeps the text', () => {
    expect(scan(']E00036000291452')).toMatchObject({
      kind: 'gtin',
      gtin14: '00036000291452',
      symbology: ']E0',
      waybills: [],
    });
    expect(scan('036000291452')).toMatchObject({
      kind: 'gtin',
      gtin14: '00036000291452',
      text: '036000291452',
    });
    expect(scan(']E496385074')).toMatchObject({ kind: 'gtin', gtin14: '00000096385074' });
    expect(scan(']E3978020137962412345')).toMatchObject({ kind: 'gtin', gtin14: '09780201379624' });
    expect(scan('６９０１２３４５６７８９２')).toMatchObject({ kind: 'gtin', gtin14: '06901234567892' });
  });
  it('keeps the carriers whose numbers look the same', () => {
    const found = scan('6901234567892');
    expect(found).toMatchObject({ kind: 'gtin', waybills: [{ carrier: 'YUNDA', shape: 'older' }] });
  });
  it('a wrong check digit is text', () => {
    expect(scan('6901234567893')).toMatchObject({ kind: 'text', text: '6901234567893' });
  });
});

describe('GS1', () => {
  it('reads GS1-128 by its symbol', () => {
    expect(scan(`]C10109506000134352310300125017261200` + `10A1${GS}2177${GS}`)).toMatchObject({
      kind: 'gs1',
      gtin14: '09506000134352',
      lot: 'A1',
      serial: '77',
      expiry: '2026-12-31',
      netGrams: 1250,
      warnings: [],
    });
  });
  it('reads a case label: contents and count', () => {
    expect(scan(']C102095060001343523712')).toMatchObject({
      kind: 'gs1',
      gtin14: '09506000134352',
      quantity: 12,
    });
  });
  it('reads a logistics label', () => {
    expect(scan(']C100006141411234567890')).toMatchObject({ kind: 'sscc', sscc: '006141411234567890' });
    expect(scan('00006141411234567890')).toMatchObject({ kind: 'sscc', sscc: '006141411234567890' });
  });
  it('18 bare digits stay text with a hint: order numbers have 18 digits too', () => {
    expect(scan('006141411234567890')).toMatchObject({ kind: 'text', sscc: '006141411234567890' });
  });
  it('reads GS1 without a symbol only where it is faultless', () => {
    expect(scan('010950600013435210A1')).toMatchObject({ kind: 'gs1', lot: 'A1' });
    expect(scan('0109506000134353').kind).toBe('text');
    expect(scan('0109506000134352ZZ').kind).toBe('text');
    expect(scan(`${GS}0109506000134352`)).toMatchObject({ kind: 'gs1', gtin14: '09506000134352' });
    expect(scan('(01)09506000134352(10)A1')).toMatchObject({ kind: 'gs1', lot: 'A1' });
  });
  it('knows what guns send in place of GS', () => {
    const text = '010950600013435210A1<GS>2177';
    expect(scan(text)).toMatchObject({ lot: 'A1', serial: '77' });
    expect(scan(text.replace('<GS>', 'Alt029'))).toMatchObject({ lot: 'A1', serial: '77' });
    expect(
      classifyScan({ text: text.replace('<GS>', '#'), source: 'wedge' }, { gsAliases: ['#'] }),
    ).toMatchObject({ lot: 'A1', serial: '77' });
  });
  it('a wrong GTIN is kept but not offered as a product', () => {
    const found = scan(']C10109506000134353');
    expect(found).toMatchObject({ kind: 'gs1', warnings: [{ code: 'bad_check_digit', ai: '01' }] });
    expect(found).not.toHaveProperty('gtin14');
  });
  it('a GS1 symbol that holds something else is text', () => {
    expect(scan(']C1HELLO')).toMatchObject({ kind: 'text', text: 'HELLO', symbology: ']C1' });
  });
  it('reads a Digital Link of any host', () => {
    expect(scan(']Q1https://shop.example/01/09506000134352/10/A1?17=261231')).toMatchObject({
      kind: 'gs1',
      gtin14: '09506000134352',
      lot: 'A1',
      expiry: '2026-12-31',
      symbology: ']Q1',
    });
  });
  it('takes the symbology that the driver reports', () => {
    const raw = { text: '0109506000134352', symbology: ']C1', source: 'serial' } as const;
    expect(classifyScan(raw)).toMatchObject({ kind: 'gs1', symbology: ']C1' });
    expect(classifyScan({ ...raw, text: ']C10109506000134352' })).toMatchObject({ kind: 'gs1' });
  });
});

describe('text', () => {
  it('offers waybill candidates', () => {
    expect(scan('SF1234567890123')).toMatchObject({
      kind: 'text',
      waybill: 'SF1234567890123',
      waybills: [
        { carrier: 'SF', shape: 'current' },
        { carrier: 'YTO', shape: 'older' },
      ],
    });
    expect(scan('JDVA12345678901-1-1-')).toMatchObject({
      text: 'JDVA12345678901-1-1-',
      waybill: 'JDVA12345678901',
    });
    expect(scan('https://mini.ems.com.cn/youzheng/mini/9912345678901')).toMatchObject({
      waybill: '9912345678901',
    });
  });
  it('keeps a shop’s own SKU as it is', () => {
    expect(scan(' 衬衫（红）-XL ')).toMatchObject({ kind: 'text', text: '衬衫（红）-XL', waybills: [] });
  });
  it.each([
    '^XZ',
    '"; DROP TABLE orders;--',
    '<img src=x onerror=alert(1)>',
    '~JA',
    '../../etc/passwd',
    '${7*7}',
    '\u202egnp.exe',
    '(',
    ']',
    ']C',
  ])('hostile text is plain data: %j', (text) => expect(scan(text)).toMatchObject({ kind: 'text', text }));
});

describe('unreadable', () => {
  it.each([
    ['', 'empty'],
    [' \r\n', 'empty'],
    [']C1', 'empty'],
    [GS, 'empty'],
    ['A\u001bB', 'control_chars'],
    ['A\u0000B', 'control_chars'],
    ['A\rB', 'control_chars'],
    ['A\u0085B', 'control_chars'],
    ['A\ufffdB', 'encoding'],
    ['A\ud800B', 'encoding'],
    ['A'.repeat(513), 'too_long'],
    ['A'.repeat(5000), 'too_long'],
  ])('%j → %s', (text, reason) => {
    expect(scan(text)).toEqual({ kind: 'invalid', source: 'serial', reason, length: text.length });
  });
});

describe('any input', () => {
  const tokens = [
    ']C1',
    ']E0',
    '01',
    '10',
    '17',
    '21',
    '00',
    'OD-',
    'CMD:',
    'https://',
    '/',
    '(',
    ')',
    '0',
    '7',
    GS,
    ' ',
    '%',
    '?',
    '&',
    '=',
  ];
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.array(fc.constantFrom(...tokens), { maxLength: 60 }).map((parts) => parts.join('')),
  );
  it('never throws, always says a kind, and is the same when what it cleaned is scanned again', () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(cleanScanText(cleanScanText(text))).toBe(cleanScanText(text));
        const found = classifyScan({ text, source: 'wedge' });
        if (found.kind === 'invalid') return;
        expect(JSON.parse(JSON.stringify(found))).toEqual(found);
        expect(found.text).toBe(cleanScanText(found.text));
      }),
      { numRuns: 500 },
    );
  });
});
