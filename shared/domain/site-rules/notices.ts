import type { SiteRuleDefinition } from './types.ts';

export const NOTICE_RULES = {
  /** CFM-01: the confirmation is made by itself when a person has approved; else somebody asks for it. */
  'notices.confirmation': { kind: 'flag', default: true },
  /** Who brings notices to customers: a person, who copies the text, or the hub by text message or mail. */
  'notices.delivery': { kind: 'choice', default: 'by_hand', choices: ['by_hand', 'hub'] },
  'notices.language': { kind: 'choice', default: 'zh', choices: ['zh', 'en'] },
  /** Where a customer follows a parcel; `{number}` and `{carrier}` are put in. */
  'notices.link': {
    kind: 'text',
    default: 'https://www.kuaidi100.com/chaxun?nu={number}',
    maxLength: 200,
  },
  /** NTF-02: how long a parcel is on the way, where the carrier says nothing else. */
  'notices.transitDays': { kind: 'number', unit: 'days', default: 3, min: 1, max: 60 },
  /** Hours from receipt until an order is shipped, where it has no deadline of its own. */
  'notices.shipHours': { kind: 'number', unit: 'hours', default: 48, min: 1, max: 720 },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
