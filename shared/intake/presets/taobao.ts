import type { Preset } from '../preset.ts';

/**
 * 淘宝/天猫 卖家中心 → 已卖出的宝贝 → 批量导出: 订单报表 (one row per order) with its 宝贝报表 (one row per line),
 * usually GB18030 with numbers as `="…"`. Column names of several years stand side by side.
 */
export const TAOBAO_ORDERS: Preset = {
  id: 'taobao-orders',
  kind: 'orders',
  zh: '淘宝/天猫 订单报表 + 宝贝报表',
  en: 'Taobao/Tmall orders + items report',
  channel: 'taobao',
  signature: ['买家应付货款', '收货地址', '订单创建时间', '宝贝种类', '宝贝总数量'],
  fields: [
    { field: 'orderNo', aliases: ['订单编号', '主订单编号'], required: true },
    { field: 'status', aliases: ['订单状态'], required: true },
    { field: 'orderedAt', aliases: ['订单创建时间'], required: true },
    { field: 'total', aliases: ['总金额'] },
    { field: 'freight', aliases: ['买家应付邮费'] },
    { field: 'paid', aliases: ['买家实际支付金额', '买家实付金额'] },
    { field: 'receiverName', aliases: ['收货人姓名', '收件人姓名'] },
    { field: 'receiverPhone', aliases: ['联系手机', '收货人手机', '联系电话'] },
    { field: 'address', aliases: ['修改后的收货地址', '收货地址'] },
    { field: 'remark', aliases: ['买家留言'] },
    { field: 'sellerNote', aliases: ['订单备注', '商家备注', '卖家备注'] },
    { field: 'shippingMethod', aliases: ['运送方式'] },
    { field: 'paymentMethod', aliases: ['支付方式', '付款方式'] },
    { field: 'shipBy', aliases: ['应发货时间', '最晚发货时间'] },
  ],
  lineFields: [
    { field: 'orderNo', aliases: ['订单编号', '主订单编号'], required: true },
    { field: 'name', aliases: ['标题', '商品标题', '宝贝标题'], required: true },
    { field: 'unitPrice', aliases: ['价格', '商品价格'] },
    { field: 'qty', aliases: ['购买数量'], required: true },
    // 商家编码 of the line is the SKU's own code; 外部系统编号 was its older name.
    { field: 'sku', aliases: ['商家编码', '外部系统编号', 'SKU编码'], required: true },
    { field: 'variant', aliases: ['商品属性', '套餐信息', '规格名称'] },
    { field: 'lineStatus', aliases: ['订单状态'] },
  ],
  order: {
    dateOrder: 'mdy',
    currency: 'CNY',
    payment: 'UNPAID',
    duplicates: 'keep',
    consistent: [],
    splitAddress: true,
    statuses: {
      status: {
        等待买家付款: { payment: 'UNPAID', state: 'open' },
        定金已付尾款未付: { payment: 'UNPAID', state: 'open' },
        买家已付款等待卖家发货: { payment: 'PAID', state: 'open' },
        等待卖家发货: { payment: 'PAID', state: 'open' },
        卖家部分发货: { payment: 'PAID', state: 'partly_shipped' },
        卖家已发货: { payment: 'PAID', state: 'shipped' },
        卖家已发货等待买家确认: { payment: 'PAID', state: 'shipped' },
        等待买家确认收货: { payment: 'PAID', state: 'shipped' },
        买家已签收: { payment: 'PAID', state: 'shipped' },
        交易成功: { payment: 'PAID', state: 'shipped' },
        交易关闭: { state: 'cancelled' },
        关闭: { state: 'cancelled' },
        交易自动关闭: { state: 'cancelled' },
        退款中: { payment: 'PAID', state: 'partly_refunded' },
      },
    },
  },
};
