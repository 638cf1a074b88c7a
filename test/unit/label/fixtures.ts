import type { Font, LabelData } from '../../../shared/label/index.ts';

/** A font of plain arithmetic: Chinese and symbols one em wide, all else 0.55; it lacks emoji and plane-2 characters. */
export const plainFont: Font = {
  measure: (text, size) =>
    [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2000 ? 1 : 0.55), 0) * size,
  hasGlyph: (codePoint) => codePoint < 0xfffd && (codePoint < 0x0590 || codePoint > 0x08ff),
};

/** 14 digits, SF + 13 digits, JD's parcel bar code of 20 characters. */
export const WAYBILLS = ['78123456789012', 'SF1234567890123', 'JDVA12345678901-1-1-'] as const;

export const labelData: LabelData = {
  carrierName: '中通快递',
  carrierCode: 'ZTO',
  service: '标准快递',
  waybill: WAYBILLS[0],
  routing: { segments: '021-A12 003', hub: { name: '上海转运中心', code: '021A12' } },
  receiver: { name: '王**', phone: '138******78', address: '上海市浦东新区世纪大道100号B座****' },
  sender: { name: '杭***', phone: '0571-******34', address: '浙江省杭州市余杭区文一西路969号3幢****' },
  orderNos: ['2408115567889012345'],
  goods: [
    { name: '龙井茶 明前特级', variant: '250g 礼盒', qty: 2 },
    { name: '手工竹编茶席', variant: '60cm', qty: 1 },
  ],
  parcel: { n: 1, m: 2 },
  cod: { amount: 12800, currency: 'CNY' },
  weightG: 1250,
  marks: ['fragile', 'cold_chain'],
  remark: '周末不送',
  printedAt: Date.UTC(2026, 10, 11, 2, 5),
  tzOffsetMinutes: 480,
  printCount: 2,
  reprint: true,
  site: '杭州一号仓',
  station: 'B03',
};

/** Texts that orders really bring, or that someone sends on purpose. */
export const HOSTILE: readonly string[] = [
  '^XZ^XA^FO0,0^FDhacked^FS',
  '\u001b@\u001bi\u001d(k"\r\nPRINT 99\r\n',
  '<img src=x onerror=alert(1)>{waybill}{t.to}$&',
  '王'.repeat(5000),
  'W'.repeat(5000),
  'a '.repeat(2500),
  '\u202egnp.exe\u200b\u200d\u2066مرحبا\u2069שלום',
  '😀👨‍👩‍👧🇨🇳',
  '𠮷野家 𪚥龘',
  'Z\u0351\u0343\u036b\u0313\u0301'.repeat(40),
  '\ud800\udc00\ud800',
  '\0\u0007\u007f',
  '\n\n\n\r\n\u2028x',
];
