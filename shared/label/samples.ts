import type { LabelData, SlipData } from './data.ts';

/** Made-up data that templates are shown and tried with. Nobody lives there. */

const STAMP = {
  printedAt: 1_794_362_700_000,
  tzOffsetMinutes: 480,
  printCount: 1,
  reprint: false,
  site: '杭州一号仓',
  station: 'B03',
} as const;

/** An ordinary label with every zone. */
export const SAMPLE_LABEL: LabelData = {
  ...STAMP,
  carrierName: '中通快递',
  carrierCode: 'ZTO',
  service: '标准快递',
  channel: 'taobao',
  waybill: '78123456789012',
  routing: { segments: '021-A12 003', hub: { name: '上海转运中心', code: '021A12' } },
  receiver: {
    name: '王**',
    phone: '138******78',
    phoneTail: '5678',
    address: '上海市浦东新区世纪大道100号环球金融中心B座****',
  },
  sender: {
    name: '杭***',
    phone: '0571-******34',
    address: '浙江省杭州市余杭区五常街道文一西路969号3幢****',
  },
  orderNos: ['2408115567889012345'],
  goods: [
    { name: '龙井茶 明前特级', variant: '250g 礼盒', qty: 2 },
    { name: '手工竹编茶席', variant: '60cm', qty: 1 },
  ],
  parcel: { n: 1, m: 2 },
  cod: { amount: 12800, currency: 'CNY' },
  weightG: 1250,
  marks: ['fragile', 'cold_chain'],
};

/** As long as things get in the field: the widest waybill number, long names, many goods, a copy. */
export const LONG_LABEL: LabelData = {
  ...SAMPLE_LABEL,
  carrierName: '中国邮政速递物流',
  service: '特快专递（次晨达·保价）',
  waybill: 'JDVA12345678901-1-1-',
  routing: {
    segments: '0571-HZ88 A1234 021',
    hub: { name: '华东区上海浦东国际航空枢纽', code: '021W1234' },
  },
  receiver: {
    name: '阿**************',
    phone: '+86 ********78',
    phoneTail: '5678',
    address:
      '新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇民族团结路与建设大道交叉口东南侧商业步行街南区****',
  },
  orderNos: ['2408115567889012345', '2408115567889012346', '2408115567889012347'],
  goods: Array.from({ length: 14 }, (_, i) => ({
    name: '纯棉长绒毛巾 加厚吸水 家用洗脸巾',
    variant: `${String(i + 1)} 号色 加大`,
    qty: i + 1,
  })),
  cod: { amount: 1_288_800, currency: 'CNY' },
  marks: ['fragile', 'cold_chain', 'urgent'],
  remark: '请勿放快递柜，先电话联系，周末全天在家',
  printCount: 3,
  reprint: true,
};

/** As little as a label may have: no routing, hub, remark, weight or marks. */
export const BARE_LABEL: LabelData = {
  ...STAMP,
  carrierName: '自有配送',
  carrierCode: 'OWN',
  waybill: 'PK-B3-000001',
  receiver: { name: '李*', phone: '139******00', address: '杭州市西湖区****' },
  sender: SAMPLE_LABEL.sender,
  orderNos: ['1001'],
  goods: [{ name: '杯', qty: 1 }],
  parcel: { n: 1, m: 1 },
  marks: [],
};

/** An ordinary packing slip. */
export const SAMPLE_SLIP: SlipData = {
  ...STAMP,
  type: 'packing',
  shopName: '杭州一号仓',
  code: 'OD-TAOBAO-2408115567889',
  channel: 'taobao',
  service: '标准快递',
  carrierCode: 'ZTO',
  orderNos: ['2408115567889012345'],
  receiver: SAMPLE_LABEL.receiver,
  items: [
    { name: '龙井茶 明前特级', variant: '250g 礼盒', sku: 'LJ-250', location: 'A-01-03', qty: 2 },
    { name: '手工竹编茶席', variant: '60cm', sku: 'ZB-60', location: 'B-12-01', qty: 1 },
    { name: '云朵双层玻璃杯', variant: '350ml 樱花粉', sku: 'DM-1001', location: 'C-02-07', qty: 6 },
  ],
  carrierName: '中通快递',
  waybill: '78123456789012',
  cod: { amount: 12800, currency: 'CNY' },
  marks: ['fragile'],
  remark: '请用新的纸箱',
};

/** A long one: several pages. */
export const LONG_SLIP: SlipData = {
  ...SAMPLE_SLIP,
  items: Array.from({ length: 40 }, (_, i) => ({
    name: '纯棉长绒毛巾 加厚吸水 家用洗脸巾',
    variant: `${String(i + 1)} 号色`,
    sku: `TW-${String(1000 + i)}`,
    location: `D-${String(i).padStart(2, '0')}-1`,
    qty: i + 1,
  })),
  receiver: LONG_LABEL.receiver,
  orderNos: LONG_LABEL.orderNos,
  remark: '请勿放快递柜，先电话联系，周末全天在家',
};
