import type { LabelLang, LabelMark } from './data.ts';

const zh = {
  hub: '集包地',
  to: '收',
  from: '寄',
  order: '订单号',
  goods: '内件',
  parcel: '件数',
  cod: '代收货款',
  codTag: '代收',
  weight: '重量',
  remark: '备注',
  printed: '打印',
  printCount: '第{n}次打印',
  reprint: '补打 {n}',
  signature: '签收人',
  signedAt: '签收时间',
  more: '… 另有 {n} 种',
  total: '共 {n} 件',
  fragile: '易碎',
  cold_chain: '冷链',
  urgent: '加急',
  packing: '送货单',
  pick: '拣货单',
  driver: '配送单',
  manifest: '交接单',
  test: '打印测试页',
  page: '第 {n}/{m} 页',
  receiver: '收件人',
  item: '商品',
  location: '库位',
  qty: '数量',
  carrier: '承运商',
  waybill: '运单号',
  courier: '快递员',
  copyOurs: '第 1 联 仓库留存',
  copyTheirs: '第 2 联 快递员留存',
  parcels: '包裹',
  missing: '未交接',
  none: '无',
  signWarehouse: '仓库签字',
  signCourier: '快递员签字',
  signReceiver: '收货人签字',
  date: '日期',
  driverName: '司机',
  auditNote: '含完整收件信息，仅限配送使用，用后收回销毁。查看记录 {ref}',
  stops: '共 {n} 站',
  stopParcels: '{n} 件',
  printer: '打印机',
  moduleDots: '{n} 点/模块',
  blackBox: '黑底白字',
  whiteBox: '白底黑字',
  cross: '十字中心：距左边 {x} mm，距上边 {y} mm',
  lines: '{n} 点线',
  sampleText: '永和九年，岁在癸丑，暮春之初',
  edges: '四边框线应完整可见',
};

const en: Record<keyof typeof zh, string> = {
  hub: 'HUB',
  to: 'TO',
  from: 'FR',
  order: 'Order',
  goods: 'Contents',
  parcel: 'Parcel',
  cod: 'COD amount',
  codTag: 'COD',
  weight: 'Weight',
  remark: 'Note',
  printed: 'Printed',
  printCount: 'Print no. {n}',
  reprint: 'REPRINT {n}',
  signature: 'Signature',
  signedAt: 'Date/time',
  more: '… {n} more',
  total: '{n} pcs in all',
  fragile: 'FRAGILE',
  cold_chain: 'COLD',
  urgent: 'URGENT',
  packing: 'Packing slip',
  pick: 'Pick slip',
  driver: 'Driver sheet',
  manifest: 'Handover list',
  test: 'Printer test page',
  page: 'Page {n}/{m}',
  receiver: 'Receiver',
  item: 'Item',
  location: 'Location',
  qty: 'Qty',
  carrier: 'Carrier',
  waybill: 'Waybill',
  courier: 'Courier',
  copyOurs: 'Copy 1, warehouse',
  copyTheirs: 'Copy 2, courier',
  parcels: 'Parcels',
  missing: 'Not handed over',
  none: 'none',
  signWarehouse: 'Warehouse signature',
  signCourier: 'Courier signature',
  signReceiver: 'Receiver signature',
  date: 'Date',
  driverName: 'Driver',
  auditNote: 'Full receiver data: for this delivery only, return and destroy. Audit record {ref}',
  stops: '{n} stops',
  stopParcels: '{n} pcs',
  printer: 'Printer',
  moduleDots: '{n} dots/module',
  blackBox: 'WHITE ON BLACK',
  whiteBox: 'BLACK ON WHITE',
  cross: 'Centre of the cross: {x} mm from the left, {y} mm from the top',
  lines: 'lines of {n}',
  sampleText: 'The quick brown fox jumps over the lazy dog',
  edges: 'The frame must be whole on all four sides',
};

export type Word = keyof typeof zh;
const WORDS: Record<LabelLang, Record<Word, string>> = { zh, en };

/** A fixed word of the paper, `{name}` replaced. */
export function word(
  lang: LabelLang,
  key: Word,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return WORDS[lang][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

export const isWord = (key: string): key is Word => Object.hasOwn(zh, key);

export const markWord = (lang: LabelLang, mark: LabelMark): string => word(lang, mark);

/** A word of the paper with its places for values left out; the name itself where there is no such word. */
export const paperWord = (lang: LabelLang, name: string): string =>
  isWord(name) ? WORDS[lang][name].replaceAll(/\s*\{\w+\}\s*/g, ' ').trim() : name;

/** What `{t.…}` can name. */
export const WORD_NAMES: readonly string[] = Object.keys(zh);
