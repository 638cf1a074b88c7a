/**
 * Reasons of 审核不通过 and 审核拒绝, in the words that the customer is told (REV-12, REV-13, REV-14). A site adds its own
 * as plain texts (rule `review.reasons`).
 */
export const REVIEW_REASONS = {
  address_incomplete: { zh: '收货地址不完整', en: 'the address is not complete' },
  address_wrong: { zh: '收货地址有误或无法送达', en: 'the address is wrong or cannot be reached' },
  phone_wrong: { zh: '联系电话有误', en: 'the phone number is wrong' },
  receiver_missing: { zh: '缺少收货信息', en: 'there is no receiver' },
  sku_unavailable: { zh: '商品已下架或不在销售范围', en: 'an item is not sold any more' },
  price_wrong: { zh: '价格有误', en: 'the price is not right' },
  discount_wrong: { zh: '优惠不符合活动规则', en: 'the discount does not fit the promotion' },
  quantity_wrong: { zh: '数量有误或超过限购', en: 'the quantity is not right or above the limit' },
  stock_short: { zh: '库存不足', en: 'there is not enough stock' },
  payment_missing: {
    zh: '款项未到账或金额不符，请重新付款或检查付款渠道',
    en: 'the payment has not arrived in full; please pay again or check the payment channel',
  },
  request_impossible: { zh: '特殊要求无法满足', en: 'your special request cannot be met' },
  unclear: { zh: '订单信息不清楚，需要与您核实', en: 'something in the order is not clear to us' },
  duplicate: { zh: '重复下单', en: 'it was ordered twice' },
  credit: { zh: '需要先付款才能受理', en: 'we ask for payment in advance' },
  fraud: { zh: '订单存在风险，无法受理', en: 'we cannot accept this order' },
  // What other parts of the product give as a reason.
  receiver: { zh: '收货信息需要更正', en: 'the receiver has to be corrected' },
  shortage: { zh: '商品缺货', en: 'an item is out of stock' },
  customer: { zh: '按您的要求', en: 'as you asked' },
} as const;
export type ReviewReasonCode = keyof typeof REVIEW_REASONS;

/** Those that a reviewer chooses from. */
export const REVIEW_REASON_CODES = (Object.keys(REVIEW_REASONS) as ReviewReasonCode[]).filter(
  (code) => code !== 'receiver' && code !== 'shortage' && code !== 'customer',
);

/** A reason as a customer reads it: a code's words, or the text itself where it is one of the site's own. */
export const reasonWords = (reason: string, language: 'zh' | 'en'): string =>
  Object.hasOwn(REVIEW_REASONS, reason) ? REVIEW_REASONS[reason as ReviewReasonCode][language] : reason;
