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
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
