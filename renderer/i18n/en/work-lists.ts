import type { SameKeys } from '../types.ts';
import type { workListRulesZh } from '../zh/work-lists.ts';

export const workListRulesEn: SameKeys<typeof workListRulesZh> = {
  drafts: {
    hours: { name: 'Drafts: limit', meaning: 'A draft that nobody has checked for so long is late.' },
  },
  to_confirm: {
    hours: {
      name: 'To confirm: limit',
      meaning: 'A received order that nobody has confirmed for so long is late.',
    },
  },
  to_review: {
    hours: { name: 'Review: limit', meaning: 'An order that has waited for its review for so long is late.' },
  },
  needs_fix: {
    hours: {
      name: 'Needs a fix: limit',
      meaning: 'An order that was not passed and not put right for so long is late.',
    },
  },
  on_hold: {
    hours: {
      name: 'On hold: limit',
      meaning:
        'A hold, a request to cancel or a change of address that nobody has settled for so long is late.',
    },
  },
  awaiting_payment: {
    hours: { name: 'Awaiting payment: limit', meaning: 'An order that was not paid for so long is late.' },
  },
  to_release: {
    hours: {
      name: 'Release: limit',
      meaning: 'An approved order that was not released to the warehouse for so long is late.',
    },
  },
  short: {
    hours: { name: 'Short of stock: limit', meaning: 'A shortage without an outcome for so long is late.' },
  },
  ready: {
    hours: {
      name: 'Shipping: limit',
      meaning:
        'Where an order has no deadline of its own, it is late after waiting to be packed for so long.',
    },
  },
  exceptions: {
    hours: { name: 'Exceptions: limit', meaning: 'An exception that nobody has closed for so long is late.' },
  },
  to_hand_over: {
    hours: {
      name: 'Handover: limit',
      meaning:
        'Where an order has no deadline of its own, it is late after waiting for the courier for so long.',
    },
  },
  to_complete: {
    hours: {
      name: 'Completion: limit',
      meaning: 'A delivered order that was not completed for so long is late.',
    },
  },
  to_settle: {
    hours: {
      name: 'Settling: limit',
      meaning: 'A delivered order that finance has not settled for so long is late.',
    },
  },
  to_archive: {
    hours: {
      name: 'Archiving: limit',
      meaning: 'A completed and settled order that was not archived for so long is late.',
    },
  },
};
