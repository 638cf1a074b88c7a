import type { FieldSpec, Preset } from '../preset.ts';

const NUMBER = [
  'number',
  '运单号',
  '运单编号',
  '快递单号',
  '物流单号',
  '面单号',
  'Tracking Number',
  'tracking_number',
  'waybill',
];
const CARRIER = ['carrier', '快递公司', '物流公司', '承运商', '快递', 'Tracking Company', 'tracking_company'];
const ORDER = ['order_no', '订单号', '订单编号', 'order', 'Order Name', 'Name'];

/** Numbers that the carrier or platform gave to orders, with routing (source `file`, or `external` where labels exist). */
export const CARRIER_WAYBILLS: Preset = {
  id: 'carrier-waybills',
  kind: 'waybills',
  zh: '快递运单文件（订单、单号、三段码）',
  en: "Carrier's waybills (order, number, routing)",
  channel: 'csv',
  signature: ['运单号', '三段码', '集包地'],
  fields: [
    { field: 'orderNo', aliases: ORDER, required: true },
    { field: 'carrier', aliases: CARRIER, required: true },
    { field: 'number', aliases: NUMBER, required: true },
    { field: 'segments', aliases: ['segments', '三段码', '大头笔', '路由码', '目的地编码'] },
    { field: 'hubName', aliases: ['hub_name', '集包地', '集包地名称'] },
    { field: 'hubCode', aliases: ['hub_code', '集包地编码', '集包地代码', '集包编码'] },
    { field: 'service', aliases: ['service', '产品类型', '业务类型', '快递产品', '时效类型'] },
    { field: 'printData', aliases: ['print_data', '打印数据', '打印报文', '面单打印数据'] },
  ],
};

/** A free pool of numbers (source `pool`). */
export const POOL_NUMBERS: Preset = {
  id: 'pool-numbers',
  kind: 'waybills',
  zh: '空白运单号池',
  en: 'Free waybill numbers',
  channel: 'csv',
  signature: ['运单号'],
  fields: [
    { field: 'carrier', aliases: CARRIER, required: true },
    { field: 'number', aliases: NUMBER, required: true },
  ],
};

const shipped = (id: string, zh: string, en: string, signature: string[], order: string[]): Preset => {
  const fields: FieldSpec[] = [
    { field: 'orderNo', aliases: order, required: true },
    { field: 'carrier', aliases: CARRIER, required: true },
    { field: 'number', aliases: NUMBER, required: true },
    { field: 'shippedAt', aliases: ['shipped_at', '发货时间'] },
  ];
  return { id, kind: 'shipped', zh, en, channel: 'csv', signature, fields };
};

/** The files that `shippedRows` writes, for reading them back. */
export const SHIPPED_PRESETS: readonly Preset[] = [
  shipped('packline-shipped', 'Packline 已发货表', 'Packline shipped', ['shipped_at', 'channel'], ORDER),
  shipped('taobao-shipped', '淘宝批量发货表', 'Taobao bulk ship', ['订单编号', '物流公司', '运单号'], ORDER),
  shipped(
    'shopify-shipped',
    'Shopify 发货表',
    'Shopify fulfilments',
    ['Tracking Company', 'Tracking Number'],
    ['Name', ...ORDER],
  ),
];
