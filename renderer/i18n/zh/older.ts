/** Orders that left this station's window and lie on the hub. */
export const olderZh = {
  title: '更早的订单（在中枢上）',
  sub: '已不在本工位，只能查看。按完整的单号、运单号、手机号或收件人姓名查找。',
  searching: '正在中枢上查找…',
  none: '中枢上没有更早的订单。',
  more: '还有更多，请输入更准确的内容。',
  chip: '在中枢上',
  offline: '连不上中枢，不显示更早的订单。',
  unknown: '这台中枢还不能查找更早的订单，请先升级中枢。',
  failed: '现在查不了更早的订单：{{why}}',
  from: '这张订单来自中枢，已不在本工位：只能查看，不会存到本机。',
  notThere: '本机没有，中枢上也没有。',
};
