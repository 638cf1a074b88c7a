/** Rules of the site: name and meaning of each, by the rule's key. */
export const siteRulesZh = {
  title: '站点规则',
  sub: '时限、允差、原因和节假日，全站通用；改动留痕，联网后同步到所有工位。',
  search: '搜索规则',
  none: '没有符合的规则。',
  byDefault: '默认值：{{value}}',
  reset: '恢复默认',
  save: '保存',
  saved: '已保存：{{name}}',
  notAllowed: '请填 {{min}} 到 {{max}} 之间的整数',
  lines: '每行一项',
  on: '是',
  off: '否',
  empty: '空',
  unit: {
    minutes: '分钟',
    hours: '小时',
    days: '天',
    percent: '%',
    grams: '克',
    count: '个',
    minor: '分',
  },
  area: {
    completion: '完成',
  },
  choice: {},
  completion: {
    days: { name: '自动完成天数', meaning: '签收后客户没有异议，过这么多天自动完成。' },
    settled: {
      name: '结清后才完成',
      meaning: '开启后，财务确认结清的订单才能完成；否则到归档时才要求结清。',
    },
  },
};
