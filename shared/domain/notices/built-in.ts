import type { NoticeTemplate, NoticeTemplateId, NoticeText } from './types.ts';
import { NOTICE_TEMPLATES } from './types.ts';

/**
 * Texts as they come with the product: polite, plain, nothing promised that is not known (COM-01). In square brackets stands
 * what is left out where it is not known.
 */
const ZH: Readonly<Record<NoticeTemplateId, NoticeText>> = {
  confirmation: {
    subject: '订单 {订单号} 已确认',
    text: '您好，您的订单 {订单号} 已审核通过。\n商品：{商品}\n金额：{金额}，付款方式：{付款方式}。\n[预计 {预计发货时间} 前发货。]\n如信息有误，请尽快联系我们。感谢您的惠顾！[——{店铺}]',
  },
  needs_fix: {
    subject: '订单 {订单号} 需要您补充信息',
    text: '您好，您的订单 {订单号} 暂未通过审核，原因：{原因}。\n请联系我们更正，更正后我们会立即重新审核。给您带来不便，敬请谅解。[——{店铺}]',
  },
  rejected: {
    subject: '订单 {订单号} 无法受理',
    text: '您好，很抱歉，您的订单 {订单号} 无法受理，原因：{原因}。\n如已付款，款项将原路退回。如有疑问请联系我们。[——{店铺}]',
  },
  payment_reminder: {
    subject: '订单 {订单号} 等待付款',
    text: '您好，您的订单 {订单号}（{商品}）尚未付款，应付 {应付金额}。\n付款后我们会尽快为您发货；如付款遇到问题，请联系我们，我们会帮您更换付款方式。[——{店铺}]',
  },
  shipped: {
    subject: '订单 {订单号} 已发货',
    text: '您好，您的订单 {订单号} 已发货，{快递公司} 运单号：{运单号}。\n[预计 {预计送达时间} 送达。]\n[物流查询：{查询链接}]\n请当面验收，如有问题请联系我们。[——{店铺}]',
  },
  delayed: {
    subject: '订单 {订单号} 发货时间有变',
    text: '您好，很抱歉，您的订单 {订单号} 不能按时发货，原因：{原因}。\n[新的预计发货时间：{预计发货时间}。]\n如不能等待，请联系我们。[——{店铺}]',
  },
  shortage: {
    subject: '订单 {订单号} 缺货',
    text: '您好，很抱歉，您的订单 {订单号} 中有商品缺货。\n您可以选择：更换商品、等待到货、先发其余商品，或取消订单。请联系我们告知您的选择。[——{店铺}]',
  },
  cancelled: {
    subject: '订单 {订单号} 已取消',
    text: '您好，您的订单 {订单号} 已取消，原因：{原因}。\n如已付款，款项将原路退回。给您带来不便，敬请谅解。[——{店铺}]',
  },
  address_changed: {
    subject: '订单 {订单号} 收货信息已修改',
    text: '您好，您的订单 {订单号} 的收货信息已按您的要求修改。如非本人要求，请立即联系我们。[——{店铺}]',
  },
  logistics_problem: {
    subject: '订单 {订单号} 物流异常',
    text: '您好，您的订单 {订单号} 在运输途中出现异常[（{快递公司} {运单号}）]，我们正在与快递公司核实，有进展会马上通知您。[——{店铺}]',
  },
  revisit: {
    subject: '订单 {订单号} 服务回访',
    text: '您好，您的订单 {订单号} 已完成。商品和服务您还满意吗？您的意见对我们很重要，欢迎告诉我们。[——{店铺}]',
  },
};

const EN: Readonly<Record<NoticeTemplateId, NoticeText>> = {
  confirmation: {
    subject: 'Order {order} is confirmed',
    text: 'Your order {order} has been checked and confirmed.\nItems: {items}\nAmount: {amount}, payment: {payment}.\n[It will be shipped by {expected_ship}.]\nIf something is wrong, please tell us soon. Thank you![ {site}]',
  },
  needs_fix: {
    subject: 'Order {order} needs your help',
    text: 'Your order {order} could not be confirmed yet: {reason}.\nPlease contact us so that we can correct it; we will check it again at once. We are sorry for the trouble.[ {site}]',
  },
  rejected: {
    subject: 'Order {order} cannot be accepted',
    text: 'We are sorry that your order {order} cannot be accepted: {reason}.\nWhat you have paid will be refunded. Please contact us if you have questions.[ {site}]',
  },
  payment_reminder: {
    subject: 'Order {order} is waiting for payment',
    text: 'Your order {order} ({items}) has not been paid yet; {due} is due.\nWe will ship it soon after payment. If paying does not work, please contact us and we will help you with another way.[ {site}]',
  },
  shipped: {
    subject: 'Order {order} was shipped',
    text: 'Your order {order} was shipped with {carrier}, waybill number {waybill}.\n[Expected to arrive by {expected_arrival}.]\n[Track it: {query_link}]\nPlease check the goods when they arrive and tell us if something is wrong.[ {site}]',
  },
  delayed: {
    subject: 'Order {order} will be shipped later',
    text: 'We are sorry that your order {order} cannot be shipped in time: {reason}.\n[New expected shipping time: {expected_ship}.]\nIf you cannot wait, please contact us.[ {site}]',
  },
  shortage: {
    subject: 'Order {order}: an item is out of stock',
    text: 'We are sorry that an item of your order {order} is out of stock.\nYou may choose another item, wait, have the rest shipped first, or cancel. Please tell us what you prefer.[ {site}]',
  },
  cancelled: {
    subject: 'Order {order} was cancelled',
    text: 'Your order {order} was cancelled: {reason}.\nWhat you have paid will be refunded. We are sorry for the trouble.[ {site}]',
  },
  address_changed: {
    subject: 'Order {order}: the receiver was changed',
    text: 'The receiver of your order {order} was changed as you asked. If you did not ask for it, please contact us at once.[ {site}]',
  },
  logistics_problem: {
    subject: 'Order {order}: a problem on the way',
    text: 'There is a problem with your order {order} on its way[ ({carrier} {waybill})]. We are asking the carrier and will tell you as soon as we know more.[ {site}]',
  },
  revisit: {
    subject: 'Order {order}: how was it?',
    text: 'Your order {order} is completed. Were you satisfied with the goods and the service? Your opinion helps us.[ {site}]',
  },
};

export const BUILT_IN_NOTICES: readonly NoticeTemplate[] = NOTICE_TEMPLATES.map((id) => ({
  id,
  zh: ZH[id],
  en: EN[id],
}));

export const builtInNotice = (id: NoticeTemplateId): NoticeTemplate => ({ id, zh: ZH[id], en: EN[id] });
