/** Names and meanings of the rules of review, payment and notices. */
export const reviewRulesZh = {
  automatic: {
    name: '自动审核',
    meaning:
      '资料无误：资料没有疑点就自动通过；全部检查通过：价格、优惠、信用、备注等都通过才自动通过；关闭：一律人工审核。',
  },
  priceTolerance: { name: '单价允差', meaning: '订单单价与商品目录价相差在这个范围内算正确。' },
  maxDiscount: {
    name: '最大优惠比例',
    meaning: '优惠占商品金额的比例超过它，又不符合任何活动，就要人工判断。',
  },
  promotions: {
    name: '有效活动',
    meaning:
      '每行一项：满200减20、200-20、8折、15% off；要优惠券的写 券码=满200减20。优惠符合其中一项即通过。',
  },
  maxOfLine: { name: '单行最多件数', meaning: '一行商品超过这么多件，要人工判断。' },
  maxOfOrder: { name: '单笔最多件数', meaning: '一笔订单超过这么多件，要人工判断。' },
  maxTotal: { name: '大额订单', meaning: '超过这个金额的订单要人工审核。0 为不限。' },
  specialWords: { name: '特殊要求关键词', meaning: '备注里有这些词，视为特殊要求，审核时判断能否满足。' },
  harmlessWords: { name: '无要求的备注', meaning: '备注只有这些词时，不需要人判断。' },
  blocked: {
    name: '客户被列为不受理时',
    meaning: '停止：不能通过；人工判断：审核员可以接受。要求先付款的客户不能货到付款。',
  },
  confirmDoubts: {
    name: '疑点二次确认',
    meaning: '客户资料有疑点的订单，向客户再次确认后才能审核通过。',
  },
  reasons: { name: '自有审核原因', meaning: '审核不通过、拒绝时可选的原因，补充在系统自带的原因之后。' },
};
export const paymentRulesZh = {
  methods: {
    name: '付款方式',
    meaning:
      '登记收款时可选。系统认识 alipay、wechat、online_banking、bank_transfer、cash、cod，也可写自己的。',
  },
  remindAfter: { name: '首次催付', meaning: '下单后这么多小时未付款，列入催付。' },
  remindEvery: { name: '再次催付间隔', meaning: '催过之后过这么多小时仍未付款，再次列入。' },
  remindMost: { name: '最多催付次数', meaning: '催过这么多次就不再催，由人决定是否取消。' },
};
export const noticeRulesZh = {
  confirmation: {
    name: '自动生成确认通知',
    meaning: '人工审核通过后自动生成订单确认通知；关闭后由客服在订单页生成。',
  },
  delivery: {
    name: '通知由谁发送',
    meaning: '人工发送：客服复制文字，经旺旺、短信等发出后登记；由中心发送：中心经短信网关或邮件发出。',
  },
  language: { name: '通知语言', meaning: '给客户的通知用哪种语言。' },
  link: { name: '物流查询链接', meaning: '{number} 换成运单号，{carrier} 换成快递公司代码。' },
};
export const deskRuleChoicesZh = {
  clean: '资料无误',
  strict: '全部检查通过',
  off: '关闭',
  person: '人工判断',
  stop: '停止',
  by_hand: '人工发送',
  hub: '由中心发送',
  zh: '中文',
  en: '英文',
};
