import type { siteRulesZh } from '../zh/site-rules.ts';

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
    completion: 'Completion',
  },
  choice: {},
  completion: {
    days: {
      name: 'Days until completed',
      meaning: 'After delivery, without a word from the customer, an order is completed after so many days.',
    },
    settled: {
      name: 'Settled before completed',
      meaning:
        'On: finance settles an order before it is completed. Off: it is asked for only before archiving.',
    },
  },
};
