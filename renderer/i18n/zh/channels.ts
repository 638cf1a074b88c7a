/** Where orders come from, as people call it. */
export const channelsZh = {
  taobao: '淘宝',
  tmall: '天猫',
  jd: '京东',
  pdd: '拼多多',
  douyin: '抖音',
  xiaohongshu: '小红书',
  wechat: '微信',
  shopify: 'Shopify',
  manual: '手工',
  phone: '电话',
  email: '邮件',
  shop: '门店',
  chat: '聊天',
};
