/** Where orders come from, as people call it. */
export const channelsEn = {
  taobao: 'Taobao',
  tmall: 'Tmall',
  jd: 'JD',
  pdd: 'Pinduoduo',
  douyin: 'Douyin',
  xiaohongshu: 'Xiaohongshu',
  wechat: 'WeChat',
  shopify: 'Shopify',
  manual: 'By hand',
  phone: 'Phone',
  email: 'E-mail',
  shop: 'Shop',
  chat: 'Chat',
};
