/** Limits of the work lists, by list (rules `worklist.<list>.hours`). */
export const workListRulesZh = {
  drafts: { hours: { name: '草稿时限', meaning: '草稿存了这么久还没有人复核，算超时。' } },
  to_confirm: { hours: { name: '待确认时限', meaning: '接到的订单这么久还没有人确认，算超时。' } },
  to_review: { hours: { name: '审核时限', meaning: '订单待审核这么久，算超时，排在清单前面。' } },
  needs_fix: { hours: { name: '待修改时限', meaning: '审核不通过后这么久还没有改好，算超时。' } },
  on_hold: { hours: { name: '挂起时限', meaning: '订单挂起、取消申请或改地址这么久没有人处理，算超时。' } },
  awaiting_payment: { hours: { name: '待付款时限', meaning: '这么久没有付款，算超时。' } },
  to_release: { hours: { name: '放行时限', meaning: '审核通过后这么久还没有放行到仓库，算超时。' } },
  short: { hours: { name: '缺货时限', meaning: '缺货这么久没有结果，算超时。' } },
  ready: { hours: { name: '发货时限', meaning: '订单自己没有发货时限时，待发货这么久算超时。' } },
  exceptions: { hours: { name: '异常时限', meaning: '异常这么久没有人处理，算超时。' } },
  to_hand_over: {
    hours: { name: '交接时限', meaning: '订单自己没有发货时限时，打包好这么久还没有交接，算超时。' },
  },
  to_complete: { hours: { name: '完成时限', meaning: '签收后这么久还没有完成，算超时。' } },
  to_settle: { hours: { name: '结清时限', meaning: '签收后这么久财务还没有结清，算超时。' } },
  to_archive: { hours: { name: '归档时限', meaning: '完成并结清后这么久还没有归档，算超时。' } },
};
