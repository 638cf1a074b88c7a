/** What a customer is told of, each with a template of its own (通知模板). */
export const NOTICE_TEMPLATES = [
  'confirmation',
  'needs_fix',
  'rejected',
  'payment_reminder',
  'shipped',
  'delayed',
  'shortage',
  'cancelled',
  'address_changed',
  'logistics_problem',
  'revisit',
] as const;
export type NoticeTemplateId = (typeof NOTICE_TEMPLATES)[number];

/** What a template may name, with its Chinese word, which may be written instead. */
export const PLACEHOLDERS = {
  site: '店铺',
  order: '订单号',
  items: '商品',
  amount: '金额',
  payment: '付款方式',
  due: '应付金额',
  expected_ship: '预计发货时间',
  carrier: '快递公司',
  waybill: '运单号',
  query_link: '查询链接',
  expected_arrival: '预计送达时间',
  reason: '原因',
  receiver: '收件人',
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;

/** Those that bring private data into the text: read when it is sent, never kept with the notice. */
export const PRIVATE_PLACEHOLDERS: readonly Placeholder[] = ['receiver'];

/** What a notice must name to be one (CFM-02, NTF-01, NTF-02, NTF-05): a text without it is refused. */
export const REQUIRED_PLACEHOLDERS: Readonly<Partial<Record<NoticeTemplateId, readonly Placeholder[]>>> = {
  confirmation: ['order', 'items', 'expected_ship', 'payment', 'amount'],
  payment_reminder: ['order', 'due'],
  shipped: ['order', 'waybill', 'query_link', 'expected_arrival'],
  cancelled: ['order', 'reason'],
  rejected: ['order', 'reason'],
  needs_fix: ['order', 'reason'],
};

/** Ways of a notice to a customer. `hub`: it was given to the hub, which sends it by text message or mail. */
export const NOTICE_WAYS = ['sms', 'email', 'phone', 'wangwang', 'chat', 'letter', 'other'] as const;
export type NoticeWay = (typeof NOTICE_WAYS)[number];

export interface NoticeText {
  readonly subject: string;
  readonly text: string;
}
export interface NoticeTemplate {
  readonly id: NoticeTemplateId;
  readonly zh: NoticeText;
  readonly en: NoticeText;
}

/** Longest text of a notice, characters: a text message of several parts. */
export const MAX_NOTICE = 1_000;
export const MAX_SUBJECT = 80;

/** What an internal notice says (NTF-04). */
export const STAFF_CODES = [
  'address_changed',
  'cancel_requested',
  'cancelled',
  'needs_fix',
  'rejected',
  'shortage',
  'return_coming',
  'parcel_refused',
  'parcel_problem',
  'change_requested',
  'stock_low',
  'payment_mismatch',
  'special_order',
  'stock_arrived',
  'escalated',
  'case_opened',
  'case_assigned',
  'case_noted',
  'case_escalated',
  'case_overdue',
] as const;
export type StaffCode = (typeof STAFF_CODES)[number];
