import type { deskRuleChoicesZh, noticeRulesZh, paymentRulesZh, reviewRulesZh } from '../zh/review-rules.ts';

export const reviewRulesEn: typeof reviewRulesZh = {
  automatic: {
    name: 'Automatic review',
    meaning:
      'Clean data: approved where nothing in the data is in doubt. All checks: only where price, discount, credit, remark and the rest pass too. Off: a person reviews every order.',
  },
  priceTolerance: {
    name: 'Price tolerance',
    meaning: 'A unit price this far from the list price still counts as right.',
  },
  maxDiscount: {
    name: 'Largest discount',
    meaning: "A larger share of the goods' total that fits no promotion is judged by a person.",
  },
  promotions: {
    name: 'Promotions',
    meaning:
      'One a line: 200-20 (20 off from 200), 15% off, NEW=200-20 with a coupon. A discount that fits one of them passes.',
  },
  maxOfLine: { name: 'Most units of a line', meaning: 'More than this is judged by a person.' },
  maxOfOrder: { name: 'Most units of an order', meaning: 'More than this is judged by a person.' },
  maxTotal: {
    name: 'Large orders',
    meaning: 'Orders above this total are reviewed by a person. 0: no limit.',
  },
  specialWords: {
    name: 'Words of special requests',
    meaning: 'A remark with one of these asks for something: the review judges whether it can be met.',
  },
  harmlessWords: {
    name: 'Remarks that ask for nothing',
    meaning: 'A remark of nothing but these words needs no judgement.',
  },
  blocked: {
    name: 'A blocked customer',
    meaning:
      'Stop: the order cannot be approved. A person judges: the reviewer may accept it. Who has to pay first gets nothing cash on delivery.',
  },
  confirmDoubts: {
    name: 'Doubts are confirmed',
    meaning: "A doubt about the customer's data is confirmed with the customer before the order is approved.",
  },
  reasons: {
    name: 'Own review reasons',
    meaning: 'Offered for “needs correction” and “rejected”, after those that the product knows.',
  },
};
export const paymentRulesEn: typeof paymentRulesZh = {
  methods: {
    name: 'Payment methods',
    meaning:
      'Offered where a payment is recorded. Known: alipay, wechat, online_banking, bank_transfer, cash, cod; or words of your own.',
  },
  remindAfter: { name: 'First reminder', meaning: 'An order unpaid for so long is listed for a reminder.' },
  remindEvery: { name: 'Between reminders', meaning: 'Listed again so long after the last reminder.' },
  remindMost: { name: 'Most reminders', meaning: 'After so many a person decides whether to cancel.' },
};
export const noticeRulesEn: typeof noticeRulesZh = {
  confirmation: {
    name: 'Confirmation by itself',
    meaning:
      "Made when a person has approved an order; else customer service asks for it on the order's page.",
  },
  delivery: {
    name: 'Who sends notices',
    meaning:
      'By hand: somebody copies the text, sends it and says how. The hub: by its text message gateway or mail.',
  },
  language: { name: 'Language of notices', meaning: 'In which language customers are told.' },
  link: {
    name: 'Tracking link',
    meaning: "{number} becomes the waybill number, {carrier} the carrier's code.",
  },
};
export const deskRuleChoicesEn: typeof deskRuleChoicesZh = {
  clean: 'Clean data',
  strict: 'All checks pass',
  off: 'Off',
  person: 'A person judges',
  stop: 'Stop',
  by_hand: 'By hand',
  hub: 'The hub',
  zh: 'Chinese',
  en: 'English',
};
