import { carrierRuleChoicesEn, carrierRulesEn } from './carriers.ts';
import { pickingRulesEn } from './picking.ts';
import { intakeRulesEn } from './intake.ts';
import { caseRulesEn, mergeRulesEn } from './cases.ts';
import { allocationRulesEn, promiseRulesEn, stockRulesEn } from './stock.ts';
import { deskRuleChoicesEn, noticeRulesEn, paymentRulesEn, reviewRulesEn } from './review-rules.ts';
import type { siteRulesZh } from '../zh/site-rules.ts';
import { workListRulesEn } from './work-lists.ts';

export const siteRulesEn: typeof siteRulesZh = {
  title: 'Site rules',
  sub: 'Limits, tolerances, reasons and holidays of the whole site. Changes are recorded and reach every station.',
  search: 'Search rules',
  none: 'No rule fits.',
  byDefault: 'Default: {{value}}',
  reset: 'Back to default',
  save: 'Save',
  saved: 'Saved: {{name}}',
  notAllowed: 'A whole number from {{min}} to {{max}}',
  lines: 'One entry a line',
  on: 'yes',
  off: 'no',
  empty: 'empty',
  unit: {
    minutes: 'min',
    hours: 'h',
    days: 'days',
    percent: '%',
    grams: 'g',
    count: '',
    minor: 'cents',
  },
  area: {
    worklist: 'Work lists',
    cases: 'Cases',
    merge: 'Merging',
    picking: 'Picking',
    carriers: 'Carriers',
    review: 'Review',
    payment: 'Payment',
    notices: 'Notices',
    stock: 'Stock',
    promise: 'Time to ship',
    allocation: 'Allocation',
    intake: 'Order entry',
    completion: 'Completion',
    tracking: 'Tracking',
    handover: 'Handover',
    archive: 'Archive',
  },
  choice: {
    ...deskRuleChoicesEn,
    ...carrierRuleChoicesEn,
    paper: 'on paper',
    both: 'both, kept here',
  },
  intake: intakeRulesEn,
  cases: caseRulesEn,
  merge: mergeRulesEn,
  completion: {
    days: {
      name: 'Days until completed',
      meaning: 'After delivery, without a word from the customer, an order is completed after so many days.',
    },
    shippedDays: {
      name: 'Days without a signature',
      meaning:
        'Orders that no carrier reports as signed (own delivery) are completed so long after shipping. 0: by people only.',
    },
    settled: {
      name: 'Settled before completed',
      meaning:
        'On: finance settles an order before it is completed. Off: it is asked for only before archiving.',
    },
  },
  tracking: {
    idleHours: {
      name: 'No movement for',
      meaning:
        'A parcel of which its carrier says nothing new for so long becomes a case of logistics. 0: not looked at.',
    },
    pickupHours: {
      name: 'Not picked up for',
      meaning: 'So long after the handover the carrier has not reported anything. 0: not looked at.',
    },
    lateHours: {
      name: 'Late by',
      meaning: 'Past its expected arrival by so long and not signed for. 0: not looked at.',
    },
    aheadMinutes: {
      name: 'Reports may be ahead by',
      meaning: 'A report whose time is further ahead of this clock is refused.',
    },
    transitDays: {
      name: 'Days on the way',
      meaning: 'One a line: carrier,province,days, e.g. SF,Xizang,6; * is any. The most exact one counts.',
    },
    words: {
      name: 'Status words',
      meaning:
        "A carrier's own words in its files, one a line: word=STATUS, e.g. at pickup point=OUT_FOR_DELIVERY.",
    },
  },
  handover: {
    signatures: {
      name: 'Signatures of a handover',
      meaning: 'Paper: two signed copies are enough. Both: warehouse and courier have signed here as well.',
    },
  },
  archive: {
    days: {
      name: 'Days until archived',
      meaning:
        'So long after completion an order whose papers are complete is archived by itself. 0: by people only.',
    },
    feedback: {
      name: 'Feedback before archiving',
      meaning: 'On: an order whose customer was not asked is not complete on paper.',
    },
    approval: {
      name: 'Archive by approval',
      meaning: 'On: looking into an archived order needs an approved request; every look is recorded.',
    },
    accessHours: { name: 'Access lasts', meaning: 'How long an approved request opens the order.' },
  },
  stock: stockRulesEn,
  promise: promiseRulesEn,
  allocation: allocationRulesEn,
  picking: pickingRulesEn,
  carriers: carrierRulesEn,
  review: reviewRulesEn,
  payment: paymentRulesEn,
  notices: noticeRulesEn,
  worklist: workListRulesEn,
};
