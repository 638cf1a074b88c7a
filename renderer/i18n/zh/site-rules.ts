import { carrierRuleChoicesZh, carrierRulesZh } from './carriers.ts';
import { pickingRulesZh } from './picking.ts';
import { intakeRulesZh } from './intake.ts';
import { caseRulesZh, mergeRulesZh } from './cases.ts';
import { allocationRulesZh, promiseRulesZh, stockRulesZh } from './stock.ts';
import { deskRuleChoicesZh, noticeRulesZh, paymentRulesZh, reviewRulesZh } from './review-rules.ts';
import { workListRulesZh } from './work-lists.ts';

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
    worklist: '待办时限',
    cases: '异常单',
    merge: '合单',
    picking: '拣货',
    carriers: '快递',
    review: '审核',
    payment: '付款',
    notices: '通知',
    stock: '库存',
    promise: '发货时限',
    allocation: '分配',
    intake: '录单',
    completion: '完成',
    tracking: '物流跟踪',
    handover: '发货交接',
    archive: '归档',
  },
  choice: {
    ...deskRuleChoicesZh,
    ...carrierRuleChoicesZh,
    paper: '纸面签字',
    both: '双方电子签字',
  },
  intake: intakeRulesZh,
  cases: caseRulesZh,
  merge: mergeRulesZh,
  completion: {
    days: { name: '自动完成天数', meaning: '签收后客户没有异议，过这么多天自动完成。' },
    shippedDays: {
      name: '无签收自动完成天数',
      meaning: '没有快递公司签收回传的订单（如自送），发货后过这么多天自动完成。0 为只由人完成。',
    },
    settled: {
      name: '结清后才完成',
      meaning: '开启后，财务确认结清的订单才能完成；否则到归档时才要求结清。',
    },
  },
  tracking: {
    idleHours: {
      name: '多久无动静算异常',
      meaning: '快递公司这么多小时没有新消息的包裹立为异常，由物流跟进。0 为不检查。',
    },
    pickupHours: {
      name: '多久未揽收算异常',
      meaning: '交接后这么多小时快递公司还没有第一条消息。0 为不检查。',
    },
    lateHours: {
      name: '超过预计到达多久算延误',
      meaning: '过了预计到达时间这么多小时还没有签收。0 为不检查。',
    },
    aheadMinutes: { name: '轨迹时间可超前', meaning: '轨迹时间比本机时钟晚这么多分钟以内照收，再晚的拒收。' },
    transitDays: {
      name: '预计运输天数',
      meaning: '每行一项：快递公司,省份,天数，例如 SF,西藏,6；* 代表任意。最具体的一项生效。',
    },
    words: {
      name: '轨迹状态词',
      meaning: '快递公司文件里自有的状态词，每行一项：词=状态，例如 已到驿站=OUT_FOR_DELIVERY。',
    },
  },
  handover: {
    signatures: {
      name: '交接签字',
      meaning: '纸面：打印两联签字即可；双方电子签字：仓库和快递员都在系统里签了字，交接资料才齐全。',
    },
  },
  archive: {
    days: { name: '自动归档天数', meaning: '完成后过这么多天，资料齐全的订单自动归档。0 为只由人归档。' },
    feedback: { name: '归档前须回访', meaning: '开启后，没有回访评价的订单算资料不全。' },
    approval: {
      name: '查阅归档须审批',
      meaning: '开启后，查看已归档订单要先申请，由负责人批准；每次查阅留痕。',
    },
    accessHours: { name: '查阅有效时间', meaning: '批准后多久之内可以查看该订单。' },
  },
  stock: stockRulesZh,
  promise: promiseRulesZh,
  allocation: allocationRulesZh,
  picking: pickingRulesZh,
  carriers: carrierRulesZh,
  review: reviewRulesZh,
  payment: paymentRulesZh,
  notices: noticeRulesZh,
  worklist: workListRulesZh,
};
